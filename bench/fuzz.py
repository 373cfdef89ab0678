"""Feed malformed inputs to a library and see that it survives every one.

The inputs are those of `bench/malformed`. They lie in small batches in a folder, with well-formed
files among them, and each batch is one call of `sync_paths` on a library with the real model. The
call is made in a process of its own, a new one for each kind of input: so memory is told apart by
kind, and what ends or hangs the process is a figure and not the end of the measurement. A batch on
which anything goes wrong as a whole is tried again input by input.

Broken is an input after which the call raised anything but a SourceError, crashed, hung or took
too much time or memory; of which a failure is not one line with the file's name and a remedy; or
after which the library lacks something, or holds something that is none of the inputs'.
"""

import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.build import settings_for
from bench.fuzz_process import Bounds, Failure, Process, Seen, Sync
from bench.malformed import KINDS, MARKS, UNSAID, UNSAID_FILE, Case
from bench.table import Table
from ingest.article import Article
from ingest.library import Library

_TOGETHER = 12
_LONGEST_CELL = 110
_MOST_REASONS = 60
# What no article may say, from places that no input may reach.
_UNSAID = (UNSAID, "root:x:0:0")
_REMEDY = re.compile(r"\S.*[.!?)]\s[A-Z].*\.", re.DOTALL)
_NOT_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of an input.

    Attributes:
        case: the input.
        articles: how many were read from it.
        reasons: the lines that say what could not be read.
        problems: the rules that were broken.
        seconds: how long it was waited for: for its reading, or for the storing of its batch.
        megabytes: most memory of the process that has the library, so far in its kind.
        reader_megabytes: most memory of one process that it started for its batch.
    """

    case: Case
    articles: int
    reasons: tuple[str, ...]
    problems: tuple[str, ...]
    seconds: float
    megabytes: int
    reader_megabytes: int


def run(cases: Sequence[Case], folder: Path, sync: Sync, bounds: Bounds) -> list[Tried]:
    """Try every input.

    Args:
        cases: the inputs.
        folder: where they and the library are made anew, in `fuzz`; those that are broken stay
            there, in `fuzz/broken`.
        sync: brings a library to what a folder holds.
        bounds: what an input may take.

    Raises:
        LibraryError: the folder cannot be written.
        BenchError: the process that is to have the library does not start.
    """
    folder = folder / "fuzz"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("library", "inputs", "broken", "beside"):
        (folder / name).mkdir(parents=True)
    for place in (folder, folder / "beside"):
        (place / UNSAID_FILE).write_text(UNSAID, encoding="utf-8")
    settings = settings_for(folder / "library")
    tried: list[Tried] = []
    with Library.open(settings) as library:
        for beside in KINDS:
            group = [case for case in cases if case.beside == beside]
            if group:
                print(f"  {beside}", file=sys.stderr, flush=True)
                with Process(settings, sync, folder / "beside", bounds) as process:
                    trial = _Trial(library, process, folder, bounds)
                    for start in range(0, len(group), _TOGETHER):
                        tried += trial.of(group[start : start + _TOGETHER])
    return tried


class _Trial:
    """Calls of one process, and what the library held before and after each."""

    def __init__(self, library: Library, process: Process, folder: Path, bounds: Bounds) -> None:
        self._library = library
        self._process = process
        self._folder = folder
        self._bounds = bounds
        self._calls = 0

    def of(self, batch: Sequence[Case]) -> list[Tried]:
        """Try inputs together, and one by one where that went wrong as a whole."""
        # Another folder each time: what was in the last one has not vanished.
        self._calls += 1
        inputs = self._folder / "inputs" / f"{batch[0].beside} {self._calls}"
        inputs.mkdir()
        expected = [case.write(inputs) for case in batch]
        before = self._held()
        seen = self._process.call(inputs, len(batch))
        after = self._held()
        new = {i: origin for i, (origin, _) in after.items() if i not in before}
        wrong = _wrong(batch, seen, self._bounds)
        if any(after.get(i) != held for i, held in before.items()):
            wrong.append("what the library held before was changed")
        if not all(any(case.tag in origin for case in batch) for origin in new.values()):
            wrong.append("the library holds an article that is none of the inputs'")
        tried = []
        for case, articles in zip(batch, expected, strict=True):
            found = [self._library.article(i) for i, origin in new.items() if case.tag in origin]
            read = [article for article in found if article is not None]
            one = judge(case, articles, seen, read, self._bounds)
            tried.append(replace(one, problems=(*wrong, *one.problems)))
        problems = dict.fromkeys(problem for one in tried for problem in one.problems)
        if len(batch) > 1 and (problems or seen.refused):
            shutil.rmtree(inputs)
            tried = [one for case in batch for one in self.of([case])]
            if problems and not any(one.problems for one in tried):
                # Nothing is wrong with any by itself.
                together = tuple(f"with {len(batch) - 1} others: {problem}" for problem in problems)
                tried[0] = replace(tried[0], problems=together)
            return tried
        for path in inputs.iterdir() if problems else ():
            path.rename(self._folder / "broken" / path.name)
        shutil.rmtree(inputs)
        return tried

    def _held(self) -> dict[str, tuple[str, str | None]]:
        library = self._library
        return {i: (origin, library.stored_hash(i)) for i, origin in library.origins()}


def _wrong(batch: Sequence[Case], seen: Seen, bounds: Bounds) -> list[str]:
    """Find what is wrong with a call as a whole."""
    found = [seen.problem] if seen.problem else []
    if "Traceback" in seen.printed:
        found.append(f"it printed a traceback: {seen.printed.strip().splitlines()[-1]}")
    if bounds.are_passed(seen):
        memory = f"{seen.megabytes:,} MB, one that reads {seen.reader_megabytes:,} MB"
        found.append(f"its process took {memory}")
    known = [case.tag for case in batch]
    found += [
        f"a failure belongs to no input: {one.name}: {one.reason}"
        for one in seen.failures
        if not any(tag in f"{one.origin} {one.name} {one.reason}" for tag in known)
    ]
    return found


def judge(
    case: Case, expected: int | None, seen: Seen, articles: Sequence[Article], bounds: Bounds
) -> Tried:
    """Find the rules that were broken with one input of a call.

    Args:
        case: the input.
        expected: how many articles must be read from it; None if any number may.
        seen: what the call did.
        articles: those that were read from the input.
        bounds: what it may take.
    """
    failures = [one for one in seen.failures if case.tag in f"{one.origin} {one.name} {one.reason}"]
    reasons = [f"{one.name}: {one.reason}" for one in failures]
    problems = [problem for reason in reasons for problem in _badly_said(reason, case)]
    if seen.refused:
        reasons.append(seen.refused)
        problems += _badly_said(seen.refused, case)
    if expected is not None and len(articles) != expected:
        problems.append(f"{len(articles)} articles were read and not {expected}")
    texts = [f"{article.title}\n{article.body}" for article in articles]
    if expected is not None and not all(any(mark in text for mark in MARKS) for text in texts):
        problems.append("an article lacks its text")
    if any(unsaid in text for text in texts for unsaid in _UNSAID):
        problems.append("an article says what stands in a file outside the folder")
    # What comes after the last file, the storing of what was read, counts for each.
    seconds = max((wait for name, wait in seen.waits if case.tag in name or not name), default=0.0)
    if seconds > bounds.seconds:
        problems.append(f"it took {seconds:.0f} seconds")
    return Tried(
        case,
        len(articles),
        tuple(reasons),
        tuple(problems),
        seconds,
        seen.megabytes,
        seen.reader_megabytes,
    )


def _badly_said(line: str, case: Case) -> Iterator[str]:
    if case.tag not in line:
        yield f"a failure does not name its file: {line}"
    if _NOT_ONE_LINE.search(line):
        yield f"a failure is not one line of text: {line!r}"
    if not _REMEDY.fullmatch(line):
        yield f"a failure has no remedy: {line!r}"


def tables(tried: Sequence[Tried], bounds: Bounds) -> Iterator[Table]:
    """Count the inputs by kind, and say what broke and how the others were refused."""
    yield Table(
        "",
        (
            "kind",
            "inputs",
            "read",
            "refused",
            "passed over",
            "broken",
            "longest s",
            "MB",
            "reader MB",
        ),
        [
            *(
                _row(kind, of)
                for kind in KINDS
                if (of := [t for t in tried if t.case.kind == kind])
            ),
            _row("all", tried),
        ],
        "Read: an article was; refused: none, and a line says why; passed over: a folder, a hidden "
        "file and the like; broken: a rule was.\n"
        f"Bounds: {bounds.seconds:.0f} s for an input, {bounds.megabytes:,} MB for the process "
        f"that has the library, {bounds.reader_megabytes:,} MB for one that reads.",
    )
    yield Table(
        "broken",
        ("input", "kind", "seed", "rule"),
        [
            (one.case.tag, one.case.kind, one.case.seed, _clipped(problem))
            for one in tried
            for problem in {_form(each, one.case): each for each in one.problems}.values()
        ],
    )
    said = Counter(_form(line, one.case) for one in tried for line in one.reasons)
    yield Table(
        "what was said",
        ("times", "line"),
        [(str(times), _clipped(line)) for line, times in said.most_common(_MOST_REASONS)],
    )


def _row(kind: str, tried: Sequence[Tried]) -> tuple[str, ...]:
    whole = [one for one in tried if not one.problems]
    read = sum(one.articles > 0 for one in whole)
    refused = sum(not one.articles and bool(one.reasons) for one in whole)
    passed = len(whole) - read - refused
    counts = (len(tried), read, refused, passed, len(tried) - len(whole))
    # Well-formed files lie among others, whose memory it is.
    largest = [one for one in tried if one.case.kind == one.case.beside]
    return (
        kind,
        *map(str, counts),
        f"{max((one.seconds for one in tried), default=0.0):.1f}",
        f"{max(one.megabytes for one in largest):,}" if largest else "-",
        f"{max(one.reader_megabytes for one in largest):,}" if largest else "-",
    )


def _form(line: str, case: Case) -> str:
    """Leave out of a line what is this input's own."""
    return re.sub(r"\d+", "0", re.sub(rf"\S*{case.tag}\S*", "NAME", line))


def _clipped(line: str) -> str:
    return repr(line)[1:-1][:_LONGEST_CELL]


def sync_folder(
    library: Library, folder: Path, finished: Callable[[str], None]
) -> Sequence[Failure]:
    """Bring a library to what a folder holds, as `python -m ingest sync` does."""
    from ingest.sync import sync_paths

    report = sync_paths(library, [folder], on_progress=lambda one: finished(one.name))
    return [
        Failure(one.name, one.origin, one.reason)
        for one in report.changes
        if one.outcome == "failed"
    ]
