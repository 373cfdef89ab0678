"""Vectors as SQLite holds them: as float16, which moves cosines by less than 0.0005."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def pack(vector: NDArray[np.float32]) -> bytes:
    """Write a vector as it is stored."""
    return vector.astype(np.float16).tobytes()


def unpack(values: Sequence[bytes]) -> NDArray[np.float32]:
    """Return stored vectors, at least one, as rows of unit length."""
    stored = np.frombuffer(b"".join(values), np.float16).reshape(len(values), -1)
    vectors = stored.astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
