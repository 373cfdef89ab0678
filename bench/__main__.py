"""The measurements from the command line, and the report of what they wrote."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.errors import BenchError
from ingest.errors import WenyuanError

if TYPE_CHECKING:
    from bench.pair import Pair


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one measurement; returns the exit status: 0, or 1 when it could not be made."""
    options = _parser().parse_args(arguments)
    try:
        with _folder(options.keep) as folder:
            print(options.run(options, folder))
    except WenyuanError as error:
        print(f"{error.problem}\n{error.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measurements.")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    keeping = argparse.ArgumentParser(add_help=False)
    keeping.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the libraries there for the next run"
    )
    every = argparse.ArgumentParser(add_help=False, parents=[keeping])
    every.add_argument(
        "--limit", type=_count, metavar="N", help="ask N of each set, always the same"
    )
    out = argparse.ArgumentParser(add_help=False)
    out.add_argument(
        "--out", type=Path, metavar="FILE", help="write one JSON line a result, for `report`"
    )

    data = argparse.ArgumentParser(add_help=False)
    data.add_argument("data", type=Path, metavar="DATA", help="corpus*.jsonl and questions*.jsonl")
    data.add_argument("--questions", type=Path, metavar="FILE", help="run only this question set")
    which = data.add_mutually_exclusive_group()
    which.add_argument("--corpus", type=Path, metavar="FILE", help="run only on this corpus")
    which.add_argument(
        "--mixed", action="store_true", help="run every set on all corpora in one library"
    )
    which.add_argument(
        "--crossed",
        action="store_true",
        help="run sets that name no passage on the corpora of the other languages too",
    )
    data.add_argument(
        "--articles", type=Path, metavar="FILE", help="ask only about the articles it lists"
    )

    retrieval = verbs.add_parser(
        "retrieval",
        parents=[data, every, out],
        help="recall and MRR of dense, lexical, fused, reranked",
    )
    retrieval.set_defaults(run=_retrieval)

    answers = verbs.add_parser(
        "answers", parents=[data, every, out], help="right, cited, refused, how sure, how soon"
    )
    answers.set_defaults(run=_answers)

    ask = verbs.add_parser("ask", parents=[every], help="ask a file of questions about articles")
    ask.add_argument("questions", type=Path, metavar="FILE", help="questions, one JSON line each")
    ask.add_argument("--articles", nargs="+", required=True, type=Path, metavar="PATH")
    ask.set_defaults(run=_ask)

    start = verbs.add_parser(
        "start",
        parents=[keeping, out],
        help="what a start of the app costs, and its first answers",
    )
    start.add_argument("--runs", type=_count, metavar="N", default=3, help="start N times")
    start.set_defaults(run=_start)

    cost = verbs.add_parser(
        "cost", parents=[data, every, out], help="what each stage of an answer costs"
    )
    cost.set_defaults(run=_cost)

    size = verbs.add_parser(
        "size", parents=[keeping], help="what finding passages costs in a large library"
    )
    size.add_argument("--passages", type=_count, nargs="+", metavar="N", default=[10_000, 100_000])
    size.add_argument("--questions", type=_count, metavar="N", default=100, help="ask N of each")
    size.set_defaults(run=_size)

    _add_reading(verbs, out, keeping)

    report = verbs.add_parser("report", help="a page and a scoreboard from what --out wrote")
    report.add_argument("results", type=Path, metavar="FOLDER", help="the files of --out, *.jsonl")
    report.add_argument("--out", type=Path, metavar="FILE", help="write a page, plots beside it")
    report.add_argument("--readme", type=Path, metavar="FILE", help="rewrite its scoreboard")
    report.set_defaults(run=_report, keep=None)
    return parser


def _add_reading(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    out: argparse.ArgumentParser,
    keeping: argparse.ArgumentParser,
) -> None:
    """Add what measures the way into the library."""
    html = verbs.add_parser(
        "html", parents=[out], help="text and facts of web pages, ours and trafilatura's"
    )
    html.add_argument("pages", type=Path, metavar="DATA", help="CASE.html, CASE.expected.json")
    html.set_defaults(run=_html, keep=None)

    corpora = argparse.ArgumentParser(add_help=False)
    corpora.add_argument("data", type=Path, metavar="DATA", help="corpus*.jsonl")
    reposts = verbs.add_parser(
        "reposts", parents=[corpora], help="which articles are taken for one story published again"
    )
    reposts.add_argument("--limit", type=_count, metavar="N", default=60, help="edit N articles")
    reposts.set_defaults(run=_reposts, keep=None)
    repeated = verbs.add_parser(
        "repeated", parents=[corpora], help="which lines are taken for a site's furniture"
    )
    repeated.set_defaults(run=_repeated, keep=None)

    fuzz = verbs.add_parser(
        "fuzz", parents=[keeping], help="what reading malformed files in costs, and breaks"
    )
    fuzz.add_argument("--count", type=_count, metavar="N", default=2000)
    fuzz.add_argument("--seed", type=int, metavar="N", default=7)
    fuzz.set_defaults(run=_fuzz)

    ingest = verbs.add_parser(
        "ingest", parents=[corpora], help="what reading articles in costs, ours and a tutorial's"
    )
    ingest.add_argument("--more", type=Path, nargs="+", metavar="DATA", default=[])
    ingest.add_argument("--articles", type=_count, metavar="N", default=2000)
    ingest.add_argument("--limit", type=_count, metavar="N", help="ask N of each set")
    ingest.add_argument(
        "--cheap-model", action="store_true", help="made-up articles, a stand-in's vectors"
    )
    ingest.set_defaults(run=_ingest, keep=None)


def _count(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError("give a whole number above 0")
    return int(text)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="wenyuan-bench-") as folder:
            yield Path(folder)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BenchError(
            f"The folder {keep} cannot be made ({error.strerror}).", "Name another with --keep."
        ) from error
    yield keep


def _retrieval(options: argparse.Namespace, folder: Path) -> str:
    from bench.record import writing
    from bench.retrieval import run, tables
    from bench.table import text

    with writing(options.out) as write:
        return text(tables(run(_pairs(options), folder, write)))


def _answers(options: argparse.Namespace, folder: Path) -> str:
    from bench.answer_tables import tables
    from bench.answers import run
    from bench.record import writing
    from bench.table import text
    from bot.settings import load_bot_settings

    with writing(options.out) as write:
        return text(tables(run(_pairs(options), folder, load_bot_settings(), write)))


def _ask(options: argparse.Namespace, folder: Path) -> str:
    from bench.ask import run
    from bench.data import read_questions
    from bot.settings import load_bot_settings

    questions = read_questions(options.questions).sample(options.limit)
    return run(questions, options.articles, folder, load_bot_settings())


def _start(options: argparse.Namespace, folder: Path) -> str:
    from bench.record import writing
    from bench.start import report, run
    from bench.table import text

    with writing(options.out) as write:
        return text([report(run(options.runs, folder, write))])


def _cost(options: argparse.Namespace, folder: Path) -> str:
    from bench.cost import run, tables
    from bench.record import writing
    from bench.table import text
    from bot.settings import load_bot_settings

    with writing(options.out) as write:
        return text(tables(run(_pairs(options), folder, load_bot_settings(), write)))


def _size(options: argparse.Namespace, folder: Path) -> str:
    from bench.size import run

    return run(options.passages, options.questions, folder)


def _html(options: argparse.Namespace, _: Path) -> str:
    from bench.html import run, tables
    from bench.record import writing
    from bench.table import text

    with writing(options.out) as write:
        return text(tables(run(options.pages, write)))


def _reposts(options: argparse.Namespace, _: Path) -> str:
    from bench.data import read_corpora
    from bench.reposts import run
    from bench.table import text

    return text(run(read_corpora(options.data), options.limit))


def _repeated(options: argparse.Namespace, _: Path) -> str:
    from bench.data import read_corpora
    from bench.repeated import run
    from bench.table import text

    return text(run(read_corpora(options.data)))


def _fuzz(options: argparse.Namespace, folder: Path) -> str:
    from bench.fuzz import run, sync_folder, tables
    from bench.fuzz_process import Bounds
    from bench.malformed import cases
    from bench.table import text

    bounds = Bounds()
    return text(
        tables(run(cases(options.count, options.seed), folder, sync_folder, bounds), bounds)
    )


def _ingest(options: argparse.Namespace, folder: Path) -> str:
    from bench.ingest import large_tables, run, run_large, tables
    from bench.table import text

    data, more, articles = options.data, options.more, options.articles
    if options.cheap_model:
        return text(large_tables(run_large(data, more, articles, folder)))
    return text(tables(run(data, more, articles, options.limit, folder)))


def _report(options: argparse.Namespace, _: Path) -> str:
    from bench.report import read_results, text, write_page, write_scoreboard

    results = read_results(options.results)
    if options.out:
        write_page(results, options.out)
    if options.readme:
        write_scoreboard(results, options.readme)
    written = [f"{path} is written." for path in (options.out, options.readme) if path]
    return "\n".join(written) or text(results)


def _pairs(options: argparse.Namespace) -> list["Pair"]:
    """Read the question sets and corpora that were chosen, and pair them."""
    from bench.data import (
        read_articles,
        read_corpora,
        read_corpus,
        read_question_sets,
        read_questions,
    )
    from bench.pair import Pair, pair, pair_crossed, pair_mixed, pairs_of

    data = options.data
    corpus = read_corpus(_within(data, options.corpus)) if options.corpus else None
    if options.questions:
        sets = [read_questions(_within(data, options.questions))]
    else:
        sets = read_question_sets(data)
    if corpus is not None and options.questions:
        pairs = [Pair(sets[0], corpus)]
    elif corpus is not None:
        pairs = pairs_of(corpus, sets, read_corpora(data))
    elif options.mixed:
        pairs = pair_mixed(sets, read_corpora(data))
    elif options.crossed:
        pairs = pair_crossed(sets, read_corpora(data))
    else:
        corpora = read_corpora(data)
        pairs = [pair(one, corpora) for one in sets]
    if options.articles:
        articles = read_articles(options.articles)
        pairs = [Pair(one.questions.of_articles(articles), one.corpus) for one in pairs]
    return [
        Pair(one.questions.sample(options.limit), one.corpus)
        for one in pairs
        if one.questions.questions
    ]


def _within(folder: Path, path: Path) -> Path:
    """Take a bare name as that of a file in the folder."""
    return path if path.exists() else folder / path


if __name__ == "__main__":
    sys.exit(main())
