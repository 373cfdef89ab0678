import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.answers import Result
from bench.cost import Cost
from bench.errors import BenchError
from bench.record import Kind, record
from bench.report import read_results, text, write_page, write_scoreboard
from bench.retrieval import SEARCHES, Ranked
from bench.scoreboard import BEGIN, END
from bench.start import First, Start
from ingest.settings import PROJECT

RANKED = Ranked(
    set="questions.zh2en", corpus="corpus.en", library="en", language="zh", passage_language="en",
    id="q", search="dense", rank=2, milliseconds=3.0,
)  # fmt: skip
RIGHT = Result(
    set="questions.zh", corpus="corpus.zh", library="zh", language="zh", passage_language="zh",
    id="q", answerable=True, answers=("两座",), state="answered", confidence=0.9,
    said="有两座机房。", nearest=(), marked=("两座",), cited=True, sentences=1, uncited=0,
    cpu_seconds=0.2, first_seconds=0.1,
)  # fmt: skip
ABSENT = replace(
    RIGHT, set="questions_absent.zh", answerable=False, answers=(), state="nothing", said="",
    confidence=0.2, marked=(), cited=False, sentences=0,
)  # fmt: skip
START = Start(2.5, 6.2, (First(330.0, 0.3, False),), 600_000_000, 0.1)
COST = Cost(
    set="questions.zh", corpus="corpus.zh", cpu_seconds=(0.4,), stages={"rerank": 0.1},
    peak=700_000_000, weights=11_000_000,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    lines = [record("retrieval", replace(RANKED, search=search)) for search in SEARCHES]
    lines[-1]["measured"]["rank"] = 1
    written(folder / "retrieval.jsonl", *lines)
    written(folder / "answers.jsonl", record("answers", RIGHT), record("answers", ABSENT))
    return folder


def written(path: Path, *lines: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@pytest.mark.parametrize(("kind", "measured"), [("start", START), ("answers", RIGHT)])
def test_what_was_written_is_read_as_it_was(
    tmp_path: Path, kind: Kind, measured: Start | Result
) -> None:
    written(tmp_path / "a.jsonl", record(kind, measured))

    results = read_results(tmp_path)

    assert [*results.starts, *results.answered] == [measured]


def test_the_page_has_the_tables_and_its_plots_beside_it(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "measurements.md"

    write_page(read_results(folder), page)

    said = page.read_text(encoding="utf-8")
    assert "| questions.zh2en | corpus.en | reranked | 1 | 1.000 |" in said
    assert "### Refusal" in said
    assert "## Start" not in said
    for name in ("measurements-refusal.svg", "measurements-coverage.svg"):
        assert f"]({name})" in said
        plot = ElementTree.parse(page.with_name(name))
        assert not list(plot.iter("{http://www.w3.org/2000/svg}script"))
    curves = page.with_name("measurements-refusal.svg").read_text(encoding="utf-8")
    assert "questions_absent.zh in corpus.zh" in curves


def test_a_page_made_again_is_the_same(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_page(read_results(folder), tmp_path / name / "page.md")

    first, second = (sorted((tmp_path / name).iterdir()) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_scoreboard_takes_the_place_of_the_last_one_and_nothing_else(
    folder: Path, tmp_path: Path
) -> None:
    written(folder / "start.jsonl", record("start", START), record("cost", COST))
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold figures\n{END}\nafter\n", encoding="utf-8")

    for _ in range(2):
        write_scoreboard(read_results(folder), readme)

    said = readme.read_text(encoding="utf-8")
    assert said.startswith(f"before\n{BEGIN}\n")
    assert said.endswith(f"\n{END}\nafter\n")
    assert "old figures" not in said
    assert said.count("Chinese → English") == 1
    assert "| 0.000 / 1.000 | **1.000 / 1.000** |" in said
    assert "| Chinese → Chinese | 1 | 100.0% | 100.0% | 1.000 | 0.0% |" in said
    assert "| `questions_absent.zh` in `corpus.zh` | 1 | 100.0% | 0.0% | 100.0% | 1.000 |" in said
    assert "to the page 2.5 CPU seconds, to the first answer 6.2;" in said
    assert "400 CPU ms a question, 100 of them reading" in said


def test_the_readme_has_a_place_for_the_scoreboard() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")

    assert (readme.count(BEGIN), readme.count(END)) == (1, 1)


def test_a_readme_without_a_place_for_it_is_left_alone(folder: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("mine", encoding="utf-8")

    with pytest.raises(BenchError, match="no place for the scoreboard"):
        write_scoreboard(read_results(folder), readme)

    assert readme.read_text(encoding="utf-8") == "mine"


def test_a_question_that_was_measured_twice_is_named(folder: Path) -> None:
    written(folder / "again.jsonl", record("answers", RIGHT))

    with pytest.raises(BenchError, match=r"'questions\.zh'.* was measured twice"):
        read_results(folder)


@pytest.mark.parametrize(
    "line", ["{", "[]", "{}", '{"bench": "answers", "measured": {"set": "questions.zh"}}']
)
def test_a_line_of_another_version_is_named(folder: Path, line: str) -> None:
    (folder / "old.jsonl").write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(BenchError, match=r"Line 1 of old\.jsonl"):
        read_results(folder)


def test_a_folder_without_results_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="holds no results"):
        read_results(tmp_path)


def test_only_what_was_measured_is_printed(tmp_path: Path) -> None:
    written(tmp_path / "start.jsonl", record("start", START))

    said = text(read_results(tmp_path))

    assert said.startswith("Start\n")
    assert "Refusal" not in said
