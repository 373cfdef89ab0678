"""Formats beyond plain text, Markdown and web pages, and which suffix is which.

A reader turns the bytes of one source into one draft. A container holds several sources: the rows
of a table, the files of an archive. Each is imported where it is first needed.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from ingest.draft import Draft
    from ingest.errors import SourceError
    from ingest.formats.mapping import FieldMapping
    from ingest.source import Source

READER_SUFFIXES = (".pdf", ".docx", ".epub", ".mhtml", ".mht")
RECORD_SUFFIXES = (".json", ".jsonl", ".ndjson", ".csv", ".tsv")
# A suffix that ends another stands after it.
ARCHIVE_SUFFIXES = (
    ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar", ".gz",
)  # fmt: skip
CONTAINER_SUFFIXES = (*RECORD_SUFFIXES, *ARCHIVE_SUFFIXES)

Reader = Callable[["Source"], "Draft"]
# The open file, its origin, its name for messages and suffix, and where a row keeps what.
Container = Callable[[BinaryIO, str, str, "FieldMapping"], Iterator["Source | SourceError"]]


def reader_for(name: str) -> Reader | None:
    """Return what reads a file of this name into a draft, if one of these formats is it.

    The reader raises SourceError, in one sentence, for what it cannot read.
    """
    lower = name.lower()
    if lower.endswith(".pdf"):
        from ingest.formats.pdf import read_pdf

        return read_pdf
    if lower.endswith(".docx"):
        from ingest.formats.docx import read_docx

        return read_docx
    if lower.endswith(".epub"):
        from ingest.formats.epub import read_epub

        return read_epub
    if lower.endswith((".mhtml", ".mht")):
        from ingest.formats.mhtml import read_mhtml

        return read_mhtml
    return None


def container_for(name: str) -> Container | None:
    """Return what takes a file of this name apart into sources, if it is a container.

    What it is given must be open for reading and for seeking. It yields a SourceError in the place
    of each row or file that cannot be read, and one more where the container itself is damaged.
    """
    lower = name.lower()
    if lower.endswith(RECORD_SUFFIXES):
        from ingest.formats.records import read_records

        return read_records
    if lower.endswith(ARCHIVE_SUFFIXES):
        from ingest.formats.archive import read_archive

        return read_archive
    return None
