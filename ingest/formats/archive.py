"""Take the files of an archive as one source each: zip, tar (plain, gzip, bzip2, xz), single gzip.

Everything is read in memory and in order; nothing is written to disk, and no link is followed. An
archive inside an archive is not opened, so that what an archive holds is bounded by its own size
and a member's origin says all of where it was. Tables of rows inside an archive are read.
"""

import bz2
import gzip
import lzma
import stat
import tarfile
import zlib
from collections.abc import Iterator
from io import BytesIO, RawIOBase
from pathlib import PurePosixPath
from typing import BinaryIO

from ingest.decode import clean, decode
from ingest.errors import SourceError
from ingest.formats import ARCHIVE_SUFFIXES, RECORD_SUFFIXES
from ingest.formats.mapping import FieldMapping
from ingest.formats.records import read_records
from ingest.formats.rows import MAX_FILE
from ingest.formats.zipped import damaged, member_name, open_zip, read_member
from ingest.source import ARTICLE_SUFFIXES, MAX_BYTES, SUFFIXES, Source

MAX_MEMBERS = 100_000
# Text becomes a fifth to a tenth when it is packed, tables of like rows a fiftieth. Below the
# least any ratio is let through, for a few like files reach it.
MAX_TOTAL = 2_000_000_000
MAX_RATIO = 100
LEAST_TOTAL = 100_000_000
_CHUNK = 1 << 18
_SHOWN = ", ".join((*ARTICLE_SUFFIXES, *RECORD_SUFFIXES))
_MAGIC = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ\0", lzma.open))
_LONGEST_NAME = 1000
# What the standard library raises for damage; the last two for chains of headers that have no end
# and for dictionaries that no memory holds.
_DAMAGE = (
    tarfile.TarError, OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, OverflowError,
    RecursionError, MemoryError,
)  # fmt: skip

_Member = tuple[str, bytes]


def read_archive(
    file: BinaryIO, origin: str, name: str, mapping: FieldMapping | None = None
) -> Iterator[Source | SourceError]:
    """Read the files of an archive as sources.

    Files of other types, hidden ones and what macOS adds are passed over, as in a folder.

    Args:
        file: open for reading and seeking.
        origin: that of the archive; a member's is it with `!/` and its path inside.
        name: the archive's name.
        mapping: which field of a row holds what, in tables that are inside.

    Yields:
        Sources, and a SourceError in the place of each file that cannot be read or must not be:
        encrypted, too large, damaged, a link or device, another archive, under a path that leads
        elsewhere or that another file has. One more where the archive itself is damaged, or
        unpacks to more than 100 times its size or 2 GB, which ends it.
    """
    gate = _Gate(name, file)
    lower = name.lower()
    try:
        if lower.endswith(".zip"):
            members = _zip_members(file, gate)
        elif lower.endswith(".gz") and not lower.endswith(".tar.gz"):
            members = _single_member(file, gate)
        else:
            members = _tar_members(file, gate)
        empty = True
        for member in members:
            empty = False
            if isinstance(member, SourceError):
                yield member
                continue
            path, data = member
            if path.lower().endswith(RECORD_SUFFIXES):
                yield from read_records(BytesIO(data), f"{origin}!/{path}", path, mapping)
            else:
                yield Source(f"{origin}!/{path}", path, data)
        if empty:
            yield SourceError(
                f"{name} holds no file of a type that can be read.", f"Pack {_SHOWN} files."
            )
    except SourceError as error:
        yield error


class _Gate:
    """Decides which members are read, and how much of an archive is unpacked."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name = name
        size = file.seek(0, 2)
        file.seek(0)
        self._left = min(MAX_TOTAL, max(LEAST_TOTAL, MAX_RATIO * size))
        self._paths: set[str] = set()
        self._members = 0

    def unpack(self, size: int) -> None:
        """Count bytes that were unpacked; raises SourceError where they are too many."""
        self._left -= size
        if self._left < 0:
            raise SourceError(
                f"{self.name} unpacks to far more than its size.", "Check where it comes from."
            )

    def is_wanted(self, path: str) -> bool:
        """Count a member, and say whether it is of a known type and not hidden."""
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise SourceError(
                f"{self.name} has more than {MAX_MEMBERS:,} files; the others were left out.",
                "Split it into smaller archives.",
            )
        pieces = path.split("/")
        hidden = any(p.startswith(".") and p not in (".", "..") for p in pieces)
        return path.lower().endswith(SUFFIXES) and not hidden and "__MACOSX" not in pieces

    def refusal(self, path: str, size: int, is_file: bool) -> SourceError | None:
        """Say why a member must not be read, if so."""
        shown = self.shown(path)
        pieces = PurePosixPath(path).parts
        if path.startswith("/") or ".." in pieces or path[1:2] == ":":
            return SourceError(f"The path of {shown} leads out of it.", "Pack it once more.")
        if not is_file:
            return SourceError(
                f"{shown} is a link or a device.", "Add the file that it stands for."
            )
        if path in self._paths:
            return SourceError(f"{shown} is in it twice.", "Rename one of the two.")
        self._paths.add(path)
        if path.lower().endswith(ARCHIVE_SUFFIXES):
            return SourceError(f"{shown} is an archive itself.", "Unpack it and add what is in it.")
        if size <= 0:
            return SourceError(f"{shown} is empty.", "Give a file with text in it.")
        if size > self.longest(path):
            return SourceError(
                f"{shown} is larger than {self.longest(path) // 1_000_000} MB.",
                "Split it into smaller files.",
            )
        return None

    def longest(self, path: str) -> int:
        """Return the most bytes that a member of this name may have."""
        return MAX_FILE if path.lower().endswith(RECORD_SUFFIXES) else MAX_BYTES

    def shown(self, path: str) -> str:
        """Return how messages call a member."""
        return f"{path[:_LONGEST_NAME]} in {self.name}"


def _zip_members(file: BinaryIO, gate: _Gate) -> Iterator[_Member | SourceError]:
    with open_zip(file, gate.name) as archive:
        for info in archive.infolist():
            path = _plain(member_name(info))
            if not gate.is_wanted(path) or info.is_dir():
                continue
            kind = stat.S_IFMT(info.external_attr >> 16)
            refusal = gate.refusal(path, info.file_size, kind in (0, stat.S_IFREG))
            if refusal is not None:
                yield refusal
                continue
            gate.unpack(info.file_size)
            try:
                data = read_member(archive, info, gate.longest(path), gate.shown(path))
            except SourceError as error:
                yield error
            else:
                yield path, data


def _single_member(file: BinaryIO, gate: _Gate) -> Iterator[_Member | SourceError]:
    path = PurePosixPath(gate.name).name[: -len(".gz")]
    if not gate.is_wanted(path):
        return
    stream = _Stream(file, gate)
    try:
        data = stream.read(gate.longest(path) + 1)
    except _DAMAGE as error:
        raise damaged(gate.name) from error
    yield gate.refusal(path, len(data), is_file=True) or (path, data)


def _tar_members(file: BinaryIO, gate: _Gate) -> Iterator[_Member | SourceError]:
    stream = _Stream(file, gate)
    try:
        # As a stream it is read forwards alone: a header cannot send the reader back to itself.
        with tarfile.open(
            fileobj=stream, mode="r|", encoding="utf-8", errors="surrogateescape"
        ) as archive:
            for info in archive:
                # The next header is sought in small steps, past the end of the file too.
                if archive.offset > MAX_TOTAL:
                    gate.unpack(archive.offset)
                path = _plain(_tar_name(info.name))
                if not gate.is_wanted(path) or info.isdir():
                    continue
                refusal = gate.refusal(path, info.size, info.isreg())
                if refusal is not None:
                    yield refusal
                    continue
                member = archive.extractfile(info)
                if member is not None:
                    yield path, member.read()
            stream.drain()
            # A header that is none ends the archive for tarfile, as its proper end does.
            if not stream.last_byte <= archive.offset < stream.position:
                raise damaged(gate.name)
    except _DAMAGE as error:
        raise damaged(gate.name) from error


class _Stream(RawIOBase):
    """An archive unpacked as it is read, counted by the gate."""

    def __init__(self, file: BinaryIO, gate: _Gate) -> None:
        super().__init__()
        start = file.read(6)
        file.seek(0)
        unpack = next((opener for magic, opener in _MAGIC if start.startswith(magic)), None)
        self._inner = file if unpack is None else unpack(file)
        self._gate = gate
        self.position = 0
        # Where the last byte that is not zero ends.
        self.last_byte = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Read up to so many bytes, in pieces, so that a bomb is noticed early."""
        pieces: list[bytes] = []
        while size > 0 and (piece := self._inner.read(min(size, _CHUNK))):
            self._gate.unpack(len(piece))
            size -= len(piece)
            pieces.append(piece)
            said = len(piece.rstrip(b"\0"))
            self.last_byte = self.position + said if said else self.last_byte
            self.position += len(piece)
        return b"".join(pieces)

    def drain(self) -> None:
        """Read to the end."""
        while self.read(_CHUNK):
            pass


def _plain(path: str) -> str:
    r"""Bring a path to one form: no `./` before it, `/` for `\`, no invisible characters."""
    path = " ".join(clean(path).replace("\\", "/").split("\n"))
    while path.startswith("./"):
        path = path[2:]
    return path


def _tar_name(name: str) -> str:
    """Return a path whose bytes are UTF-8 or, where they are not, what they most likely are."""
    if name.isascii():
        return name
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return decode(raw)
    except ValueError:
        return raw.decode("utf-8", "backslashreplace")
