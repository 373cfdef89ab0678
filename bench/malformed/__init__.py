"""Make inputs that no one should have to read: malformed ones of every kind, by seed.

They are made of well-formed files that are written here too, so nothing has to be shipped; and a
share of them are well-formed, so that a reader which refuses everything is noticed.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from bench.malformed import archives, damage, documents, places, texts
from bench.malformed.documents import UNSAID, UNSAID_FILE
from bench.malformed.wellformed import MARKS, TYPES, File, well_formed

__all__ = ["KINDS", "MARKS", "UNSAID", "UNSAID_FILE", "WELL_FORMED", "Case", "cases"]

WELL_FORMED = "well-formed"
# One of so many inputs is well-formed.
_SHARE = 6


def _whole(chance: random.Random) -> File:
    return well_formed(chance.choice(TYPES), chance)


def _written(make: Callable[[random.Random], File]) -> places.Place:
    """Make what writes a file of what makes its bytes."""

    def place(folder: Path, tag: str, chance: random.Random) -> int | None:
        file = make(chance)
        (folder / f"{tag}{file.suffix}").write_bytes(file.data)
        return file.articles

    return place


# Those that are large are made once where the others are made three times.
_SMALL: dict[str, places.Place] = {
    "truncated": _written(damage.truncated),
    "bytes changed": _written(damage.flipped),
    "pieces misplaced": _written(damage.spliced),
    "wrong type": _written(damage.mistaken),
    "part of docx or epub damaged": _written(documents.inside),
    "archive, some of it damaged": _written(archives.mixed),
    "paths in archives": _written(archives.paths),
    "control characters": _written(texts.controls),
    "encodings": _written(texts.encodings),
    "front matter": _written(texts.front_matter),
    "saved pages": _written(texts.saved_pages),
    "empty": _written(texts.blank),
    "links": places.links,
    "no files": places.not_files,
    "file names": places.names,
}
_LARGE: dict[str, places.Place] = {
    "nesting": _written(texts.nested),
    "repetition": _written(texts.repetition),
    "long lines": _written(texts.long_line),
    "tables": _written(texts.tables),
    "pages": _written(documents.pages),
    "XML entities": _written(documents.entities),
    "PDF": _written(documents.pdfs),
    "bombs": _written(archives.bombs),
}
KINDS = {WELL_FORMED: _written(_whole), **_SMALL, **_LARGE}
_ORDER = (*_SMALL, *_LARGE, *_SMALL, *_SMALL)


@dataclass(frozen=True, slots=True)
class Case:
    """An input that can be made, again and again the same.

    Attributes:
        kind: one of `KINDS`.
        tag: begins the names of all that it consists of, and of nothing else.
        seed: what decides which of its kind it is.
        beside: the kind that it stands among, itself or, where it is well-formed, another.
    """

    kind: str
    tag: str
    seed: str
    beside: str

    def write(self, folder: Path) -> int | None:
        """Write it; returns how many articles must be read from it, None if any number may."""
        return KINDS[self.kind](folder, self.tag, random.Random(self.seed))  # noqa: S311


def cases(count: int, seed: int) -> list[Case]:
    """Draw so many inputs; of the same seed always the same, and every kind among the first 28."""
    order = cycle(_ORDER)
    found: list[Case] = []
    beside = ""
    for number in range(count):
        is_whole = number % _SHARE == _SHARE - 1
        beside = beside if is_whole else next(order)
        kind = WELL_FORMED if is_whole else beside
        found.append(Case(kind, f"n{number:05}", f"{seed} {number}", beside))
    return found
