"""The reader as a torch network, on the packaged embedding model.

The model's embeddings and lower layers stay as they are and see question and passage apart, so
that their states can be kept for a passage; the upper layers are trained and see both together.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.model.packaged import LOWER_LAYERS
from ingest.model.unpack import WeightFile

_FAR = -1e4
# Of what each half of a trained layer adds to the states, so much is left out at random.
_DROPPED = 0.1


class Layer(nn.Module):
    """One post-norm layer of BERT (Devlin et al. 2019), query, key and value in one matrix."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.ao = nn.Linear(hidden, hidden)
        self.aln = nn.LayerNorm(hidden, eps=epsilon)
        self.fi = nn.Linear(hidden, inner)
        self.fo = nn.Linear(inner, hidden)
        self.oln = nn.LayerNorm(hidden, eps=epsilon)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Transform `(texts, tokens, hidden)`; `mask` is true for tokens, `(texts, tokens)`."""
        texts, tokens, hidden = states.shape
        size = hidden // self.heads
        qkv = self.qkv(states).view(texts, tokens, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        # Plainly, since scaled_dot_product_attention is slower on a CPU for texts this short.
        weights = torch.matmul(qkv[0] * size**-0.5, qkv[1].transpose(-1, -2)).float()
        weights = weights.masked_fill(~mask[:, None, None, :], _FAR).softmax(-1)
        seen = torch.matmul(weights.to(states.dtype), qkv[2].to(states.dtype))
        added = self.ao(seen.transpose(1, 2).reshape(texts, tokens, hidden))
        states = self.aln(states + functional.dropout(added, _DROPPED, self.training))
        added = self.fo(functional.gelu(self.fi(states)))
        return self.oln(states + functional.dropout(added, _DROPPED, self.training))  # type: ignore[no-any-return]


def packaged_layer(weights: WeightFile, number: int) -> Layer:
    """Return one layer of the packaged embedding model, in float32."""
    size = weights.architecture
    layer = Layer(size.hidden, size.heads, size.feed_forward, size.epsilon)

    def matrix(name: str, rows: int, columns: int) -> Tensor:
        return torch.from_numpy(weights.quantised(name, rows, columns).dequantised())

    def vector(name: str, length: int) -> Tensor:
        return torch.from_numpy(weights.floats(name, length))

    prefix, hidden, inner = f"l{number}.", size.hidden, size.feed_forward
    with torch.no_grad():
        layer.qkv.weight.copy_(
            torch.cat([matrix(f"{prefix}{part}.w", hidden, hidden) for part in "qkv"])
        )
        layer.qkv.bias.copy_(torch.cat([vector(f"{prefix}{part}.b", hidden) for part in "qkv"]))
        for name, rows, columns in (
            ("ao", hidden, hidden),
            ("fi", inner, hidden),
            ("fo", hidden, inner),
        ):
            linear = getattr(layer, name)
            linear.weight.copy_(matrix(f"{prefix}{name}.w", rows, columns))
            linear.bias.copy_(vector(f"{prefix}{name}.b", rows))
        for name in ("aln", "oln"):
            norm = getattr(layer, name)
            norm.weight.copy_(vector(f"{prefix}{name}.w", hidden))
            norm.bias.copy_(vector(f"{prefix}{name}.b", hidden))
    return layer


class Lower(nn.Module):
    """Embeddings and lower layers of the packaged model, frozen."""

    def __init__(self, weights: WeightFile) -> None:
        super().__init__()
        size = weights.architecture
        words = weights.quantised("emb.word", size.vocabulary, size.hidden).dequantised()
        positions = weights.floats("emb.pos", size.positions, size.hidden)
        positions += weights.floats("emb.type", size.token_types, size.hidden)[0]
        self.words = nn.Parameter(torch.from_numpy(words))
        self.positions = nn.Parameter(torch.from_numpy(positions))
        self.norm = nn.LayerNorm(size.hidden, eps=size.epsilon)
        with torch.no_grad():
            self.norm.weight.copy_(torch.from_numpy(weights.floats("emb.ln.w", size.hidden)))
            self.norm.bias.copy_(torch.from_numpy(weights.floats("emb.ln.b", size.hidden)))
        self.layers = nn.ModuleList(packaged_layer(weights, i) for i in range(LOWER_LAYERS))
        self.requires_grad_(False).eval()

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Token ids `(texts, tokens)` to states `(texts, tokens, hidden)`."""
        states: Tensor = self.norm(
            functional.embedding(ids, self.words) + self.positions[: ids.shape[1]]
        )
        for layer in self.layers:
            states = layer(states, mask)
        return states


class Reader(nn.Module):
    """The upper layers and the heads: what is trained, and what ships."""

    def __init__(self, weights: WeightFile) -> None:
        super().__init__()
        size = weights.architecture
        hidden = size.hidden
        self.layers = nn.ModuleList(
            packaged_layer(weights, i) for i in range(LOWER_LAYERS, size.layers)
        )
        self.segments = nn.Parameter(torch.zeros(2, hidden))
        self.span = nn.Linear(hidden, 2)
        self.meet = nn.Linear(2 * hidden, hidden)
        self.answers = nn.Linear(hidden, 1)
        nn.init.normal_(self.span.weight, std=0.02)
        nn.init.zeros_(self.span.bias)
        nn.init.normal_(self.answers.weight, std=0.02)
        nn.init.zeros_(self.answers.bias)

    def forward(
        self, states: Tensor, segments: Tensor, mask: Tensor, spannable: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Read questions and passages together.

        Args:
            states: lower states, question then passage: `(pairs, tokens, hidden)`.
            segments: 0 for the question's tokens, 1 for the passage's.
            mask: true for tokens, false for padding.
            spannable: true where an answer may start or end, and for the first token, which
                stands for "no answer".

        Returns:
            Logits of start and end `(pairs, tokens, 2)`, and of being answered `(pairs,)`.
        """
        states = states + self.segments[segments].to(states.dtype)
        for layer in self.layers:
            states = layer(states, mask)
        states = states.float()
        span = self.span(states).masked_fill(~spannable[..., None], _FAR)
        first = segments.argmax(1)  # the passage's first token
        both = torch.cat([states[:, 0], states[torch.arange(len(states)), first]], 1)
        answered = self.answers(torch.tanh(self.meet(both))).squeeze(1)
        return span, answered
