"""Put hits into the order in which a writer reads them.

What belongs together is put together, and what is compared is kept in view. Changes places only,
never a score and never the first hit. Knows nothing of how hits are found or scored.
"""

import re
from collections.abc import Sequence

from bot.answer import Hit
from bot.extract import PASSAGES
from ingest.segment import fold

# A question that asks for several things, or sets some against each other.
_SEVERAL = re.compile(
    r"分别|各自|各[有是为家](?!种)|对比|比较|相比|区别|差异|异同|有何不同|不同(?:点|之处)|列举|盘点"
    r"|哪[些几两三](?![天年月日])"
    r"|\b(?:compar(?:e|es|ed|ing|ison)|versus|vs|respectively|each of|both|differ(?:s|ences?)?"
    r"|which (?:two|three|four|five|(?!was|has|does)\w+(?:ies|[^s]s)\b)"
    r"|what are (?:the|some)|list)\b"
)
# Of these first hits, all that the extract writer reads, ...
FIRST = PASSAGES
# ... no article gives more than these where several things are asked for. With 2, the right
# passage left the first five for one in twenty such questions of DRCD and SQuAD 2.0; with 3, none.
MOST_OF_ONE = 3


def arrange(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Order hits, given best first, for a writer.

    Several articles in view and the whole of one passage's surroundings are at odds: a question
    that asks for several things gets the former.
    """
    return spread(hits) if asks_for_several(question) else beside_neighbours(hits)


def asks_for_several(question: str) -> bool:
    """Whether a question compares things, or asks for several of a kind."""
    return bool(_SEVERAL.search(fold(question)))


def beside_neighbours(hits: Sequence[Hit]) -> list[Hit]:
    """Put neighbours among the first hits side by side: an answer may straddle their border.

    Neighbours follow one another in the same section of the same article. A hit's come right behind
    it, the one before it first. None is fetched from further down: on DRCD and SQuAD 2.0 the right
    passage then left the first five more often than it came (.962 to .948 of SQuAD's questions).
    """
    by_place = {_place(hit, 0): hit for hit in hits[:FIRST]}
    arranged: dict[str, Hit] = {}
    for hit in hits[:FIRST]:
        beside = (by_place.get(_place(hit, step)) for step in (-1, 1))
        arranged |= {one.passage.id: one for one in (hit, *beside) if one is not None}
    return [*arranged.values(), *hits[FIRST:]]


def spread(hits: Sequence[Hit]) -> list[Hit]:
    """Keep several articles among the first hits; what gives way follows right behind them."""
    first: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        of_one = sum(other.article.id == hit.article.id for other in first)
        is_room = len(first) < FIRST and of_one < MOST_OF_ONE
        (first if is_room else later).append(hit)
    return first + later


def _place(hit: Hit, step: int) -> tuple[str, str, int]:
    return hit.article.id, hit.passage.heading, hit.passage.ordinal + step
