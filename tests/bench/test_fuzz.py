import io
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bench.build import settings_for
from bench.fuzz import judge, run, sync_folder, tables
from bench.fuzz_process import Bounds, Failure, Process, Seen
from bench.malformed import KINDS, UNSAID, WELL_FORMED, Case, cases
from bench.malformed.wellformed import MARKS, STORIES, TYPES, text_of, well_formed
from ingest.article import Article
from ingest.formats import container_for
from ingest.formats.mapping import FieldMapping
from ingest.library import Library
from ingest.read import read_article
from ingest.source import SUFFIXES, Source

Finished = Callable[[str], None]
EMPTY, DAMAGED = "empty", "part of docx or epub damaged"


def held(folder: Path) -> dict[str, bytes]:
    """What a folder holds: of files their bytes, of links their target, of others their type."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = os.fsencode(path.readlink())
        elif path.is_file() and path.stat().st_size < 100_000_000:
            found[name] = path.read_bytes()
        else:
            found[name] = oct(path.stat().st_mode).encode()
    return found


def written(case: Case, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    case.write(folder)
    return held(folder)


def test_inputs_are_the_same_again_and_others_with_another_seed(tmp_path: Path) -> None:
    drawn = cases(60, seed=7)
    some = [case for case in drawn if case.kind not in ("bombs", "long lines", "repetition")]

    first = [written(case, tmp_path / f"a{case.tag}") for case in some]
    again = [written(case, tmp_path / f"b{case.tag}") for case in some]
    other = [written(case, tmp_path / f"c{case.tag}") for case in cases(60, seed=8)[:5]]

    assert cases(60, seed=7) == drawn
    assert first == again
    assert first[:5] != other


def test_every_kind_occurs_and_a_share_is_well_formed() -> None:
    drawn = cases(28, seed=7)

    assert {case.kind for case in drawn} == set(KINDS)
    assert sum(case.kind == WELL_FORMED for case in drawn) == 4
    assert len({case.tag for case in drawn}) == 28


def test_what_an_input_consists_of_begins_with_its_tag(tmp_path: Path) -> None:
    for case in cases(28, seed=3):
        case.write(tmp_path)

    tags = {case.tag for case in cases(28, seed=3)}
    assert {path.name[:6] for path in tmp_path.iterdir()} == tags


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_there_is_a_well_formed_file_of_every_type_that_can_be_read(suffix: str) -> None:
    assert any(one.endswith(suffix) for one in TYPES)


@pytest.mark.parametrize("suffix", TYPES)
def test_well_formed_files_are_read_as_what_they_are(suffix: str) -> None:
    for seed in range(3):
        file = well_formed(suffix, random.Random(seed))
        name = f"a{suffix}"
        container = container_for(name)
        found: list[object] = [Source(f"file:/{name}", name, file.data)]
        if container is not None:
            found = list(container(io.BytesIO(file.data), f"file:/{name}", name, FieldMapping()))
        sources = [one for one in found if isinstance(one, Source)]
        bodies = [read_article(source).body for source in sources]

        assert len(found) == len(sources) == file.articles
        assert all(any(mark in body for mark in MARKS) for body in bodies)


def said(reason: str, name: str = "n00001.md") -> Seen:
    return Seen(failures=(Failure(name, f"file:/in/{name}", reason),))


def article(body: str) -> Article:
    return read_article(Source("file:/in/n00001.md", "n00001.md", body.encode()))


@pytest.mark.parametrize(
    ("seen", "expected", "body", "rule"),
    [
        (said("n00001.md is empty. Give a file with text in it."), None, "", ""),
        (Seen(refused="n00001.md is a loop of links. Check it."), None, "", ""),
        (Seen(waits=(("n00001.md", 4.0), ("", 4.0))), 1, text_of(STORIES[0]).decode(), ""),
        (said("n00001.md is empty.\nGive a file with text in it."), None, "", "not one line"),
        (said("n00001.md is\x1b[2J empty. Give a file."), None, "", "not one line"),
        (said("n00001.md is empty"), None, "", "no remedy"),
        (said("n00001.md: KeyError('body')"), None, "", "no remedy"),
        (Seen(refused="It is empty. Give a file."), None, "", "does not name its file"),
        (Seen(waits=(("n00001.md", 9.0),)), None, "", "it took 9 seconds"),
        (Seen(waits=(("", 9.0),)), None, "", "it took 9 seconds"),
        (Seen(), 1, "", "0 articles were read and not 1"),
        (Seen(), 1, "Something else is said.", "lacks its text"),
        (Seen(), None, f"It is {UNSAID}.", "outside the folder"),
    ],
)
def test_an_input_is_broken_when_a_rule_is(
    seen: Seen, expected: int | None, body: str, rule: str
) -> None:
    case = Case(EMPTY, "n00001", "7 1", EMPTY)
    read = [article(body)] if body else []

    tried = judge(case, expected, seen, read, Bounds(seconds=5))

    assert [rule in problem for problem in tried.problems] == ([True] if rule else [])
    [table, *_] = tables([tried], Bounds())
    assert dict(zip(table.header, table.rows[0], strict=True))["broken"] == ("1" if rule else "0")


def misbehave(library: Library, folder: Path, finished: Finished) -> Sequence[Failure]:
    """Read as it should be done, and then do what the names of the files tell."""
    names = {path.name.split(".")[0] for path in folder.iterdir()}
    if "raises" in names:
        raise KeyError("body")
    if "ends" in names:
        os._exit(3)
    failures = sync_folder(library, folder, finished)
    if "prints" in names:
        print("Traceback (most recent call last):\nKeyError: 'body'", file=sys.stderr, flush=True)
    if "forgets" in names:
        library.remove(library.origins()[0][0])
    return failures


def hang(library: Library, folder: Path, finished: Finished) -> Sequence[Failure]:
    time.sleep(600)
    return []


@pytest.fixture
def known_home(environment: pytest.MonkeyPatch) -> None:
    """Another process must find the model that is prepared."""


@pytest.mark.slow
@pytest.mark.usefixtures("known_home")
def test_a_reader_that_misbehaves_is_found_out_and_the_others_are_not_blamed(
    tmp_path: Path,
) -> None:
    tags = ("good", "raises", "ends", "prints", "forgets", "better")
    given = [Case(WELL_FORMED, tag, "7 5", EMPTY) for tag in tags]

    tried = run(given, tmp_path, misbehave, Bounds())

    problems = {one.case.tag: " ".join(one.problems) for one in tried}
    assert problems["good"] == problems["better"] == ""
    assert "it raised KeyError: 'body'" in problems["raises"]
    assert "it ended its process" in problems["ends"]
    assert "it printed a traceback: KeyError: 'body'" in problems["prints"]
    assert "what the library held before was changed" in problems["forgets"]
    kept = {path.name.split(".")[0] for path in (tmp_path / "fuzz" / "broken").iterdir()}
    assert kept == {"raises", "ends", "prints", "forgets"}
    [counted, broken, *_] = tables(tried, Bounds())
    assert counted.rows[-1][:6] == ("all", "6", "2", "0", "0", "4")
    assert {row[0] for row in broken.rows} == kept


@pytest.mark.slow
@pytest.mark.usefixtures("known_home")
def test_a_process_that_hangs_is_ended_and_memory_is_bounded(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "library")
    with Process(settings, hang, tmp_path, Bounds(seconds=0.5)) as process:
        assert "did not return within" in process.call(tmp_path, 0).problem

    [one] = run([Case(EMPTY, "n", "7 1", EMPTY)], tmp_path, sync_folder, Bounds(megabytes=1))
    assert "its process took" in one.problems[0]


@pytest.mark.slow
@pytest.mark.usefixtures("known_home")
def test_damaged_files_do_not_break_the_library(tmp_path: Path) -> None:
    drawn = [case for case in cases(60, seed=7) if case.beside in ("truncated", DAMAGED)]

    tried = run(drawn, tmp_path, sync_folder, Bounds())

    assert [one.problems for one in tried] == [()] * len(drawn)
    assert {one.articles > 0 for one in tried} == {True, False}
