"""Be a good guest: one request at a time to a host, with a pause between, and robots.txt heeded.

Knows hosts, pauses and robots.txt (RFC 9309); knows nothing of what is asked of a host.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2
from protego import Protego

from ingest.decode import decode
from ingest.errors import SourceError
from ingest.fetch.wire import Answer, Clock

Sleep = Callable[[float], None]

AGENT = "Wenyuan"
# At least this long between two requests to a host; what a reader's click takes.
PAUSE = 1.0
# The longest Crawl-delay that is kept, and the longest wait for a host that asked for one: a sync
# of a hundred pages has to end.
MAX_PAUSE = 30.0
MAX_WAIT = 60.0
# After so many failures in a row a host is left alone for ten minutes: the other hosts' turn.
_MAX_FAILURES = 5
COOL_DOWN = 600.0
# "crawlers SHOULD NOT use the cached version for more than 24 hours" (RFC 9309, section 2.4)
_ROBOTS_SECONDS = 86_400.0
# Twice what RFC 9309, section 2.5, asks a crawler to read.
ROBOTS_BYTES = 1_000_000


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    pause: float = PAUSE
    ready: float = 0.0
    failures: int = 0


class Turns:
    """Whose turn it is: for every host, when it may be asked next."""

    def __init__(self, clock: Clock, sleep: Sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until the host may be asked, and keep others from asking it meanwhile.

        Raises:
            SourceError: the host is to be left alone for longer than a minute.
        """
        state = self._host(host)
        with state.lock:
            wait = state.ready - self._clock()
            if wait > MAX_WAIT:
                raise SourceError(
                    f"{host} is left alone for {round(wait / 60)} more minutes, because it asked "
                    "for that or did not answer.",
                    "Try again then.",
                )
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                state.ready = max(state.ready, self._clock() + state.pause)

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for at least so long."""
        state = self._host(host)
        state.ready = max(state.ready, self._clock() + seconds)

    def slow(self, host: str, seconds: float) -> None:
        """Keep a longer pause between requests to a host, half a minute at most."""
        self._host(host).pause = min(max(seconds, PAUSE), MAX_PAUSE)

    def answered(self, host: str) -> None:
        """Note that a host is there."""
        self._host(host).failures = 0

    def failed(self, host: str) -> None:
        """Note that a host did not answer; leave it alone when that happens again and again."""
        state = self._host(host)
        state.failures += 1
        if state.failures >= _MAX_FAILURES:
            state.failures = 0
            self.hold(host, COOL_DOWN)

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host())


class Robots:
    """What the sites' robots.txt permit.

    Args:
        ask: asks for the address of a robots.txt, redirects followed.
        turns: is told the pauses that robots.txt asks for.
        clock: seconds that only go forward.
    """

    def __init__(self, ask: Callable[[str], Answer], turns: Turns, clock: Clock) -> None:
        self._ask = ask
        self._turns = turns
        self._clock = clock
        self._read: dict[str, tuple[float, Protego]] = {}

    def permit(self, url: httpx2.URL) -> None:
        """Go on if the address may be fetched by programs.

        Raises:
            SourceError: its site's robots.txt forbids it, or cannot be read now.
        """
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        until, rules = self._read.get(origin, (0.0, None))
        if rules is None or until <= self._clock():
            rules = self._load(origin, url.host)
            self._read[origin] = (self._clock() + _ROBOTS_SECONDS, rules)
        if not rules.can_fetch(str(url), AGENT):
            raise SourceError(
                f"The robots.txt of {url.host} forbids programs to fetch this address.",
                "Ask the site, or save the page and add the file.",
            )

    def _load(self, origin: str, host: str) -> Protego:
        answer = self._ask(f"{origin}/robots.txt")
        if answer.status == 429 or answer.status >= 500:
            self._turns.hold(host, COOL_DOWN)
            raise SourceError(
                f"{host} cannot say now what its robots.txt permits (status {answer.status}).",
                "Try again later.",
            )
        # Whatever else is not there forbids nothing (RFC 9309, section 2.3.1.3).
        try:
            rules = Protego.parse(decode(answer.body) if answer.body else "")
        except ValueError:
            rules = Protego.parse("")
        self._turns.slow(host, rules.crawl_delay(AGENT) or 0.0)
        return rules
