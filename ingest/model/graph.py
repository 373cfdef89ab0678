"""The encoder as two ONNX graphs over the 4-bit weights: token ids in, unit vectors out.

The lower layers are a graph of their own, since a reader goes on from their states by itself.

The weights go in as they are, four bits a value, word embeddings included; ONNX Runtime multiplies
by them directly (`MatMulNBits`), with activations rounded to 8 bits in blocks of 32. Knows nothing
of text.
"""

import numpy as np

from ingest.model.encoder_graph import EncoderGraph, Shape, floats, integers
from ingest.model.packaged import LOWER_LAYERS, STATES, TOKEN_IDS
from ingest.model.unpack import BLOCK, Quantised, WeightFile

_INT8_ACTIVATIONS = 4  # MatMulNBits' accuracy_level
_NAME = "multilingual-e5-small"
_TOKENS: Shape = ["texts", "tokens"]
_POOLED = "embedding"


def build_lower(weights: WeightFile) -> bytes:
    """The embeddings and the first layers as a serialised ONNX model.

    From int64 ids `(texts, tokens)` come float32 states `(texts, tokens, hidden)`.
    """
    graph, hidden = _Graph(weights), weights.architecture.hidden
    states = graph.layers(graph.embeddings(), range(LOWER_LAYERS))
    gives = [floats(states, [*_TOKENS, hidden])]
    return graph.serialised(_NAME, [integers(TOKEN_IDS, _TOKENS)], gives)


def build_upper(weights: WeightFile) -> bytes:
    """The other layers and the pooling as a serialised ONNX model.

    From the states of the lower graph come unit vectors, float32 `(texts, hidden)`.
    """
    graph, hidden = _Graph(weights), weights.architecture.hidden
    graph.pooling(graph.layers(STATES, range(LOWER_LAYERS, weights.architecture.layers)))
    takes = [floats(STATES, [*_TOKENS, hidden])]
    return graph.serialised(_NAME, takes, [floats(_POOLED, ["texts", hidden])])


class _Graph(EncoderGraph):
    """An encoder on the weights as they are packed."""

    def __init__(self, weights: WeightFile) -> None:
        super().__init__(weights.architecture.heads, weights.architecture.epsilon)
        self._weights = weights
        self._sizes = weights.architecture

    def layers(self, states: str, numbers: range) -> str:
        for number in numbers:
            states = self.layer(f"l{number}.", states)
        return states

    def embeddings(self) -> str:
        size = self._sizes
        words = self._weights.quantised("emb.word", size.vocabulary, size.hidden)
        self.microsoft(
            "GatherBlockQuantized",
            [
                self.constant("emb.word", words.nibbles.reshape(size.vocabulary, -1)),
                TOKEN_IDS,
                self.constant("emb.word.scale", words.scales),
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
        self.node("Shape", [TOKEN_IDS], "length", start=1, end=2)
        self.node(
            "Slice",
            [
                self.constant("emb.pos", positions),
                self.constant("first", np.array([0])),
                "length",
                self.constant("position axis", np.array([0])),
            ],
            "positions",
        )
        return self.normalised("emb.ln", ["words", "positions"], "embedded")

    def pooling(self, states: str) -> None:
        axis = self.constant("token axis", np.array([1]))
        self.node("ReduceMean", [states, axis], "mean", keepdims=0)
        self.node("LpNormalization", ["mean"], _POOLED, p=2, axis=1)

    def product(self, inputs: str, matrix: str) -> None:
        """Multiply by a matrix in 4 bits."""
        packed = self._matrix(matrix)
        rows, blocks = packed.scales.shape
        self.microsoft(
            "MatMulNBits",
            [
                inputs,
                self.constant(f"{matrix}.w", packed.nibbles),
                self.constant(f"{matrix}.scale", packed.scales),
            ],
            matrix,
            N=rows,
            K=blocks * BLOCK,
            bits=4,
            block_size=BLOCK,
            accuracy_level=_INT8_ACTIVATIONS,
        )

    def bias(self, matrix: str) -> str:
        """Add a matrix's bias; those of query, key and value are one."""
        length = self._sizes.feed_forward if matrix.endswith("fi") else self._sizes.hidden
        each = [self._weights.floats(f"{one}.b", length) for one in _parts(matrix)]
        return self.constant(f"{matrix}.b", np.concatenate(each))

    def norm(self, name: str) -> list[str]:
        """Add weight and bias of a layer normalisation."""
        names = (f"{name}.w", f"{name}.b")
        return [self.constant(n, self._weights.floats(n, self._sizes.hidden)) for n in names]

    def _matrix(self, name: str) -> Quantised:
        hidden, inner = self._sizes.hidden, self._sizes.feed_forward
        rows = inner if name.endswith("fi") else hidden
        columns = inner if name.endswith("fo") else hidden
        each = [self._weights.quantised(f"{one}.w", rows, columns) for one in _parts(name)]
        return Quantised(
            nibbles=np.concatenate([one.nibbles for one in each]),
            scales=np.concatenate([one.scales for one in each]),
        )


def _parts(matrix: str) -> list[str]:
    """Name the packed matrices that one multiplication takes together."""
    prefix = matrix.removesuffix("qkv")
    return [matrix] if prefix == matrix else [f"{prefix}{part}" for part in "qkv"]
