"""What the reader says of one passage under one question."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

# Tokens; longer than nearly all answers of the training data.
_LONGEST_ANSWER = 48
# Of a passage of which nothing was read: lower than any that was, yet a number to weigh.
_NOTHING_READ = -50.0


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A passage, read under a question.

    Attributes:
        answered: log-odds that the passage answers, as the reader puts them: not calibrated.
        margin: log-odds of the best span over "no answer here".
        span: where in the text the best answer stands.
        places: start and end in the text of each token that may begin or end an answer.
        starts: probability of each of these tokens to begin the answer, given there is one.
        ends: probability to end it.
    """

    answered: float
    margin: float
    span: tuple[int, int]
    places: NDArray[np.int64]
    starts: NDArray[np.float32]
    ends: NDArray[np.float32]

    def moved(self, by: int) -> "Reading":
        """Return the same with all offsets moved, as to those of a part of the text."""
        span = self.span[0] + by, self.span[1] + by
        return replace(self, span=span, places=self.places + by)

    def within(self, start: int, end: int) -> float:
        """Return the probability, given there is an answer, that it is in `text[start:end]`.

        That of its start and that of its end, averaged.
        """
        inside = (self.places[:, 0] >= start) & (self.places[:, 1] <= end)
        return float((self.starts[inside].sum() + self.ends[inside].sum()) / 2)

    def best_within(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the likeliest answer inside `text[start:end]`; None if no token is there."""
        inside = np.flatnonzero((self.places[:, 0] >= start) & (self.places[:, 1] <= end))
        if not len(inside):
            return None
        first, last = _best(np.log(self.starts[inside] + 1e-9), np.log(self.ends[inside] + 1e-9))
        return int(self.places[inside[first], 0]), int(self.places[inside[last], 1])


def read_logits(
    span: NDArray[np.float32],
    answered: float,
    places: NDArray[np.int64],
    allowed: NDArray[np.bool_],
) -> Reading:
    """Make a reading of what the network says.

    Args:
        span: logits of start and end of each token, `(tokens, 2)`; those of the first token stand
            for "no answer".
        answered: the logit of being answered.
        places: start and end of each token in the text, `(tokens, 2)`.
        allowed: whether an answer may start or end there, `(tokens,)`.
    """
    if not allowed.any():  # a title so long that nothing of the passage is read
        nothing = np.zeros(0, np.float32)
        return Reading(answered, _NOTHING_READ, (0, 0), places[allowed], nothing, nothing)
    logits = span[allowed]
    first, last = _best(logits[:, 0], logits[:, 1])
    where = places[allowed]
    margin = logits[first, 0] + logits[last, 1] - span[0].sum()
    chances = np.exp(logits - logits.max(0))
    chances /= chances.sum(0)
    return Reading(
        answered=answered,
        margin=float(margin),
        span=(int(where[first, 0]), int(where[last, 1])),
        places=where,
        starts=chances[:, 0],
        ends=chances[:, 1],
    )


def without_space(text: str, places: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    """Return the tokens' places without the white space that tokens take in before their word.

    No sentence begins with white space: its first word would be out of it.
    """
    trimmed = [(b - len(text[a:b].lstrip()), b) for a, b in places]
    return np.array(trimmed, np.int64)


def _best(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> tuple[int, int]:
    """Return the indices of the start and end with the highest sum."""
    sums = starts[:, None] + ends[None, :]
    far = np.triu(np.ones_like(sums, bool)) & ~np.triu(np.ones_like(sums, bool), _LONGEST_ANSWER)
    at = int(np.where(far, sums, -np.inf).argmax())
    return at // len(starts), at % len(starts)
