import pytest

from bench.metrics import Rankings, contains_any, recall_at, reciprocal_rank, spread

RANKINGS: Rankings = [
    (["a", "b", "c"], {"a"}),
    (["a", "b", "c"], {"b"}),
    (["a", "b", "c"], {"c", "x"}),
    (["a", "b", "c"], {"x"}),
]


def test_recall_counts_questions_with_a_gold_passage_among_the_first() -> None:
    assert [recall_at(k, RANKINGS) for k in (1, 2, 3)] == [0.25, 0.5, 0.75]


def test_reciprocal_rank_is_of_the_first_gold_passage_and_nothing_beyond_the_cutoff() -> None:
    assert reciprocal_rank(3, RANKINGS) == pytest.approx((1 + 1 / 2 + 1 / 3) / 4)
    assert reciprocal_rank(2, RANKINGS) == pytest.approx((1 + 1 / 2) / 4)


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


def test_a_spread_is_mean_and_median() -> None:
    measured = spread([1.0, 9.0, 2.0])

    assert (measured.mean, measured.median) == (4.0, 2.0)
