"""Which model the settings lead to."""

from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ModelError, SettingsError
from ingest.model import EmbeddingModel, load_model
from ingest.settings import Settings


def write_small_model(folder: Path, seed: int) -> Path:
    """A BERT of one layer with random weights, mean pooling and a query prompt."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.manual_seed(seed)
    bert = folder / "bert"
    words = {word: i for i, word in enumerate("[PAD] [UNK] [CLS] [SEP] [MASK] ask : a b c".split())}
    BertTokenizer(vocab=words).save_pretrained(bert)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=24,
    )
    BertModel(config).save_pretrained(bert)
    encoder = Transformer(str(bert), max_seq_length=24)
    pooling = Pooling(encoder.get_embedding_dimension())
    model = SentenceTransformer(
        modules=[encoder, pooling], prompts={"query": "ask: "}, device="cpu"
    )
    model.save(str(folder / "model"))
    return folder / "model"


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
