import pytest

from bench.metrics import contains_any, rank_of, recall_at, reciprocal_rank, span_f1, spread

RANKS = [
    rank_of(["a", "b", "c"], gold) for gold in (frozenset("a"), frozenset("b"), {"c", "x"}, {"x"})
]


def test_recall_counts_questions_with_a_gold_passage_among_the_first() -> None:
    assert [recall_at(k, RANKS) for k in (1, 2, 3)] == [0.25, 0.5, 0.75]


def test_reciprocal_rank_is_of_the_first_gold_passage_and_nothing_beyond_the_cutoff() -> None:
    assert reciprocal_rank(3, RANKS) == pytest.approx((1 + 1 / 2 + 1 / 3) / 4)
    assert reciprocal_rank(2, RANKS) == pytest.approx((1 + 1 / 2) / 4)


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("他们丢了 308 分。", ["308分"], True),
        ("ＧＰＴ－４ 发布", ["gpt-4"], True),
        ("The “New York Times” said", ["new york times"], True),
        ("about a third", ["half", "a third"], True),
        ("307", ["308"], False),
        ("anything", ["", "—"], False),
        ("anything", [], False),
    ],
)
def test_an_answer_is_found_whatever_its_width_case_and_punctuation(
    text: str, answers: list[str], expected: bool
) -> None:
    assert contains_any(text, answers) is expected


@pytest.mark.parametrize(
    ("said", "answers", "expected"),
    [
        ("the Harrow Bridge", ["Harrow bridge."], 1.0),
        ("the old Harrow bridge", ["Harrow bridge"], 2 * 2 / (3 + 2)),
        ("in 1911", ["1912", "1911"], 2 / (2 + 1)),
        ("四千二百个机柜", ["四千二百个"], 2 * 5 / (7 + 5)),
        ("ＧＰＴ－４ 模型", ["GPT-4"], 2 / (3 + 1)),
        ("new new york", ["new york"], 2 * 2 / (3 + 2)),
        ("something else", ["308"], 0.0),
        ("", ["308"], 0.0),
        ("308", [], 0.0),
    ],
)
def test_a_span_is_held_against_the_nearest_answer_by_words_and_chinese_characters(
    said: str, answers: list[str], expected: float
) -> None:
    assert span_f1(said, answers) == pytest.approx(expected)


def test_a_spread_is_mean_and_median() -> None:
    measured = spread([1.0, 9.0, 2.0])

    assert (measured.mean, measured.median) == (4.0, 2.0)
