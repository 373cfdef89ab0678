"""Add uploads and re-read files in a thread of their own, so that the page can show progress.

Knows files and the library; knows nothing of Gradio or of HTML.
"""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.web.words import Words
from ingest.errors import LibraryError, SourceError, WenyuanError

if TYPE_CHECKING:
    from ingest.library import Library
    from ingest.source import Source
    from ingest.sync import Progress, Report

FILES_LIMIT = 200  # files of one upload: minutes of reading, not hours
MEGABYTES_LIMIT = 50  # of one upload, all files together; they are held in memory at once

Work = Callable[["Library", "Callable[[Progress], None]"], "Report"]


def run(work: Work, library: "Library") -> "Iterator[Progress | Report]":
    """Do the work in a thread; yield its progress as it happens, and its report last.

    Raises:
        WenyuanError: the work raised it, or ended without a report.
    """
    from ingest.sync import Report

    events: queue.SimpleQueue[Progress | Report | WenyuanError] = queue.SimpleQueue()

    def body() -> None:
        fault: WenyuanError = LibraryError(
            "Adding ended with an unexpected fault.",
            "See the terminal that Wenyuan was started from; what was added before stays.",
        )
        outcome: Report | WenyuanError = fault
        try:
            outcome = work(library, events.put)
        except WenyuanError as error:
            outcome = error
        finally:
            events.put(outcome)

    threading.Thread(target=body, name="add-articles", daemon=True).start()
    while True:
        event = events.get()
        if isinstance(event, WenyuanError):
            raise event
        yield event
        if isinstance(event, Report):
            return


def add_uploads(paths: Sequence[Path], words: Words) -> Work:
    """The work of adding uploaded files.

    Args:
        paths: the files, under the names that the user gave them.
        words: the language of a refusal.

    Raises:
        SourceError: the files are too many or too large.
    """
    if (
        len(paths) > FILES_LIMIT
        or sum(path.stat().st_size for path in paths) > MEGABYTES_LIMIT * 1_000_000
    ):
        raise SourceError(
            words.too_large.format(files=FILES_LIMIT, megabytes=MEGABYTES_LIMIT),
            words.too_large_remedy,
        )

    def work(library: "Library", on_progress: "Callable[[Progress], None]") -> "Report":
        from ingest.source import upload_source
        from ingest.sync import Change, Report, sync_sources

        sources: list[Source] = []
        refused: list[Change] = []
        for path in paths:
            try:
                sources.append(upload_source(path.name, path.read_bytes()))
            except SourceError as error:
                refused.append(Change("failed", path.name, path.name, str(error)))
        report = sync_sources(library, sources, on_progress=on_progress)
        return Report((*refused, *report.changes))

    return work


def read_again(library: "Library", on_progress: "Callable[[Progress], None]") -> "Report":
    """The work of looking again at every file, folder and web address that was ever added."""
    from ingest.sync import sync_places

    return sync_places(library, on_progress=on_progress)
