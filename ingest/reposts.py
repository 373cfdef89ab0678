"""Find articles that are one story published again, and which of them speaks for it.

A text is the set of its shingles: neighbouring words, of Chinese neighbouring characters, folded
to Simplified and lower case, whatever stands between them. How much of their shingles two texts
share (Jaccard) is estimated from 256 minima (MinHash: Broder 1997, "On the resemblance and
containment of documents"), and texts that may share enough are found by keys that an ordinary
index holds (locality-sensitive hashing: Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets",
chapter 3). `datasketch` makes and compares the minima and writes them down; its index is not used,
since it lives in memory, while `bands` are numbers that a table holds.

A daily report repeats the wording of the day before with other figures. So what is found is one
story only if the figures in the sentences that both texts have are mostly the same.

To find an article's reposts: those with one of its `bands`, of them those that are `similar` by
their signatures, give or take its error, of them those that tell the `same_story`. Each step
depends on two texts alone, so groups made of such pairs do not depend on the order in which
articles came. Texts are compared as read, before what their sites repeat is cut
(`ingest/repeated.py`), which in turn counts reposts once. Knows nothing of storage.
"""

import re
import struct
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from ingest.article import Article
from ingest.figures import compare
from ingest.segment import fold

if TYPE_CHECKING:
    from datasketch import LeanMinHash, MinHash

# Counts up with whatever changes a shingle or its minimum; signatures of two versions say nothing
# about one another.
VERSION = 1
# The share of their shingles that one story told twice has in common, at least. Higher misses what
# was cut and reworded at once, lower takes two articles on one event for one where the later
# repeats half of the earlier (`python -m bench reposts`).
SIMILAR = 0.5
# How far `similar` is from that share, either way, in 19 of 20 cases.
SIMILAR_ERROR = 0.06
# Of the figures in the sentences that two versions share, so many may differ ...
_DISAGREEMENT = 0.5
# ... where there are as many as this: one date alone does not make it another story.
_FEWEST_FIGURES = 3

# So many Chinese characters make a shingle, or words that weigh as much.
_SHINGLE = 5
_WORD = 2
_MINIMA = 256
_SEED = 1
# Of pairs that share 0.3, 0.4, 0.5 and 0.6 of their shingles, 41, 81, 98.4 and 99.98 % have one of
# 64 keys of four minima in common; of pairs that share a site's footer (0.1), 0.6 %.
_BANDS = 64
_ROWS = _MINIMA // _BANDS
# Bounds the memory that a book's shingles take while their minima are found: 4 MB.
_AT_ONCE = 4096

_TOKEN = re.compile(r"(?P<han>[\u3400-\u9fff\uf900-\ufaff])|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
_HEADER = struct.Struct("<BI")


def shingles(body: str) -> frozenset[str]:
    """Return the shingles of a text; a text shorter than one is one, a text without words has none.

    A shingle is as many neighbours as make up its weight. So each depends on its own characters
    alone, and a text of two languages needs no decision about which it is.
    """
    tokens = [
        (match.group(), 1 if match["han"] else _WORD) for match in _TOKEN.finditer(fold(body))
    ]
    found: set[str] = set()
    end = weight = 0
    for start, (_, first) in enumerate(tokens):
        while weight < _SHINGLE and end < len(tokens):
            weight += tokens[end][1]
            end += 1
        if weight >= _SHINGLE or start == 0:
            found.add(" ".join(token for token, _ in tokens[start:end]))
        weight -= first
    return frozenset(found)


def signature(body: str) -> bytes:
    """Sum up a text in 1,042 bytes, to be stored and compared.

    Returns:
        The version, how many shingles the text has, and the minima as `LeanMinHash` writes them.
    """
    from datasketch import LeanMinHash

    found = [shingle.encode() for shingle in sorted(shingles(body))]
    minima = _empty().copy()
    for start in range(0, len(found), _AT_ONCE):
        minima.update_batch(found[start : start + _AT_ONCE])
    lean = LeanMinHash(minima)
    written = bytearray(lean.bytesize("<"))
    lean.serialize(written, "<")
    return _HEADER.pack(VERSION, len(found)) + bytes(written)


@cache
def _empty() -> "MinHash":
    from datasketch import MinHash

    return MinHash(num_perm=_MINIMA, seed=_SEED, scheme="affine32")


def is_current(signature: bytes) -> bool:
    """Whether a stored signature is of this version; if not, it is made again from the body."""
    return signature[:1] == bytes([VERSION])


def similar(first: bytes, second: bytes) -> float:
    """Estimate how much of their shingles two texts share.

    Args:
        first: a signature.
        second: another.

    Returns:
        0 to 1, with an error of `SIMILAR_ERROR`; 0 where one has no words.

    Raises:
        ValueError: one of them is of another version.
    """
    (count, one), (other_count, other) = _read(first), _read(second)
    return float(one.jaccard(other)) if count and other_count else 0.0


def containment(part: bytes, whole: bytes) -> float:
    """Estimate how much of one text's shingles are in the other: near 1 for an excerpt of it.

    From the similarity and the two sizes (Broder 1997), so the smaller the part the coarser: of
    an excerpt of a third, within 0.13 in 19 of 20 cases. `bands` find 98 % of the excerpts of a
    half, and half of those of a third.

    Raises:
        ValueError: one of them is of another version.
    """
    alike = similar(part, whole)
    size, other = _read(part)[0], _read(whole)[0]
    return min(1.0, alike * (size + other) / ((1 + alike) * size)) if size else 0.0


def bands(signature: bytes) -> tuple[int, ...]:
    """Return the keys of which two similar texts have at least one in common.

    Returns:
        64 numbers that SQLite holds as INTEGER; none for a text without words.

    Raises:
        ValueError: the signature is of another version.
    """
    count, minima = _read(signature)
    if not count:
        return ()
    values = minima.digest().astype("<u4")
    keys = []
    for start in range(0, _MINIMA, _ROWS):
        band = bytes([VERSION, start // _ROWS]) + values[start : start + _ROWS].tobytes()
        keys.append(int.from_bytes(blake2b(band, digest_size=8).digest(), "big", signed=True))
    return tuple(keys)


def _read(signature: bytes) -> tuple[int, "LeanMinHash"]:
    from datasketch import LeanMinHash

    if not is_current(signature):
        raise ValueError("the signature is of another version")
    return _HEADER.unpack_from(signature)[1], LeanMinHash.deserialize(
        signature[_HEADER.size :], "<"
    )


def resemblance(first: str, second: str) -> float:
    """Return how much of their shingles two texts share: what `similar` estimates."""
    one, other = shingles(first), shingles(second)
    return len(one & other) / len(one | other) if one and other else 0.0


def same_story(first: str, second: str, at_least: float = SIMILAR) -> bool:
    """Whether two texts are one story published twice, and not two issues of one report.

    Args:
        first: the body of an article.
        second: that of another.
        at_least: share of their shingles that they must have in common.
    """
    return resemblance(first, second) >= at_least and same_figures(first, second)


def same_figures(first: str, second: str) -> bool:
    """Whether the figures of two texts are mostly the same in the sentences that both have."""
    found = compare(first, second)
    few = found.agreed + len(found.different) < _FEWEST_FIGURES
    return few or found.disagreement <= _DISAGREEMENT


# What a reprint says of itself at its beginning or end, folded. Where a picture is from (图片来源),
# how to reprint (请注明来源) and where a product came out first (首发于) say nothing of it.
_REPRINT = re.compile(
    r"(?:转载自"
    r"|(?:^|\n|[(【\[|]|本文|文章|内容|稿件)\s?(?:转自(?!动)|摘自|原载于?|(?:首发|首刊|原刊)[于在])"
    r"|本文(?:来源|来自|源自)(?:于|自)?"
    r"|(?:^|\n|[。!?.(【\[|])\s*(?:文章|稿件|新闻|内容)?来源\s?(?=:)"
    r"|(?:reprinted|republished|reposted) (?:from|with permission (?:from|of))"
    r"|this (?:article|story|post|report) (?:was )?(?:originally|first) (?:published|appeared) "
    r"(?:on|in|at|by))"
    r"\s?:?\s*[“\"《「『]?(?P<name>[^。,、;:!?”\"》」』\n()】\[\]|]{1,40})"
)
_EDGE = 400
# Less of the longest is an excerpt.
_WHOLE = 0.5
_UNDATED = "9999"


def is_reprint(article: Article) -> bool:
    """Whether an article says that another site published it first, or under another title."""
    body = article.body
    edges = body if len(body) <= 2 * _EDGE else f"{body[:_EDGE]}\n{body[-_EDGE:]}"
    site = fold(article.site)
    named = (match["name"].strip() for match in _REPRINT.finditer(fold(edges)))
    # A site names itself where it asks to be named.
    others = (n for n in named if not site or not (n.startswith(site) or site.startswith(n)))
    return bool(article.original_title) or any(others)


def best_of(group: Sequence[Article]) -> Article:
    """Choose the article that answers for a group of reposts.

    Not an excerpt (less than half of the longest); of those not a reprint if there is another;
    of those the one published first, a dated one before an undated; of those the longest; of
    those the one whose origin comes first, so that the choice does not depend on their order.

    Args:
        group: articles that tell the same story, at least one.

    Raises:
        ValueError: the group is empty.
    """
    longest = max(len(article.body) for article in group)
    return min(
        (article for article in group if len(article.body) >= _WHOLE * longest),
        key=lambda one: (
            is_reprint(one),
            one.published or _UNDATED,
            -len(one.body),
            one.origin,
        ),
    )
