"""The numbers: recall, reciprocal rank, and how much of a gold answer a text has.

Pure functions of rankings and texts.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# The place of each question's first gold id in its ranking, 1 for the first; None if it is not in.
Ranks = Sequence[int | None]

_HAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(f"[{_HAN}]|[^\\s{_HAN}]+")
_ARTICLES = frozenset({"a", "an", "the"})


def rank_of(ranking: Sequence[str], gold: Collection[str]) -> int | None:
    """Return the place of the first gold id, 1 for the first, or None."""
    return next((place for place, one in enumerate(ranking, start=1) if one in gold), None)


def recall_at(cutoff: int, ranks: Ranks) -> float:
    """Return the share of questions with a gold id among the first `cutoff` of their ranking."""
    return share(sum(rank is not None and rank <= cutoff for rank in ranks), len(ranks))


def reciprocal_rank(cutoff: int, ranks: Ranks) -> float:
    """Return the mean of 1/rank of the first gold id; 0 for one beyond the cutoff (MRR)."""
    return share(sum(1 / rank for rank in ranks if rank and rank <= cutoff), len(ranks))


def share(part: float, total: int) -> float:
    """Divide; nothing of nothing is 0."""
    return part / total if total else 0.0


def normalise(text: str) -> str:
    """Keep letters and digits only, in one width and one case."""
    return "".join(character for character in _folded(text) if character.isalnum())


def contains_any(text: str, answers: Collection[str]) -> bool:
    """Tell whether a text contains one of the answers, whatever the punctuation and spacing."""
    within = normalise(text)
    wanted = (normalise(answer) for answer in answers)
    return any(answer and answer in within for answer in wanted)


def span_f1(said: str, answers: Collection[str]) -> float:
    """Return the F1 of what was said against the gold answer that it is nearest to, 0 to 1.

    As SQuAD has it (Rajpurkar et al. 2016): precision and recall of tokens, each counted as often
    as it stands there, whatever the case, punctuation, white space and articles. A token is a
    word, and in Chinese, Japanese and Korean a character (Lewis et al. 2020, MLQA).
    """
    return max((_f1(_tokens(said), _tokens(answer)) for answer in answers), default=0.0)


def _f1(said: "Counter[str]", gold: "Counter[str]") -> float:
    common = (said & gold).total()
    return share(2 * common, said.total() + gold.total())


def _tokens(text: str) -> "Counter[str]":
    kept = (c for c in _folded(text) if c.isspace() or not unicodedata.category(c).startswith("P"))
    return Counter(token for token in _TOKEN.findall("".join(kept)) if token not in _ARTICLES)


def _folded(text: str) -> str:
    """Give all characters one width and one case."""
    return unicodedata.normalize("NFKC", text).casefold()


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
