"""The real packaged model, loaded once, and an empty library of its own for every test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.library import Library
from ingest.model import EmbeddingModel, load_model
from ingest.settings import Settings
from ingest.source import upload_source
from ingest.sync import sync_sources

Add = Callable[[str, str], str]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose home holds the unpacked model and nothing else."""
    return Settings(home=tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def packaged_model(prepared: Settings) -> EmbeddingModel:
    """The model that a user gets who configures nothing."""
    return load_model(prepared)


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
        report = sync_sources(library, [source])
        assert not report.failed
        return next(i for i, origin in library.origins() if origin == source.origin)

    return add_text


@pytest.fixture
def environment(
    settings: Settings,
    prepared: Settings,
    packaged_model: EmbeddingModel,
    monkeypatch: pytest.MonkeyPatch,
) -> pytest.MonkeyPatch:
    """The variables of a user who set WENYUAN_HOME to the settings' home, and none besides."""
    for name in [name for name in os.environ if name.startswith("WENYUAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("WENYUAN_HOME", str(settings.home))
    settings.home.mkdir(exist_ok=True)
    settings.models.symlink_to(prepared.models)
    return monkeypatch
