"""The encoder as two ONNX graphs over the 4-bit weights: token ids in, unit vectors out.

The lower layers are a graph of their own, since a reader goes on from their states by itself.

The weights go in as they are, four bits a value, word embeddings included; ONNX Runtime multiplies
by them directly (`MatMulNBits`), with activations rounded to 8 bits in blocks of 32. Texts of one
run have the same length, so that there is no padding and no mask: a text's vector does not depend
on its neighbours. Knows nothing of text.
"""

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from ingest.model.packaged import LOWER_LAYERS, STATES, TOKEN_IDS
from ingest.model.unpack import BLOCK, FloatArray, Quantised, WeightFile

_MICROSOFT = "com.microsoft"
_INT8_ACTIVATIONS = 4  # MatMulNBits' accuracy_level
_OPSET = 18
_IR_VERSION = 10


def build_lower(weights: WeightFile) -> bytes:
    """The embeddings and the first layers as a serialised ONNX model.

    From int64 ids `(texts, tokens)` come float32 states `(texts, tokens, hidden)`.
    """
    graph = _Graph(weights)
    return graph.serialised(TOKEN_IDS, graph.layers(graph.embeddings(), range(LOWER_LAYERS)))


def build_upper(weights: WeightFile) -> bytes:
    """The other layers and the pooling as a serialised ONNX model.

    From the states of the lower graph come unit vectors, float32 `(texts, hidden)`.
    """
    graph = _Graph(weights)
    states = graph.layers(STATES, range(LOWER_LAYERS, weights.architecture.layers))
    return graph.serialised(STATES, graph.pooling(states))


class _Graph:
    """Collects the nodes and constants of a model, layer by layer."""

    def __init__(self, weights: WeightFile) -> None:
        self._weights = weights
        self._sizes = weights.architecture
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def layers(self, hidden: str, numbers: range) -> str:
        for layer in numbers:
            hidden = self._feed_forward(f"l{layer}.", self._attention(f"l{layer}.", hidden))
        return hidden

    def serialised(self, given: str, output: str) -> bytes:
        tokens: list[str | int | None] = ["texts", "tokens"]
        states: list[str | int | None] = [*tokens, self._sizes.hidden]
        takes = (
            helper.make_tensor_value_info(TOKEN_IDS, TensorProto.INT64, tokens)
            if given == TOKEN_IDS
            else helper.make_tensor_value_info(STATES, TensorProto.FLOAT, states)
        )
        pooled: list[str | int | None] = ["texts", self._sizes.hidden]
        gives = states if given == TOKEN_IDS else pooled
        graph = helper.make_graph(
            self._nodes,
            "multilingual-e5-small",
            [takes],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, gives)],
            self._constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)],
            ir_version=_IR_VERSION,
            producer_name="wenyuan",
        )
        data: bytes = model.SerializeToString(deterministic=True)
        return data

    def embeddings(self) -> str:
        size = self._sizes
        words = self._weights.quantised("emb.word", size.vocabulary, size.hidden)
        self._microsoft(
            "GatherBlockQuantized",
            [
                self._constant("emb.word", words.nibbles.reshape(size.vocabulary, -1)),
                TOKEN_IDS,
                self._constant("emb.word.scale", words.scales),
            ],
            "words",
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        # Every token is of type 0, so that its vector is part of the position's.
        positions = self._weights.floats("emb.pos", size.positions, size.hidden)
        positions += self._weights.floats("emb.type", size.token_types, size.hidden)[0]
        self._node("Shape", [TOKEN_IDS], "length", start=1, end=2)
        self._node(
            "Slice",
            [
                self._constant("emb.pos", positions),
                self._constant("first", np.array([0])),
                "length",
                self._constant("position axis", np.array([0])),
            ],
            "positions",
        )
        return self._normalised("emb.ln", ["words", "positions"], "embedded")

    def _attention(self, layer: str, hidden: str) -> str:
        size = self._sizes.hidden
        parts = [self._weights.quantised(f"{layer}{part}.w", size, size) for part in "qkv"]
        merged = Quantised(
            nibbles=np.concatenate([part.nibbles for part in parts]),
            scales=np.concatenate([part.scales for part in parts]),
        )
        bias = np.concatenate([self._weights.floats(f"{layer}{part}.b", size) for part in "qkv"])
        self._product(hidden, merged, f"{layer}qkv")
        heads = [f"{layer}{part}" for part in "qkv"]
        split = helper.make_node("Split", [f"{layer}qkv"], heads, axis=-1, num_outputs=3)
        self._nodes.append(split)
        self._microsoft(
            "MultiHeadAttention",
            [*heads, self._constant(f"{layer}qkv.b", bias)],
            f"{layer}attended",
            num_heads=self._sizes.heads,
        )
        out = self._weights.quantised(f"{layer}ao.w", size, size)
        self._product(f"{layer}attended", out, f"{layer}ao")
        return self._residual(f"{layer}aln", f"{layer}ao", hidden)

    def _feed_forward(self, layer: str, hidden: str) -> str:
        size, inner = self._sizes.hidden, self._sizes.feed_forward
        self._product(hidden, self._weights.quantised(f"{layer}fi.w", inner, size), f"{layer}fi")
        bias = self._constant(f"{layer}fi.b", self._weights.floats(f"{layer}fi.b", inner))
        self._microsoft("BiasGelu", [f"{layer}fi", bias], f"{layer}gelu")
        out = self._weights.quantised(f"{layer}fo.w", size, inner)
        self._product(f"{layer}gelu", out, f"{layer}fo")
        return self._residual(f"{layer}oln", f"{layer}fo", hidden)

    def pooling(self, hidden: str) -> str:
        axis = self._constant("token axis", np.array([1]))
        self._node("ReduceMean", [hidden, axis], "mean", keepdims=0)
        self._node("LpNormalization", ["mean"], "embedding", p=2, axis=1)
        return "embedding"

    def _product(self, inputs: str, matrix: Quantised, output: str) -> None:
        rows, blocks = matrix.scales.shape
        self._microsoft(
            "MatMulNBits",
            [
                inputs,
                self._constant(f"{output}.w", matrix.nibbles),
                self._constant(f"{output}.scale", matrix.scales),
            ],
            output,
            N=rows,
            K=blocks * BLOCK,
            bits=4,
            block_size=BLOCK,
            accuracy_level=_INT8_ACTIVATIONS,
        )

    def _residual(self, norm: str, product: str, hidden: str) -> str:
        name = f"{product}.b"
        bias = self._constant(name, self._weights.floats(name, self._sizes.hidden))
        return self._normalised(norm, [product, hidden], f"{norm}.out", bias)

    def _normalised(self, norm: str, terms: list[str], output: str, *bias: str) -> str:
        """Layer normalisation of the sum of two terms and a bias."""
        parameters = [
            self._constant(name, self._weights.floats(name, self._sizes.hidden))
            for name in (f"{norm}.w", f"{norm}.b")
        ]
        self._microsoft(
            "SkipLayerNormalization",
            [*terms, *parameters, *bias],
            output,
            epsilon=self._sizes.epsilon,
        )
        return output

    def _constant(self, name: str, values: FloatArray | Any) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self._nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))

    def _microsoft(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self._node(operator, inputs, output, domain=_MICROSOFT, **attributes)
