"""Split an article's body into passages.

Knows characters, blocks and sentences, and is told how many tokens a text has; knows nothing of
meaning, of vectors or of storage. A passage is a slice of the body, never a rewrite:
`passage.text == article.body[passage.start:passage.end]`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.article import Article, Passage
from ingest.sentences import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]

# A tokenizer makes one token of a run of unknown characters, however long it is. Words are shorter:
# a token is 1.5 characters of Chinese and 4.5 of English.
_LONGEST_TOKEN = 8
# Sentences of a few characters in a row are taken as one, and a passage has no more than so many
# pieces. No text is the worse for it, and a megabyte of `好。好。` takes seconds, not minutes.
_SHORT_RUN = 8
_MOST_UNITS = 64


@dataclass(frozen=True, slots=True)
class _Unit:
    """The smallest piece a passage is made of: a sentence, or a part of an endless one.

    Tiny sentences in a row are one unit. `tokens` is at least one for every eight characters.
    """

    start: int
    end: int
    tokens: int
    block: int


def split_article(article: Article, longest: int, count_tokens: CountTokens) -> list[Passage]:
    """Split an article into passages of whole sentences.

    A section heading begins a new passage and is part of its first one. Inside a section, whole
    paragraphs are joined while they fit; a paragraph that is too long is shared out evenly over
    passages, so that none is left with a last stray sentence.

    Args:
        article: the article.
        longest: the most tokens a passage may have.
        count_tokens: gives the number of tokens of each text.

    Returns:
        The passages in order; together they hold every character but white space.
    """
    passages: list[Passage] = []
    heading = ""
    section: list[_Unit] = []
    has_text = False

    def close() -> None:
        for start, end in _pack(section, longest):
            text = article.body[start:end]
            passages.append(Passage(article.id, len(passages), start, end, heading, text))
        section.clear()

    for block, units in zip(article.blocks, _units(article, longest, count_tokens), strict=True):
        if block.kind == "heading":
            # Headings that follow one another stay together in front of their text.
            if has_text:
                close()
            heading = article.body[block.start : block.end]
        has_text = block.kind != "heading"
        section.extend(units)
    close()
    return passages


def _units(article: Article, longest: int, count_tokens: CountTokens) -> list[list[_Unit]]:
    """Find the units of each block."""
    spans: list[tuple[int, int, int]] = []
    for number, block in enumerate(article.blocks):
        text = article.body[block.start : block.end]
        spans.extend(
            (block.start + start, block.start + end, number) for start, end in _join_short(text)
        )
    counts = count_tokens([article.body[start:end] for start, end, _ in spans])
    units: list[list[_Unit]] = [[] for _ in article.blocks]
    for (start, end, number), counted in zip(spans, counts, strict=True):
        tokens = max(counted, -(-(end - start) // _LONGEST_TOKEN))
        if tokens <= longest:
            units[number].append(_Unit(start, end, tokens, number))
            continue
        for left, right in _cut(article.body, start, end, tokens, longest):
            # A character may be more than one token; the embedding model cuts what is over.
            share = -(-tokens * (right - left) // (end - start))
            units[number].append(_Unit(left, right, min(share, longest), number))
    return units


def _join_short(text: str) -> list[tuple[int, int]]:
    """Split a block into sentences, those in a row that are tiny together joined."""
    spans: list[tuple[int, int]] = []
    for start, end in split_sentences(text):
        if spans and end - spans[-1][0] <= _SHORT_RUN:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _cut(body: str, start: int, end: int, tokens: int, longest: int) -> list[tuple[int, int]]:
    """Cut an overlong sentence into even parts, at commas or spaces where there are some."""
    parts = -(-tokens // longest) + 1
    step = max(1, -(-(end - start) // parts))
    cuts: list[tuple[int, int]] = []
    left = start
    while left < end:
        right = min(end, left + step)
        if right < end:
            window = body[left + step // 2 : right]
            best = max(window.rfind(mark) for mark in "，,；;、 ")
            if best >= 0:
                right = left + step // 2 + best + 1
        cuts.append((left, right))
        left = right
    return cuts


def _pack(units: Sequence[_Unit], longest: int) -> list[tuple[int, int]]:
    """Join units into the fewest passages that fit, of about the same length.

    Of all ways to cut, take the one with the fewest passages; among those the one that cuts
    inside the fewest paragraphs; among those the most even (dynamic programming over cuts).
    """
    count = len(units)
    if not count:
        return []
    # best[i]: cost of the units before i, and where the last passage before i begins.
    best: list[tuple[tuple[int, int, int], int]] = [((0, 0, 0), 0)]
    for stop in range(1, count + 1):
        choices: list[tuple[tuple[int, int, int], int]] = []
        size = 0
        for first in range(stop - 1, max(-1, stop - 1 - _MOST_UNITS), -1):
            size += units[first].tokens
            if size > longest and first < stop - 1:
                break
            passages, torn, uneven = best[first][0]
            inside = first > 0 and units[first - 1].block == units[first].block
            cost = (passages + 1, torn + inside, uneven + size * size)
            choices.append((cost, first))
        best.append(min(choices))
    spans: list[tuple[int, int]] = []
    stop = count
    while stop:
        first = best[stop][1]
        spans.append((units[first].start, units[stop - 1].end))
        stop = first
    return spans[::-1]
