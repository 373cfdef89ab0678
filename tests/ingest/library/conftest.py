"""A library that was written once, and copies of it for tests that damage theirs."""

import shutil
from collections.abc import Iterator

import pytest

from ingest.library import Library
from ingest.model import EmbeddingModel
from ingest.settings import Settings
from ingest.source import upload_source
from ingest.sync import sync_sources
from tests.ingest.library.damage import NEWS, SHIPS


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, packaged_model: EmbeddingModel) -> Settings:
    """Settings of a library of a Chinese and an English article of two passages each."""
    settings = Settings(home=tmp_path_factory.mktemp("whole"))
    sources = [upload_source("ships.md", SHIPS.encode()), upload_source("news.md", NEWS.encode())]
    with Library.open(settings, packaged_model) as library:
        assert not sync_sources(library, sources).failed
    return settings


@pytest.fixture
def copied(
    settings: Settings, whole: Settings, packaged_model: EmbeddingModel
) -> Iterator[Library]:
    """A copy of that library."""
    shutil.copytree(whole.library, settings.library)
    with Library.open(settings, packaged_model) as library:
        yield library


@pytest.fixture
def ships(copied: Library) -> str:
    """The id of the copy's Chinese article."""
    return next(one for one, origin in copied.origins() if origin == "upload:ships.md")
