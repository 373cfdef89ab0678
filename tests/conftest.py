"""The real packaged model, loaded once, and an empty library of its own for every test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.add import add_sources
from ingest.library import Library
from ingest.model import EmbeddingModel, load_model
from ingest.settings import Settings
from ingest.source import upload_source

Add = Callable[[str, str], str]


@pytest.fixture(scope="session")
def packaged_model(tmp_path_factory: pytest.TempPathFactory) -> EmbeddingModel:
    """The model that a user gets who configures nothing."""
    return load_model(Settings(home=tmp_path_factory.mktemp("models")))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", lock_seconds=0.2)


@pytest.fixture
def library(settings: Settings, packaged_model: EmbeddingModel) -> Iterator[Library]:
    with Library.open(settings, packaged_model) as library:
        yield library


@pytest.fixture
def add(library: Library) -> Add:
    """Adds an article under a file name and returns its id."""

    def add_text(name: str, text: str) -> str:
        source = upload_source(name, text.encode())
        report = add_sources(library, [source])
        assert not report.failed
        return next(i for i, origin in library.origins() if origin == source.origin)

    return add_text
