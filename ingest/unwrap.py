"""Turn the lines of a plain-text file into paragraphs and rows of tables.

Knows how wide characters are and where words end; knows nothing of what the lines say.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from ingest.blocks import Line, join_cells

# Text that was wrapped by hand or by an editor is wrapped at 60 to 100 columns.
_NARROWEST = 40
_WIDEST = 110
# A wrapped Chinese line may end early so that the next does not begin with punctuation.
_SLACK = 4
_ITEM = re.compile(
    r"(?:[-*•·●■◆▪○▲△]|\d{1,3}[.、)）]|[（(]?[一二三四五六七八九十]{1,3}[、.)）])\s?"
)
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


def unwrap(text: str) -> list[Line]:
    """Split text into paragraphs, joining lines that were wrapped at a fixed width.

    A blank line ends a paragraph. Where the lines are not wrapped, each is a paragraph of its own.
    Joined Chinese characters get no space between them. Lines with tabs between cells are rows of
    a table where two or more follow each other.
    """
    lines = text.split("\n")
    rows = _find_rows(lines)
    groups: list[list[str]] = [[]]
    tables: set[int] = set()
    for index, raw in enumerate(lines):
        line = raw.strip()
        if index in rows:
            tables.add(len(groups))
            groups.extend([[raw], []])
        elif line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    width = _wrap_width(groups)
    found: list[Line] = []
    for index, group in enumerate(groups):
        if index in tables:
            found.append(("row", join_cells(group[0].split("\t"))))
        else:
            found.extend(("text", paragraph) for paragraph in _join(group, width))
    return found


def _find_rows(lines: Sequence[str]) -> set[int]:
    """Find the lines that are rows of a table, whose rows may have blank lines between them."""
    found: set[int] = set()
    run: list[int] = []
    for index, line in enumerate([*lines, "end"]):
        # A tab before the first word only indents it.
        if "\t" in line.lstrip():
            run.append(index)
        elif line.strip():
            if sum(_has_cells(lines[row]) for row in run) > 1:
                found.update(run)
            run = []
    return found


def _has_cells(line: str) -> bool:
    """Whether tabs divide the line, other than a list's mark or a speaker's name from the rest."""
    cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
    if len(cells) == 2:
        return not (_ITEM.fullmatch(cells[0]) or cells[0].endswith((":", "：")))
    return len(cells) > 2


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
