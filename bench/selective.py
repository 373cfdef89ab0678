"""How well confidence tells what can be answered from what cannot, and right from wrong.

Pure functions of confidences; knows nothing of questions.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from bench.metrics import share

# What a reader puts up with: one question in twenty refused that has an answer.
FALSE_REFUSALS = 0.05
Point = tuple[float, float]


def area(answerable: Sequence[float], others: Sequence[float]) -> float:
    """Return how often an answerable question has more confidence than another one (AUC).

    By ranks, ties counting half (Mann and Whitney 1947); 0 where either is empty.
    """
    ordered = sorted((*answerable, *others))
    ranks = sum((bisect_left(ordered, c) + bisect_right(ordered, c) + 1) / 2 for c in answerable)
    pairs = len(answerable) * len(others)
    return share(ranks - len(answerable) * (len(answerable) + 1) / 2, pairs)


def threshold(answerable: Sequence[float], false_refusals: float = FALSE_REFUSALS) -> float:
    """Return the highest confidence below which are at most so many of the answerable.

    Args:
        answerable: confidences, at least one.
        false_refusals: share of them, below 1.
    """
    return sorted(answerable)[int(len(answerable) * false_refusals)]


def below(limit: float, confidences: Collection[float]) -> float:
    """Return the share of confidences below a limit."""
    return share(sum(confidence < limit for confidence in confidences), len(confidences))


def refusal_curve(answerable: Sequence[float], others: Sequence[float]) -> list[Point]:
    """Return, for each threshold there may be, false refusals and refusals (shares, 0 to 1)."""
    limits = sorted({*answerable, *others})
    return [*((below(limit, answerable), below(limit, others)) for limit in limits), (1.0, 1.0)]


def right_at(coverage: float, confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Return the share that is right of those with the most confidence.

    Args:
        coverage: share of them that counts, above 0; at least one does.
        confidences: of the questions.
        right: whether each question's answer is.
    """
    ordered = sorted(zip(confidences, right, strict=True), key=lambda one: -one[0])
    kept = ordered[: max(1, round(coverage * len(ordered)))]
    return share(sum(held for _, held in kept), len(kept))
