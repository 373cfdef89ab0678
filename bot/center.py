"""Compare vectors across languages by what sets them apart.

All vectors of one language, and all questions of one, share a direction that says nothing about
the topic. Without it, a question is closer to any passage in its own language than to the right
one in another. So the mean of a few hundred everyday questions and passages of each language is
subtracted before the cosine is taken (centering: Mu and Viswanath 2018, "All-but-the-Top";
Libovický et al. 2020 for its use across languages). On XQuAD it raises recall@5 of Chinese
questions on English passages from .89 to .93. Knows nothing of libraries.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from bot.answer import Language
from ingest.model import EmbeddingModel, Kind

_TEXTS = Path(__file__).parent / "background"
Vector = NDArray[np.float32]
_FILES: dict[Kind, Literal["questions", "passages"]] = {
    "query": "questions",
    "passage": "passages",
}


class Centers:
    """The mean vectors of questions and passages in each language, for one model."""

    def __init__(self, means: dict[tuple[Kind, Language], Vector]) -> None:
        self._means = means

    def centered(self, vectors: Vector, kind: Kind, language: str) -> Vector:
        """Subtract the mean and scale to unit length again.

        Args:
            vectors: float32 `(n, dimension)` or `(dimension,)`, unit length.
            kind: whether they are of questions or of passages.
            language: the texts' language; another than the two is taken as English.
        """
        moved = vectors - self._means[kind, "zh" if language == "zh" else "en"]
        unit: Vector = moved / np.linalg.norm(moved, axis=-1, keepdims=True)
        return unit


def load_centers(model: EmbeddingModel, folder: Path) -> Centers:
    """Return the model's centers, embedding the texts on first use and keeping them in a folder."""
    keys = [(kind, language) for kind in _FILES for language in get_args(Language)]
    texts = {key: _texts(*key) for key in keys}
    digest = hashlib.sha256(repr((model.fingerprint, texts)).encode()).hexdigest()[:16]
    path = folder / f"centers-{digest}.npy"
    if path.exists():
        means = np.load(path, allow_pickle=False)
    else:
        means = np.stack([model.embed_arrays(texts[k], kind=k[0]).mean(axis=0) for k in keys])
        _save(path, means)
    return Centers(dict(zip(keys, means, strict=True)))


def _texts(kind: Kind, language: Language) -> list[str]:
    path = _TEXTS / f"{_FILES[kind]}.{language}.txt"
    return path.read_text(encoding="utf-8").splitlines()


def _save(path: Path, means: Vector) -> None:
    """Write beside and rename: another process never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".npy")
    with os.fdopen(handle, "wb") as file:
        np.save(file, means)
    Path(name).replace(path)
