"""Turn the lines of a plain-text file into paragraphs.

Knows how wide characters are and where words end; knows nothing of what the lines say.
"""

import re
import unicodedata
from itertools import pairwise

# Text that was wrapped by hand or by an editor is wrapped at 60 to 100 columns.
_NARROWEST = 40
_WIDEST = 110
# A wrapped Chinese line may end early so that the next does not begin with punctuation.
_SLACK = 4
_ITEM = re.compile(
    r"(?:[-*•·●■◆▪○▲△]|\d{1,3}[.、)）]|[（(]?[一二三四五六七八九十]{1,3}[、.)）])\s?"
)
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


def unwrap(text: str) -> list[str]:
    """Split text into paragraphs, joining lines that were wrapped at a fixed width.

    A blank line ends a paragraph. Where the lines are not wrapped, each is a paragraph of its own.
    Joined Chinese characters get no space between them.
    """
    groups: list[list[str]] = [[]]
    for raw in text.split("\n"):
        line = raw.strip()
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    width = _wrap_width(groups)
    return [paragraph for group in groups for paragraph in _join(group, width)]


def _columns(line: str) -> int:
    # Longer lines are never wrapped ones, so what they measure does not matter.
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line[: _WIDEST + 1])


def _wrap_width(groups: list[list[str]]) -> int:
    """Find the width that the text is wrapped at; 0 where it is not."""
    pairs = [pair for group in groups for pair in pairwise(group)]
    if not pairs:
        return 0
    widths = sorted(_columns(line) for line, _ in pairs)
    width = widths[int(0.95 * (len(widths) - 1))]
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    full = sum(_is_full(line, following, width) for line, following in pairs)
    return width if full >= 0.6 * len(pairs) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this line."""
    if _columns(line) > _WIDEST:
        return False
    latin = not _CJK.match(following)
    word = following[: _WIDEST + 1].split(maxsplit=1)[0] if latin else following[:1]
    slack = _SLACK if _CJK.search(line[-2:]) or not latin else 0
    return _columns(line) + 1 + _columns(word) + slack > width


def _join(group: list[str], width: int) -> list[str]:
    paragraphs: list[list[str]] = []
    previous = ""
    for line in group:
        fits = width and previous and _is_full(previous, line, width) and not _ITEM.match(line)
        if fits:
            tight = _CJK.match(previous[-1]) or _CJK.match(line[0]) or previous.endswith("-")
            paragraphs[-1].append(line if tight else f" {line}")
        else:
            paragraphs.append([line])
        previous = line
    return ["".join(pieces) for pieces in paragraphs]
