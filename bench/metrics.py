"""The numbers: recall, reciprocal rank, and whether a text contains a gold answer.

Pure functions of rankings and texts.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# Each question's ranking of corpus ids, best first, with its gold ids.
Rankings = Sequence[tuple[Sequence[str], Collection[str]]]


def rank_of(ranking: Sequence[str], gold: Collection[str]) -> int | None:
    """Return the place of the first gold id, 1 for the first, or None."""
    return next((place for place, one in enumerate(ranking, start=1) if one in gold), None)


def recall_at(cutoff: int, rankings: Rankings) -> float:
    """Return the share of questions with a gold id among the first `cutoff` of their ranking."""
    ranks = [rank_of(ranking, gold) for ranking, gold in rankings]
    return share(sum(rank is not None and rank <= cutoff for rank in ranks), len(ranks))


def reciprocal_rank(cutoff: int, rankings: Rankings) -> float:
    """Return the mean of 1/rank of the first gold id; 0 for one beyond the cutoff (MRR)."""
    ranks = [rank_of(ranking[:cutoff], gold) for ranking, gold in rankings]
    return share(sum(1 / rank for rank in ranks if rank), len(ranks))


def share(part: float, total: int) -> float:
    """Divide; nothing of nothing is 0."""
    return part / total if total else 0.0


def normalise(text: str) -> str:
    """Keep letters and digits only, in one width and one case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def contains_any(text: str, answers: Collection[str]) -> bool:
    """Tell whether a text contains one of the answers, whatever the punctuation and spacing."""
    within = normalise(text)
    wanted = (normalise(answer) for answer in answers)
    return any(answer and answer in within for answer in wanted)


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and median of some measurements."""

    mean: float
    median: float


def spread(values: Collection[float]) -> Spread:
    """Summarise measurements; of none, both are 0."""
    ordered = sorted(values)
    middle = ordered[len(ordered) // 2] if ordered else 0.0
    return Spread(share(sum(ordered), len(ordered)), middle)
