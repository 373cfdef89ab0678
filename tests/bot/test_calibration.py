"""The fitted models: how evidence is weighed, and the file that ships."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.calibration import (
    ENOUGH_WORDS,
    FILE,
    Calibration,
    Evidence,
    Weights,
    load_calibration,
    pair,
    relation,
)
from bot.errors import ReaderError

EVIDENCE = Evidence(answered=2.0, margin=5.0, cosine=0.5, coverage=0.4, lacking=1)


def test_every_piece_of_evidence_counts_with_its_own_weight() -> None:
    weights = Weights(1.0, 2.0, 0.5, 4.0, 3.0, -3.0)

    assert weights.sum(EVIDENCE) == pytest.approx(1 + 4 + 2.5 + 2 + 1.2 - 3)
    assert Weights(bias=0.5).sum(EVIDENCE) == 0.5


def test_words_beyond_enough_count_no_further() -> None:
    weights = Weights(coverage=1.0)

    assert weights.sum(replace(EVIDENCE, coverage=1.0)) == pytest.approx(ENOUGH_WORDS)
    assert weights.sum(replace(EVIDENCE, coverage=0.1)) == pytest.approx(0.1)


def test_the_model_is_chosen_by_whether_question_and_passage_are_in_one_language() -> None:
    assert [relation("zh", "zh"), relation("en", "en")] == ["same", "same"]
    assert [relation("zh", "en"), relation("en", "zh")] == ["across", "across"]
    assert [pair("zh", "en"), pair("en", "fr")] == ["zh-en", "en-en"]


def test_what_ships_has_a_model_and_a_threshold_for_every_pair_of_languages() -> None:
    shipped = load_calibration()

    for language in ("zh", "en"):
        for other in ("zh", "en"):
            assert shipped.gate[relation(language, other)].answered > 0
            assert shipped.rank[relation(language, other)].answered > 0
            name = pair(language, other)
            assert shipped.topic[relation(language, other)].cosine > 0
            assert -20 < shipped.nearest[name] < 20
            assert -20 < shipped.thresholds[name] < 20


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    weights = {"same": Weights(answered=1.25), "across": Weights(cosine=-0.5)}
    written = Calibration(weights, weights, weights, {"zh-zh": 0.1}, {"zh-zh": -3.0})
    path = tmp_path / "calibration.json"

    written.write(path)

    assert load_calibration(path) == written


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "null", "{}", '{"rank": 1}', '{"rank": {"same": {"luck": 1}}}']
)
def test_a_damaged_file_is_named_with_the_command_that_restores_it(
    tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "calibration.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")

    with pytest.raises(ReaderError) as raised:
        load_calibration(path)

    assert "calibration.json" in raised.value.problem
    assert "git checkout" in raised.value.remedy


@pytest.mark.parametrize("field", ["rank", "gate", "topic", "thresholds", "nearest"])
def test_a_file_that_lacks_something_is_damaged(tmp_path: Path, field: str) -> None:
    fields = json.loads(FILE.read_text("utf-8"))
    del fields[field]
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(fields), encoding="utf-8")

    with pytest.raises(ReaderError, match=r"calibration\.json"):
        load_calibration(path)
