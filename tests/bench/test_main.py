"""The measurements from beginning to end, with the real model, on a corpus of four articles."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench.__main__ import main
from bench.cost import STAGES

CORPUS = {
    "zh-1": ("zh", "明河机房在去年九月建成，位于青石市，一共有四千二百个机柜，由江南电力供电。"),
    "zh-2": ("zh", "春蚕乐队的第三张唱片卖出了十八万张，主唱林小雨说，下一张要等到后年才录制。"),
    "en-1": ("en", "The Harrow bridge was built in 1911. It is 640 metres long with two tracks."),
    "en-2": ("en", "Maple syrup is boiled for nine hours. The village of Tarn makes most of it."),
}  # fmt: skip
QUESTIONS = {
    "zh": ("zh", "zh", "明河机房有多少个机柜？", "四千二百个", "zh-1"),
    "en": ("en", "en", "How long is the Harrow bridge?", "640 metres", "en-1"),
    "en2zh": ("en", "zh", "Who is the singer of the band 春蚕?", "林小雨", "zh-2"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the model is prepared, once; every library lies elsewhere."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def data(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WENYUAN_HOME", str(home))
    folder = tmp_path / "data"
    folder.mkdir()
    for language in ("zh", "en"):
        rows = [
            {"id": i, "title": "", "text": text, "lang": lang}
            for i, (lang, text) in CORPUS.items()
            if lang == language
        ]
        write(folder / f"corpus.{language}.jsonl", rows)
    for name, (language, corpus_language, question, answer, gold) in QUESTIONS.items():
        line = {
            "id": f"q-{name}", "question": question, "lang": language, "answers": [answer],
            "corpus_lang": corpus_language, "gold_ids": [gold], "answerable": True,
        }  # fmt: skip
        write(folder / f"questions.{name}.jsonl", [line])
    return folder


def write(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")


def rows(printed: str, title: str = "") -> list[list[str]]:
    """The rows of a table, each line of which begins with a name that has no space."""
    [table] = [t for t in ("\n" + printed).split("\n\n") if t.startswith(title or "\n")]
    return [line.split() for line in table.splitlines()[2:]]


def test_retrieval_prints_every_search_of_every_set(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["retrieval", str(data)])

    printed = rows(capsys.readouterr().out)
    assert status == 0
    assert [row[:4] for row in printed] == [
        [f"questions.{name}", f"corpus.{corpus}", search, "1"]
        for name, corpus in (("en", "en"), ("en2zh", "zh"), ("zh", "zh"))
        for search in ("dense", "lexical", "fused", "reranked")
    ]
    assert all(row[4:8] == ["1.000"] * 4 for row in printed if row[2] in {"fused", "reranked"})


def test_answers_are_reported_in_the_corpus_own_ids_and_offsets(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"

    status = main(["answers", str(data), "--questions", "questions.zh.jsonl", "--out", str(out)])

    [row] = rows(capsys.readouterr().out)
    [report] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert status == 0
    assert row[:6] == ["questions.zh", "corpus.zh", "1", "100.0%", "100.0%", "0.0%"]
    assert (report["id"], report["refused"], report["retrieved"][0]) == ("q-zh", False, "zh-1")
    [citation] = report["sentences"][0]["citations"]
    text = CORPUS["zh-1"][1]
    assert citation["corpus_id"] == "zh-1"
    assert citation["text"] == text[citation["start"] : citation["end"]]
    assert "四千二百个" in citation["text"]
    assert (report["state"], report["measured"]["state"]) == ("answered", "answered")
    assert 0 < report["measured"]["confidence"] <= 1


def test_mixed_asks_every_language_in_one_kept_library(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"

    status = main(["retrieval", str(data), "--mixed", "--keep", str(kept)])

    printed = rows(capsys.readouterr().out, "By language")
    assert status == 0
    assert [tuple(row[:3]) for row in printed if row[3] == "reranked"] == [
        ("en+zh", "en", "en"), ("en+zh", "en", "zh"), ("en+zh", "zh", "zh"),
    ]  # fmt: skip
    assert [path.name for path in kept.iterdir()] == ["corpus.en+corpus.zh"]


def test_a_question_without_an_answer_is_asked_in_the_other_language_too(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = {"id": "a", "question": "明河机房的经理姓什么？", "lang": "zh", "answerable": False}
    write(data / "questions_absent.zh.jsonl", [absent])

    status = main(["answers", str(data), "--crossed"])

    printed = rows(capsys.readouterr().out, "Refusal")
    assert status == 0
    assert [row[:3] for row in printed if row[0].startswith("questions_absent")] == [
        ["questions_absent.zh", "corpus.en", "1"],
        ["questions_absent.zh", "corpus.zh", "1"],
    ]


def test_only_questions_on_listed_articles_are_asked(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ARTICLES").write_text("2\n", encoding="utf-8")

    status = main(["retrieval", str(data), "--articles", str(tmp_path / "ARTICLES")])

    printed = rows(capsys.readouterr().out)
    assert status == 0
    assert {row[0] for row in printed} == {"questions.en2zh"}


def test_a_report_is_made_of_what_the_runs_wrote(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results"
    results.mkdir()
    asked = [str(data), "--questions", "questions.zh.jsonl", "--keep", str(tmp_path / "kept")]
    for measurement in ("retrieval", "answers", "cost"):
        main([measurement, *asked, "--out", str(results / f"{measurement}.jsonl")])
    printed = capsys.readouterr().out

    status = main(["report", str(results)])

    again = capsys.readouterr().out
    assert status == 0
    assert [line for line in printed.splitlines() if line not in again.splitlines()] == []


def test_cost_says_where_the_time_of_an_answer_goes(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["cost", str(data), "--questions", "questions.zh.jsonl"])

    said = capsys.readouterr().out
    [row] = rows(said.partition("\n")[2])
    assert status == 0
    assert row[:3] == ["questions.zh", "corpus.zh", "1"]
    stages = dict(zip(STAGES, map(int, row[6:-1]), strict=True))
    assert stages["embed"] > 0
    assert stages["sentences"] > 0
    assert sum(stages.values()) <= int(row[4]) + len(stages)


def test_a_kept_library_follows_the_corpus(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["retrieval", str(data), "--questions", "questions.en.jsonl",
             "--corpus", "corpus.en.jsonl", "--keep", str(tmp_path / "kept")]  # fmt: skip
    main(asked)
    write(data / "corpus.en.jsonl", [{"id": "en-2", "text": CORPUS["en-2"][1], "lang": "en"}])
    capsys.readouterr()

    main(asked)

    reranked = rows(capsys.readouterr().out)[3]
    assert reranked[4:8] == ["0.000"] * 4


def test_ask_prints_each_verdict_and_the_totals(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "机房.txt"
    article.write_text(CORPUS["zh-1"][1], encoding="utf-8")
    line = {
        "id": "hw", "question": "明河机房有多少个机柜？", "lang": "zh", "answers": ["四千二百个"],
        "quote": "一共有四千二百个", "answerable": True,
    }  # fmt: skip
    write(tmp_path / "asked.jsonl", [line])

    status = main(["ask", str(tmp_path / "asked.jsonl"), "--articles", str(article)])

    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    first, *_, right, passage, refused, uncited = printed
    assert status == 0
    assert first[:3] == ["ok", "passage", "hw"]
    assert (right[-2:], passage[-2:], refused[-2:]) == (["1", "1"], ["1", "1"], ["0", "0"])
    assert uncited[-2] == "0"


def test_what_cannot_be_run_is_said_in_two_sentences(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["retrieval", str(tmp_path / "nowhere")])

    said = capsys.readouterr()
    assert (status, said.out) == (1, "")
    assert len(said.err.splitlines()) == 2
    assert "nowhere is not a folder" in said.err
