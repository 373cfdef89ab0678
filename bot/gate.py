"""Decide whether the articles answer a question at all.

A small logistic model over what retrieval and extraction measured; knows nothing of how they did.
"""

import math
import re
from dataclasses import dataclass

from bot.extract import Candidate
from bot.numbers import stated
from bot.retrieve import Query

_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*|[a-z]+[A-Z][A-Za-z0-9]*")
_QUESTION_WORDS = frozenset(
    "what which who whom whose when where why how in on at is are was were do does did can could "
    "the a an according for of to from with by during after before has have had please tell and "
    "if name i ai".split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against an answer; see `measure` for each."""

    passage_cosine: float
    passage_words: float
    sentence_cosine: float
    sentence_words: float
    expected: float
    unmet: float
    across: bool


def measure(query: Query, best: Candidate) -> Evidence:
    """Gather the evidence for the best sentence and its passage.

    Returns:
        Cosines (centered) and shares of the question's words for passage and sentence, whether
        the sentence holds what is asked for, and the share of the question's numbers and names
        that neither the passage nor its article's title and date contain.
    """
    hit = best.hit
    return Evidence(
        passage_cosine=hit.cosine,
        passage_words=hit.coverage,
        sentence_cosine=best.cosine,
        sentence_words=best.covered,
        expected=best.expected,
        unmet=_unmet(query, best),
        across=hit.article.language != query.language,
    )


def _unmet(query: Query, best: Candidate) -> float:
    """Return the share (0 to 1) of what the question insists on that the passage does not have."""
    article, passage = best.hit.article, best.hit.passage
    said = "\n".join((article.title, passage.heading, article.published, passage.text))
    numbers = {f"#{n}" for n in stated(query.text)}
    held = {f"#{n}" for n in stated(said)}
    # A Chinese passage writes most names in Chinese, so that an English one says nothing there.
    if query.language == "zh" or article.language == "en":
        names = {name.lower() for name in _NAME.findall(query.text)} - _QUESTION_WORDS
        folded = said.lower()
        held |= {name for name in names if name in folded}
        numbers |= names
    return len(numbers - held) / len(numbers) if numbers else 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model's weights, and the probability from which on a question is answered."""

    bias: float
    passage_cosine: float
    passage_words: float
    sentence_cosine: float
    sentence_words: float
    expected: float
    unmet: float
    threshold: float


SAME = Weights(-3.0, 4.0, 2.0, 3.0, 2.0, 0.3, -2.0, 0.3)
ACROSS = Weights(-3.0, 6.0, 0.0, 6.0, 0.0, 0.3, -2.0, 0.3)


def probability(evidence: Evidence) -> float:
    """Return how likely it is (0 to 1) that the best sentence answers the question."""
    weights = ACROSS if evidence.across else SAME
    logit = (
        weights.bias
        + weights.passage_cosine * evidence.passage_cosine
        + weights.passage_words * evidence.passage_words
        + weights.sentence_cosine * evidence.sentence_cosine
        + weights.sentence_words * evidence.sentence_words
        + weights.expected * evidence.expected
        + weights.unmet * evidence.unmet
    )
    return 1 / (1 + math.exp(-logit))


def answers(evidence: Evidence) -> bool:
    """Tell whether to answer rather than to refuse."""
    weights = ACROSS if evidence.across else SAME
    return probability(evidence) >= weights.threshold
