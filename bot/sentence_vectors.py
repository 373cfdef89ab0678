"""Vectors of sentences, the recently used ones kept in memory.

The sentences of a few passages are most of what answering costs, and conversations come back to
the same passages. Knows nothing of questions.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from bot.center import Vector
from ingest.model import EmbeddingModel

# 15 MB for 384 dimensions.
_KEPT = 10_000


class SentenceVectors:
    """Embeds sentences as passages; safe to use from several threads."""

    def __init__(self, model: EmbeddingModel) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Vector] = OrderedDict()

    def of(self, texts: Sequence[str]) -> Vector:
        """Return the unit vectors of texts: float32 `(len(texts), dimension)`."""
        with self._lock:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(missing, self._model.embed_arrays(missing, kind="passage"), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = known[text]
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return np.stack([known[text] for text in texts])
