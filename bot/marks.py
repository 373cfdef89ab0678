"""Read the citation marks that a language model writes, and cut its reply into drafted sentences.

Knows the spellings of a mark ([1], 【1】, ［1］, [1, 2], [1-3], [^1]) and where a sentence ends
while the reply is still coming; knows nothing of passages, so a mark is a number and no more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.sentences import split_sentences

# Repeats are bounded, so that a hostile reply cannot make these patterns slow.
_BLANK = r"[ \t\u3000]{0,8}"
_NUMBERS = r"\d{1,3}(?:\s{0,3}(?:[,，、;；]|[-–—~～])\s{0,3}\^?\d{1,3}){0,30}"
_LABEL = r"(?:(?:passages?|sources?|段落|来源|资料|材料|文段)\s{0,3})?"
_MARK = re.compile(
    rf"{_BLANK}[\[【［]\s{{0,3}}\^?{_LABEL}({_NUMBERS})\s{{0,3}}"
    r"(?:†[^\]】］\n]{0,40})?[\]】］]"
    r"(?:\([^)\s]{0,200}\))?",  # a mark written as a link
    re.IGNORECASE,
)
# A mark that was opened and not closed before the sentence went on or ended.
_BROKEN = re.compile(rf"{_BLANK}[\[【［]\^?{_LABEL}{_NUMBERS}[\s,，、–-]{{0,3}}(?=[。.！!？?；\n])")
_OPENED = re.compile(rf"{_BLANK}[\[【［]\^?{_LABEL}(?:{_NUMBERS})?[\s,，、–-]{{0,3}}$")
# The tail of a reply that may still become a mark, or a link behind one.
_UNFINISHED = re.compile(rf"{_BLANK}(?:[\[【［][^\]】］\n]{{0,60}}|[\]】］]\([^)\s]{{0,200}})$")
_ITEM = re.compile(r"[-*•·#>\s]*(?:\d{1,2}[.)、．]?)?\s*")
_BULLET = re.compile(r"^(?:[-*•·#>]+\s+|\d{1,2}[.)、．]\s+)+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_CLOSED_BY = dict(zip("“「『（《", "”」』）》", strict=True))
_LONGEST_QUOTATION = 240


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as a model wrote it.

    Attributes:
        text: the sentence without its marks, list bullets and emphasis; one line.
        marks: numbers of the passages it cites (1 is the first), distinct, as written.
    """

    text: str
    marks: tuple[int, ...] = ()


def read_marks(text: str, highest: int) -> Draft:
    """Take the marks out of one sentence.

    Args:
        text: a sentence with any number of marks, before or after its full stop.
        highest: how many passages there are; a mark above it was invented and is dropped.
    """
    marks = [n for match in _MARK.finditer(text) for n in _mark_numbers(match.group(1), highest)]
    return Draft(_plain(_BROKEN.sub("", _MARK.sub("", text))), tuple(dict.fromkeys(marks)))


class DraftReader:
    """Cuts a reply that comes in pieces into drafts, each as soon as its marks are complete.

    Args:
        highest: how many passages there are.
    """

    def __init__(self, highest: int) -> None:
        self._highest = highest
        self._pending = ""

    def feed(self, piece: str) -> Iterator[Draft]:
        """Take the next piece of the reply; yield the sentences that it completed."""
        self._pending += piece
        readable = self._pending
        if tail := _UNFINISHED.search(readable):
            readable = readable[: tail.start()]
        pieces = _cut(readable)
        # The last sentence may still grow, or get its marks behind the full stop.
        opened = _open_quotation(readable)
        settled = [piece for piece in pieces[:-1] if piece[1] <= opened]
        if settled:
            self._pending = self._pending[settled[-1][1] :]
            yield from self._drafts(readable, settled)

    def close(self, *, complete: bool = True) -> Iterator[Draft]:
        """End the reply; yield what is left of it.

        Args:
            complete: whether the model ended of itself; if not, a last sentence that lacks its
                end is thrown away.
        """
        readable = _OPENED.sub("", self._pending)
        self._pending = ""
        pieces = _cut(readable)
        if pieces and not complete:
            last = _plain(_MARK.sub("", readable[pieces[-1][0] : pieces[-1][1]]))
            if not last.endswith(tuple('。！？!?…；.”’」』）)"')):
                pieces = pieces[:-1]
        yield from self._drafts(readable, pieces)

    def _drafts(self, text: str, pieces: list[tuple[int, int]]) -> Iterator[Draft]:
        for start, stop in pieces:
            draft = read_marks(text[start:stop], self._highest)
            if draft.text:
                yield draft


def _cut(text: str) -> list[tuple[int, int]]:
    """Find the sentences of a marked text, each with the marks behind its full stop.

    Returns:
        (start, end) offsets in `text`: a sentence reaches to where the next one starts.
    """
    bare = ""
    removed: list[tuple[int, int]] = []
    position = 0
    for match in _MARK.finditer(text):
        bare += text[position : match.start()]
        position = match.end()
        # "sizes.[1]It": without its mark, the full stop would stand inside a word.
        gap = " " if bare.endswith(".") and text[position : position + 1].isalpha() else ""
        removed.append((len(bare), len(match.group()) - len(gap)))
        bare += gap
    bare += text[position:]

    segments = split_sentences(bare)
    bounds: list[int] = []
    for start, _ in segments:
        lead = len(bare[:start].rstrip(" \t\u3000"))
        # Marks at a sentence's start belong to the sentence before it on the same line.
        if _follows(bare, lead):
            bounds.append(start + sum(n for at, n in removed if at <= start))
        else:
            bounds.append(lead + sum(n for at, n in removed if at < lead))
    pieces = zip(bounds, [*bounds[1:], len(text)], strict=True) if bounds else ()
    # "2." alone is the number of a list's item.
    return [
        piece
        for piece, (start, stop) in zip(pieces, segments, strict=True)
        if not _ITEM.fullmatch(bare[start:stop])
    ]


def _follows(bare: str, at: int) -> bool:
    """Whether a sentence on the same line ends at an offset."""
    return bool(bare[:at].rpartition("\n")[2].strip())


def _open_quotation(text: str) -> int:
    """Find where a quotation starts that may still be closed; the text's length if there is none.

    Sentences inside a quotation are one sentence, which shows only when it closes.
    """
    first = max(0, len(text) - _LONGEST_QUOTATION)
    stack: list[tuple[str, int]] = []
    for index in range(first, len(text)):
        if text[index] == "\n":
            stack.clear()
        elif text[index] in _CLOSED_BY:
            stack.append((_CLOSED_BY[text[index]], index))
        elif stack and text[index] == stack[-1][0]:
            stack.pop()
    return stack[0][1] if stack else len(text)


def _mark_numbers(written: str, highest: int) -> Iterator[int]:
    for part in re.split(r"[,，、;；]", written):
        bounds = [int(n) for n in re.findall(r"\d+", part)]
        if bounds:
            yield from (n for n in range(bounds[0], bounds[-1] + 1) if 1 <= n <= highest)


def _plain(text: str) -> str:
    line = _EMPHASIS.sub("", " ".join(text.split()))
    return _BULLET.sub("", line).strip()
