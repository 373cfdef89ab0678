"""Read the members of a zip file in memory, each with a bound on its size.

Knows zip files, through zipfile; knows nothing of what the members are.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from ingest.decode import decode
from ingest.errors import SourceError

# The directory of a zip file is read in one piece; this holds that of 100,000 members.
_LONGEST_READ = 16_000_000
_CHUNK = 1 << 18
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
# What zipfile raises for damage; the last two for flags and methods that it does not know, and for
# sizes that no file has.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error,
    RuntimeError, OverflowError,
)  # fmt: skip


class _Bounded:
    """A file that is not read in large pieces, however large a zip file says its directory is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell
        self.seekable = file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _LONGEST_READ:
            raise zipfile.BadZipFile("directory too long")
        return self._file.read(size)


@contextmanager
def open_zip(file: BinaryIO, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip file for reading.

    Args:
        file: the file, open for reading and seeking.
        name: its name, for messages.

    Raises:
        SourceError: it is none, or its directory is damaged or longer than 16 MB.
    """
    try:
        archive = zipfile.ZipFile(cast(BinaryIO, _Bounded(file)))
    except _DAMAGE as error:
        raise damaged(name) from error
    with archive:
        yield archive


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, longest: int, name: str) -> bytes:
    """Read a member whole.

    Never more than the size that the directory states is unpacked, and in small pieces: zipfile
    checks it only after it has unpacked what it was asked for.

    Args:
        archive: the open zip file.
        info: the member.
        longest: bytes that it may have.
        name: what it is called in messages.

    Raises:
        SourceError: it is encrypted, too large, damaged or packed in a way that is not deflate.
    """
    if info.flag_bits & _ENCRYPTED:
        raise SourceError(f"{name} is encrypted.", "Unpack it with its password and add the files.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The other methods cannot be unpacked in pieces of bounded size.
        raise SourceError(f"{name} is packed in a way that is not read.", "Pack it as plain zip.")
    if info.file_size > longest:
        raise SourceError(
            f"{name} is larger than {longest // 1_000_000} MB.", "Split it into smaller files."
        )
    try:
        with archive.open(info) as member:
            return b"".join(iter(lambda: member.read(_CHUNK), b""))
    except _DAMAGE as error:
        raise damaged(name) from error


def member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; one that is not marked as UTF-8 is in what its maker's system uses.

    Windows in Chinese writes GBK, which zipfile takes for code page 437.
    """
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        return decode(info.filename.encode("cp437"))
    except ValueError:
        return info.filename


def damaged(name: str) -> SourceError:
    """Say that a file cannot be unpacked."""
    return SourceError(f"{name} is damaged or not what its name says.", "Get it once more.")
