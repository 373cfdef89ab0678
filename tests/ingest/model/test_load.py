"""Which model the settings lead to."""

from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ModelError, SettingsError
from ingest.model import EmbeddingModel, load_model
from ingest.settings import Settings
from tests.random_model import write_random_model


def write_small_model(folder: Path, seed: int) -> Path:
    words = "ask : a b c".split()
    return write_random_model(folder, words, seed=seed, positions=24, query_prompt="ask: ")


def test_onnx_is_the_default_for_the_packaged_model(home: Path, onnx_model: EmbeddingModel) -> None:
    model = load_model(Settings(home=home))

    assert type(model) is type(onnx_model)


def test_a_folder_is_loaded_as_a_model_of_its_own(tmp_path: Path) -> None:
    folder = write_small_model(tmp_path, seed=1)

    model = load_model(Settings(home=tmp_path, embedding_model=str(folder)))

    assert model.name == str(folder)
    assert model.embed_arrays(["a b", "c"], kind="passage").shape == (2, model.dimension)
    assert np.linalg.norm(model.embed_query("a")) == pytest.approx(1, abs=1e-5)
    assert not np.allclose(model.embed_query("a"), model.embed_documents(["a"])[0])
    assert model.count_tokens(["a b c " * 50]) == [150]
    assert model.max_tokens == 24 - 2 - 2 - 1


def test_the_fingerprint_follows_the_weights(tmp_path: Path) -> None:
    first, again, other = (
        load_model(Settings(embedding_model=str(write_small_model(tmp_path / name, seed))))
        for name, seed in (("one", 1), ("two", 1), ("three", 2))
    )

    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint


def test_onnx_with_another_model_is_refused(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, embedding_model=str(tmp_path), embedding_backend="onnx")

    with pytest.raises(SettingsError, match="ONNX"):
        load_model(settings)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        load_model(Settings(home=tmp_path, embedding_model=str(tmp_path)))

    assert str(tmp_path) in raised.value.problem
    assert "WENYUAN_EMBEDDING_MODEL" in raised.value.remedy


@pytest.mark.parametrize("name", ["nobody/no-such-model", "not a name", "../outside"])
def test_a_name_that_cannot_be_had_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    with pytest.raises(ModelError) as raised:
        load_model(Settings(home=tmp_path, embedding_model=name))

    assert name in raised.value.problem
    assert "WENYUAN_EMBEDDING_MODEL" in raised.value.remedy
