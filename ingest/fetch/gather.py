"""Gather the articles of an address, whatever it is: a page, a feed, a sitemap or a list.

Knows which formats name articles and when an article need not be asked for again; knows nothing of
HTTP. What fails is reported in its place and stops nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.decode import decode
from ingest.errors import SourceError
from ingest.fetch.address import canonical, shown, site_of
from ingest.fetch.client import Client, Gone, Page, Unchanged, Validators
from ingest.fetch.feed import read_feed
from ingest.fetch.kinds import Kind, recognise
from ingest.fetch.listing import Entry, Listing, read_list
from ingest.fetch.sitemap import MAX_SITEMAP, read_sitemap
from ingest.fetch.sources import entry_source, is_article, page_source
from ingest.source import MAX_BYTES, Facts, Source, decode_text, load_source

MAX_ARTICLES = 10_000
_MAX_SITEMAPS = 1000
# An index of indexes is more than the protocol permits; large archives have one.
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """The address is a feed, sitemap or list, and all that it names was gone through.

    Its validators are to be kept only where all of its articles were stored: with them, it will not
    name those articles again before it changes.

    Attributes:
        names: the addresses of the pages and sitemaps that it names, in their canonical form.
        left_out: how many more were not asked for, because they are on other sites.
        is_complete: it names all that there is, so that what it no longer names has vanished. A
            feed names only what is new.
    """

    names: frozenset[str]
    left_out: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one address.

    Attributes:
        address: the canonical form of the address that was asked for, the key for `known`.
        outcome: the article; or that it is as it was known; or that the site says it is gone; or
            that it names articles, which were yielded before; or what went wrong.
        validators: what `known` is to say of the address next time. Empty where it is to be asked
            without conditions, such as a feed of which not all pages could be had.
    """

    address: str
    outcome: Source | Unchanged | Gone | Listed | SourceError
    validators: Validators = field(default=Validators())


def fetch_sources(
    address: str | Path,
    known: Mapping[str, Validators],
    client: Client,
    *,
    limit: int = MAX_ARTICLES,
    other_sites: bool = False,
) -> Iterator[Fetched]:
    """Fetch the articles of an address.

    Args:
        address: an http or https address of a page, a feed, a sitemap, an index of sitemaps or a
            list of addresses; or a file that lists such addresses, one a line.
        known: of what is in the library, and of listings, what `Fetched.validators` was, by
            `Fetched.address`.
        client: what asks. Keep one for all addresses.
        limit: how many pages may be asked for; beyond it, the listing is reported as an error.
        other_sites: take what a sitemap or a list on the web names on other sites than its own. A
            feed and a list in a file may name any site.

    Yields:
        What became of each address, none twice: first of the articles that a listing names, then
        of the listing itself. Where the page of a feed's entry cannot be had and is not known, but
        the feed carries the whole article, that is the outcome.

    Raises:
        SourceError: the file cannot be read. All other trouble is yielded.
    """
    gathering = _Gathering(client, known, limit, other_sites)
    if isinstance(address, Path):
        yield from gathering.from_file(address)
    else:
        yield from gathering.from_address(Entry(address, address))


class _Gathering:
    """One run: what it has seen, what it could not have, and how much it may still ask for."""

    def __init__(
        self, client: Client, known: Mapping[str, Validators], limit: int, other_sites: bool
    ) -> None:
        self._client = client
        self._known = known
        self._pages_left = limit
        self._sitemaps_left = _MAX_SITEMAPS
        self._other_sites = other_sites
        self._seen: set[str] = set()
        self._failed: set[str] = set()

    def from_file(self, path: Path) -> Iterator[Fetched]:
        """Gather what the addresses in a file have."""
        text = decode_text(load_source(path).data, path.name)
        for entry in read_list(text, path.name).entries:
            yield from self.from_address(entry)

    def from_address(self, entry: Entry, depth: int = 0) -> Iterator[Fetched]:
        """Gather what an address has: anything, but below an index only a sitemap."""
        try:
            url = canonical(entry.url)
        except SourceError as error:
            yield Fetched(entry.url, error)
            return
        if url in self._seen:
            return
        self._seen.add(url)
        try:
            page = self._ask(url, entry, MAX_SITEMAP)
            if isinstance(page, Fetched):
                yield page
                return
            kind, data = recognise(page, MAX_SITEMAP)
            if is_article(kind) and not depth:
                yield Fetched(url, page_source(page, kind, data, Facts()), page.validators)
                return
            listing = _read_listing(page, kind, data)
        except SourceError as error:
            yield Fetched(url, error)
            return
        yield from self._from_listing(url, page, kind, listing, depth)

    def _from_listing(
        self, url: str, page: Page, kind: Kind, listing: Listing, depth: int
    ) -> Iterator[Fetched]:
        """Gather what a listing names, then say so."""
        sitemaps, entries = listing.sitemaps, listing.entries
        if not self._other_sites and kind != "feed":
            site = site_of(page.url)
            sitemaps, entries = _only_on(site, sitemaps), _only_on(site, entries)
        for sitemap in sitemaps:
            if depth == _MAX_DEPTH or not self._sitemaps_left:
                yield Fetched(url, _beyond("sitemaps", url))
                return
            self._sitemaps_left -= 1
            yield from self.from_address(sitemap, depth + 1)
        # An index may stay the same when its sitemaps do not.
        is_settled = listing.tells_changes and listing.is_whole and not listing.sitemaps
        for entry in entries:
            if not self._pages_left:
                yield Fetched(url, _beyond("pages", url))
                return
            key = _key(entry, url)
            if key not in self._seen:
                self._seen.add(key)
                yield self._from_entry(entry, key, url)
            is_settled = is_settled and key not in self._failed
        named = (*sitemaps, *entries)
        listed = Listed(
            names=frozenset(_key(entry, url) for entry in named),
            left_out=len(listing.sitemaps) + len(listing.entries) - len(named),
            is_complete=kind != "feed" and listing.is_whole,
        )
        yield Fetched(url, listed, page.validators if is_settled else Validators())

    def _from_entry(self, entry: Entry, key: str, listing: str) -> Fetched:
        """Gather one page that a listing names, or the article that a feed carries."""
        try:
            if not entry.url:
                return Fetched(key, entry_source(entry, listing))
            self._pages_left -= 1
            page = self._ask(key, entry, MAX_BYTES)
            if isinstance(page, Fetched):
                return page
            kind, data = recognise(page, MAX_BYTES)
            return Fetched(key, page_source(page, kind, data, entry.facts), page.validators)
        except SourceError as error:
            self._failed.add(key)
            if entry.url and entry.content and key not in self._known:
                return Fetched(key, entry_source(entry, listing))
            return Fetched(key, error)

    def _ask(self, url: str, entry: Entry, max_bytes: int) -> Page | Fetched:
        """Ask for an address; a page's validators remember the stamp that it was listed under."""
        known = self._known.get(url, Validators())
        if entry.stamp and known.stamp == entry.stamp:
            return Fetched(url, Unchanged(), known)
        page = self._client.fetch(url, known, max_bytes)
        if isinstance(page, Page):
            return replace(page, validators=replace(page.validators, stamp=entry.stamp))
        if isinstance(page, Unchanged):
            return Fetched(url, page, replace(known, stamp=entry.stamp))
        return Fetched(url, page)


def _read_listing(page: Page, kind: Kind, data: bytes) -> Listing:
    if kind == "feed":
        return read_feed(data, page.url, page.charset)
    if kind == "sitemap":
        return read_sitemap(data, page.url)
    if kind == "list":
        return read_list(decode(data, page.charset), shown(page.url))
    raise SourceError(
        f"{shown(page.url)} is {kind} where a sitemap was expected.", "Tell the site's owners."
    )


def _key(entry: Entry, listing: str) -> str:
    """What an entry's article is known by: its canonical address, or the feed's and its id."""
    try:
        return canonical(entry.url) if entry.url else f"{listing}#{entry.id}"
    except SourceError:
        return entry.url


def _only_on(site: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Leave out what is on another site; what has no site is reported when it is asked for."""

    def is_elsewhere(entry: Entry) -> bool:
        try:
            return site_of(entry.url) != site
        except SourceError:
            return False

    return tuple(entry for entry in entries if not is_elsewhere(entry))


def _beyond(what: str, url: str) -> SourceError:
    return SourceError(
        f"{shown(url)} leads to more {what} than one run asks for.",
        "Give the addresses of some of its sitemaps by themselves.",
    )
