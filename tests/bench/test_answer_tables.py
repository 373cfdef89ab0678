from dataclasses import replace

import pytest

from bench.answer_tables import tables
from bench.answers import Result
from bench.table import Table

RIGHT = Result(
    set="questions.zh", corpus="corpus.zh", library="zh", language="zh", passage_language="zh",
    id="q", answerable=True, answers=("两座",), state="answered", confidence=0.9,
    said="有两座机房。", nearest=(), marked=("两座机房", "一座"), cited=True, sentences=1,
    uncited=0, cpu_seconds=0.2, first_seconds=0.1,
)  # fmt: skip
WRONG = replace(RIGHT, confidence=0.6, said="有三座。", marked=(), cited=False)
NEAREST = replace(
    RIGHT, state="nearest", confidence=0.3, said="", nearest=("有两座。",), marked=("两座",),
    cited=False, sentences=0,
)  # fmt: skip
ABSENT = replace(
    NEAREST, set="questions_absent.zh", corpus="corpus_minus.zh", answerable=False, answers=(),
    state="nothing", confidence=0.4, nearest=(), marked=(),
)  # fmt: skip
ASSERTED = replace(ABSENT, state="answered", confidence=0.7, said="有。", sentences=1)
ANSWERABLE = [RIGHT, RIGHT, WRONG, NEAREST]


def table(title: str, results: list[Result]) -> list[dict[str, str]]:
    found: dict[str, Table] = {one.title: one for one in tables(results)}
    one = found[title]
    return [dict(zip(one.header, row, strict=True)) for row in one.rows]


def test_answers_are_right_cited_marked_and_refused() -> None:
    [row] = table("", ANSWERABLE)

    assert (row["right"], row["cited"], row["refused"]) == ("50.0%", "50.0%", "25.0%")
    assert (row["of right cited"], row["marked"], row["uncited"]) == ("100.0%", "66.7%", "0")
    # Two of four are marked: 两座机房 against 两座. What is marked in a refusal does not count.
    assert float(row["span F1"]) == pytest.approx(2 / 4 * 2 * 2 / (4 + 2), abs=1e-3)


def test_a_set_without_answers_has_no_share_of_right_ones() -> None:
    [row] = table("", [ABSENT, ASSERTED])

    assert (row["right"], row["cited"], row["span F1"], row["refused"]) == ("-", "-", "-", "50.0%")


def test_the_three_states_are_counted_and_what_nearest_quotes_is_judged() -> None:
    [row] = table("What was said", ANSWERABLE)

    assert (row["answered"], row["nearest"], row["nothing"]) == ("3", "1", "0")
    assert row["nearest holds it"] == "100.0%"


def test_refusal_is_held_against_the_answerable_questions_of_the_same_languages() -> None:
    others = [replace(one, language="en", passage_language="zh") for one in ANSWERABLE]
    mixed = [replace(one, library="en+zh") for one in ANSWERABLE]

    [row] = table("Refusal", [*ANSWERABLE, *others, *mixed, ABSENT, ASSERTED])

    assert (row["against"], row["n"], row["refused"]) == ("questions.zh", "2", "50.0%")
    assert row["false refusals"] == "25.0%"
    # Of eight pairs, .4 and .7 have the lower confidence in 3 and 2.
    assert row["AUC"] == "0.625"
    assert row["at 5 %"] == "0.0%"


def test_what_is_absent_from_a_library_of_both_languages_is_held_against_both() -> None:
    chinese = [replace(one, library="en+zh") for one in ANSWERABLE]
    english = [replace(one, set="questions.zh2en", passage_language="en") for one in chinese]
    absent = replace(ABSENT, library="en+zh", passage_language="en+zh")

    [row] = table("Refusal", [*chinese, *english, absent])

    assert row["against"] == "questions.zh+questions.zh2en"


def test_refusal_without_a_counterpart_has_no_area() -> None:
    [row] = table("Refusal", [ABSENT])

    assert (row["refused"], row["AUC"], row["at 5 %"], row["against"]) == ("100.0%", "-", "-", "-")


def test_the_less_is_covered_the_more_is_right() -> None:
    [row] = table("Right answers by coverage", ANSWERABLE)

    assert (row["100%"], row["70%"], row["50%"]) == ("50.0%", "66.7%", "100.0%")


def test_a_set_that_mixes_languages_is_told_apart_by_language() -> None:
    english = replace(WRONG, language="en")

    rows = table("By language", [RIGHT, english, ABSENT])

    assert [
        (r["question"], r["passage"], r["answerable"], r["right"], r["unanswerable"]) for r in rows
    ] == [
        ("en", "zh", "1", "0.0%", "0"),
        ("zh", "zh", "1", "100.0%", "1"),
    ]
