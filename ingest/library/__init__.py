"""The library on disk: SQLite is the truth, Chroma is the vector index."""

from ingest.library.database import Evidence
from ingest.library.library import Library, Status

__all__ = ["Evidence", "Library", "Status"]
