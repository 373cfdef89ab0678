"""A packaged model with random weights: as many tokens and heads as the real one, far smaller."""

import zlib

import numpy as np

from ingest.model.unpack import BLOCK, Architecture, FloatArray, Quantised, WeightFile


class RandomWeights(WeightFile):
    """Every tensor depends on its name alone."""

    def __init__(self) -> None:
        self.architecture = Architecture(
            hidden=96,
            layers=6,
            heads=12,
            feed_forward=192,
            vocabulary=250037,
            positions=512,
            token_types=2,
            epsilon=1e-12,
        )

    def floats(self, name: str, *shape: int) -> FloatArray:
        centre = 1.0 if name.endswith("ln.w") else 0.0
        values = _random(name).normal(centre, 0.1, shape)
        return values.astype(np.float32)

    def quantised(self, name: str, rows: int, columns: int) -> Quantised:
        blocks = columns // BLOCK
        return Quantised(
            nibbles=_random(name).integers(0, 256, (rows, blocks, BLOCK // 2), np.uint8),
            scales=np.full((rows, blocks), 0.02, np.float32),
        )


def _random(name: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(name.encode()))
