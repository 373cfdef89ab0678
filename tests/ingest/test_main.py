"""`python -m ingest` as its user sees it: what is printed, and the exit status."""

import json
import sqlite3
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.library import Library
from ingest.settings import Settings
from ingest.sync import sync_paths

Capture = pytest.CaptureFixture[str]
ARTICLE = """---
author: 李明
date: 2023-05-06
---
# 晨星公司发布大模型

晨星公司在杭州发布了大模型。

## 价格

每月三十元。
"""

pytestmark = pytest.mark.usefixtures("environment")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "articles" / "a.md"
    path.parent.mkdir()
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def article_id(article: Path, library: Library) -> str:
    """The id of the article, which is in the library."""
    sync_paths(library, [article])
    return library.articles()[0].id


def complaint(capsys: Capture) -> list[str]:
    """What was printed to a user whose command failed: the lines of stderr, and no other."""
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


def test_adding_a_folder_counts_what_became_of_its_files(article: Path, capsys: Capture) -> None:
    status = main(["add", str(article.parent)])

    printed = capsys.readouterr()
    assert (status, printed.err) == (0, "")
    assert printed.out == "1 added, 0 updated, 0 unchanged, 0 failed\n"


def test_adding_the_same_again_changes_nothing(
    article: Path, article_id: str, capsys: Capture
) -> None:
    main(["status"])
    before = capsys.readouterr().out

    status = main(["add", str(article)])

    assert status == 0
    assert capsys.readouterr().out == "0 added, 0 updated, 1 unchanged, 0 failed\n"
    main(["status"])
    assert capsys.readouterr().out == before


def test_if_empty_adds_to_an_empty_library(article: Path, capsys: Capture) -> None:
    status = main(["add", "--if-empty", str(article)])

    assert status == 0
    assert capsys.readouterr().out.startswith("1 added")


def test_if_empty_does_not_even_look_at_the_path_when_there_are_articles(
    article_id: str, tmp_path: Path, capsys: Capture
) -> None:
    status = main(["add", "--if-empty", str(tmp_path / "nowhere")])

    assert (status, capsys.readouterr()) == (0, ("", ""))


def test_list_prints_a_line_for_each_article(article_id: str, capsys: Capture) -> None:
    status = main(["list"])

    assert status == 0
    assert capsys.readouterr().out == f"{article_id}  2023-05-06  zh  晨星公司发布大模型\n"


@pytest.mark.parametrize(("query", "found"), [("晨星", 1), ("李明", 1), ("蓝湾", 0)])
def test_list_finds_articles_by_title_and_author(
    article_id: str, query: str, found: int, capsys: Capture
) -> None:
    main(["list", query])

    assert len(capsys.readouterr().out.splitlines()) == found


def test_show_prints_the_facts_and_the_text(article_id: str, capsys: Capture) -> None:
    status = main(["show", article_id])

    facts, text = capsys.readouterr().out.split("\n\n", 1)
    assert status == 0
    assert facts.splitlines()[:3] == [
        "title: 晨星公司发布大模型",
        "author: 李明",
        "published: 2023-05-06",
    ]
    assert text == "晨星公司在杭州发布了大模型。\n\n价格\n\n每月三十元。\n"


def test_show_passages_prints_where_each_one_stands(article_id: str, capsys: Capture) -> None:
    main(["show", article_id, "--json"])
    shown = json.loads(capsys.readouterr().out)

    status = main(["show", article_id, "--passages"])

    printed = capsys.readouterr().out
    assert status == 0
    for passage in shown["passages"]:
        place = f"[{passage['start']}:{passage['end']}] {passage['heading']}"
        head = f"--- {article_id}-{passage['ordinal']:04d} {place}"
        assert f"{head}\n{passage['text']}\n" in printed
    assert printed.count("--- ") == len(shown["passages"])


def test_show_json_has_every_field_and_passages_that_are_slices_of_the_body(
    article_id: str, capsys: Capture
) -> None:
    status = main(["show", article_id, "--json"])

    shown = json.loads(capsys.readouterr().out)
    assert status == 0
    assert (shown["id"], shown["author"], shown["language"]) == (article_id, "李明", "zh")
    assert shown["passages"]
    assert all(p["text"] == shown["body"][p["start"] : p["end"]] for p in shown["passages"])


def test_a_removed_article_is_listed_no_more(article_id: str, capsys: Capture) -> None:
    status = main(["remove", article_id])

    assert status == 0
    assert capsys.readouterr().out == f"{article_id} removed\n"
    main(["list"])
    assert capsys.readouterr().out == ""


def test_status_counts_and_names_the_model(
    article_id: str, settings: Settings, capsys: Capture
) -> None:
    status = main(["status"])

    told = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert status == 0
    assert told["library"] == str(settings.library)
    assert (told["articles"], told["model"]) == ("1", "multilingual-e5-small")


def test_sync_reads_what_was_added_again(article: Path, article_id: str, capsys: Capture) -> None:
    article.write_text(ARTICLE.replace("三十", "四十"), encoding="utf-8")

    status = main(["sync"])

    assert status == 0
    assert capsys.readouterr().out == "0 added, 1 updated, 0 unchanged, 0 failed\n"
    main(["show", article_id])
    assert "每月四十元。" in capsys.readouterr().out


def test_sync_reports_an_added_file_that_is_gone_and_keeps_its_article(
    article: Path, article_id: str, capsys: Capture
) -> None:
    article.unlink()

    status = main(["sync"])

    printed = capsys.readouterr()
    assert status == 1
    assert printed.out == "0 added, 0 updated, 0 unchanged, 1 failed\n"
    assert printed.err.startswith("a.md: ")
    assert main(["show", article_id]) == 0


@pytest.mark.parametrize("command", ["show", "remove"])
def test_an_unknown_id_says_how_to_find_ids(command: str, capsys: Capture) -> None:
    status = main([command, "nobody"])

    problem, remedy = complaint(capsys)
    assert status == 1
    assert problem == "No article has the id 'nobody'."
    assert "python -m ingest list" in remedy


def test_a_path_that_does_not_exist_is_named(tmp_path: Path, capsys: Capture) -> None:
    status = main(["add", str(tmp_path / "nowhere.md")])

    printed = capsys.readouterr()
    assert status == 1
    assert "nowhere.md does not exist." in printed.err
    assert printed.out == "0 added, 0 updated, 0 unchanged, 1 failed\n"


def test_a_file_that_is_no_text_is_reported_in_a_line_and_the_others_are_added(
    article: Path, capsys: Capture
) -> None:
    article.with_name("photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 99)

    status = main(["add", str(article.parent)])

    printed = capsys.readouterr()
    assert status == 1
    assert printed.out == "1 added, 0 updated, 0 unchanged, 1 failed\n"
    [line] = printed.err.splitlines()
    assert line.startswith("photo.txt: photo.txt is not text")


def test_a_home_that_cannot_be_written_is_said(
    article: Path, environment: pytest.MonkeyPatch, capsys: Capture
) -> None:
    environment.setenv("WENYUAN_HOME", str(article / "home"))

    status = main(["status"])

    problem, remedy = complaint(capsys)
    assert status == 1
    assert "cannot be made" in problem
    assert "WENYUAN_HOME" in remedy


def test_a_wrong_backend_is_said_with_those_that_there_are(
    environment: pytest.MonkeyPatch, capsys: Capture
) -> None:
    environment.setenv("WENYUAN_EMBEDDING_BACKEND", "gpu")

    status = main(["status"])

    problem, remedy = complaint(capsys)
    assert status == 1
    assert "'gpu'" in problem
    assert "auto, onnx, torch" in remedy


@pytest.mark.parametrize("arguments", [[], ["publish"], ["add"], ["list", "--limit", "many"]])
def test_a_command_that_is_none_shows_how_to_use_it(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)

    assert exit_.value.code == 2
    assert "usage: python -m ingest" in complaint(capsys)[0]


def test_sync_removes_what_vanished_and_says_so_as_json(
    article: Path, article_id: str, capsys: Capture
) -> None:
    other = article.with_name("b.md")
    other.write_text("# 另一篇\n\n这是另一篇文章。", encoding="utf-8")
    main(["sync", str(article.parent)])
    article.unlink()
    capsys.readouterr()

    status = main(["sync", str(article.parent), "--json"])

    said = json.loads(capsys.readouterr().out)
    assert status == 0
    assert said["counts"]["vanished"] == 1
    assert [one["name"] for one in said["changes"] if one["outcome"] == "vanished"] == ["a.md"]
    assert main(["show", article_id]) == 1


def test_a_table_takes_a_mapping_of_its_fields(article: Path, capsys: Capture) -> None:
    table = article.with_name("rows.csv")
    table.write_text("kop,tekst\nEen brug,The bridge was opened today.\n", encoding="utf-8")

    status = main(["add", str(table), "--map", "title=kop,text=tekst"])

    assert (status, capsys.readouterr().out.split(",")[0]) == (0, "1 added")
    main(["list", "brug"])
    assert "Een brug" in capsys.readouterr().out


def test_a_mapping_that_says_nothing_is_a_sentence(article: Path, capsys: Capture) -> None:
    status = main(["add", str(article), "--map", "headline"])

    problem, remedy = complaint(capsys)
    assert status == 1
    assert "'headline' does not say" in problem
    assert "text=content" in remedy


def test_watch_looks_again_and_again(
    article: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise KeyboardInterrupt
        article.write_text(ARTICLE.replace("三十", "五十"), encoding="utf-8")

    monkeypatch.setattr("ingest.sync.command.time.sleep", sleep)

    status = main(["watch", str(article.parent), "--every", "7"])

    assert (status, slept) == (130, [7.0, 7.0])
    assert capsys.readouterr().out.splitlines() == [
        "1 added, 0 updated, 0 unchanged, 0 failed",
        "0 added, 1 updated, 0 unchanged, 0 failed",
    ]


def test_verify_counts_what_is_sound(article_id: str, capsys: Capture) -> None:
    status = main(["verify"])

    assert status == 0
    assert capsys.readouterr().out.startswith("1 articles, ")


def test_verify_names_what_is_wrong_and_what_to_do(
    article_id: str, library: Library, capsys: Capture
) -> None:
    library.close()
    path = library.settings.library / "library.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM vector")
    connection.close()

    status = main(["verify"])

    printed = capsys.readouterr()
    assert status == 1
    assert printed.err.count("\n") == 2
    assert "python -m ingest" in printed.err.splitlines()[-1]
    assert printed.out.strip().endswith("1 findings")


def test_list_and_show_say_which_articles_tell_the_same_story(
    article_id: str, article: Path, library: Library, capsys: Capture
) -> None:
    again = article.with_name("b.md")
    again.write_text(ARTICLE.replace("05-06", "05-07").replace("十元。", "十元。转自云岭网"))
    sync_paths(library, [article.parent])
    [repost] = [one.id for one in library.articles() if one.id != article_id]

    main(["list"])
    listed = capsys.readouterr().out.splitlines()
    main(["show", article_id])
    shown = capsys.readouterr().out

    assert listed == [
        f"{repost}  2023-05-07  zh  晨星公司发布大模型  (repost of {article_id})",
        f"{article_id}  2023-05-06  zh  晨星公司发布大模型",
    ]
    assert f"\nsame story: {repost}  2023-05-07  晨星公司发布大模型\n" in shown
    main(["show", article_id, "--json"])
    assert json.loads(capsys.readouterr().out)["same_story"] == [repost]
