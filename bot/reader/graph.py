"""The reader's layers as an ONNX graph on their 8-bit weights.

Activations are rounded to 8 bits as they come (`DynamicQuantizeMatMul`), at half the time of
float32. One pair of question and passage a run, so that there is no padding and no mask.
"""

from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from bot.reader.weights import SCALE, Arrays

STATES, SPAN, ANSWERED = "states", "span", "answered"
HEADS = 12
_EPSILON = 1e-12
_MICROSOFT = "com.microsoft"
_OPSET = 18
_IR_VERSION = 10


def build_graph(weights: Arrays) -> bytes:
    """A serialised ONNX model.

    From states, float32 `(1, tokens, hidden)`, with the segments' vectors already added, and the
    place of the passage's first token, int64 `(1,)`, come the logits of start and end,
    `(1, tokens, 2)`, and that of being answered, `(1, 1)`.
    """
    return _Graph(weights).serialised()


class _Graph:
    def __init__(self, weights: Arrays) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._hidden = weights["segments"].shape[1]
        states, layer = STATES, 0
        while f"layers.{layer}.qkv.weight" in weights:
            states = self._layer(f"layers.{layer}.", states)
            layer += 1
        self._heads(states)

    def serialised(self) -> bytes:
        tokens = [1, "tokens", self._hidden]
        graph = helper.make_graph(
            self._nodes,
            "reader",
            [
                helper.make_tensor_value_info(STATES, TensorProto.FLOAT, tokens),
                helper.make_tensor_value_info("first", TensorProto.INT64, [1]),
            ],
            [
                helper.make_tensor_value_info(SPAN, TensorProto.FLOAT, [1, "tokens", 2]),
                helper.make_tensor_value_info(ANSWERED, TensorProto.FLOAT, [1, 1]),
            ],
            self._constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)],
            ir_version=_IR_VERSION,
        )
        data: bytes = model.SerializeToString()
        return data

    def _layer(self, layer: str, states: str) -> str:
        self._product(f"{layer}qkv", states)
        parts = [f"{layer}{part}" for part in "qkv"]
        self._nodes.append(
            helper.make_node("Split", [f"{layer}qkv"], parts, axis=-1, num_outputs=3)
        )
        self._microsoft(
            "MultiHeadAttention",
            [*parts, self._constant(f"{layer}qkv.bias")],
            f"{layer}seen",
            num_heads=HEADS,
        )
        self._product(f"{layer}ao", f"{layer}seen")
        states = self._residual(f"{layer}aln", f"{layer}ao", states)
        self._product(f"{layer}fi", states)
        bias = self._constant(f"{layer}fi.bias")
        self._microsoft("BiasGelu", [f"{layer}fi", bias], f"{layer}gelu")
        self._product(f"{layer}fo", f"{layer}gelu")
        return self._residual(f"{layer}oln", f"{layer}fo", states)

    def _heads(self, states: str) -> None:
        self._dense("span", states, SPAN)
        self._nodes.append(helper.make_node("Gather", [states, "zero"], ["question"], axis=1))
        self._add("zero", np.array([0]))
        self._nodes.append(helper.make_node("Gather", [states, "first"], ["passage"], axis=1))
        self._nodes.append(helper.make_node("Concat", ["question", "passage"], ["both"], axis=-1))
        self._dense("meet", "both", "met")
        self._nodes.append(helper.make_node("Tanh", ["met"], ["squashed"]))
        self._dense("answers", "squashed", "logit")
        self._add("inner axis", np.array([1]))
        self._nodes.append(helper.make_node("Squeeze", ["logit", "inner axis"], [ANSWERED]))

    def _product(self, name: str, inputs: str) -> None:
        """Multiply by a matrix in 8 bits, without its bias."""
        weight = self._weights[f"{name}.weight"]
        self._add(f"{name}.weight", weight.T)
        self._add(f"{name}{SCALE}", self._weights[f"{name}.weight{SCALE}"])
        self._add(f"{name}.zero", np.zeros(len(weight), np.int8))
        parameters = [f"{name}.weight", f"{name}{SCALE}", f"{name}.zero"]
        self._microsoft("DynamicQuantizeMatMul", [inputs, *parameters], name)

    def _dense(self, name: str, inputs: str, output: str) -> None:
        """Multiply by a small matrix in float32 and add its bias."""
        self._add(f"{name}.weight", self._weights[f"{name}.weight"].T)
        self._nodes.append(
            helper.make_node("MatMul", [inputs, f"{name}.weight"], [f"{name}.product"])
        )
        bias = self._constant(f"{name}.bias")
        self._nodes.append(helper.make_node("Add", [f"{name}.product", bias], [output]))

    def _residual(self, norm: str, product: str, states: str) -> str:
        names = [f"{norm}.weight", f"{norm}.bias", f"{product}.bias"]
        inputs = [product, states, *map(self._constant, names)]
        self._microsoft("SkipLayerNormalization", inputs, norm, epsilon=_EPSILON)
        return norm

    def _constant(self, name: str) -> str:
        self._add(name, self._weights[name])
        return name

    def _add(self, name: str, values: Any) -> None:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))

    def _microsoft(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> None:
        node = helper.make_node(operator, inputs, [output], domain=_MICROSOFT, **attributes)
        self._nodes.append(node)
