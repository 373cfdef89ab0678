"""Measure what an answer costs: processor time by stage, memory, and what the reader adds.

Times the product's own functions from outside while it answers. A stage's time has what it calls
in it, and counts once: embedding a sentence belongs to `sentences`, embedding the question to
`embed`. `rest` is everything between the stages.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from unittest.mock import patch

from bench.answers import ask
from bench.build import corpus_library
from bench.metrics import share, spread
from bench.pair import Pair, by_corpus
from bench.record import Write, record
from bench.table import Table
from bot.settings import BotSettings
from ingest.library import Library
from ingest.settings import PROJECT

if TYPE_CHECKING:
    from bench.data import QuestionSet
    from bot.chain import Answerer

STAGES = ("embed", "dense", "lexical", "evidence", "rerank", "sentences", "gate")
READER = "rerank"
_READER = PROJECT / "bot" / "reader"

Arguments = ParamSpec("Arguments")
Returned = TypeVar("Returned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the questions of a set cost.

    Attributes:
        set: the question set.
        corpus: the corpus that it was asked of.
        cpu_seconds: processor time of all threads, for each question.
        stages: mean seconds a question of each of `STAGES`.
        peak: the most bytes of memory that the process has held until then.
        weights: bytes of the reader's weights, as they come with the project.
    """

    set: str
    corpus: str
    cpu_seconds: tuple[float, ...]
    stages: dict[str, float]
    peak: int
    weights: int


class Stopwatch:
    """Adds up processor time by stage; for one thread."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._running = False

    def timed(
        self, stage: str, function: Callable[Arguments, Returned]
    ) -> Callable[Arguments, Returned]:
        """Return a function that does the same, and counts unless another stage is running."""

        def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
            if self._running:
                return function(*args, **kwargs)
            self._running, started = True, time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                self._running = False
                self.seconds[stage] += time.process_time() - started

        return run


def run(pairs: Sequence[Pair], folder: Path, settings: BotSettings, write: Write) -> list[Cost]:
    """Ask every question of every set, and time the stages.

    Args:
        pairs: question sets with their corpora.
        folder: where the libraries are made.
        settings: which writer answers, and from how many passages.
        write: is given a line for each set.

    Raises:
        WenyuanError: a library cannot be made, or a question cannot be answered as asked.
    """
    from bot.chain import Answerer

    costs: list[Cost] = []
    for corpus, sets in by_corpus(pairs):
        with corpus_library(corpus, folder) as library:
            answerer = Answerer(library, settings)
            answerer.warm_up()
            for questions in sets:
                print(f"  {questions.name}", file=sys.stderr, flush=True)
                costs.append(measure(answerer, library, questions, corpus.name))
                write(record("cost", costs[-1]))
    return costs


def measure(answerer: "Answerer", library: Library, questions: "QuestionSet", corpus: str) -> Cost:
    """Ask the questions of a set, and time the stages."""
    with stages_timed(library) as stopwatch:
        spent = tuple(one.cpu_seconds for one in ask(answerer, questions.questions))
    return Cost(
        set=questions.name,
        corpus=corpus,
        cpu_seconds=spent,
        stages={name: share(total, len(spent)) for name, total in stopwatch.seconds.items()},
        peak=peak_bytes(),
        weights=shipped_bytes(_READER),
    )


@contextmanager
def stages_timed(library: Library) -> Iterator[Stopwatch]:
    """Time the stages of every answer from this library."""
    from bot import extract, gate
    from bot.reader.reader import Reader

    stopwatch = Stopwatch()
    parts: list[tuple[str, object, str]] = [
        ("embed", library.model, "embed_arrays"),
        ("dense", library, "nearest"),
        ("lexical", library, "lexical"),
        ("lexical", library, "document_frequencies"),
        ("evidence", library, "evidence"),
        ("rerank", Reader, "read"),
        ("sentences", extract, "candidates"),
        ("gate", gate, "measure"),
        ("gate", gate, "judge"),
    ]
    with ExitStack() as stack:
        for stage, owner, name in parts:
            timed = stopwatch.timed(stage, getattr(owner, name))
            stack.enter_context(patch.object(owner, name, timed))
        yield stopwatch


def tables(costs: Sequence[Cost]) -> list[Table]:
    """Print what a question costs, and where."""
    return [
        Table(
            "Cost of a question, CPU ms",
            ("set", "corpus", "n", "p50", "mean", "without reader", *STAGES, "rest"),
            [_row(one) for one in costs],
        ),
        Table(
            "Memory and size",
            ("", "MB"),
            [
                ("most memory held", f"{max(one.peak for one in costs) / 1e6:.0f}"),
                ("reader's weights, as shipped", f"{costs[-1].weights / 1e6:.1f}"),
            ]
            if costs
            else [],
        ),
    ]


def peak_bytes() -> int:
    """Return the most memory that this process has held."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes * (1 if sys.platform == "darwin" else 1024)


def shipped_bytes(folder: Path) -> int:
    """Return the size of a folder's files that are not code."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files if path.suffix not in {".py", ".pyc"})


def _row(one: Cost) -> tuple[str, ...]:
    cpu = spread(one.cpu_seconds)
    rest = cpu.mean - sum(one.stages.values())
    times = [cpu.median, cpu.mean, cpu.mean - one.stages[READER]]
    times += [*(one.stages[stage] for stage in STAGES), max(rest, 0.0)]
    return (
        one.set,
        one.corpus,
        str(len(one.cpu_seconds)),
        *(f"{seconds * 1000:.0f}" for seconds in times),
    )
