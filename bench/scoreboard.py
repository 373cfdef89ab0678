"""The README's scoreboard: the few figures that say what Wenyuan is worth.

Knows how they are worded; the figures are those of the tables.
"""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TypeVar

from bench.answer_tables import (
    at_limit,
    auc,
    mean_f1,
    percent,
    refusals_of,
    refused,
)
from bench.answers import Result
from bench.cost import READER, Cost
from bench.metrics import spread
from bench.retrieval import SEARCHES, Ranked, numbers
from bench.start import Start
from bench.table import Table, markdown

BEGIN = "<!-- scoreboard: python -m bench report FOLDER --readme README.md -->"
END = "<!-- end of the scoreboard -->"
_NAMES = {"zh": "Chinese", "en": "English"}
_SEARCHES = {
    "dense": "vectors",
    "lexical": "words",
    "fused": "both",
    "reranked": "read, as used",
}
_SOURCE = (
    "`python -m bench report FOLDER --readme README.md` writes these figures from what the "
    "measurements left in FOLDER with `--out`."
)
# The languages of the library, of the question and of the passages.
Languages = tuple[str, str, str]
One = TypeVar("One", Ranked, Result)


def scoreboard(
    ranked: Sequence[Ranked],
    answered: Sequence[Result],
    starts: Sequence[Start],
    costs: Sequence[Cost],
) -> str:
    """Word the results in Markdown; kinds that were not measured are left out."""
    parts = [
        _retrieval(ranked) if ranked else "",
        _answers(answered) if any(one.answerable for one in answered) else "",
        _refusals(answered) if any(not one.answerable for one in answered) else "",
        _starts(starts) if starts else "",
        _costs(costs) if costs else "",
        _SOURCE,
    ]
    return "\n" + "\n\n".join(filter(None, parts)) + "\n"


def _retrieval(ranked: Sequence[Ranked]) -> str:
    rows = []
    for languages, group in _by_language(ranked).items():
        cells = []
        for search in SEARCHES:
            recall, _ = numbers([one for one in group if one.search == search])
            cells.append(f"{recall[0]:.3f} / {recall[1]:.3f}")
        rows.append((_named(languages), *cells[:-1], f"**{cells[-1]}**"))
    return _part(
        "`python -m bench retrieval DATA`: the right paragraph among the first 1 and 5",
        Table("", ("question → article", *_SEARCHES.values()), rows),
    )


def _answers(results: Sequence[Result]) -> str:
    rows = [
        (
            _named(languages),
            str(len(group)),
            percent(group, lambda one: one.right),
            percent(group, lambda one: one.cited),
            mean_f1(group),
            percent(group, refused),
        )
        for languages, group in _by_language([one for one in results if one.answerable]).items()
    ]
    header = (
        "question → article", "n", "holds the right answer", "its passage does",
        "F1 of the marked words", "refused, though answerable",
    )  # fmt: skip
    return _part("`python -m bench answers DATA`: what is quoted", Table("", header, rows))


def _refusals(results: Sequence[Result]) -> str:
    rows = [
        (
            f"`{one.asked.set}` in `{one.asked.corpus}`",
            str(len(one.asked.others)),
            percent(one.asked.others, refused),
            percent(one.counterpart, refused),
            at_limit(one),
            auc(one),
        )
        for one in refusals_of(results)
    ]
    header = (
        "questions without an answer", "n", "refused", "wrongly, of those with one",
        "refused, were that 5 %", "told apart (AUC)",
    )  # fmt: skip
    return _part("The same: what is refused", Table("", header, rows))


def _starts(starts: Sequence[Start]) -> str:
    first = median(one.milliseconds for start in starts for one in start.warm)
    return (
        "`python -m bench start`: from `python app.py` to the page "
        f"{median(start.served for start in starts):.1f} CPU seconds, to the first answer "
        f"{median(start.answered for start in starts):.1f}; once warm, an answer's first words "
        f"come after {first / 1000:.2f} s (median)."
    )


def _costs(costs: Sequence[Cost]) -> str:
    cpu = spread([seconds for one in costs for seconds in one.cpu_seconds]).mean
    questions = sum(len(one.cpu_seconds) for one in costs)
    reading = sum(one.stages[READER] * len(one.cpu_seconds) for one in costs) / questions
    return (
        f"`python -m bench cost DATA`: {cpu * 1000:.0f} CPU ms a question, "
        f"{reading * 1000:.0f} of them reading; {max(one.peak for one in costs) / 1e6:.0f} MB of "
        f"memory at most."
    )


def _part(title: str, table: Table) -> str:
    return f"{title}\n\n{markdown(table)}"


def _by_language(results: Sequence[One]) -> Mapping[Languages, list[One]]:
    """Gather results by language, libraries of one language first."""
    groups: dict[Languages, list[One]] = {}
    for one in results:
        groups.setdefault((one.library, one.language, one.passage_language), []).append(one)
    # Within one language first, as that is what most ask.
    return dict(sorted(groups.items(), key=lambda g: ("+" in g[0][0], g[0][1] != g[0][2], g[0])))


def _named(languages: Languages) -> str:
    library, question, passages = languages
    shared = ", among both" if "+" in library else ""
    return f"{_NAMES.get(question, question)} → {_NAMES.get(passages, passages)}{shared}"
