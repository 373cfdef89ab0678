"""Measure what filling a library costs, beside the pipeline that tutorials show.

Each step is a process of its own, and is charged with all that it uses from its start on. Both
sides get the same articles, once; then ours is asked to do it again with nothing changed, and with
one sentence changed in one article after another.
"""

import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import ingest_articles
from bench.errors import BenchError
from bench.metrics import recall_at, share
from bench.process import Step, run_step
from bench.table import Table
from ingest.library.status import bytes_below

# Articles in which one sentence is changed, one after another: the longest, which are the hardest.
_CHANGES = 20
_CUTOFFS = (1, 5)
_CHILD = "bench.ingest_child"
_NEEDED = ("langchain_chroma", "langchain_text_splitters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What filling a library cost.

    Attributes:
        articles: how many it has.
        passages: how many it has.
        cpu_seconds: of all its processes.
        began: processor seconds until the first passage was embedded, for starting and reading.
        peak: the most bytes of memory held.
        disk: bytes of the library.
    """

    articles: int
    passages: int
    cpu_seconds: float
    began: float
    peak: int
    disk: int

    @property
    def cpu_seconds_of_article(self) -> float:
        """Processor seconds an article."""
        return share(self.cpu_seconds, self.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A sync of what the library already has.

    Attributes:
        cpu_seconds: of all its processes.
        embedded: passages that were embedded.
        peak: the most bytes of memory held.
    """

    cpu_seconds: float
    embedded: int
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Where dense search put the gold article of each question of a set; None for not found.

    Attributes:
        set: the question set.
        ours: with the library's vectors.
        exact: with those of the same model in float32.
    """

    set: str
    ours: tuple[int | None, ...]
    exact: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """What was measured on articles of question sets.

    Attributes:
        wanted: how many articles were asked for.
        tutorial: what the tutorial's pipeline cost.
        ours: what ours cost.
        unchanged: the same again, with nothing changed.
        changed: passages that were embedded after one sentence was changed, for each change.
        searches: what rounding loses.
    """

    wanted: int
    tutorial: Filled
    ours: Filled
    unchanged: Again
    changed: tuple[int, ...]
    searches: tuple[Searched, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Large:
    """What was measured on generated articles, with a stand-in for embedding."""

    ours: Filled
    unchanged: Again


def run(data: Path, more: Sequence[Path], articles: int, limit: int | None, folder: Path) -> Ingest:
    """Fill a library with articles, and Chroma with the same ones.

    Args:
        data: a folder of corpora and question sets.
        more: folders of corpora that make up for what `data` lacks in articles.
        articles: how many articles; if there are fewer, all of them.
        limit: ask so many questions of each set; all, if None.
        folder: an empty one, for articles and libraries.

    Raises:
        BenchError: the data cannot be used, a step fails, or the tutorial's packages are missing.
    """
    _check_packages()
    rows = ingest_articles.choose(data, more, articles)
    library, index = folder / "library", folder / "chroma"
    markdown, texts, changed = (folder / name for name in ("markdown", "texts", "changed"))
    ingest_articles.write_markdown(rows, markdown)
    ingest_articles.write_text(rows, texts)
    model = _step("prepare", library=library).found
    theirs = _step("tutorial", articles=texts, index=index, model=model)
    ours = _step("sync", library=library, articles=markdown, stand_in=False)
    filled = _filled(ours, library)
    unchanged = _step("sync", library=library, articles=markdown, stand_in=False)
    searches = _step("search", library=library, data=data, limit=limit)
    hardest = ingest_articles.longest(rows, _CHANGES)
    ingest_articles.write_markdown(map(ingest_articles.changed, hardest), changed)
    changes = _step("change", library=library, articles=markdown, changed=changed)
    return Ingest(
        wanted=articles,
        tutorial=_filled(theirs, index),
        ours=filled,
        unchanged=_again(unchanged),
        changed=tuple(changes.found),
        searches=tuple(
            Searched(set=name, ours=tuple(ours), exact=tuple(exact))
            for name, (ours, exact) in searches.found.items()
        ),
    )


def run_large(data: Path, more: Sequence[Path], articles: int, folder: Path) -> Large:
    """Fill a library with generated articles, whose passages a stand-in embeds.

    Args:
        data: a folder of corpora, of whose sentences the articles are made.
        more: folders of corpora for more sentences.
        articles: how many articles.
        folder: an empty one, for articles and the library.

    Raises:
        BenchError: the data cannot be used, or a step fails.
    """
    library, markdown = folder / "library", folder / "markdown"
    rows = ingest_articles.read_rows([data, *more])
    ingest_articles.write_markdown(ingest_articles.generated(rows, articles), markdown)
    _step("prepare", library=library)
    ours = _step("sync", library=library, articles=markdown, stand_in=True)
    filled = _filled(ours, library)
    unchanged = _step("sync", library=library, articles=markdown, stand_in=True)
    return Large(ours=filled, unchanged=_again(unchanged))


def tables(measured: Ingest) -> list[Table]:
    """Print both sides, what is required of ours, and what rounding loses."""
    theirs, ours = measured.tutorial, measured.ours
    wanted = f", of {measured.wanted} asked for" if measured.wanted > ours.articles else ""
    sides = zip(_cells(theirs), _cells(ours), strict=True)
    every = Searched(
        set="all",
        ours=tuple(rank for one in measured.searches for rank in one.ours),
        exact=tuple(rank for one in measured.searches for rank in one.exact),
    )
    losses = [
        (f"dense R@{cutoff} lost by rounding, points", f"{loss:.2f}", "0.5")
        for cutoff, loss in zip(_CUTOFFS, _losses(every), strict=True)
        if measured.searches
    ]
    shared = ours.cpu_seconds_of_article / theirs.cpu_seconds_of_article
    return [
        Table(
            f"Filling a library: {ours.articles} articles{wanted}",
            ("", "tutorial", "wenyuan"),
            [(name, left, right) for (name, left), (_, right) in sides],
        ),
        Table(
            "What is required",
            ("", "measured", "at most"),
            [
                ("CPU an article, share of the tutorial's", f"{shared:.3f}", "0.25"),
                *_required(ours, measured.unchanged),
                (
                    f"passages embedded for one changed sentence, most of {len(measured.changed)}",
                    str(max(measured.changed)),
                    "3",
                ),
                *losses,
            ],
        ),
        Table(
            "Dense search alone, the same passages",
            ("set", "n", *(f"{side} R@{k}" for side in ("float32", "wenyuan") for k in _CUTOFFS)),
            [_row(one) for one in (*measured.searches, every) if one.ours],
        ),
    ]


def large_tables(measured: Large) -> list[Table]:
    """Print what a large library costs without its embedding."""
    return [
        Table(
            f"A large library: {measured.ours.articles} generated articles",
            ("", "wenyuan"),
            _cells(measured.ours),
        ),
        Table(
            "What is required",
            ("", "measured", "at most"),
            _required(measured.ours, measured.unchanged),
            note="Vectors are a stand-in's, sums of random ones: the packaged model is in memory "
            "and counts the tokens, but embeds nothing. With it, the first fill would cost many "
            "times as much, and an unchanged one a smaller share.",
        ),
    ]


def _check_packages() -> None:
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        raise BenchError(
            "What tutorials use, langchain-chroma and langchain-text-splitters, is not installed.",
            "Run: pip install -r requirements-test.txt",
        )


def _step(name: str, **job: object) -> Step:
    print(f"  {name}", file=sys.stderr, flush=True)
    return run_step(_CHILD, name, **job)


def _filled(step: Step, library: Path) -> Filled:
    found: dict[str, Any] = step.found
    return Filled(
        articles=found["articles"],
        passages=found["passages"],
        cpu_seconds=step.cpu_seconds,
        began=found["began"],
        peak=step.peak,
        disk=bytes_below(library),
    )


def _again(step: Step) -> Again:
    return Again(cpu_seconds=step.cpu_seconds, embedded=step.found["embedded"], peak=step.peak)


def _cells(one: Filled) -> list[tuple[str, str]]:
    return [
        ("articles", str(one.articles)),
        ("passages", str(one.passages)),
        ("CPU s", f"{one.cpu_seconds:.1f}"),
        ("CPU s before the first passage is embedded", f"{one.began:.1f}"),
        ("CPU s an article", f"{one.cpu_seconds_of_article:.3f}"),
        ("CPU ms a passage", f"{share(one.cpu_seconds * 1000, one.passages):.1f}"),
        ("memory, at most, MB", f"{one.peak / 1e6:.0f}"),
        ("disk a passage, kB", f"{share(one.disk / 1e3, one.passages):.2f}"),
    ]


def _required(ours: Filled, unchanged: Again) -> list[tuple[str, str, str]]:
    again = 100 * unchanged.cpu_seconds / ours.cpu_seconds
    return [
        ("the same again unchanged, % of the first CPU", f"{again:.2f}", "1"),
        ("passages embedded then", str(unchanged.embedded), "0"),
        ("memory, at most, MB", f"{max(ours.peak, unchanged.peak) / 1e6:.0f}", "1000"),
        ("disk a passage, kB", f"{share(ours.disk / 1e3, ours.passages):.2f}", "6"),
    ]


def _recalls(ranks: Sequence[int | None]) -> list[float]:
    return [recall_at(cutoff, ranks) for cutoff in _CUTOFFS]


def _losses(one: Searched) -> list[float]:
    pairs = zip(_recalls(one.exact), _recalls(one.ours), strict=True)
    return [100 * (exact - ours) for exact, ours in pairs]


def _row(one: Searched) -> tuple[str, ...]:
    recalls = [*_recalls(one.exact), *_recalls(one.ours)]
    return one.set, str(len(one.ours)), *(f"{recall:.4f}" for recall in recalls)
