"""The embedding model: text in, unit vectors out. Knows nothing of articles or of the library."""

from ingest.model.base import EmbeddingModel, Kind
from ingest.model.load import load_model, prepare_model

__all__ = ["EmbeddingModel", "Kind", "load_model", "prepare_model"]
