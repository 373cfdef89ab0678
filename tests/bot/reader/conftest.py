"""The reader that ships, loaded once."""

import pytest

from bot.reader.load import load_reader
from bot.reader.reader import Reader
from ingest.model import EmbeddingModel
from ingest.settings import Settings


@pytest.fixture(scope="session")
def reader(packaged_model: EmbeddingModel, prepared: Settings) -> Reader:
    return load_reader(packaged_model, prepared)
