"""Find the files that may be articles and load their bytes.

Knows paths, suffixes and sizes; knows nothing of what the bytes say.
"""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SourceError
from ingest.formats import READER_SUFFIXES

SUFFIXES = (".txt", ".md", ".html", ".htm", *READER_SUFFIXES)
# A long book is 2 MB; what is larger is a dump, and would hold the reader up for minutes.
MAX_BYTES = 20_000_000

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
        origin: `file:` and the absolute path, or `upload:` and the file's name.
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
    seen: set[Path] = set()
    for path in paths:
        for found in _find(path):
            real = found.resolve()
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
        raise SourceError(f"{_shown(path)} does not exist.", "Check the spelling of the path.")
    elif path.suffix.lower() not in SUFFIXES:
        raise SourceError(
            f"{_shown(path)} is not a type of file that can be read.", f"Give {_SUPPORTED} files."
        )
    else:
        yield path


def _walk(top: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise SourceError(
            f"The folder {_shown(error.filename)} cannot be read: {error.strerror}.",
            "Check that you may read it.",
        ) from error

    for folder, folders, files in os.walk(top, onerror=refuse, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if not name.startswith(".") and path.suffix.lower() in SUFFIXES:
                yield path


def load_source(path: Path) -> Source:
    """Read a file whole.

    Raises:
        SourceError: the file cannot be read, is empty, is larger than 20 MB, is a pipe or a
            device, or its path is not UTF-8.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            # A pipe would be waited for, and a device has no end.
            raise SourceError(f"{_shown(path)} is no regular file.", "Give a file with text in it.")
        data = path.read_bytes() if status.st_size <= MAX_BYTES else b""
        full = path.resolve().as_posix()
    except OSError as error:
        raise _unreadable(path, error) from error
    if _shown(full) != full:
        # The library could not store where the article came from.
        raise SourceError(
            f"The name {_shown(full)} is not UTF-8.", "Rename the file or its folder."
        )
    _check_size(path.name, max(status.st_size, len(data)))
    return Source(f"file:{full}", path.name, data)


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(
        f"{_shown(path)} cannot be read: {error.strerror}.",
        "Check that it exists and you may read it.",
    )


def _shown(path: str | Path) -> str:
    r"""A path for a message: what of it is not UTF-8 is escaped, as `\udcc4` for the byte C4."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


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
    if Path(safe).suffix.lower() not in SUFFIXES:
        raise SourceError(
            f"{safe} is not a type of file that can be read.", f"Upload {_SUPPORTED} files."
        )
    _check_size(safe, len(data))
    return Source(f"upload:{safe}", safe, data)


def _check_size(name: str, size: int) -> None:
    if size == 0:
        raise SourceError(f"{name} is empty.", "Give a file with text in it.")
    if size > MAX_BYTES:
        raise SourceError(
            f"{name} is larger than {MAX_BYTES // 1_000_000} MB.", "Split it into single articles."
        )
