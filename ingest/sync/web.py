"""Bring the library to what a web address holds: a page, a feed, a sitemap or a list.

A page vanishes when its site says so, or when the sitemap or list that named it names it no more; a
feed names only what is new, so that what it drops stays.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from ingest.errors import SourceError
from ingest.library.documents import Documents
from ingest.source import Source
from ingest.sync.run import Run
from ingest.sync.workers import Job

if TYPE_CHECKING:
    from ingest.fetch import Client, Listed, Validators


def sync_address(run: Run, address: str, client: "Client") -> None:
    """Bring the library to what a web address holds; all trouble is reported."""
    from ingest.fetch import Gone, Listed, Unchanged, fetch_sources

    documents, gone = run.library.documents, list[str]()
    for done, one in enumerate(fetch_sources(address, _Known(run), client), start=1):
        stamp = json.dumps(asdict(one.validators))
        match one.outcome:
            case Source() as source:
                run.read([Job(one.address, source.name, source, stamp)], {})
            case Unchanged():
                _leave(run, one.address)
                run.note(one.address, stamp)
            case Listed() as listed:
                gone += _no_longer_named(run, one.address, listed)
                run.note(one.address, stamp)
                run.name(one.address, listed.names)
            case Gone() if documents.articles(one.address):
                gone.append(one.address)
            case Gone():
                nothing = f"There is nothing at {one.address}."
                error = SourceError(nothing, "Check the spelling of the address.")
                run.fail(one.address, one.address, error)
            case SourceError() as error:
                run.fail(one.address, one.address, error)
        run.progress(done, done, one.address)
    run.finish()
    for vanished in gone:
        _vanish(run, vanished)


def _leave(run: Run, address: str) -> None:
    """A page has not changed; or a listing has not, and so none of the pages that it names."""
    run.unchanged(address)
    for named in run.library.documents.listed(address):
        _leave(run, named)


def _no_longer_named(run: Run, address: str, listed: "Listed") -> list[str]:
    named = run.library.documents.listed(address)
    if not listed.is_complete:
        return []
    if named and not listed.names:
        problem = f"{address} names no article, and the library has {len(named)} from it."
        remedy = "See that the address is right; if the articles are to go, remove them."
        run.fail(address, address, SourceError(problem, remedy))
        return []
    return [one for one in named if one not in listed.names]


def _vanish(run: Run, address: str) -> None:
    for named in run.library.documents.listed(address):
        _vanish(run, named)
    run.vanish(address)


class _Known(Mapping[str, "Validators"]):
    """What the library knows of web addresses."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._documents: Documents = run.library.documents

    def __getitem__(self, address: str) -> "Validators":
        from ingest.fetch import Validators

        stamp = self._documents.stamp(address)
        if stamp is None:
            raise KeyError(address)
        is_read = self._documents.articles(address) or self._documents.listed(address)
        if not stamp or (self._run.options.again and not is_read):
            return Validators()
        return Validators(**json.loads(stamp))

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents.stamps("http:") | self._documents.stamps("https:"))

    def __len__(self) -> int:
        return sum(1 for _ in self)
