"""Decide whether the articles answer a question at all.

A small logistic model over what retrieval and the reader measured, and one rule: a number or name
that the question insists on must be there, and what is said must be of the kind that it asks for.
Knows nothing of how the evidence was found.
"""

import math
from dataclasses import dataclass

from bot.answer import State
from bot.calibration import Calibration, Evidence, pair, relation
from bot.constraints import unmet
from bot.extract import Candidate
from bot.retrieve import Query


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said: an answer, the nearest passage or nothing, and how likely it answers."""

    state: State
    confidence: float


NOTHING = Verdict("nothing", 0.0)


def measure(query: Query, best: Candidate) -> Evidence:
    """Gather the evidence for the best sentence and its passage."""
    hit = best.hit
    return Evidence(
        answered=best.reading.answered,
        margin=best.reading.margin,
        cosine=hit.cosine,
        coverage=hit.coverage,
        lacking=unmet(query.text, query.language, hit, best.answer),
    )


def judge(query: Query, best: Candidate, calibration: Calibration) -> Verdict:
    """Decide what may be said with the best sentence.

    A passage on the topic that does not answer, or lacks what the question insists on, is the
    nearest.
    """
    evidence = measure(query, best)
    languages = query.language, best.hit.article.language
    model, threshold = relation(*languages), pair(*languages)
    odds = calibration.gate[model].sum(evidence)
    state: State = "nothing"
    if odds >= calibration.thresholds[threshold] and not evidence.lacking:
        state = "answered"
    elif calibration.topic[model].sum(evidence) >= calibration.nearest[threshold]:
        state = "nearest"
    return Verdict(state, (1 + math.tanh(odds / 2)) / 2)
