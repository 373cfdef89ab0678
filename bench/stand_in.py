"""A stand-in for embedding, for libraries that are too large to embed on every run.

The packaged model is loaded and counts the tokens, so that its memory and splitting cost what they
cost; only the vectors are made otherwise, within a hundredth of the time. They are no use for
finding anything by meaning.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.model.base import Kind, Vectors
from ingest.model.onnx_model import OnnxModel

_BUCKETS = 4096
# Vectors of one language lie about as close together as the packaged model's.
_COMMON = 1.5


class StandIn(OnnxModel):
    """The packaged model, but a vector is the sum of random ones, one a pair of characters."""

    def __init__(self, folder: Path) -> None:
        """Load the prepared `folder` of the packaged model.

        Raises:
            ModelError: ONNX Runtime cannot run the model on this machine.
        """
        super().__init__(folder)
        # Once in earnest, for the memory that it takes.
        super().embed_arrays(["a" * self.max_tokens], kind="passage")
        self.name = "stand-in"
        self.fingerprint = hashlib.sha256(b"stand-in 1").hexdigest()
        random = np.random.default_rng(0)
        self._pairs = random.standard_normal((_BUCKETS, self.dimension)).astype(np.float32)
        self._pairs += _COMMON * self._pairs[0]

    def embed_arrays(self, texts: Sequence[str], *, kind: Kind) -> Vectors:  # noqa: ARG002
        """See `EmbeddingModel.embed_arrays`; passages and questions are the same to it."""
        sums = np.stack([self._pairs[_buckets(text)].sum(axis=0) for text in texts])
        unit: Vectors = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit


def _buckets(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Number each pair of neighbouring characters; a short text has one all the same."""
    codes = np.frombuffer(f" {text} ".encode("utf-32-le", "replace"), np.uint32)
    return (codes[:-1] * np.uint32(31) + codes[1:]) % np.uint32(_BUCKETS)
