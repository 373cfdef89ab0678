"""Fetch a web address, safely and politely.

Knows what an answer's status and headers mean, when to ask again and where a redirect leads; knows
nothing of what is in a page.
"""

import time
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

import httpx2

from ingest.errors import SourceError
from ingest.fetch.address import join_address, shown
from ingest.fetch.guard import Guard, load_guard
from ingest.fetch.manners import AGENT, ROBOTS_BYTES, Robots, Sleep, Turns
from ingest.fetch.wire import Answer, Clock, Passing, exchange
from ingest.settings import PROJECT
from ingest.source import MAX_BYTES

MAX_REDIRECTS = 5
_ATTEMPTS = 3
_BACK_OFF = 2.0  # seconds, doubled with each attempt
_LONGEST_HOLD = 86_400.0  # a Retry-After beyond a day is a mistake
_REDIRECTS = (301, 302, 303, 307, 308)
_MAX_VALIDATOR = 500

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
FEED_TYPES = frozenset(
    """
    application/rss+xml application/atom+xml application/rdf+xml application/x-rss+xml text/rss+xml
    """.split()
)
# Servers often call feeds and sitemaps plain XML, and packed files and PDF plain bytes: their
# content decides then.
_TYPES = frozenset(
    """
    application/pdf application/x-pdf text/plain text/markdown text/x-markdown application/xml
    text/xml application/gzip application/x-gzip application/octet-stream binary/octet-stream
    """.split()
).union(HTML_TYPES, FEED_TYPES, [""])
_ACCEPT = (
    "text/html, application/xhtml+xml, application/pdf, text/plain, text/markdown, "
    "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request for an address conditional.

    Attributes:
        etag: the answer's `ETag`, or empty.
        modified: its `Last-Modified`, or empty.
        stamp: the time of the last change under which a sitemap listed the address, or empty.
    """

    etag: str = ""
    modified: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of an address.

    Attributes:
        url: the address that they were found at, where all redirects ended.
        data: the bytes, unpacked; never empty.
        type: the media type that the server named, such as `text/html`, or empty.
        charset: the charset that the server named, or empty.
        validators: to be given with the next request for the address.
    """

    url: str
    data: bytes
    type: str
    charset: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The address has what it had when the validators were given."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The site says that there is nothing at the address, or nothing any more."""


class Client:
    """Asks web addresses, of which each host gets one request at a time.

    Keep one client for all that is fetched: it remembers what robots.txt permit and when which
    host may be asked again.

    Args:
        guard: says where may be connected to; if it is left out, what `load_guard` makes.
        clock: seconds that only go forward.
        sleep: waits.
    """

    def __init__(
        self,
        guard: Guard | None = None,
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._guard = guard or load_guard()
        self._clock = clock
        self._turns = Turns(clock, sleep)
        self._robots = Robots(self._ask_robots, self._turns, clock)

    def fetch(
        self, address: str, known: Validators = Validators(), max_bytes: int = MAX_BYTES
    ) -> Page | Unchanged | Gone:
        """Fetch an address, unless it has not changed.

        Args:
            address: an http or https address.
            known: the validators of the last time it was fetched.
            max_bytes: how long it may be.

        Raises:
            SourceError: the address may not be fetched or cannot be, or is nothing to read. The
                message names the host.
        """
        headers = {"User-Agent": _user_agent(), "Accept": _ACCEPT}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.modified:
            headers["If-Modified-Since"] = known.modified
        url, answer = self._follow(address, headers, max_bytes, pages=True)
        if answer.status == 304 and (known.etag or known.modified):
            return Unchanged()
        if answer.status in (404, 410):
            return Gone()
        if answer.status != 200:
            raise _refusal(url.host, answer.status)
        if not answer.body:
            raise SourceError(f"{url.host} sent an empty answer.", "Check the address.")
        return Page(
            url=str(url),
            data=answer.body,
            type=_media_type(answer.headers),
            charset=_charset(answer.headers),
            validators=Validators(
                _validator(answer.headers, "etag"), _validator(answer.headers, "last-modified")
            ),
        )

    def _follow(
        self, address: str, headers: dict[str, str], max_bytes: int, *, pages: bool
    ) -> tuple[httpx2.URL, Answer]:
        """Ask for an address and for where it redirects to; each of them is checked.

        With `pages`, robots.txt is asked first, and only types are read that can be articles or
        name them.
        """
        url = self._guard.check(address)
        for _ in range(MAX_REDIRECTS + 1):
            if pages:
                self._robots.permit(url)
            answer = self._insist(url, headers, max_bytes, pages=pages)
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return url, answer
            url = self._guard.check(join_address(str(url), target) or target)
        raise SourceError(
            f"{url.host} redirects more than {MAX_REDIRECTS} times.",
            "Open the address in a browser and give the one that it ends at.",
        )

    def _insist(
        self, url: httpx2.URL, headers: dict[str, str], max_bytes: int, *, pages: bool
    ) -> Answer:
        """Ask up to three times, each time later, where the trouble may pass."""

        def accept(found: httpx2.Headers) -> None:
            if pages and (kind := _media_type(found)) not in _TYPES:
                raise SourceError(
                    f"{url.host} sends {shown(kind)} there, which is no article.",
                    "Give the address of a page, a PDF, a text, a feed or a sitemap.",
                )

        attempt = 1
        while True:
            with self._turns.turn(url.host):
                try:
                    answer = exchange(url, headers, self._guard, max_bytes, accept, self._clock)
                except Passing:
                    self._turns.failed(url.host)
                    if attempt == _ATTEMPTS:
                        raise
                else:
                    self._turns.answered(url.host)
                    if answer.status != 429 and answer.status < 500:
                        return answer
                    self._turns.hold(url.host, _retry_after(answer.headers))
                    if attempt == _ATTEMPTS:
                        return answer
            self._turns.hold(url.host, _BACK_OFF * 2 ** (attempt - 1))
            attempt += 1

    def _ask_robots(self, address: str) -> Answer:
        headers = {"User-Agent": _user_agent()}
        return self._follow(address, headers, ROBOTS_BYTES, pages=False)[1]


@cache
def _user_agent() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return f"{AGENT}/{project['project']['version']}"


def _refusal(host: str, status: int) -> SourceError:
    if status in (401, 403):
        return SourceError(
            f"{host} lets only some readers see this page (status {status}).",
            "Open it in a browser, save it, and add the file.",
        )
    if status == 429:
        return SourceError(f"{host} is asked too often (status 429).", "Try again later.")
    if status >= 500:
        return SourceError(f"{host} has trouble of its own (status {status}).", "Try again later.")
    return SourceError(
        f"{host} answers with status {status} and no page.", "Open the address in a browser."
    )


def _retry_after(headers: httpx2.Headers) -> float:
    """Read how many seconds to wait: a number of them, or a date; 0 where it says nothing."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 10:
        return min(float(value), _LONGEST_HOLD)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return min(max((date - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_HOLD)


def _media_type(headers: httpx2.Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _charset(headers: httpx2.Headers) -> str:
    _, _, parameters = headers.get("content-type", "").partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \"'").lower()[:40]
    return ""


def _validator(headers: httpx2.Headers, name: str) -> str:
    """Keep what can be sent back as it came."""
    value = headers.get(name, "").strip()
    fits = len(value) <= _MAX_VALIDATOR and value.isascii() and value.isprintable()
    return value if fits else ""
