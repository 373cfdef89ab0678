"""From logits to a reading."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.reader.reading import Reading, read_logits, without_space

TEXT = "an old grey cat sat"
PLACES = np.array([(0, 0), (0, 2), (3, 6), (7, 11), (12, 15), (16, 19)])


def read(start: list[float], end: list[float], allowed: NDArray[np.bool_] | None = None) -> Reading:
    span = np.array([start, end], np.float32).T
    return read_logits(span, 0.5, PLACES, PLACES[:, 1] > 0 if allowed is None else allowed)


def test_the_span_with_the_highest_sum_is_the_answer_and_the_margin_is_over_none() -> None:
    reading = read([1, 0, 4, 0, 0, 0], [2, 0, 0, 0, 5, 0])

    assert TEXT[slice(*reading.span)] == "old grey cat"
    assert reading.margin == pytest.approx(4 + 5 - 1 - 2)
    assert reading.answered == 0.5


def test_an_answer_does_not_end_before_it_starts() -> None:
    reading = read([0, 0, 0, 0, 9, 0], [0, 0, 9, 0, 0, 5])

    assert TEXT[slice(*reading.span)] == "cat sat"


def test_an_answer_does_not_grow_without_end() -> None:
    count = 200
    places = np.array([(2 * i, 2 * i + 1) for i in range(count)])
    span = np.zeros((count, 2), np.float32)
    span[5, 0] = span[150, 1] = 9.0

    start, end = read_logits(span, 0.0, places, np.ones(count, bool)).span

    assert 0 < end - start < 100


def test_only_what_is_allowed_can_answer() -> None:
    reading = read([0, 9, 0, 1, 0, 0], [0, 9, 0, 0, 1, 0], np.array([False, False, *[True] * 4]))

    assert TEXT[slice(*reading.span)] == "grey cat"
    assert reading.starts.sum() == pytest.approx(1)
    assert reading.within(0, 2) == 0


def test_a_stretch_has_the_mean_of_what_starts_and_what_ends_in_it() -> None:
    reading = read([0, -99, 50, -99, -99, -99], [0, -99, -99, 50, -99, -99])

    assert reading.within(0, 6) == pytest.approx(0.5)
    assert reading.within(0, 11) == pytest.approx(1)
    assert reading.best_within(12, 19) == (12, 15)


def test_huge_logits_stay_numbers() -> None:
    reading = read([0, 1e4, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1e4])

    assert np.isfinite(reading.starts).all()
    assert reading.best_within(0, 19) == (0, 19)


def test_the_white_space_before_a_word_is_no_part_of_it() -> None:
    text = "a b\n\ncd  "

    trimmed = without_space(text, [(0, 0), (0, 1), (1, 3), (3, 7), (7, 9)])

    assert trimmed.tolist() == [[0, 0], [0, 1], [2, 3], [5, 7], [9, 9]]
