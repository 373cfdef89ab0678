import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pytest

from ingest.errors import SourceError
from ingest.formats import archive as module
from ingest.formats import container_for
from ingest.formats.archive import read_archive
from ingest.read import read_article
from ingest.source import Source

FIRST = (
    "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，"
    "电价也跟着涨了两成。"
)
Files = dict[str, bytes]
TEXT = FIRST.encode()


def zipped(files: Files) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return written.getvalue()


def tarred(files: Files, *more: tarfile.TarInfo) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as packed:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
        for info in more:
            packed.addfile(info)
    return written.getvalue()


def entry(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def read(data: bytes, name: str) -> tuple[list[Source], list[str]]:
    """The sources of an archive, and the errors."""
    found = list(read_archive(io.BytesIO(data), f"file:/{name}", name))
    return (
        [source for source in found if isinstance(source, Source)],
        [str(error) for error in found if isinstance(error, SourceError)],
    )


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.zip", zipped),
        ("a.tar", tarred),
        ("a.tar.gz", lambda files: gzip.compress(tarred(files))),
        ("a.TGZ", lambda files: gzip.compress(tarred(files))),
        ("a.tar.bz2", lambda files: bz2.compress(tarred(files))),
        ("a.tar.xz", lambda files: lzma.compress(tarred(files))),
    ],
)
def test_files_of_known_types_are_sources_and_others_are_passed_over(
    name: str, pack: Callable[[Files], bytes]
) -> None:
    files = {
        "新闻/甲.txt": TEXT,
        "b.MD": TEXT,
        "./c/d.html": TEXT,
        "image.png": b"\x89PNG",
        ".hidden/e.txt": TEXT,
        "__MACOSX/._b.md": TEXT,
    }

    sources, errors = read(pack(files), name)

    assert not errors
    assert [(source.origin, source.name) for source in sources] == [
        (f"file:/{name}!/新闻/甲.txt", "新闻/甲.txt"),
        (f"file:/{name}!/b.MD", "b.MD"),
        (f"file:/{name}!/c/d.html", "c/d.html"),
    ]
    assert read_article(sources[0]).body == FIRST


def test_a_single_packed_file_is_its_source() -> None:
    sources, errors = read(gzip.compress(TEXT), "a.txt.gz")

    assert not errors
    assert (sources[0].origin, sources[0].name) == ("file:/a.txt.gz!/a.txt", "a.txt")


@pytest.mark.parametrize("name", ["rows.jsonl.gz", "rows.zip"])
def test_rows_in_an_archive_are_sources(name: str) -> None:
    rows = "\n".join(json.dumps({"id": n, "text": FIRST}) for n in (1, 2)).encode() + b"\n{"
    data = gzip.compress(rows) if name.endswith(".gz") else zipped({"rows.jsonl": rows})

    sources, errors = read(data, name)

    assert [source.origin for source in sources] == [
        f"file:/{name}!/rows.jsonl#1",
        f"file:/{name}!/rows.jsonl#2",
    ]
    assert "Row 3 of rows.jsonl" in errors[0]


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("path", ["/etc/a.txt", "../a.txt", "b/../../a.txt", "C:/a.txt"])
def test_a_path_that_leads_out_of_the_archive_is_an_error(
    pack: Callable[[Files], bytes], path: str
) -> None:
    sources, errors = read(
        pack({path: TEXT, "good.txt": TEXT}), "a.zip" if pack is zipped else "a.tar"
    )

    assert [source.name for source in sources] == ["good.txt"]
    assert path in errors[0]
    assert "leads out of it" in errors[0]


def test_links_and_devices_are_errors_and_are_not_followed() -> None:
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)
    special = [entry(f"{n}.txt", kind, "good.txt") for n, kind in enumerate(kinds)]
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr(link, "/etc/passwd")

    sources, errors = read(tarred({"good.txt": TEXT}, *special), "a.tar")

    assert [source.name for source in sources] == ["good.txt"]
    assert all("is a link or a device" in error for error in errors)
    assert len(errors) == 4
    assert "link.txt in a.zip is a link" in read(written.getvalue(), "a.zip")[1][0]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_a_name_that_is_there_twice_is_read_once(name: str) -> None:
    written = io.BytesIO()
    if name == "a.zip":
        with zipfile.ZipFile(written, "w") as packed:
            packed.writestr("a.txt", TEXT)
            packed.writestr("a.txt", b"another")
        data = written.getvalue()
    else:
        data = tarred({"a.txt": TEXT, "./a.txt": b"another"})

    sources, errors = read(data, name)

    assert [source.data for source in sources] == [TEXT]
    assert f"a.txt in {name} is in it twice" in errors[0]


def test_an_archive_in_an_archive_is_an_error_and_is_not_opened() -> None:
    sources, errors = read(zipped({"inner.zip": zipped({"a.txt": TEXT}), "b.txt": TEXT}), "a.zip")

    assert [source.name for source in sources] == ["b.txt"]
    assert "inner.zip in a.zip is an archive itself. Unpack it" in errors[0]


def test_an_encrypted_an_empty_and_an_overlong_member_are_errors_in_their_places() -> None:
    data = zipped({"a.txt": TEXT, "b.txt": b"", "c.txt": b"a" * 20_000_001, "d.txt": TEXT})
    at = data.index(b"PK\x01\x02")
    locked = data[: at + 8] + b"\x01" + data[at + 9 :]

    sources, errors = read(locked, "a.zip")

    assert [source.name for source in sources] == ["d.txt"]
    assert "a.txt in a.zip is encrypted" in errors[0]
    assert "b.txt in a.zip is empty" in errors[1]
    assert "c.txt in a.zip is larger than 20 MB" in errors[2]


def test_names_that_windows_wrote_in_gbk_are_read() -> None:
    data = zipped({"abcdefgh.txt": TEXT}).replace(b"abcdefgh", "新闻文章".encode("gbk"))

    assert read(data, "a.zip")[0][0].name == "新闻文章.txt"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", b"no zip"),
        ("a.zip", zipped({"a.txt": TEXT})[:-30]),
        ("a.zip", zipped({"a.txt": TEXT}).replace(b"PK\x03\x04", b"PK\x09\x09", 1)),
        ("a.tar", b"no tar" * 500),
        ("a.tar", tarred({"a.txt": TEXT})[:600]),
        ("a.tar.gz", gzip.compress(tarred({"a.txt": TEXT}))[:-20]),
        ("a.tar.xz", lzma.compress(tarred({"a.txt": TEXT}))[:150]),
        ("a.txt.gz", gzip.compress(TEXT)[:-20]),
        ("a.txt.gz", b"\x1f\x8b\x08 and no more"),
        ("a.zip", zipped({})),
        ("a.tar", tarred({"a.png": b"x"})),
        ("a.png.gz", gzip.compress(b"x")),
    ],
)
def test_a_damaged_or_an_empty_archive_is_an_error_that_names_it(name: str, data: bytes) -> None:
    sources, errors = read(data, name)

    assert not sources
    assert len(errors) == 1
    assert name in errors[0]


def test_a_header_that_is_damaged_in_the_middle_does_not_end_the_archive_unseen() -> None:
    data = bytearray(tarred({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT}))
    at = data.index(b"b.txt")
    data[at : at + 5] = b"x.txt"

    sources, errors = read(bytes(data), "a.tar")

    assert [source.name for source in sources] == ["a.txt"]
    assert "a.tar is damaged" in errors[0]


def test_a_member_that_is_damaged_does_not_hide_the_others_of_a_zip() -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.txt": TEXT}))
    data[data.index(b"a.txt") + 10] ^= 0xFF

    sources, errors = read(bytes(data), "a.zip")

    assert [source.name for source in sources] == ["b.txt"]
    assert "a.txt in a.zip is damaged" in errors[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped({f"{n}.txt": b"a" * 3_000_000 for n in range(9)})),
        ("a.tar.gz", gzip.compress(tarred({f"{n}.png": b"a" * 3_000_000 for n in range(9)}))),
        ("a.tar.xz", lzma.compress(tarred({"a.png": b"a" * 30_000_000}))),
        ("a.jsonl.gz", gzip.compress(b" " * 30_000_000)),
    ],
)
def test_a_bomb_ends_the_archive(name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_TOTAL", 10_000_000)

    sources, errors = read(data, name)

    assert len(sources) <= 3
    assert f"{name} unpacks to far more than its size" in errors[-1]


def test_too_many_members_end_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_MEMBERS", 3)
    folders = [entry(f"folder{n}", tarfile.DIRTYPE) for n in range(9)]

    assert "more than 3 files" in read(tarred({"a.txt": TEXT}, *folders), "a.tar")[1][0]


def test_a_zip_that_states_an_endless_directory_is_refused_at_once() -> None:
    data = bytearray(zipped({"a.txt": TEXT}))
    data[-10:-6] = (17_000_000).to_bytes(4, "little")
    data = bytearray(b"\0" * 17_000_000) + data

    assert "a.zip is damaged" in read(bytes(data), "a.zip")[1][0]


def test_a_header_that_points_backwards_does_not_hold_the_reader() -> None:
    # Python before 3.13.6 reads such an archive for ever where it can go back in it.
    info = tarfile.TarInfo("a.txt")
    header = bytearray(info.tobuf())
    header[124:136] = (2**96 - 1024).to_bytes(12, "big")
    header[124] = 0xFF
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)

    sources, errors = read(bytes(header) + b"\0" * 10_240, "a.tar")

    assert not sources
    assert "a.tar is damaged" in errors[-1]


@pytest.mark.parametrize("name", ["a.txt", "a.png"])
def test_a_header_that_points_far_behind_the_end_does_not_hold_the_reader(name: str) -> None:
    header = bytearray(tarfile.TarInfo(name).tobuf())
    header[124:136] = (2**95 + 2**80).to_bytes(12, "big")
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)

    sources, errors = read(bytes(header) + b"\0" * 10_240, "a.tar")

    assert not sources
    assert "a.tar unpacks to far more than its size" in errors[-1]


def test_headers_of_headers_without_end_are_an_error() -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1
    chain = (info.tobuf() + b"a".ljust(512, b"\0")) * 5000

    assert "a.tar is damaged" in read(chain + b"\0" * 1024, "a.tar")[1][0]


@pytest.mark.parametrize(
    ("name", "is_container"),
    [
        ("a.zip", True),
        ("a.TAR.GZ", True),
        ("a.txt.gz", True),
        ("a.jsonl", True),
        ("a.CSV", True),
        ("a.txt", False),
        ("a.pdf", False),
        ("zip", False),
    ],
)
def test_a_container_is_known_by_its_suffix(name: str, is_container: bool) -> None:
    assert (container_for(name) is not None) == is_container
