"""The reader's weights, as they ship: 8 bits a value, one scale a row.

`python -m training.reader export` writes the file; `training/README.md` is its model card.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import ReaderError

FILE = Path(__file__).parent / "reader.safetensors"
MATRICES = ("qkv", "ao", "fi", "fo")
NORMS = ("aln", "oln")
# Behind the name of a matrix in 8 bits: the factor of each of its rows.
SCALE = ".scale"
_LARGEST = 127

Arrays = Mapping[str, NDArray[np.float32] | NDArray[np.int8]]


def read_weights(path: Path = FILE) -> dict[str, NDArray[np.float32] | NDArray[np.int8]]:
    """Read the tensors by name.

    Raises:
        ReaderError: the file is missing or damaged.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise ReaderError(
            f"The reader's weights {path.name} cannot be read: {error}",
            "Restore the file with `git checkout bot/reader`.",
        ) from error


def quantised(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round a matrix to 8 bits, symmetrically and by row.

    Returns:
        int8 `(rows, columns)` and the float32 scale of each row.
    """
    scales = np.maximum(np.abs(matrix).max(1), 1e-12) / _LARGEST
    return np.round(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)
