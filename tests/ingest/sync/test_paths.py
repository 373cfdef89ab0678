"""The library holds what files and folders hold."""

import io
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.library import Library
from ingest.source import upload_source
from ingest.sync import Options, Progress, Report, sync_paths, sync_places, sync_sources
from tests.ingest.sync.conftest import ARTICLE, OTHER, write


def titles(library: Library) -> set[str]:
    return {article.title for article in library.articles()}


def ids(library: Library) -> dict[str, str]:
    return {article.title: article.id for article in library.articles()}


def test_a_folder_is_added_and_the_second_time_left_alone(library: Library, folder: Path) -> None:
    first = sync_paths(library, [folder])
    before = library.status()
    second = sync_paths(library, [folder])

    assert (sorted(first.names("added")), first.names("unchanged")) == (["a.md", "b.txt"], ())
    assert (second.names("added"), second.names("unchanged")) == ((), ("a.md", "b.txt"))
    assert library.status().generation == before.generation


def test_what_is_unchanged_is_not_even_read(library: Library, folder: Path) -> None:
    sync_paths(library, [folder])
    stamp = (folder / "a.md").stat()
    seen: list[Progress] = []

    sync_paths(library, [folder], on_progress=seen.append)

    assert seen == []
    assert (folder / "a.md").stat() == stamp


def test_a_changed_article_takes_the_place_of_the_old_one(library: Library, folder: Path) -> None:
    sync_paths(library, [folder])
    write(folder / "a.md", ARTICLE.replace("70亿", "130亿"))

    report = sync_paths(library, [folder])

    [article] = [one for one in library.articles() if one.title == "晨星模型"]
    assert report.names("updated") == ("a.md",)
    assert "130亿" in article.body
    assert "70亿" not in article.body


def test_a_file_that_was_written_just_now_is_read_again(library: Library, folder: Path) -> None:
    """It may change again within the same tick of the file system's clock."""
    path = folder / "a.md"
    path.write_text(ARTICLE.replace("70亿", "71亿"), encoding="utf-8")
    sync_paths(library, [path])
    stamp = path.stat()
    path.write_text(ARTICLE.replace("70亿", "72亿"), encoding="utf-8")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    assert sync_paths(library, [path]).names("updated") == ("a.md",)


def test_what_vanished_goes_and_the_rest_stays(library: Library, folder: Path) -> None:
    sync_paths(library, [folder])
    (folder / "b.txt").unlink()

    report = sync_paths(library, [folder])

    assert (report.names("vanished"), report.names("unchanged")) == (("b.txt",), ("a.md",))
    assert titles(library) == {"晨星模型"}


def test_what_vanished_stays_where_that_is_asked(library: Library, folder: Path) -> None:
    sync_paths(library, [folder])
    (folder / "b.txt").unlink()

    report = sync_paths(library, [folder], Options(keep_vanished=True))

    assert report.names("kept") == ("b.txt",)
    assert len(titles(library)) == 2


def test_files_of_one_name_in_two_folders_are_two_articles(library: Library, folder: Path) -> None:
    write(folder / "one" / "index.md", ARTICLE)
    write(folder / "two" / "index.md", OTHER)

    sync_paths(library, [folder])

    assert library.count()[0] == 4


def test_a_moved_file_keeps_its_id_and_is_not_embedded_again(
    library: Library, folder: Path
) -> None:
    sync_paths(library, [folder])
    before = ids(library)
    (folder / "new").mkdir()
    (folder / "a.md").rename(folder / "new" / "renamed.md")

    report = sync_paths(library, [folder])

    assert (report.names("moved"), report.names("vanished")) == (("renamed.md",), ())
    assert ids(library) == before
    write(folder / "a.md", ARTICLE.replace("晨星", "暮云"))
    assert sync_paths(library, [folder]).names("added") == ("a.md",)
    assert len(ids(library)) == 3
    assert len(set(ids(library).values())) == 3


def test_an_empty_folder_is_taken_for_a_mistake(library: Library, folder: Path) -> None:
    sync_paths(library, [folder])
    for path in folder.iterdir():
        path.unlink()

    report = sync_paths(library, [folder])

    [(name, reason)] = report.failed
    assert (name, library.count()[0]) == ("articles", 2)
    assert "holds nothing that can be read" in reason


def test_a_file_that_broke_keeps_its_article(library: Library, folder: Path) -> None:
    sync_paths(library, [folder])
    (folder / "a.md").write_bytes(b"")

    report = sync_paths(library, [folder])

    assert [name for name, _ in report.failed] == ["a.md"]
    assert library.count()[0] == 2


def test_a_place_that_is_not_there_stops_no_other(library: Library, folder: Path) -> None:
    report = sync_paths(library, [folder / "nowhere", folder])

    [(name, reason)] = report.failed
    assert name == "nowhere"
    assert "does not exist" in reason
    assert len(report.names("added")) == 2


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    library: Library, folder: Path
) -> None:
    sync_paths(library, [folder])
    write(folder / "a.md", ARTICLE.replace("5月", "6月"))
    write(folder / "c.md", "# 新文章\n\n这是一篇新文章的内容。")
    (folder / "b.txt").rename(folder / "d.txt")
    before = library.status()

    report = sync_paths(library, [folder], Options(dry_run=True))

    expected = {"a.md": "updated", "c.md": "added", "d.txt": "moved"}
    assert {one.name: one.outcome for one in report.changes} == expected
    assert library.status() == before
    again = sync_paths(library, [folder])
    assert {one.name: one.outcome for one in again.changes} == expected


def test_one_changed_paragraph_of_many_embeds_its_passages_alone(library: Library) -> None:
    paragraphs = [f"第{n}段讲的是第{n}件事，" + "内容很多，" * 60 + "到此为止。" for n in range(9)]
    sync_sources(library, [upload_source("a.md", "\n\n".join(paragraphs).encode())])
    model, embedded = library.model, []
    original = model.embed_arrays

    def counting(texts, *, kind):  # type: ignore[no-untyped-def]
        embedded.extend(texts)
        return original(texts, kind=kind)

    paragraphs[4] = paragraphs[4].replace("到此为止", "还没有完")
    model.embed_arrays = counting  # type: ignore[method-assign]
    try:
        sync_sources(library, [upload_source("a.md", "\n\n".join(paragraphs).encode())])
    finally:
        model.embed_arrays = original  # type: ignore[method-assign]

    assert 1 <= len(embedded) <= 3


def test_a_bad_file_is_reported_and_the_others_are_added(library: Library, folder: Path) -> None:
    (folder / "bad.html").write_bytes(b"")

    report = sync_paths(library, [folder])

    assert sorted(report.names("added")) == ["a.md", "b.txt"]
    [(name, reason)] = report.failed
    assert name == "bad.html"
    assert reason


def test_progress_counts_every_file(library: Library, folder: Path) -> None:
    seen: list[Progress] = []

    sync_paths(library, [folder], on_progress=seen.append)

    assert [(one.done, one.total) for one in seen] == [(1, 2), (2, 2)]


def test_each_row_of_a_table_is_an_article_and_a_row_that_goes_vanishes(
    library: Library, folder: Path
) -> None:
    rows = [{"id": n, "title": f"第{n}条", "text": f"这是第{n}条新闻的内容。"} for n in range(3)]
    path = folder / "rows.jsonl"
    write(path, "\n".join(json.dumps(row) for row in rows))
    sync_paths(library, [path])
    rows[1]["text"] = "这是改过的新闻。"
    write(path, "\n".join(json.dumps(row) for row in rows[:2]))

    report = sync_paths(library, [path])

    outcomes = {one.origin.rpartition("#")[2]: one.outcome for one in report.changes}
    assert outcomes == {"0": "unchanged", "1": "updated", "2": "vanished"}


def test_the_files_of_an_archive_are_articles(library: Library, folder: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one/index.md", ARTICLE.replace("晨星", "暮云"))
        archive.writestr("two/index.md", OTHER.replace("蓝湾", "绿洲"))
    (folder / "all.zip").write_bytes(packed.getvalue())

    report = sync_paths(library, [folder / "all.zip"])

    assert report.names("added") == ("one/index.md", "two/index.md")
    assert titles(library) == {"暮云模型", "绿洲公司"}


def test_places_are_remembered_and_kept_in_step_as_they_were_given(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    write(kept / "c.md", "# 留下\n\n这篇文章要留下来。")
    write(kept / "d.md", "# 也留下\n\n这篇文章也要留下来。")
    sync_paths(library, [folder])
    sync_paths(library, [kept], Options(keep_vanished=True))
    (folder / "b.txt").unlink()
    (kept / "d.md").unlink()

    report = sync_places(library)

    assert (report.names("vanished"), report.names("kept")) == (("b.txt",), ("d.md",))


def test_a_removed_article_comes_back_when_it_is_asked_for_and_not_before(
    library: Library, folder: Path
) -> None:
    sync_paths(library, [folder])
    library.remove(ids(library)["晨星模型"])

    assert sync_places(library).names("added") == ()
    assert sync_paths(library, [folder], Options(again=True)).names("added") == ("a.md",)


@pytest.mark.parametrize(("tokens", "outcome"), [(120, "updated"), (None, "unchanged")])
def test_other_passages_make_every_file_new(
    library: Library, folder: Path, tokens: int | None, outcome: str
) -> None:
    sync_paths(library, [folder])
    settings = (
        library.settings if tokens is None else replace(library.settings, passage_tokens=tokens)
    )
    with Library.open(settings, library.model) as other:
        report = sync_paths(other, [folder])

    assert {one.outcome for one in report.changes} == {outcome}


def test_a_report_counts_in_one_line() -> None:
    assert Report().summary() == "0 added, 0 updated, 0 unchanged, 0 failed"


def test_one_name_that_cannot_be_stored_and_a_loop_of_links_stop_no_other_file(
    library: Library, folder: Path
) -> None:
    (folder / os.fsdecode(b"\xc4.md")).write_text(ARTICLE, encoding="utf-8")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "two\nlines.md").write_bytes(b"")

    report = sync_paths(library, [folder])

    assert sorted(report.names("added")) == ["a.md", "b.txt"]
    assert len(report.failed) == 3
    assert all(text.isprintable() for failure in report.failed for text in failure)


def test_what_fails_inside_an_archive_is_named_with_it(library: Library, folder: Path) -> None:
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("bad.pdf", "no PDF")

    report = sync_paths(library, [folder / "all.zip"])

    assert [name for name, _ in report.failed] == ["bad.pdf in all.zip"]
