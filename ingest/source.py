"""Find the files that may be articles and load their bytes.

Knows paths, suffixes and sizes; knows nothing of what the bytes say.
"""

import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.decode import decode
from ingest.errors import SourceError
from ingest.formats import CONTAINER_SUFFIXES, READER_SUFFIXES

# Of files that are one article each; then of all that can be read.
ARTICLE_SUFFIXES = (".txt", ".md", ".html", ".htm", *READER_SUFFIXES)
SUFFIXES = (*ARTICLE_SUFFIXES, *CONTAINER_SUFFIXES)
# A long book is 2 MB; what is larger is a dump, and would hold the reader up for minutes.
MAX_BYTES = 20_000_000

# Seconds within which a file system may give two changes the same time; FAT's are two.
_CLOCK_TICK = 2.0
_UNSAFE = re.compile(r"[^\w.\- ]")
_SUPPORTED = f"{', '.join(SUFFIXES[:-1])} and {SUFFIXES[-1]}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a source says of its article beside its bytes.

    A filled field wins over what the parser finds.
    """

    title: str = ""
    author: str = ""
    published: str = ""
    site: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file and where they came from.

    Attributes:
        origin: `file:` and the absolute path, `upload:` and the file's name, or the web address.
        name: the file's name, for messages and for its suffix.
        data: the bytes as they are; never empty.
        facts: what is known of the article from elsewhere, such as a feed.
    """

    origin: str
    name: str
    data: bytes
    facts: Facts = Facts()


def find_sources(paths: Sequence[Path]) -> Iterator[Path]:
    """Find the files that can be read as articles.

    Args:
        paths: files and folders; folders are searched to any depth. Hidden files and folders and
            links to folders inside them are skipped.

    Yields:
        Paths of files with one of `SUFFIXES`, sorted within each folder, none twice.

    Raises:
        SourceError: a path does not exist, is a file of another type, or cannot be looked at.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _find(path):
            # Not `Path.resolve`, which raises on a loop of links up to Python 3.12.
            real = os.path.realpath(found)
            if real not in seen:
                seen.add(real)
                yield found


def _find(path: Path) -> Iterator[Path]:
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:
        raise _unreadable(path, error) from error
    if is_folder:
        yield from _walk(path)
    elif not exists:
        raise SourceError(f"{shown(path)} does not exist.", "Check the spelling of the path.")
    elif not path.name.lower().endswith(SUFFIXES):
        raise SourceError(
            f"{shown(path)} is not a type of file that can be read.", f"Give {_SUPPORTED} files."
        )
    else:
        yield path


def _walk(top: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise SourceError(
            f"The folder {shown(error.filename)} cannot be read: {error.strerror}.",
            "Check that you may read it.",
        ) from error

    for folder, folders, files in os.walk(top, onerror=refuse, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if not name.startswith(".") and name.lower().endswith(SUFFIXES):
                yield path


def file_address(path: Path) -> str:
    """Return what a file or folder is known by: `file:` and its absolute path.

    Links to folders are followed, and a link to a file is not: it is where it is found.

    Raises:
        SourceError: the path is not UTF-8, or cannot be looked at.
    """
    try:
        full = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    except (OSError, RuntimeError) as error:  # a loop of links, up to Python 3.12
        raise SourceError(
            f"{shown(path)} cannot be read: a loop of links.", "Check what its folders link to."
        ) from error
    if not _is_utf8(str(full)):
        # The library could not store where the article came from.
        raise SourceError(f"The name {shown(full)} is not UTF-8.", "Rename the file or its folder.")
    return f"file:{full.as_posix()}"


def file_stamp(path: Path) -> str:
    """Return what changes whenever a file does, or nothing if that cannot be told.

    It cannot for a file that was written just now, and may be again before the clock ticks.
    """
    try:
        status = path.stat()
    except OSError:
        return ""
    if abs(time.time() - status.st_mtime) < _CLOCK_TICK:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def load_source(path: Path) -> Source:
    """Read a file whole.

    Raises:
        SourceError: the file cannot be read, is empty, is larger than 20 MB, is a pipe or a
            device, or its path is not UTF-8.
    """
    address = file_address(path)
    with open_source(path) as file:
        try:
            data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise _unreadable(path, error) from error
    _check_size(shown(path.name), len(data))
    return Source(address, shown(path.name), data)


def open_source(path: Path) -> BinaryIO:
    """Open a file.

    Raises:
        SourceError: it cannot be read, or is a pipe or a device.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            # A pipe would be waited for, and a device has no end.
            raise SourceError(f"{shown(path)} is no regular file.", "Give a file with text in it.")
        return path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(
        f"{shown(path)} cannot be read: {error.strerror}.",
        "Check that it exists and you may read it.",
    )


def shown(path: str | Path) -> str:
    r"""Return a path for a message, on one line: what is no text in it is escaped.

    So is what is not UTF-8, as `\udcc4` for the byte C4.
    """
    text = str(path).encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def upload_source(name: str, data: bytes) -> Source:
    """Wrap an uploaded file.

    Args:
        name: the file's name as the browser gave it; only its last part and harmless characters
            of that are kept.
        data: its bytes.

    Raises:
        SourceError: the file is empty, larger than 20 MB or of another type.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    safe = _UNSAFE.sub("_", last).strip(" .")[-120:] or "article.txt"
    if not safe.lower().endswith(SUFFIXES):
        raise SourceError(
            f"{safe} is not a type of file that can be read.", f"Upload {_SUPPORTED} files."
        )
    _check_size(safe, len(data))
    return Source(f"upload:{safe}", safe, data)


def decode_text(data: bytes, name: str, declared: str = "") -> str:
    """Decode a file's bytes; `declared` is the charset that they declare, if any.

    Raises:
        SourceError: they are no text.
    """
    try:
        return decode(data, declared)
    except ValueError as error:
        raise SourceError(
            f"{name} is not text in any known encoding.", "Save it as UTF-8 text."
        ) from error


def _check_size(name: str, size: int) -> None:
    if size == 0:
        raise SourceError(f"{name} is empty.", "Give a file with text in it.")
    if size > MAX_BYTES:
        raise SourceError(
            f"{name} is larger than {MAX_BYTES // 1_000_000} MB.", "Split it into single articles."
        )
