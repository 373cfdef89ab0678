"""Print tables, as plain text for the terminal and as Markdown for a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """What a table says, whichever way it is printed.

    Attributes:
        title: what it is about.
        header: the names of its columns.
        rows: as many cells as the header has.
        note: how to read it.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Align columns: words to the left, what begins with a digit or is a dash to the right."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    right = _numbers(header, rows)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in (header, *rows)
    )


def text(tables: Iterable[Table]) -> str:
    """Print tables for the terminal; those without a row are left out."""
    shown = []
    for one in tables:
        if one.rows:
            titled = [one.title] if one.title else []
            shown.append("\n".join([*titled, table(one.header, one.rows)]))
            shown += [one.note] if one.note else []
    return "\n\n".join(shown)


def markdown(one: Table) -> str:
    """Print a table as GitHub reads it, without its title."""
    rule = ["---:" if number else "---" for number in _numbers(one.header, one.rows)]
    lines = (f"| {' | '.join(row)} |" for row in (one.header, rule, *one.rows))
    return "\n".join([*lines, *(["", one.note] if one.note else [])])


def _numbers(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[bool]:
    """Tell which columns hold numbers."""
    return [all(row[i][:1].isdigit() or row[i] == "-" for row in rows) for i in range(len(header))]
