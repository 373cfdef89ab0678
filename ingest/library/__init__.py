"""The library on disk: SQLite is the truth, Chroma is the vector index."""

from ingest.library.database import Evidence
from ingest.library.filter import EVERYTHING, Filter
from ingest.library.library import Library
from ingest.library.status import Status

__all__ = ["EVERYTHING", "Evidence", "Filter", "Library", "Status"]
