"""`python -m ingest show`: what was read, and what of its source was left out."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.library import Library
from ingest.source import upload_source
from ingest.sync import sync_paths, sync_sources
from tests.ingest.fetch.conftest import Reply, Site, site

__all__ = ["site"]  # a fixture

Capture = pytest.CaptureFixture[str]
KEPT = "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到。"
PAGE = (
    "<html><head><title>云上的大模型</title></head><body><div><a href=/>首页</a></div>"
    f"<h1>云上的大模型</h1><p>{KEPT}</p><div>相关阅读</div><a href=/y>江南电力宣布下调电价</a>"
    "</body></html>"
)
RAW = f"- 首页\n  云上的大模型\n  {KEPT}\n- 相关阅读\n- 江南电力宣布下调电价\n"

pytestmark = pytest.mark.usefixtures("environment")


def article_of(library: Library, path: Path) -> str:
    """Add a file and return the id of its article."""
    assert not sync_paths(library, [path]).failed
    [article] = library.articles()
    return article.id


def raw(article_id: str, capsys: Capture) -> str:
    """Show the lines of an article's source; what is printed below the facts."""
    assert main(["show", article_id, "--raw"]) == 0
    return capsys.readouterr().out.split("\n\n", 1)[1]


def complaint(article_id: str, capsys: Capture) -> list[str]:
    """Fail to show the lines of an article's source; what is said of that."""
    assert main(["show", article_id, "--raw"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


def test_what_was_left_out_of_a_file_is_marked_and_the_rest_indented(
    library: Library, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")

    assert raw(article_of(library, path), capsys) == RAW


def test_the_source_is_read_as_it_is_now(library: Library, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"云上的大模型\n\n{KEPT}\n", encoding="utf-8")
    article_id = article_of(library, path)
    path.write_text(f"{KEPT}\n后来添上的一行，文库里还没有它。\n", encoding="utf-8")

    assert raw(article_id, capsys) == f"  {KEPT}\n- 后来添上的一行，文库里还没有它。\n"


def test_a_file_in_an_archive_is_taken_out_again(
    library: Library, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("云/a.html", PAGE)

    assert raw(article_of(library, path), capsys) == RAW


def test_a_row_of_a_table_is_found_again(library: Library, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"id": "r#1", "text": f"{KEPT}\n\n责任编辑：李四"}))

    assert raw(article_of(library, path), capsys) == f"  {KEPT}\n- 责任编辑：李四\n"


def test_a_row_that_is_there_no_more_is_said(
    library: Library, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"id": "1", "text": KEPT}))
    article_id = article_of(library, path)
    path.write_text(json.dumps({"id": "2", "text": KEPT}))

    problem, remedy = complaint(article_id, capsys)
    assert problem.endswith("rows.jsonl#1 could not be read again.")
    assert remedy == "Show the article without --raw."


def test_a_web_page_is_fetched_again(
    library: Library, site: Site, environment: pytest.MonkeyPatch, capsys: Capture
) -> None:
    environment.setenv("WENYUAN_FETCH_ALLOW", "127.0.0.1")
    site.paths["/a"] = Reply(PAGE)
    assert main(["add", f"{site.url}/a"]) == 0
    [article] = library.articles()
    capsys.readouterr()

    assert raw(article.id, capsys) == RAW
    assert site.pages_asked() == ["/a", "/a"]


def test_a_page_that_cannot_be_fetched_says_why(
    library: Library, site: Site, environment: pytest.MonkeyPatch, capsys: Capture
) -> None:
    environment.setenv("WENYUAN_FETCH_ALLOW", "127.0.0.1")
    site.paths["/a"] = [Reply(PAGE), Reply(b"", 403)]
    assert main(["add", f"{site.url}/a"]) == 0
    [article] = library.articles()
    capsys.readouterr()

    assert "lets only some readers see this page" in complaint(article.id, capsys)[0]


def test_of_an_upload_it_is_said_that_its_file_was_not_kept(
    library: Library, capsys: Capture
) -> None:
    sync_sources(library, [upload_source("a.html", PAGE.encode())])
    [article] = library.articles()

    problem, _ = complaint(article.id, capsys)
    assert problem == "The file of the upload a.html was not kept."


def test_a_file_that_is_gone_is_named(library: Library, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(f"云上的大模型\n\n{KEPT}".encode()))
    article_id = article_of(library, path)
    path.unlink()

    assert f"{path} cannot be read" in complaint(article_id, capsys)[0]


def test_one_article_is_shown_in_one_way(library: Library, capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["show", "0", "--raw", "--json"])

    assert "not allowed with" in capsys.readouterr().err
