"""The packaged model on both backends, prepared once for all tests of this folder."""

from pathlib import Path

import pytest

from ingest.model import EmbeddingModel, load_model
from ingest.settings import Settings


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def onnx_model(home: Path) -> EmbeddingModel:
    return load_model(Settings(home=home, embedding_backend="onnx"))


@pytest.fixture(scope="session")
def torch_model(home: Path) -> EmbeddingModel:
    return load_model(Settings(home=home, embedding_backend="torch"))


@pytest.fixture(params=["onnx_model", "torch_model"])
def model(request: pytest.FixtureRequest) -> EmbeddingModel:
    """Each backend in turn."""
    loaded: EmbeddingModel = request.getfixturevalue(request.param)
    return loaded
