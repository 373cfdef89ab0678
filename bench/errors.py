"""What can go wrong while measuring, on the root of `ingest/errors.py`.

WenyuanError
└── BenchError           the questions or the corpus cannot be used for a measurement
"""

from ingest.errors import WenyuanError


class BenchError(WenyuanError):
    """The questions or the corpus cannot be used for a measurement."""
