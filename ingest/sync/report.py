"""Say what became of each article of a source."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["added", "updated", "moved", "unchanged", "vanished", "kept", "failed"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one article, or of a file or page that none could be read from.

    Attributes:
        outcome: `moved` is an unchanged article at another place; `kept` one that vanished from its
            source and stays in the library, as was asked.
        name: of its file, for messages.
        origin: where it is, or was.
        reason: why it failed; else empty.
    """

    outcome: Outcome
    name: str
    origin: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` files or pages are finished, `name` is the last of them."""

    done: int
    total: int
    name: str


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of everything, in the order in which it was found out."""

    changes: tuple[Change, ...] = ()

    def __add__(self, later: "Report") -> "Report":
        """Join two reports, this one's changes first."""
        return Report(self.changes + later.changes)

    def names(self, outcome: Outcome) -> tuple[str, ...]:
        """Return the names of what became so."""
        return tuple(one.name for one in self.changes if one.outcome == outcome)

    @property
    def failed(self) -> tuple[tuple[str, str], ...]:
        """Name and reason of each failure."""
        return tuple((one.name, one.reason) for one in self.changes if one.outcome == "failed")

    def summary(self) -> str:
        """Count the outcomes in one line; those that every reader asks for are always named."""
        counts = Counter(one.outcome for one in self.changes)
        always: tuple[Outcome, ...] = ("added", "updated", "unchanged", "failed")
        rest: tuple[Outcome, ...] = ("moved", "vanished", "kept")
        parts = [f"{counts[one]} {one}" for one in always[:3]]
        parts += [f"{counts[one]} {one}" for one in rest if counts[one]]
        return ", ".join([*parts, f"{counts['failed']} failed"])
