"""`python -m ingest add`, `sync` and `watch`: run once or for ever, and say what happened."""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from ingest.formats.mapping import parse_mapping
from ingest.library import Library
from ingest.settings import Settings
from ingest.sync.options import Options
from ingest.sync.places import sync_addresses, sync_paths, sync_places
from ingest.sync.report import OnProgress, Progress, Report

_WEB = ("http://", "https://")
# Failures that are told of one by one; the report in JSON has all.
_SHOWN = 200
# Between two looks at the web; a site that is asked more often takes it ill.
WEB_SECONDS = 900.0


def add(settings: Settings, arguments: argparse.Namespace) -> int:
    """Add and update the articles of places, removing none; returns the exit status."""
    options = Options(keep_vanished=True, again=True, mapping=parse_mapping(arguments.map))
    with Library.open(settings) as library:
        if arguments.if_empty and library.count()[0]:
            return 0
        return _say(_sync(library, arguments.places, options), arguments.json)


def sync(settings: Settings, arguments: argparse.Namespace) -> int:
    """Bring the library to what places hold; returns the exit status."""
    with Library.open(settings) as library:
        return _say(_sync(library, arguments.places, _options(arguments)), arguments.json)


def watch(settings: Settings, arguments: argparse.Namespace) -> int:
    """Keep the library in step with places until it is stopped."""
    options = _options(arguments)
    paths = [one for one in arguments.places if not _is_web(one)]
    addresses = [one for one in arguments.places if _is_web(one)]
    asked = float("-inf")
    with Library.open(settings) as library:
        while True:
            due = list(paths)
            if time.monotonic() - asked >= max(arguments.every, WEB_SECONDS):
                due += addresses
                asked = time.monotonic()
            report = _sync(library, due, options)
            if any(change.outcome != "unchanged" for change in report.changes):
                _say(report, arguments.json)
            time.sleep(arguments.every)


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        keep_vanished=arguments.keep_vanished,
        dry_run=arguments.dry_run,
        mapping=parse_mapping(arguments.map),
    )


def _is_web(place: str) -> bool:
    return place.lower().startswith(_WEB)


def _sync(library: Library, places: Sequence[str], options: Options) -> Report:
    paths = [Path(one) for one in places if not _is_web(one)]
    addresses = [one for one in places if _is_web(one)]
    with _showing() as show:
        if not places:
            return sync_places(library, options, show)
        report = sync_paths(library, paths, options, show)
        if addresses:
            from ingest.fetch import Client

            report += sync_addresses(library, addresses, Client(), options, show)
        return report


@contextmanager
def _showing() -> Iterator[OnProgress]:
    """Show a bar with rate and time left on a terminal, and nothing in a pipe."""
    from tqdm import tqdm

    with tqdm(unit=" files", disable=None, leave=False, dynamic_ncols=True) as bar:

        def show(progress: Progress) -> None:
            bar.total = progress.total
            bar.set_postfix_str(progress.name[:40], refresh=False)
            bar.update(progress.done - bar.n)

        yield show


def _say(report: Report, as_json: bool) -> int:
    """Print what became of everything; returns the exit status: 1 where something failed."""
    if as_json:
        counts = Counter(change.outcome for change in report.changes)
        said = {"counts": counts, "changes": [asdict(change) for change in report.changes]}
        print(json.dumps(said, ensure_ascii=False), flush=True)
        return 1 if report.failed else 0
    for name, reason in report.failed[:_SHOWN]:
        print(f"{name}: {reason}", file=sys.stderr)
    if len(report.failed) > _SHOWN:
        print(f"{len(report.failed) - _SHOWN} more failed.", file=sys.stderr)
    print(report.summary(), flush=True)
    return 1 if report.failed else 0
