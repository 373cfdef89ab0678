import pytest
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from bench.selective import area, below, refusal_curve, right_at, threshold


def test_the_area_is_what_scikit_learn_makes_of_it_ties_and_all() -> None:
    answerable, others = [0.9, 0.8, 0.5, 0.5, 0.1], [0.7, 0.5, 0.2, 0.1]

    expected = roc_auc_score([1] * 5 + [0] * 4, [*answerable, *others])

    assert area(answerable, others) == pytest.approx(expected)


def test_the_threshold_refuses_at_most_so_many_of_the_answerable() -> None:
    answerable = [number / 100 for number in range(100)]

    limit = threshold(answerable, 0.05)

    assert below(limit, answerable) == 0.05
    assert below(limit, [0.01, 0.04, 0.05, 0.9]) == 0.5


def test_equal_confidences_are_not_refused_beyond_what_is_allowed() -> None:
    assert below(threshold([0.0] * 50 + [1.0] * 50, 0.05), [0.0]) == 0.0


def test_the_refusal_curve_goes_from_refusing_none_to_refusing_all() -> None:
    curve = refusal_curve([0.5, 0.9], [0.1, 0.6])

    assert curve == [(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)]


def test_coverage_keeps_the_most_confident() -> None:
    confidences, right = [0.2, 0.9, 0.5, 0.7], [False, True, False, True]

    assert [right_at(c, confidences, right) for c in (0.5, 0.75, 1.0)] == [1.0, 2 / 3, 0.5]
