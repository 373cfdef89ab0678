"""BERT's layers as ONNX nodes, whatever form the weights have.

On the fused operators of ONNX Runtime. Texts of one run have the same length, so that there is no
padding and no mask: what comes of a text does not depend on its neighbours.
"""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

_MICROSOFT = "com.microsoft"
_OPSET = 18
_IR_VERSION = 10

Shape = list[str | int | None]


def floats(name: str, shape: Shape) -> Any:
    """Declare an input or output of float32."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def integers(name: str, shape: Shape) -> Any:
    """Declare an input or output of int64."""
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)


class EncoderGraph(ABC):
    """Collects the nodes and constants of a model, layer by layer."""

    def __init__(self, heads: int, epsilon: float) -> None:
        self._heads = heads
        self._epsilon = epsilon
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    @abstractmethod
    def product(self, inputs: str, matrix: str) -> None:
        """Multiply by a matrix, without its bias; the output has the matrix's name."""

    @abstractmethod
    def bias(self, matrix: str) -> str:
        """Add the bias of a matrix to the constants; returns its name."""

    @abstractmethod
    def norm(self, name: str) -> list[str]:
        """Add weight and bias of a layer normalisation to the constants; returns their names."""

    def layer(self, prefix: str, states: str) -> str:
        """Add a layer; its matrices are `qkv`, `ao`, `fi` and `fo`, its norms `aln` and `oln`."""
        return self._feed_forward(prefix, self._attention(prefix, states))

    def serialised(self, name: str, takes: list[Any], gives: list[Any]) -> bytes:
        """Return the model, the same bytes each time."""
        model = helper.make_model(
            helper.make_graph(self._nodes, name, takes, gives, self._constants),
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)],
            ir_version=_IR_VERSION,
            producer_name="wenyuan",
        )
        data: bytes = model.SerializeToString(deterministic=True)
        return data

    def _attention(self, prefix: str, states: str) -> str:
        self.product(states, f"{prefix}qkv")
        parts = [f"{prefix}{part}" for part in "qkv"]
        split = helper.make_node("Split", [f"{prefix}qkv"], parts, axis=-1, num_outputs=3)
        self._nodes.append(split)
        attended = f"{prefix}attended"
        inputs = [*parts, self.bias(f"{prefix}qkv")]
        self.microsoft("MultiHeadAttention", inputs, attended, num_heads=self._heads)
        self.product(attended, f"{prefix}ao")
        return self._residual(f"{prefix}aln", f"{prefix}ao", states)

    def _feed_forward(self, prefix: str, states: str) -> str:
        self.product(states, f"{prefix}fi")
        bias = self.bias(f"{prefix}fi")
        self.microsoft("BiasGelu", [f"{prefix}fi", bias], f"{prefix}gelu")
        self.product(f"{prefix}gelu", f"{prefix}fo")
        return self._residual(f"{prefix}oln", f"{prefix}fo", states)

    def _residual(self, norm: str, matrix: str, states: str) -> str:
        bias = self.bias(matrix)
        return self.normalised(norm, [matrix, states], f"{norm}.out", bias)

    def normalised(self, norm: str, terms: list[str], output: str, *bias: str) -> str:
        """Layer normalisation of the sum of two terms and a bias."""
        inputs = [*terms, *self.norm(norm), *bias]
        self.microsoft("SkipLayerNormalization", inputs, output, epsilon=self._epsilon)
        return output

    def constant(self, name: str, values: Any) -> str:
        """Add a constant; returns its name."""
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> None:
        """Add a node with one output, of the same name."""
        self._nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))

    def microsoft(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> None:
        """Add a node of ONNX Runtime's own operators."""
        self.node(operator, inputs, output, domain=_MICROSOFT, **attributes)
