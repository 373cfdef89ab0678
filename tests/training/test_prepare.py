"""Which passages are found for the questions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from training.prepare import read_prepared


def test_a_question_has_the_passage_that_answers_and_where(prepared_folder: Path) -> None:
    passages, asked = read_prepared(prepared_folder)

    answered = [one for one in asked if one.question.answers]
    assert len(passages) == 12
    assert len(answered) > 60
    for one in answered:
        gold = passages[one.gold]
        assert gold.row == one.question.row
        assert gold.text[slice(*one.span)] in one.question.answers
        assert one.span[0] >= gold.start


def test_a_near_miss_has_the_passage_that_it_is_about_and_no_span(prepared_folder: Path) -> None:
    passages, asked = read_prepared(prepared_folder)

    missed = [one for one in asked if not one.question.answers]
    assert missed
    for one in missed:
        assert passages[one.gold].row == one.question.row
        assert one.span == ()


def test_wrong_passages_hold_no_answer_and_are_of_both_languages(prepared_folder: Path) -> None:
    passages, asked = read_prepared(prepared_folder)

    for one in asked:
        assert one.gold not in one.wrong
        assert len(set(one.wrong)) == len(one.wrong)
        for answer in one.question.answers:
            assert not any(answer in passages[wrong].text for wrong in one.wrong)
    languages = [{passages[wrong].language for wrong in one.wrong} for one in asked]
    assert {"zh", "en"} in languages


def test_evidence_is_kept_for_what_retrieval_found(prepared_folder: Path) -> None:
    passages, asked = read_prepared(prepared_folder)

    for one in asked:
        assert {name for name, _, _ in one.evidence} <= set(passages)
        assert set(one.wrong) <= {name for name, _, _ in one.evidence}
        assert all(-1 <= cosine <= 1 and 0 <= share <= 1 for _, cosine, share in one.evidence)


def test_what_was_stopped_within_a_line_goes_on_and_ends_the_same(
    prepare: Callable[[], Path], prepared_folder: Path
) -> None:
    path = prepared_folder / "asked.jsonl"
    whole = path.read_text("utf-8")
    lines = whole.splitlines()
    path.write_text("\n".join([*lines[:-3], lines[-3][:40]]), encoding="utf-8")

    prepare()

    assert path.read_text("utf-8") == whole


def test_a_question_that_was_taken_back_is_forgotten(
    prepare: Callable[[], Path], prepared_folder: Path
) -> None:
    path = prepared_folder / "asked.jsonl"
    whole = path.read_text("utf-8")
    strange = json.loads(whole.splitlines()[0])
    strange["question"]["id"] = "taken-back"
    path.write_text(whole + json.dumps(strange) + "\n", encoding="utf-8")

    prepare()

    assert path.read_text("utf-8") == whole


def test_nothing_prepared_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"passages\.jsonl"):
        read_prepared(tmp_path)
