"""Split a line of text into sentences.

Knows the sentence ends of Chinese and English; knows nothing of passages or meaning.
A sentence is a slice of the text, never a rewrite, and the slices cover all but white space.
"""

import re

# An end mark, any that follow it, and the closing quotes and brackets that belong to it. A run of
# full stops is tried from its beginning alone and never again in part: a megabyte of them is read
# once.
_END = re.compile(r"[。！？!?…]+[”’」』）)\"'》]*|(?<!\.)\.++[”’)\"'\]]*+(?=\s|$)")
# A full stop after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st vs etc inc ltd co corp no fig vol al e.g i.e u.s u.k a.m p.m "
    "jan feb mar apr jun jul aug sep sept oct nov dec gen col lt sen rep gov".split()
)
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")
# An end mark inside a quotation or bracket does not end the sentence around it.
_CLOSED_BY = {"“": "”", "「": "」", "『": "』", "（": "）", "《": "》"}
_LONGEST_QUOTATION = 160


def _is_abbreviation(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` ends an abbreviation or an initial."""
    word = _LAST_WORD.search(text[max(0, stop - 12) : stop])
    if word is None:
        return False
    last = word.group(1)
    return last.lower() in _ABBREVIATIONS or (len(last) == 1 and last.isupper())


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a text.

    Args:
        text: any text; a line break always ends a sentence.

    Returns:
        (start, end) character offsets, in order, without surrounding white space.
    """
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        spans.extend((offset + a, offset + b) for a, b in _split_line(line))
        offset += len(line) + 1
    return spans


def _split_line(line: str) -> list[tuple[int, int]]:
    # The next quotation is the last one here.
    quotations = _quotations(line)[::-1]
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(line):
        if match.group().startswith(".") and _is_abbreviation(line, match.start()):
            continue
        while quotations and quotations[-1][1] <= match.end():
            quotations.pop()
        if quotations and quotations[-1][0] < match.start():
            continue
        _append(spans, line, start, match.end())
        start = match.end()
    _append(spans, line, start, len(line))
    return spans


def _quotations(line: str) -> list[tuple[int, int]]:
    """Find the outermost quotations and brackets that close again within a reasonable length.

    One that never closes is an error of the text, and must not swallow the rest of the line.

    Returns:
        (start, end) character offsets, in order; none overlaps another.
    """
    found: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for index, character in enumerate(line):
        if character in _CLOSED_BY:
            stack.append((_CLOSED_BY[character], index))
        elif stack and character == stack[-1][0]:
            opened = stack.pop()[1]
            if index - opened <= _LONGEST_QUOTATION:
                while found and found[-1][0] > opened:
                    found.pop()
                found.append((opened, index + 1))
    return found


def _append(spans: list[tuple[int, int]], line: str, start: int, end: int) -> None:
    piece = line[start:end]
    stripped = piece.strip()
    if stripped:
        left = start + len(piece) - len(piece.lstrip())
        spans.append((left, left + len(stripped)))
