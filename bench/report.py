"""Put results together: a page of tables and plots, and the README's scoreboard.

Works on what the measurements wrote; measures nothing.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import answer_tables, cost, retrieval, start
from bench.answer_tables import coverage_curve, refusals_of, sets_of
from bench.answers import Result
from bench.errors import BenchError
from bench.plot import draw
from bench.record import read_records
from bench.scoreboard import BEGIN, END, scoreboard
from bench.selective import refusal_curve
from bench.table import Table, markdown
from bench.table import text as tables_text

_COVERAGES = [percent / 100 for percent in range(5, 101)]


@dataclass(frozen=True, slots=True)
class Results:
    """What was measured, by kind; any may be empty."""

    ranked: Sequence[retrieval.Ranked]
    answered: Sequence[Result]
    starts: Sequence[start.Start]
    costs: Sequence[cost.Cost]

    @property
    def chapters(self) -> list[tuple[str, list[Table]]]:
        """The tables, under their headings."""
        chapters = [
            ("Retrieval", retrieval.tables(self.ranked)),
            ("Answers", answer_tables.tables(self.answered)),
            ("Start", [start.report(self.starts)] if self.starts else []),
            ("Cost", cost.tables(self.costs)),
        ]
        return [(name, [t for t in tables if t.rows]) for name, tables in chapters]


def read_results(folder: Path) -> Results:
    """Read what the measurements wrote with `--out` into a folder.

    Raises:
        BenchError: the folder has no results, they are another version's, or a question was
            measured twice.
    """
    results = Results(
        read_records(folder, "retrieval", retrieval.Ranked),
        read_records(folder, "answers", Result),
        read_records(folder, "start", start.Start),
        read_records(folder, "cost", cost.Cost),
    )
    _refuse_twice(
        [
            *((one.set, one.corpus, one.id, one.search) for one in results.ranked),
            *((one.set, one.corpus, one.id) for one in results.answered),
            *((one.set, one.corpus) for one in results.costs),
        ]
    )
    return results


def text(results: Results) -> str:
    """Print the tables for the terminal."""
    return tables_text(one for _, tables in results.chapters for one in tables)


def write_page(results: Results, path: Path) -> None:
    """Write a Markdown page of the tables and plots; the plots lie beside it as SVG.

    Raises:
        BenchError: the page cannot be written, or pygal is not installed.
    """
    lines = ["# Measurements", ""]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for name, tables in results.chapters:
            lines += [f"## {name}", ""] if tables else []
            for one in tables:
                titled = one.title and one.title != name
                lines += [*([f"### {one.title}", ""] if titled else []), markdown(one), ""]
            if name == "Answers":
                for title, file in _plots(results.answered, path):
                    lines += [f"![{title}]({file})", ""]
        path.write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        raise BenchError(
            f"{path} cannot be written ({error.strerror}).", "Name another file with --out."
        ) from error


def write_scoreboard(results: Results, readme: Path) -> None:
    """Put the scoreboard between its two marks in a README.

    Raises:
        BenchError: the file cannot be read or written, or has no such marks.
    """
    try:
        page = readme.read_text(encoding="utf-8")
        before, begin, rest = page.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not (begin and end):
            raise BenchError(
                f"{readme} has no place for the scoreboard.", f"Put {BEGIN} and {END} there."
            )
        board = scoreboard(results.ranked, results.answered, results.starts, results.costs)
        readme.write_text(f"{before}{BEGIN}\n{board}\n{END}{after}", encoding="utf-8")
    except OSError as error:
        raise BenchError(
            f"{readme} cannot be rewritten ({error.strerror}).", "Name the README with --readme."
        ) from error


def _plots(results: Sequence[Result], page: Path) -> list[tuple[str, str]]:
    """Draw the plots; return the title and file name of each."""
    refusal = {
        f"{one.asked.set} in {one.asked.corpus}": refusal_curve(*one.confidences)
        for one in refusals_of(results)
        if one.counterpart
    }
    coverage = {
        f"{one.set} in {one.corpus}": coverage_curve(one, _COVERAGES)
        for one in sets_of(results)
        if one.answerable
    }
    plots = [
        ("refusal", "Refused, by what is refused wrongly", ("false refusals", "refused"), refusal),
        ("coverage", "Right answers, by coverage", ("coverage", "right"), coverage),
    ]
    drawn = []
    for name, title, axes, curves in plots:
        if curves:
            file = f"{page.stem}-{name}.svg"
            draw(page.with_name(file), title, axes, curves)
            drawn.append((title, file))
    return drawn


def _refuse_twice(names: Iterable[Hashable]) -> None:
    seen: set[Hashable] = set()
    for name in names:
        if name in seen:
            raise BenchError(f"{name} was measured twice.", "Leave one run of it in the folder.")
        seen.add(name)
