"""Bring the library to what files, folders, web addresses or uploads hold.

Knows how each kind of place is looked through; `run.py` knows what becomes of what is found.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import SourceError
from ingest.library import Library
from ingest.recut import recut
from ingest.source import Source, file_address, file_stamp, find_sources, shown
from ingest.store import PIPELINE
from ingest.sync.options import Options, options_of
from ingest.sync.report import OnProgress, Report
from ingest.sync.run import Run
from ingest.sync.web import sync_address
from ingest.sync.workers import Job, Workers

if TYPE_CHECKING:
    from ingest.fetch import Client

_FILE = "file:"


def sync_paths(
    library: Library,
    paths: Sequence[Path],
    options: Options | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Bring the library to what files and folders hold, and keep them in step from now on.

    A path that cannot be looked at is reported as failed, and the others are gone on with.

    Raises:
        ModelMismatch: the library was embedded with another model.
        LibraryBusy: another process has been writing for too long.
    """
    with _running(library, options or Options(), on_progress) as run:
        for path in paths:
            _sync_path(run, path)
    return run.report


def sync_addresses(
    library: Library,
    addresses: Sequence[str],
    client: "Client",
    options: Options | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Bring the library to what web addresses hold, and keep them in step from now on.

    Args:
        library: where the articles go.
        addresses: http and https addresses: of pages, feeds, sitemaps and lists of addresses.
        client: what asks for them.
        options: how.
        on_progress: is told of each page.

    Raises:
        ModelMismatch: the library was embedded with another model.
        LibraryBusy: another process has been writing for too long.
    """
    with _running(library, options or Options(), on_progress) as run:
        for address in addresses:
            sync_address(run, address, client)
    return run.report


def sync_sources(
    library: Library,
    sources: Iterable[Source],
    options: Options | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Add or update the articles of sources that are in memory, such as uploads.

    Raises:
        ModelMismatch: the library was embedded with another model.
        LibraryBusy: another process has been writing for too long.
    """
    with _running(library, options or Options(), on_progress) as run:
        run.read([Job(source.origin, source.name, source) for source in sources], {})
    return run.report


def sync_places(
    library: Library, options: Options | None = None, on_progress: OnProgress | None = None
) -> Report:
    """Bring the library to what every place now holds that was ever given, as it was given.

    Args:
        library: the library.
        options: whether this is a dry run; all else is as each place remembers it.
        on_progress: is told of each document.

    Raises:
        ModelMismatch: the library was embedded with another model.
        LibraryBusy: another process has been writing for too long.
    """
    options = options or Options()
    places = library.documents.places()
    client = _client() if any(not place.startswith(_FILE) for place in places) else None
    report = Report()
    for place, kept in places.items():
        remembered = replace(options_of(kept), dry_run=options.dry_run)
        with _running(library, remembered, on_progress) as run:
            if client is not None and not place.startswith(_FILE):
                sync_address(run, place, client)
            else:
                _sync_path(run, Path(place.removeprefix(_FILE)))
        report += run.report
    return report


def _client() -> "Client":
    from ingest.fetch import Client

    return Client()


@contextmanager
def _running(library: Library, options: Options, on_progress: OnProgress | None) -> Iterator[Run]:
    library.model  # noqa: B018 - a library of another model is refused before anything is read
    with Workers() as workers:
        run = Run(library, workers, options, on_progress)
        yield run
        run.finish()
    if not options.dry_run:
        recut(library)
        library.enforce_names()


def _sync_path(run: Run, root: Path) -> None:
    library, options, address = run.library, run.options, ""
    try:
        address = file_address(root)
        # Read before the folder is: what another process adds meanwhile has not vanished.
        known = library.documents.stamps(address)
        paths = dict(_addressed(run, find_sources([root])))
        if known and not paths:
            raise SourceError(
                f"{root} holds nothing that can be read, and the library has {len(known)} files "
                "from it.",
                "Check that it is the right folder; if the articles are to go, remove them.",
            )
    except SourceError as error:
        run.fail(shown(root.name or root), address, error)
        return
    gone = [one for one in known if one not in paths]
    jobs = []
    for one, path in paths.items():
        stamp = _stamp(library, path, options)
        is_known = bool(stamp) and known.get(one) == stamp
        if is_known and (not options.again or library.documents.articles(one)):
            run.unchanged(one)
        else:
            jobs.append(Job(one, shown(path.name), path, stamp, options.mapping))
    run.read(jobs, library.documents.hashes(gone))
    run.finish()
    for one in gone:
        run.vanish(one)
    if not options.dry_run:
        library.documents.note_place(address, options.kept())


def _addressed(run: Run, paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Give each file its address; one that can have none is reported."""
    for path in paths:
        try:
            yield file_address(path), path
        except SourceError as error:
            run.fail(shown(path.name), shown(path), error)


def _stamp(library: Library, path: Path, options: Options) -> str:
    """Return what is other when a file must be read again; empty if that cannot be told."""
    stamp = file_stamp(path)
    if not stamp:
        return ""
    how = repr((PIPELINE, library.settings.passage_tokens, options.mapping))
    return f"{hashlib.sha256(how.encode()).hexdigest()[:8]} {stamp}"
