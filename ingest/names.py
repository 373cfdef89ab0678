"""Find the names of people, companies and products that an article brings.

A name need not be certain: it becomes one more word beside its parts, in articles and questions
alike, and one that nobody asks for costs a row. So whatever the article itself marks as a name is
taken, and whatever holds together each time it is said. Names that the dictionary has, or that are
a pair of unknown characters, are one word already (`ingest/segment.py`); names in Latin letters
alone are made of words that nothing else is made of.
"""

import math
import re
from collections import Counter

from ingest.article import Article
from ingest.segment import HAN, LONGEST_NAME, STOP_WORDS, fold, parts, pieces, words

_QUOTED = re.compile(r"[《〈「『“【]([^《》〈〉「」『』“”【】\n]{2,40})[》〉」』”】]")
_BETWEEN = re.compile(r"[\W_]+")
# Words in a row that are looked at, and how often an article must repeat them.
_MOST_PARTS = 3
_REPEATED = 2
# Normalised pointwise mutual information (Bouma 2009), 1 where the parts are never apart. Two
# words that meet by chance are near 0.
_COHESION = 0.5
# A long article has no more; the marked ones first, then the most repeated.
_MOST_NAMES = 40


def find_names(article: Article) -> frozenset[str]:
    """Return the names that an article brings, folded, at most 40."""
    body = fold(article.body)
    marked = [fold(article.author), fold(article.site), *_BETWEEN.split(fold(article.title))]
    marked += _QUOTED.findall(body)
    candidates = dict.fromkeys([*marked, *_repeated(body)])
    names = [name for name in candidates if _is_name(name)]
    return frozenset(names[:_MOST_NAMES])


def _is_name(text: str) -> bool:
    """Whether a stretch can be a name at all, and is not one word already."""
    if not 2 <= len(text) <= 40 or not HAN.search(text):
        return False
    return text in pieces(text) and text not in words(text)


def _repeated(body: str) -> list[str]:
    """Return the stretches of words that hold together, the most repeated first.

    A stretch is as firm as the weakest of the places where it can be parted.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    for run in parts(body):
        for size in range(1, _MOST_PARTS + 1):
            counts.update(zip(*(run[i:] for i in range(size)), strict=False))
    total = sum(count for stretch, count in counts.items() if len(stretch) == 1)
    firm = [
        (count, "".join(stretch))
        for stretch, count in counts.items()
        if len(stretch) > 1
        and count >= _REPEATED
        and len("".join(stretch)) <= 2 * LONGEST_NAME
        and not STOP_WORDS.intersection(stretch)
        and not any(part[0].isdigit() for part in stretch)
        and min(_cohesion(counts, stretch, at, total) for at in range(1, len(stretch))) >= _COHESION
    ]
    return [text for _, text in sorted(firm, reverse=True)]


def _cohesion(
    counts: Counter[tuple[str, ...]], stretch: tuple[str, ...], at: int, total: int
) -> float:
    together = counts[stretch] / total
    apart = counts[stretch[:at]] * counts[stretch[at:]] / total**2
    return math.log(together / apart) / -math.log(together) if together < 1 else 1.0
