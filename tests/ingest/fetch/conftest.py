"""A web site on this machine, and a clock that nobody has to wait for."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ingest.fetch import Client, Guard

LOOPBACK = frozenset({"127.0.0.1"})
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/xml"}


@dataclass(frozen=True)
class Reply:
    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: HTML)


Served = Reply | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Asked:
    """A request that the site got."""

    path: str
    headers: dict[str, str]


class Site:
    """Serves what a test puts at `paths`; of a list, one after the other, the last for ever."""

    def __init__(self) -> None:
        self.paths: dict[str, Served | list[Served]] = {}
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.asked.append(Asked(self.path, headers))
                served = site.paths.get(self.path, Reply(b"nothing here", 404))
                if isinstance(served, list):
                    served = served.pop(0) if len(served) > 1 else served[0]
                try:
                    send(self, served) if isinstance(served, Reply) else served(self)
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

    def pages_asked(self) -> list[str]:
        """The paths that were asked for, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        # Servers send UTF-8, whatever the standard says.
        handler.send_header(name, value.encode().decode("latin-1"))
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class Clock:
    """Time that passes when somebody sleeps, and by `tick` whenever somebody looks."""

    def __init__(self) -> None:
        self.now = 0.0
        self.tick = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        self.now += self.tick
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Client:
    return Client(Guard(LOOPBACK), clock=clock, sleep=clock.sleep)
