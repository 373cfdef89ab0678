"""A server on this machine that speaks /v1/chat/completions, and does wrong what it is told to.

Knows the protocol; knows nothing of the bot. A script is a status and a series of steps: bytes are
sent, `Silence` says nothing for a while, `Cut` breaks the connection.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True)
class Silence:
    """Nothing is sent for this many seconds, or until the test is over."""

    seconds: float = 60.0


@dataclass(frozen=True)
class Cut:
    """The connection is closed, although more was announced."""


Step = bytes | Silence | Cut


def event(payload: Any) -> bytes:
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


def delta(**fields: str | None) -> bytes:
    return event({"id": "c", "choices": [{"index": 0, "delta": fields, "finish_reason": None}]})


def finish(reason: str = "stop") -> bytes:
    last = {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}
    return event(last) + b"data: [DONE]\n\n"


def reply(*pieces: str, reason: str = "stop") -> list[Step]:
    """A right reply, sent in these pieces."""
    role = delta(role="assistant", content="")
    return [role, *(delta(content=piece) for piece in pieces), finish(reason)]


@dataclass
class ProtocolServer:
    """What the server does next (`status`, `steps`, `later`) and what it was asked."""

    url: str
    status: int = 200
    content_type: str = "text/event-stream"
    steps: Iterable[Step] = ()
    later: list[Iterable[Step]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    hung_up: Event = field(default_factory=Event)

    def reset(self) -> None:
        """Forget what was scripted and asked; for the next test."""
        self.status, self.content_type, self.steps = 200, "text/event-stream", ()
        self.later, self.requests, self.keys, self.hung_up = [], [], [], Event()

    @property
    def prompt(self) -> str:
        """All messages of the last request, as one text."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])


@contextmanager
def protocol_server() -> Iterator[ProtocolServer]:
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != "/v1/chat/completions":
                self.send_error(404)
                return
            script.requests.append(json.loads(body))
            script.keys.append(self.headers.get("Authorization", ""))
            self.close_connection = True
            hung_up, steps = script.hung_up, script.steps
            if script.later:
                script.steps = script.later.pop(0)
            try:
                self.send_response(script.status)
                self.send_header("Content-Type", script.content_type)
                if isinstance(steps, list) and Cut() in steps:
                    self.send_header("Content-Length", "1000000")
                self.end_headers()
                for step in steps:
                    if isinstance(step, Cut):
                        return
                    if isinstance(step, Silence):
                        over.wait(step.seconds)
                    else:
                        self.wfile.write(step)
            except OSError:  # the client hung up
                hung_up.set()

        def log_message(self, format: str, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script = ProtocolServer(url=f"http://127.0.0.1:{server.server_port}/v1")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
