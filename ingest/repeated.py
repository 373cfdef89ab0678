"""Find what a site prints in every article, and take it out.

A line that many articles of one site have at their beginning or end is the site's, not theirs:
disclaimers, calls to follow, the names of columns. A long one is so wherever it stands. Lines are
compared by their letters and digits alone, folded; what counts readers is compared without its
digits. At the edges the sentences of a paragraph are looked at too, since footers are often
glued to the last one.

How it converges. The library keeps, of every article, the keys of its lines as read, before
anything is cut (`line_keys`), and how many of a site's articles have each key. Articles that are
reposts of one another on one site count once, or five copies would cut each other away; reposts
are told by texts as read too, so neither waits for the other. An article as cut is
`without(parts as read, furniture(counts of its site, articles of its site))`: a function of the
set of articles, in whatever order they came. After articles were added, changed or removed, every
article of the site that has a key by which the furniture before and after differs is cut again
from its parts as read; no other can have changed. Cutting alters no count, so one round is enough.

Knows the parts of articles; knows nothing of what a footer usually says, of files or of storage.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import takewhile
from urllib.parse import urlsplit

from ingest.article import Article
from ingest.blocks import Part, compose
from ingest.segment import fold
from ingest.sentences import split_sentences

Span = tuple[int, int]

# How many articles must have a line: a tenth of the site's, at least 5. Fifty are enough for any
# site, whose sections have furniture of their own.
_FEWEST = 5
_SHARE = 0.1
_ENOUGH = 50
# A line with a figure may carry news that a run of articles repeats: then half, at least 20.
_FEWEST_WITH_FIGURES = 20
_SHARE_WITH_FIGURES = 0.5

# Blocks at the beginning and end in which a line is looked for, and sentences in from their edge.
_HEAD = 3
_TAIL = 8
_EDGE_SENTENCES = 6
# Letters: a sentence that is cut off a paragraph, and a line that is furniture wherever it stands,
# in the middle of an article or behind a mark that ends no sentence. A shorter one is a phrase.
_SENTENCE = 8
_LONG = 40
_MARK = re.compile(r"[：:》）)】\]」』”>\s]+(?=\w)")

_COUNTER = re.compile(
    r"阅读|浏览|点击|评论|点赞|收藏|转发|分享|人看过"
    r"|\b(?:views?|comments?|likes?|shares?|min(?:utes?)? read)\b",
    re.IGNORECASE,
)
_LONGEST_COUNTER = 40
_DIGITS = re.compile(r"\d+")
_ENDS = ("。", "！", "？", "!", "?", ".", "…")


def site_of(article: Article) -> str:
    """Return the site whose furniture an article may have: its name, or its address's host."""
    return article.site or urlsplit(article.url or article.origin).hostname or ""


def parts_of(article: Article) -> tuple[Part, ...]:
    """Return kind and text of each part of an article."""
    return tuple((block.kind, article.body[block.start : block.end]) for block in article.blocks)


def cut(article: Article, furniture: Collection[int]) -> Article:
    """Take a site's furniture out of an article as it was read."""
    parts = parts_of(article)
    left = without(parts, furniture) if furniture else parts
    if left == parts:
        return article
    body, blocks = compose(left)
    return replace(article, body=body, blocks=blocks)


def line_keys(parts: Sequence[Part]) -> frozenset[int]:
    """Return the keys of the lines of an article that may be furniture.

    Args:
        parts: kind and text of each part as read, before anything is cut.

    Returns:
        Numbers that SQLite holds as INTEGER. An odd one is of a line with a figure.
    """
    lines: list[str] = []
    for index, (_, text) in enumerate(parts):
        if _is_looked_at(parts, index):
            lines.append(text)
            leading, trailing = _edge_sentences(parts, index)
            lines += [text[start:end] for start, end in (*leading, *trailing)]
            lines += [text[start:] for start in _glued(text, trailing)]
    return frozenset(key for key in map(_key, lines) if key is not None)


def furniture(counts: Mapping[int, int], articles: int) -> frozenset[int]:
    """Tell which lines of a site are furniture.

    Args:
        counts: how many of the site's articles have each key.
        articles: how many the site has.
    """
    return frozenset(key for key, count in counts.items() if count >= _needed(key, articles))


def _needed(key: int, articles: int) -> float:
    if key & 1:
        return max(_FEWEST_WITH_FIGURES, articles * _SHARE_WITH_FIGURES)
    return max(_FEWEST, min(_ENOUGH, articles * _SHARE))


def without(parts: Sequence[Part], furniture: Collection[int]) -> tuple[Part, ...]:
    """Take a site's furniture out of an article.

    A heading is furniture only where nothing else is left below it: 结语 stays above its text.
    A short line is only where nothing but furniture is between it and the beginning or end: a
    label such as 问： stays in its interview.

    Args:
        parts: kind and text of each part as read.
        furniture: keys of the site's furniture.

    Returns:
        The parts that are left, in order; all of them where no text would be: then the article is
        what it repeats.
    """
    left = [_trimmed(parts, index, furniture) for index in range(len(parts))]
    repeated = [
        _is_looked_at(parts, index) and _key(text) in furniture
        for index, (_, text) in enumerate(parts)
    ]
    for index, (kind, text) in enumerate(parts):
        if repeated[index] and kind != "heading" and _letters(text) >= _SENTENCE:
            left[index] = ""
    forwards = [index for index, (kind, _) in enumerate(parts) if kind != "heading"]
    for run in (forwards, range(len(parts) - 1, -1, -1)):
        for index in run:
            if repeated[index]:
                left[index] = ""
            elif left[index]:
                break
    kept = tuple((kind, text) for (kind, _), text in zip(parts, left, strict=True) if text)
    return kept if any(kind == "text" for kind, _ in kept) else tuple(parts)


def _trimmed(parts: Sequence[Part], index: int, furniture: Collection[int]) -> str:
    """Take the furniture off the beginning and end of a paragraph."""
    text = parts[index][1]
    start, end = 0, len(text)
    leading, trailing = _edge_sentences(parts, index)
    for at, stop in leading:
        if _key(text[at:stop]) not in furniture:
            break
        start = stop
    for at, stop in trailing:
        if at < start or _key(text[at:stop]) not in furniture:
            break
        end = at
    for at in _glued(text, trailing) if end == len(text) else ():
        if at > start and _key(text[at:]) in furniture:
            end = at
            break
    return text[start:end].strip()


def _is_looked_at(parts: Sequence[Part], index: int) -> bool:
    in_zone = index < _HEAD or index >= len(parts) - _TAIL
    return in_zone or _letters(parts[index][1]) >= _LONG


def _edge_sentences(parts: Sequence[Part], index: int) -> tuple[list[Span], list[Span]]:
    """Give the first sentences of a paragraph near the beginning, the last of one near the end.

    Returns:
        Both from the edge inwards, as far as they are long enough to be cut off.
    """
    kind, text = parts[index]
    if kind != "text":
        return [], []
    spans = split_sentences(text)

    def long_enough(span: Span) -> bool:
        return _letters(text[slice(*span)]) >= _SENTENCE

    leading = spans[:_EDGE_SENTENCES] if index < _HEAD else []
    trailing = spans[: -_EDGE_SENTENCES - 1 : -1] if index >= len(parts) - _TAIL else []
    return list(takewhile(long_enough, leading)), list(takewhile(long_enough, trailing))


def _glued(text: str, trailing: Sequence[Span]) -> list[int]:
    """Find where a long line may begin inside the last sentence, for want of a mark before it.

    A footer follows a colon, a bracket or a title, which end no sentence: 附链接：广告声明……
    """
    if not trailing:
        return []
    last, _ = trailing[0]
    starts = [last + match.end() for match in _MARK.finditer(text[last:])]
    return [start for start in starts if _letters(text[start:]) >= _LONG]


def _letters(line: str) -> int:
    return sum(map(str.isalnum, line))


def _key(line: str) -> int | None:
    """Sum a line up in a number; None for one that has no two letters, such as a rule."""
    letters = "".join(filter(str.isalnum, fold(line)))
    if len(line) <= _LONGEST_COUNTER and _COUNTER.search(line) and not line.endswith(_ENDS):
        letters = _DIGITS.sub("", letters)
    if len(letters) < 2:
        return None
    key = int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "big", signed=True)
    return key | 1 if _DIGITS.search(letters) else key & ~1
