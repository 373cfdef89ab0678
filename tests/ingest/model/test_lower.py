"""The lower layers by themselves, from which a reader goes on."""

from typing import get_args

import numpy as np
import pytest

from ingest.model import EmbeddingModel, Kind
from ingest.model.onnx_model import OnnxModel
from ingest.model.packaged import LOWER_LAYERS, POSITIONS, weight_file
from ingest.model.unpack import WeightFile

TEXTS = ["大模型 OpenAI，2023年", "The  quick\nbrown fox's 12% ", "👩‍💻 好", "a\ud800b", ""]


@pytest.fixture
def lower(onnx_model: EmbeddingModel) -> OnnxModel:
    assert isinstance(onnx_model, OnnxModel)
    return onnx_model


@pytest.mark.parametrize("text", TEXTS)
def test_every_token_has_a_state_and_a_place_in_the_text(lower: OnnxModel, text: str) -> None:
    states, places = lower.lower_states(text, kind="passage")

    assert states.shape == (len(places), lower.dimension)
    assert states.dtype == np.float32
    assert np.isfinite(states).all()
    assert all(0 <= start <= end <= len(text) for start, end in places)
    covered = {position for start, end in places for position in range(start, end)}
    assert all(position in covered for position, c in enumerate(text) if c.isalnum())


def test_places_do_not_count_the_prompt(lower: OnnxModel) -> None:
    text = "模型 hello 世界"

    for _, places in (lower.lower_states(text, kind=kind) for kind in get_args(Kind)):
        assert "世界" in [text[start:end] for start, end in places]
        assert places[0] == places[-1] == (0, 0)


def test_a_text_that_is_too_long_is_cut_to_what_the_model_reads(lower: OnnxModel) -> None:
    text = "芯片" * 1500

    states, places = lower.lower_states(text, kind="passage")

    assert len(states) == len(places) == POSITIONS
    assert places[-1] == (0, 0)
    assert places[-2][1] < len(text)


def test_question_and_passage_have_states_of_their_own(lower: OnnxModel) -> None:
    asked, _ = lower.lower_states("启明", kind="query")
    read, _ = lower.lower_states("启明", kind="passage")

    assert not np.allclose(asked[-2], read[-2])


def test_layers_are_left_for_the_reader() -> None:
    assert 0 < LOWER_LAYERS < WeightFile(weight_file()).architecture.layers
