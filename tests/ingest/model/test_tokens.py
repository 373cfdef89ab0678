"""Counting tokens and finding them in the text."""

import pytest

from ingest.model import EmbeddingModel

TEXTS = ["大模型 OpenAI，2023年", "The  quick\nbrown fox's 12% ", "Ⅳ ﬁne ｆｕｌｌ", "👩‍💻 好"]


@pytest.mark.parametrize("text", TEXTS)
def test_token_offsets_slice_the_text(model: EmbeddingModel, text: str) -> None:
    offsets = model.token_offsets(text)

    starts = [start for start, _ in offsets]
    assert starts == sorted(starts)
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    covered = {position for start, end in offsets for position in range(start, end)}
    assert all(position in covered for position, c in enumerate(text) if c.isalnum())


def test_a_word_is_where_its_offsets_say(model: EmbeddingModel) -> None:
    text = "模型 hello 世界"

    assert "世界" in [text[start:end] for start, end in model.token_offsets(text)]


def test_counts_are_the_number_of_offsets(model: EmbeddingModel) -> None:
    counts = model.count_tokens(TEXTS)

    assert counts == [len(model.token_offsets(text)) for text in TEXTS]


def test_prompts_and_special_tokens_are_not_counted(model: EmbeddingModel) -> None:
    assert model.count_tokens(["", "the"]) == [0, 1]


def test_a_text_longer_than_the_model_reads_is_counted_in_full(model: EmbeddingModel) -> None:
    assert model.count_tokens(["好 坏 " * 1000])[0] >= 2000


def test_both_backends_count_alike(onnx_model: EmbeddingModel, torch_model: EmbeddingModel) -> None:
    for text in TEXTS:
        assert onnx_model.token_offsets(text) == torch_model.token_offsets(text)
