"""What filling a library costs, measured from beginning to end on three articles."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.data import Row
from bench.errors import BenchError
from bench.ingest import (
    Again,
    Filled,
    Ingest,
    Large,
    Searched,
    large_tables,
    run,
    run_large,
    tables,
)
from bench.ingest_articles import (
    changed,
    choose,
    generated,
    row_id,
    sample,
    write_markdown,
    write_text,
)
from bench.process import held_bytes, run_step
from bench.stand_in import StandIn
from bench.table import Table, text
from ingest.model.packaged import packaged_folder
from ingest.read import read_article
from ingest.settings import Settings
from ingest.source import load_source

ROWS = [
    Row(
        "zh-1",
        "明河机房在去年九月建成，位于青石市。它一共有四千二百个机柜。供电的是江南电力，电价涨了一成。",
        language="zh",
    ),
    Row(
        "zh:2/b",
        "春蚕乐队的第三张唱片卖出了十八万张。主唱是林小雨。下一张要等到后年才录制。",
        title="春蚕乐队",
        language="zh",
    ),
    Row(
        "en-1",
        "The Harrow bridge was built in 1911. It is 640 metres long. Two tracks run over it.",
        language="en",
    ),
]
QUESTIONS = [
    ("明河机房有多少个机柜？", "四千二百个", "zh-1"),
    ("How long is the Harrow bridge?", "640 metres", "en-1"),
]

FILLED = Filled(
    articles=10, passages=40, cpu_seconds=2.0, began=0.5, peak=400_000_000, disk=200_000
)


@pytest.fixture
def data(tmp_path: Path, prepared: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one corpus and one question set; the models are where they are prepared."""
    monkeypatch.setenv("WENYUAN_HOME", str(prepared.home))
    folder = tmp_path / "data"
    folder.mkdir()
    corpus = [
        {"id": row.id, "title": row.title, "text": row.text, "lang": row.language} for row in ROWS
    ]
    questions = [
        {"id": gold, "question": question, "lang": "zh", "answers": [answer], "gold_ids": [gold]}
        for question, answer, gold in QUESTIONS
    ]
    for name, lines in (("corpus", corpus), ("questions", questions)):
        text_of = "\n".join(json.dumps(line) for line in lines)
        (folder / f"{name}.jsonl").write_text(text_of, encoding="utf-8")
    return folder


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def cells(table: Table) -> dict[str, Sequence[str]]:
    return {row[0]: row[1:] for row in table.rows}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_both_pipelines_get_the_same_articles_and_ours_embeds_only_what_changed(
    data: Path, work: Path
) -> None:
    measured = run(data, [], articles=2_000, limit=None, folder=work)

    for side in (measured.tutorial, measured.ours):
        assert (side.articles, side.passages) == (3, 3)
        assert 0 < side.began < side.cpu_seconds
        assert side.peak > 100_000_000
        assert side.disk > 10_000
    assert measured.unchanged.embedded == 0
    assert measured.unchanged.cpu_seconds < measured.ours.cpu_seconds
    assert measured.changed == (1, 1, 1)
    assert [(one.set, len(one.ours)) for one in measured.searches] == [("questions", 2)]
    assert measured.searches[0].ours == measured.searches[0].exact == (1, 1)
    assert "3 articles, of 2000 asked for" in text(tables(measured))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_large_library_is_filled_with_articles_that_are_made_up_and_embedded_by_a_stand_in(
    data: Path, work: Path
) -> None:
    measured = run_large(data, [], articles=4, folder=work)

    assert measured.ours.articles == 4
    assert measured.ours.passages >= 4
    assert measured.unchanged.embedded == 0
    assert "stand-in" in text(large_tables(measured))


def test_the_stand_in_gives_texts_that_share_words_closer_vectors(prepared: Settings) -> None:
    model = StandIn(packaged_folder(prepared, "onnx"))

    one, near, far, empty = model.embed_arrays(
        ["机房的电价涨了一成。", "机房的电价又涨了一成。", "The bridge is long.", ""],
        kind="passage",
    )

    assert one @ near > one @ far
    assert np.linalg.norm([one, near, far, empty], axis=1) == pytest.approx(1)


def test_every_row_is_an_article_of_its_own_that_is_read_as_it_was_written(tmp_path: Path) -> None:
    markdown, texts = tmp_path / "markdown", tmp_path / "texts"

    write_markdown(ROWS, markdown)
    write_text(ROWS, texts)

    read = {row_id(str(path)): read_article(load_source(path)) for path in markdown.iterdir()}
    assert {name: article.body for name, article in read.items()} == {r.id: r.text for r in ROWS}
    plain = {row_id(str(path)): path.read_text(encoding="utf-8") for path in texts.iterdir()}
    assert plain["zh:2/b"] == f"春蚕乐队\n\n{ROWS[1].text}"


def test_the_sentence_in_the_middle_is_the_one_that_changes() -> None:
    row = changed(ROWS[0])

    assert row.text.startswith("明河机房在去年九月建成，位于青石市。对于外界")
    assert row.text.endswith("供电的是江南电力，电价涨了一成。")


def test_a_sample_is_spread_over_all_rows_and_no_larger_than_they_are() -> None:
    rows = [Row(str(number), "x") for number in range(10)]

    assert [row.id for row in sample(rows, 5)] == ["0", "2", "4", "6", "8"]
    assert sample(rows, 50) == rows


def test_what_a_folder_lacks_in_articles_is_made_up_for_from_others(tmp_path: Path) -> None:
    for name, ids in (("data", "ab"), ("more", "bcdef")):
        lines = [json.dumps({"id": i, "text": "x"}) for i in ids]
        (tmp_path / name).mkdir()
        (tmp_path / name / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")

    chosen = choose(tmp_path / "data", [tmp_path / "more"], 4)

    assert [row.id for row in chosen] == ["a", "b", "c", "e"]


def test_generated_articles_are_the_same_every_time_and_differ_from_each_other() -> None:
    once = list(generated(ROWS, 20))

    assert once == list(generated(ROWS, 20))
    assert len({row.text for row in once}) == len({row.id for row in once}) == 20
    with pytest.raises(BenchError, match="no sentence"):
        next(generated([Row("a", "")], 1))


def test_the_memory_that_a_process_and_its_children_hold_is_counted() -> None:
    child = "held = b'x' * 80_000_000; print('done', flush=True); input()"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        held = held_bytes(process.pid)
        process.communicate("\n")

    assert 80_000_000 < held < 200_000_000
    assert held_bytes(process.pid) == 0


def test_a_step_that_fails_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BenchError, match="search"):
        run_step("bench.ingest_child", "search", library="/dev/null", data="", limit=None)
    assert "Traceback" not in capfd.readouterr().err


def test_what_is_required_is_printed_beside_what_was_measured() -> None:
    measured = Ingest(
        wanted=10,
        tutorial=replace(FILLED, cpu_seconds=10.0),
        ours=FILLED,
        unchanged=Again(cpu_seconds=0.01, embedded=0, peak=500_000_000),
        changed=(1, 2, 1),
        searches=(
            Searched(set="a", ours=(1, 2, None, 1), exact=(1, 1, None, 1)),
            Searched(set="b", ours=(1,) * 4, exact=(1,) * 4),
        ),
    )

    sides, required, searches = tables(measured)

    assert sides.title == "Filling a library: 10 articles"
    assert cells(sides)["CPU s an article"] == ("1.000", "0.200")
    assert cells(required) == {
        "CPU an article, share of the tutorial's": ("0.200", "0.25"),
        "the same again unchanged, % of the first CPU": ("0.50", "1"),
        "passages embedded then": ("0", "0"),
        "memory, at most, MB": ("500", "1000"),
        "disk a passage, kB": ("5.00", "6"),
        "passages embedded for one changed sentence, most of 3": ("2", "3"),
        "dense R@1 lost by rounding, points": ("12.50", "0.5"),
        "dense R@5 lost by rounding, points": ("0.00", "0.5"),
    }
    assert cells(searches)["all"] == ("8", "0.8750", "0.8750", "0.7500", "0.8750")


def test_data_without_questions_has_no_searches_to_show() -> None:
    again = Again(cpu_seconds=0.01, embedded=0, peak=1)
    measured = Ingest(
        wanted=10, tutorial=FILLED, ours=FILLED, unchanged=again, changed=(1,), searches=()
    )

    assert "Dense" not in text(tables(measured))
    assert "dense" not in text(tables(measured))
    assert len(large_tables(Large(ours=FILLED, unchanged=again))) == 2
