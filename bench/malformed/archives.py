"""Archives that swell, nest, lie about what they hold, or name places outside."""

import bz2
import io
import lzma
import random
import struct
import tarfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bench.malformed.wellformed import (
    STORIES,
    File,
    book_parts,
    gzipped,
    lines_of,
    page_of,
    tarred,
    text_of,
    word_paragraph,
    word_parts,
    zipped,
)

_MEGABYTE = 1 << 20
_TEXT = text_of(STORIES[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What a zip file says of a member, and the member as it is packed."""

    name: bytes
    packed: bytes
    size: int
    crc: int = 0
    method: int = 8
    flags: int = 0
    mode: int = 0
    # The name that stands before the member itself, where it is another.
    other: bytes = b""


def _stored(name: bytes, data: bytes = _TEXT) -> _Entry:
    return _Entry(name=name, packed=data, size=len(data), crc=zlib.crc32(data), method=0)


def _zip(entries: Sequence[_Entry], *, overlap: bool = False) -> bytes:
    """Write a zip file that says what it is told to say, true or not.

    Args:
        entries: its members.
        overlap: let all members be the first one's bytes.
    """
    body, directory = b"", b""
    for entry in entries:
        start = 0 if overlap else len(body)
        facts = struct.pack(
            "<HHHHIIIHH", entry.flags, entry.method, 0, 33, entry.crc & 0xFFFFFFFF,
            len(entry.packed), entry.size & 0xFFFFFFFF, len(entry.name), 0,
        )  # fmt: skip
        if not (overlap and body):
            body += b"PK\3\4\x14\0" + facts + (entry.other or entry.name) + entry.packed
        directory += (
            b"PK\1\2\x14\3\x14\0" + facts + struct.pack("<HHHII", 0, 0, 0, entry.mode << 16, start)
        ) + entry.name
    count = min(len(entries), 0xFFFF)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


@cache
def _zeros(megabytes: int) -> tuple[bytes, int]:
    """Deflate so many megabytes of zeros, and sum them up; a thousandth of the size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(_MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(megabytes):
        crc = zlib.crc32(bytes(_MEGABYTE), crc)
    return block * megabytes + zlib.compressobj(9, zlib.DEFLATED, -15).flush(), crc


def _swelling(name: bytes, megabytes: int, stated: int | None = None) -> _Entry:
    packed, crc = _zeros(megabytes)
    size = megabytes * _MEGABYTE if stated is None else stated
    return _Entry(name=name, packed=packed, size=size, crc=crc)


def bombs(chance: random.Random) -> File:
    """A few bytes that unpack to many, flat, nested, overlapping, in archives and documents."""
    make = chance.choice((_flat_bomb, _deep_bomb, _stream_bomb, _word_bomb, _book_bomb))
    return make(chance)


def _flat_bomb(chance: random.Random) -> File:
    suffix = chance.choice((".txt", ".html", ".pdf", ".jsonl", ".docx", ".epub"))
    name = f"a{suffix}".encode()
    entries, overlap = chance.choice(
        (
            ([_swelling(name, 400)], False),
            ([_swelling(name, 400, stated=100)], False),
            ([_swelling(name, 19, stated=19_000_000)], False),
            ([_swelling(name, 400, stated=2**32 - 1)], False),
            ([_swelling(b"%d-%s" % (n, name), 18) for n in range(200)], False),
            ([_swelling(b"%d.png" % n, 400) for n in range(30)] + [_stored(b"b.txt")], False),
            ([_swelling(b"%d-%s" % (n, name), 18) for n in range(5000)], True),
            ([_stored(b"%d/" % n, b"") for n in range(70_000)], False),
        )
    )
    return File(".zip", _zip(entries, overlap=overlap))


def _deep_bomb(chance: random.Random) -> File:
    data = _zip([_swelling(b"a.txt", 100)])
    for level in range(chance.randint(2, 40)):
        members = [(f"{level}-{i}.zip", data) for i in range(chance.choice((1, 1, 3)))]
        data = zipped(members) if len(data) < _MEGABYTE else data
    return File(chance.choice((".zip", ".docx", ".epub")), data)


def _stream_bomb(chance: random.Random) -> File:
    times = chance.choice((30, 300))
    suffix, packed = chance.choice(
        ((".gz", gzipped), (".bz2", bz2.compress), (".xz", lzma.compress))
    )
    info = tarfile.TarInfo(chance.choice(("a.txt", "a.png", "a.jsonl")))
    info.size = times * 10_000_000
    zeros = packed(bytes(10_000_000)) * times
    if suffix == ".gz" and chance.random() < 0.5:
        return File(chance.choice((".txt.gz", ".jsonl.gz", ".html.gz")), zeros)
    return File(f".tar{suffix}", packed(info.tobuf()) + zeros)


def _word_bomb(chance: random.Random) -> File:
    parts = word_parts(word_paragraph(STORIES[0].paragraphs[0]))
    name = chance.choice(list(parts))
    way = chance.randrange(4)
    if way == 0:
        rest = [(one, data) for one, data in parts.items() if one != name]
        swollen = _swelling(name.encode(), chance.choice((30, 400)))
        return File(".docx", _zip([*(_stored(n.encode(), d) for n, d in rest), swollen]))
    unit = chance.choice(("<w:p/>", word_paragraph("x"), "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"))
    if way == 1:
        parts = word_parts(unit * (chance.choice((5_000_000, 11_000_000)) // len(unit)))
    elif way == 2:
        parts |= {f"word/{n}.xml": b"<a/>" for n in range(chance.choice((4000, 6000)))}
    else:
        related = '<Relationship Id="r{}" Type="a" Target="b{}"/>'
        many = "".join(related.format(n, n) for n in range(30_000)).encode()
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Rel", many + b"</Rel")
    return File(".docx", zipped(parts.items()))


def _book_bomb(chance: random.Random) -> File:
    parts = book_parts(f"<p>{STORIES[0].paragraphs[0]}</p>")
    package = parts["book.opf"]
    way = chance.randrange(4)
    if way == 0:
        parts["1.xhtml"] = b"<html><body>" + b"<p>x</p>" * 1_200_000 + b"</body></html>"
    elif way == 1:
        items = b"".join(b'<item id="i%d" href="1.xhtml?%d"/>' % (n, n) for n in range(4900))
        refs = b"".join(b'<itemref idref="i%d"/>' % n for n in range(4900))
        package = package.replace(b"<manifest>", b"<manifest>" + items)
        parts["book.opf"] = package.replace(b"<spine>", b"<spine>" + refs)
    elif way == 2:
        parts["1.xhtml"] = b"<html><body>" + b"<b>" * 250 + b"x" * 9_000_000 + b"</body></html>"
    else:
        labels = b'<a href="1.xhtml">x</a>' * 300_000
        parts["nav.xhtml"] = b"<html><body>%s</body></html>" % labels
        item = b'<manifest><item id="n" href="nav.xhtml" properties="nav"/>'
        parts["book.opf"] = package.replace(b"<manifest>", item)
    return File(".epub", zipped(parts.items()))


_PATHS = (
    "../a.txt", "../../../../etc/a.txt", "/etc/a.txt", "/a.txt", "C:\\a.txt", "C:/a.txt",
    "..\\a.txt",
    "a/../../b.txt", "a/./b.txt", "./a.txt", "//a.txt", "a//b.txt", "a.txt/", "\\\\host\\a.txt",
    "a:b.txt",
    "a\nb.txt", "a\rb.txt", "a\0b.txt", "\x1b[2Ja.txt", "\u202etxt.a.txt", " .txt", ".txt",
    "CON.txt", "-rf.txt",
    "a" * 300 + ".txt", "a/" * 500 + "b.txt", "a" * 60_000 + ".txt", "名" * 300 + ".txt", "a.txt ",
    "~/a.txt",
    "a#b.txt", "a!/b.txt", "a?b.txt", "%2e%2e/a.txt", "a.TXT", "A.txt", "$(id).txt", "file:a.txt",
)  # fmt: skip
_BYTES = (
    b"\xff\xfe.txt",
    b"\xd0\xc2\xce\xc5.txt",
    b"a\x80\x81.txt",
    b"\xed\xa0\x80.txt",
    b"\xc3.txt",
    b"",
)


def paths(chance: random.Random) -> File:
    """Members whose names lead elsewhere, occur twice, are no names, or belong to no file."""
    names = chance.sample(_PATHS, 4)
    if chance.random() < 0.5:
        return File(chance.choice((".tar", ".tar.gz")), _odd_tar(names, chance))
    entries = [
        replace(_stored(name.encode("utf-8", "surrogatepass")), flags=0x800) for name in names
    ]
    entries += [replace(_stored(chance.choice(_BYTES)), flags=chance.choice((0, 0x800)))]
    a, b, c = (_stored(name) for name in (b"a.txt", b"b.txt", b"c.txt"))
    entries += chance.choice(
        (
            [a, a, b],
            [replace(_stored(b"a.txt", b"/etc/passwd"), mode=0o120777)],
            [replace(a, mode=0o020666), replace(b, mode=0o010666)],
            [replace(a, flags=1), replace(b, method=99), replace(c, method=14)],
            [replace(a, size=2**32 - 1), replace(b, size=0), replace(c, crc=7)],
            [replace(a, other=b"c.txt"), replace(b, packed=_TEXT[:9])],
            [replace(a, method=12), replace(b, flags=0x08), replace(c, flags=0x20)],
            [_stored(b"rows.jsonl", lines_of(STORIES)), _stored(b"a.html", page_of(STORIES[0]))],
        )
    )
    chance.shuffle(entries)
    return File(".zip", _zip(entries))


def _odd_tar(names: Sequence[str], chance: random.Random) -> bytes:
    written = io.BytesIO()
    kinds = (
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.CHRTYPE,
        tarfile.FIFOTYPE,
        tarfile.DIRTYPE,
        b"9",
    )
    style = chance.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT))
    with tarfile.open(fileobj=written, mode="w", format=style, errors="surrogateescape") as packed:
        for name in (*names, "a.txt", "a.txt"):
            info = tarfile.TarInfo(name.replace("\0", "0"))
            info.size = len(_TEXT)
            packed.addfile(info, io.BytesIO(_TEXT))
        for kind in kinds:
            info = tarfile.TarInfo(f"{kind!r}.txt")
            info.type = kind
            info.linkname = chance.choice(("/etc/passwd", "a.txt", f"{kind!r}.txt", "../../x"))
            packed.addfile(info)
    data = bytearray(written.getvalue())
    if chance.random() < 0.5:
        # A header's size, checked by no sum.
        at = 512 * chance.randrange(len(data) // 512)
        data[at + 124 : at + 136] = chance.choice(
            (b"77777777777\0", b"\xff" * 12, b"\x80" + b"\xff" * 11)
        )
        data[at + 148 : at + 156] = b" " * 8
        data[at + 148 : at + 156] = b"%06o\0 " % sum(data[at : at + 512])
    return gzipped(bytes(data)) if chance.random() < 0.5 else bytes(data)


def mixed(chance: random.Random) -> File:
    """Whole files among damaged ones, in one archive."""
    good = [(f"{n}.txt", _TEXT) for n in range(2)]
    bad = chance.choice(
        (("b.pdf", b"%PDF-1.7"), ("b.docx", b"PK"), ("b.txt", bytes(99)), ("b.zip", b""))
    )
    members = [*good, bad]
    chance.shuffle(members)
    packed = chance.choice(
        (
            File(".zip", zipped(members)),
            File(".tar", tarred(members)),
            File(".tgz", gzipped(tarred(members))),
        )
    )
    return replace(packed, articles=len(good))
