import os
from pathlib import Path

import pytest

from ingest.errors import SourceError
from ingest.source import MAX_BYTES, find_sources, load_source, upload_source


def test_articles_are_found_at_any_depth_in_sorted_order(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a.MD",
        "deep/er/c.html",
        "deep/d.htm",
        "e.jpg",
        "g.pdf",
        ".hidden.txt",
        ".git/f.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")

    found = [path.relative_to(tmp_path).as_posix() for path in find_sources([tmp_path])]

    assert found == ["a.MD", "b.txt", "g.pdf", "deep/d.htm", "deep/er/c.html"]


def test_a_link_to_its_own_folder_is_not_followed_and_no_file_is_given_twice(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)

    assert list(find_sources([tmp_path, tmp_path / "a.txt"])) == [tmp_path / "a.txt"]


def test_a_path_that_does_not_exist_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere") as raised:
        list(find_sources([tmp_path / "nowhere"]))

    assert raised.value.remedy


def test_a_single_file_of_another_type_is_an_error_that_names_the_types(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("x")

    with pytest.raises(SourceError, match=r"a\.jpg.*\.txt"):
        list(find_sources([tmp_path / "a.jpg"]))


def test_a_loaded_source_knows_where_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "文章.txt"
    path.write_bytes(b"abc")

    source = load_source(path)

    assert (source.origin, source.name, source.data) == (
        f"file:{path.as_posix()}",
        "文章.txt",
        b"abc",
    )


def test_an_empty_a_missing_and_an_overlong_file_are_errors_that_name_it(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with (tmp_path / "long.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    for name, problem in (
        ("empty", "empty"),
        ("gone", "cannot be read"),
        ("long", "larger than 20 MB"),
    ):
        with pytest.raises(SourceError, match=f"{name}.txt.*{problem}"):
            load_source(tmp_path / f"{name}.txt")


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("a.md", "upload:a.md"),
        ("../../etc/文章 1.txt", "upload:文章 1.txt"),
        ("C:\\docs\\a.html", "upload:a.html"),
        ("<b>x\n</b>.txt", "upload:b_.txt"),
    ],
)
def test_an_upload_is_known_by_the_harmless_part_of_its_name(name: str, origin: str) -> None:
    assert upload_source(name, b"x").origin == origin


def test_an_upload_of_another_type_is_refused() -> None:
    with pytest.raises(SourceError, match=r"a\.exe"):
        upload_source("a.exe", b"x")


def test_a_name_that_is_too_long_is_an_error_that_names_it() -> None:
    path = Path("长" * 300 + ".txt")

    with pytest.raises(SourceError, match=r"长\.txt cannot be read"):
        list(find_sources([path]))
    with pytest.raises(SourceError, match=r"长\.txt cannot be read"):
        load_source(path)


def test_what_cannot_be_looked_at_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tests may run as root, who may read everything.
    def refuse(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)

    with pytest.raises(SourceError, match=r"a\.txt cannot be read: Permission denied"):
        list(find_sources([tmp_path / "a.txt"]))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    [found] = find_sources([tmp_path])

    with pytest.raises(SourceError, match=r"pipe\.txt is no regular file"):
        load_source(found)


def test_a_name_that_is_not_utf_8_is_refused_in_words_that_can_be_printed(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + "/旧闻.txt".encode("gb18030")))
    try:
        path.write_text("x")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 alone")

    [found] = find_sources([tmp_path])

    with pytest.raises(SourceError, match=r"is not UTF-8.*Rename") as raised:
        load_source(found)
    assert str(raised.value).encode()
