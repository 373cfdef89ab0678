"""Take the lines of a PDF's pages out of it, in a process of its own.

Knows PDF, through pypdf. What a PDF makes its reader do has no bound that can be told beforehand:
references that repeat a font a million times are small files. So `pdf.py` runs this in a process
that the system ends when it has used its time, and that gets no more memory than is granted here.
Inside these, pypdf bounds single streams, dictionaries and trees (`pypdf.Configuration`).
"""

import json
import math
import sys
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pypdf import PageObject

_MEMORY = 2_000_000_000
_MOST_PAGES = 3000
_MOST_CHARACTERS = 4_000_000
_LONGEST_FACT = 1000
# Points; PDF's own bound is 14,400.
_FURTHEST = 100_000


def main() -> None:
    """Read a PDF from standard input and write what it says to standard output, as JSON.

    The one argument is how many seconds of work it may take.
    """
    _bound_resources(int(sys.argv[1]))
    json.dump(read_pages(sys.stdin.buffer.read()), sys.stdout)


def _bound_resources(seconds: int) -> None:
    if sys.platform == "win32":
        # There the caller's clock is the only bound.
        return
    import resource

    for what, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, _MEMORY)):
        hard = resource.getrlimit(what)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (soft, hard))


def read_pages(data: bytes) -> dict[str, Any]:
    """Read the lines of each page and the document's properties.

    Returns:
        `pages`: for each page its lines `[text, x, y, size]`, in points from the page's lower left
        corner, in the order in which they are drawn; `title`, `author`, `created` as stated. Or
        `problem`: `locked`, `long`, `costly` or `damaged`.
    """
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, LimitReachedError

    try:
        reader = PdfReader(BytesIO(data))
        if len(reader.pages) > _MOST_PAGES:
            return {"problem": "long"}
        pages = []
        characters = 0
        for page in reader.pages:
            pages.append(_lines(page))
            characters += sum(len(line[0]) for line in pages[-1])
            if characters > _MOST_CHARACTERS:
                return {"problem": "long"}
        return {"pages": pages, **_properties(reader.metadata)}
    except FileNotDecryptedError:
        return {"problem": "locked"}
    except (LimitReachedError, RecursionError, MemoryError):
        return {"problem": "costly"}
    except Exception:  # noqa: BLE001 - "broken PDF files might cause other Exceptions" (pypdf.errors)
        return {"problem": "damaged"}


def _properties(stated: Any) -> dict[str, str]:
    keys = {"title": "/Title", "author": "/Author", "created": "/CreationDate"}
    found = {use: stated.get(key) if stated else None for use, key in keys.items()}
    return {
        use: value[:_LONGEST_FACT] if isinstance(value, str) else "" for use, value in found.items()
    }


class _Piece(NamedTuple):
    """Text that was drawn.

    `x` and `y` are where it begins along and across the direction `turn` that it runs in.
    """

    text: str
    x: float
    y: float
    size: float
    turn: float


def _lines(page: "PageObject") -> list[tuple[str, float, float, float]]:
    """Read the lines of a page that run in the direction of most of its text.

    Others are stamps and watermarks. The direction is not always the page's own, for a page may be
    turned.
    """
    drawn: list[list[_Piece]] = [[]]

    def take(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        for index, piece in enumerate(text.split("\n")):
            if index:
                drawn.append([])
            if piece:
                drawn[-1].append(_placed(piece, cm, tm, size))

    page.extract_text(visitor_text=take)
    lines = [_line(pieces) for pieces in drawn if any(piece.text.strip() for piece in pieces)]
    turns = Counter[float]()
    for line in lines:
        turns[line.turn] += len(line.text)
    most = max(turns, key=lambda turn: turns[turn], default=0.0)
    return [(line.text, line.x, line.y, line.size) for line in lines if line.turn == most]


def _line(pieces: list[_Piece]) -> _Piece:
    """Join pieces to a line; it begins where the first does and is as large as the longest."""
    said = [piece for piece in pieces if piece.text.strip()]
    longest = max(said, key=lambda piece: len(piece.text.strip()))
    text = "".join(piece.text for piece in pieces)
    return _Piece(text, said[0].x, said[0].y, longest.size, longest.turn)


def _placed(text: str, cm: list[float], tm: list[float], size: float) -> _Piece:
    from pypdf import mult

    m = mult(tm, cm)
    turn = math.atan2(m[1], m[0])
    return _Piece(
        text,
        _near(m[4] * math.cos(turn) + m[5] * math.sin(turn)),
        _near(m[5] * math.cos(turn) - m[4] * math.sin(turn)),
        _near(abs(size) * math.hypot(m[2], m[3])),
        _near(turn),
    )


def _near(number: float) -> float:
    """Round a measure, and make one that no page has, or that is no number, nought."""
    return round(number, 1) if abs(number) < _FURTHEST else 0.0
