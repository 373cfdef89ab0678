"""The reader's layers as an ONNX graph on their 8-bit weights.

Activations are rounded to 8 bits as they come (`DynamicQuantizeMatMul`), at half the time of
float32. One pair of question and passage a run.
"""

import numpy as np

from bot.reader.weights import SCALE, Arrays
from ingest.model.encoder_graph import EncoderGraph, floats, integers

STATES, FIRST, SPAN, ANSWERED = "states", "first", "span", "answered"
HEADS = 12
_EPSILON = 1e-12


def build_graph(weights: Arrays) -> bytes:
    """A serialised ONNX model.

    From states, float32 `(1, tokens, hidden)`, with the segments' vectors already added, and the
    place of the passage's first token, int64 `(1,)`, come the logits of start and end,
    `(1, tokens, 2)`, and that of being answered, `(1, 1)`.
    """
    graph = _Graph(weights)
    states, layer = STATES, 0
    while f"layers.{layer}.qkv.weight" in weights:
        states = graph.layer(f"layers.{layer}.", states)
        layer += 1
    graph.heads(states)
    hidden = weights["segments"].shape[1]
    takes = [floats(STATES, [1, "tokens", hidden]), integers(FIRST, [1])]
    gives = [floats(SPAN, [1, "tokens", 2]), floats(ANSWERED, [1, 1])]
    return graph.serialised("reader", takes, gives)


class _Graph(EncoderGraph):
    def __init__(self, weights: Arrays) -> None:
        super().__init__(HEADS, _EPSILON)
        self._weights = weights

    def heads(self, states: str) -> None:
        self._dense("span", states, SPAN)
        self.node("Gather", [states, self.constant("zero", np.array([0]))], "question", axis=1)
        self.node("Gather", [states, FIRST], "passage", axis=1)
        self.node("Concat", ["question", "passage"], "both", axis=-1)
        self._dense("meet", "both", "met")
        self.node("Tanh", ["met"], "squashed")
        self._dense("answers", "squashed", "logit")
        self.node("Squeeze", ["logit", self.constant("inner axis", np.array([1]))], ANSWERED)

    def product(self, inputs: str, matrix: str) -> None:
        """Multiply by a matrix in 8 bits."""
        weight = self._weights[f"{matrix}.weight"]
        parameters = [
            self.constant(f"{matrix}.weight", weight.T),
            self.constant(f"{matrix}{SCALE}", self._weights[f"{matrix}.weight{SCALE}"]),
            self.constant(f"{matrix}.zero", np.zeros(len(weight), np.int8)),
        ]
        self.microsoft("DynamicQuantizeMatMul", [inputs, *parameters], matrix)

    def bias(self, matrix: str) -> str:
        """Add a matrix's bias."""
        return self._vector(f"{matrix}.bias")

    def norm(self, name: str) -> list[str]:
        """Add weight and bias of a layer normalisation."""
        return [self._vector(f"{name}.weight"), self._vector(f"{name}.bias")]

    def _dense(self, name: str, inputs: str, output: str) -> None:
        """Multiply by a small matrix in float32 and add its bias."""
        weight = self.constant(f"{name}.weight", self._weights[f"{name}.weight"].T)
        self.node("MatMul", [inputs, weight], f"{name}.product")
        self.node("Add", [f"{name}.product", self.bias(name)], output)

    def _vector(self, name: str) -> str:
        return self.constant(name, self._weights[name])
