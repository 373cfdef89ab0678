"""Send one request and read its answer, within bounds on time and bytes.

Knows HTTP's transfer and everything that can go wrong with it; knows nothing of robots.txt, of
redirects or of what an answer means. The connection is made to the very address that the guard
checked: between a check and a second look-up, a name could change what it stands for. Proxies of
the environment are not used, since a proxy looks the name up itself.
"""

import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore2
import httpx2

from ingest.errors import SourceError
from ingest.fetch.guard import Guard

Clock = Callable[[], float]

# A site that is there answers well within these.
CONNECT_SECONDS = 10.0
SILENT_SECONDS = 20.0
# The whole of one transfer: 20 MB at 350 kB/s.
TRANSFER_SECONDS = 60.0

_TIMEOUTS = {"connect": CONNECT_SECONDS, "read": SILENT_SECONDS, "write": SILENT_SECONDS}
_CODINGS = ("gzip", "deflate")
_SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


class Passing(SourceError):
    """Trouble that may be over in a moment, so that asking again makes sense."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, headers, and the body: unpacked for status 200, otherwise left unread."""

    status: int
    headers: httpx2.Headers
    body: bytes


def exchange(
    url: httpx2.URL,
    headers: dict[str, str],
    guard: Guard,
    max_bytes: int,
    accept: Callable[[httpx2.Headers], None],
    clock: Clock,
) -> Answer:
    """Ask for an address, on a connection of its own.

    Args:
        url: what `guard.check` let through.
        headers: the request's headers.
        guard: says what may be connected to.
        max_bytes: how long the body may be, packed and unpacked.
        accept: called with the headers of status 200 before the body is read; may raise.
        clock: seconds that only go forward.

    Raises:
        Passing: nobody answers, not in time, or the connection broke.
        SourceError: the guard refuses, the connection is not safe, or the body is too long, packed
            in a way that was not asked for, or damaged.
    """
    host = url.host
    try:
        with (
            httpcore2.ConnectionPool(
                ssl_context=_tls() if url.scheme == "https" else None,
                network_backend=_GuardedNetwork(guard, clock),
            ) as pool,
            pool.stream(
                "GET",
                httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=[
                    ("Host", url.netloc.decode("ascii")),
                    ("Accept-Encoding", ", ".join(_CODINGS)),
                    ("Connection", "close"),
                    *headers.items(),
                ],
                extensions={"timeout": _TIMEOUTS},
            ) as response,
        ):
            answer = httpx2.Response(
                response.status, headers=response.headers, stream=_Counted(response, max_bytes)
            )
            body = b""
            if answer.status_code == 200:
                accept(answer.headers)
                _check_coding(host, answer.headers)
                body = _read(answer, max_bytes)
            return Answer(answer.status_code, answer.headers, body)
    except _TooLong:
        raise SourceError(
            f"What {host} sends is larger than {max_bytes // 1_000_000} MB.",
            "Save what matters of it as a file, and add that.",
        ) from None
    except httpcore2.TimeoutException:
        raise Passing(f"{host} did not answer in time.", "Try again later.") from None
    except httpcore2.ConnectError as error:
        raise _unconnected(host, *error.args) from None
    except (httpcore2.NetworkError, httpcore2.RemoteProtocolError):
        raise Passing(f"{host} broke off its answer.", "Try again later.") from None
    except (httpx2.DecodingError, httpcore2.ProtocolError):
        raise SourceError(
            f"What {host} sends cannot be unpacked.", "Open the address in a browser and save it."
        ) from None


class _TooLong(Exception):
    """The body is longer than permitted."""


class _Counted(httpx2.SyncByteStream):
    """The bytes as they come; what they unpack to is counted elsewhere, and may be nothing."""

    def __init__(self, response: httpcore2.Response, max_bytes: int) -> None:
        self._response = response
        self._left = max_bytes

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._response.iter_stream():
            self._left -= len(piece)
            if self._left < 0:
                raise _TooLong
            yield piece


def _read(answer: httpx2.Response, max_bytes: int) -> bytes:
    body = bytearray()
    # Unpacked in pieces of at most a megabyte, so that a bomb is noticed before it goes off.
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > max_bytes:
            raise _TooLong
    return bytes(body)


def _check_coding(host: str, headers: httpx2.Headers) -> None:
    codings = [c.strip().lower() for c in headers.get_list("content-encoding", split_commas=True)]
    codings = [coding for coding in codings if coding not in ("", "identity")]
    # One bomb in another can take minutes to unpack to nothing.
    if len(codings) > 1 or not set(codings) <= set(_CODINGS):
        raise SourceError(
            f"{host} packs its answer as {', '.join(codings)[:60]}, which was not asked for.",
            "Open the address in a browser and save it.",
        )


def _unconnected(host: str, cause: object = None) -> SourceError:
    if isinstance(cause, ssl.SSLError):
        reason = cause.verify_message if isinstance(cause, ssl.SSLCertVerificationError) else ""
        return SourceError(
            f"The connection to {host} cannot be made safe ({reason or cause.reason}).",
            "Check the address; if it is right, the site has to repair its certificate.",
        )
    return Passing(f"{host} does not accept connections.", "Check the address, or try again later.")


@cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()


class _GuardedNetwork(httpcore2.NetworkBackend):
    """Connects to nothing but addresses that the guard checked, and only until the time is up."""

    def __init__(self, guard: Guard, clock: Clock) -> None:
        self._guard = guard
        self._clock = clock
        self._end = clock() + TRANSFER_SECONDS
        self._network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore2.NetworkStream:
        def connect(address: str) -> httpcore2.NetworkStream:
            seconds = _left(self._end, self._clock, timeout)
            stream = self._network.connect_tcp(
                address, port, seconds, local_address, socket_options
            )
            return _TimedStream(stream, self._end, self._clock)

        *others, last = self._guard.addresses(host, port)
        for address in others:
            try:
                return connect(address)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return connect(last)


class _TimedStream(httpcore2.NetworkStream):
    """A connection that is used only until the time is up, however slowly the bytes drip."""

    def __init__(self, stream: httpcore2.NetworkStream, end: float, clock: Clock) -> None:
        self._stream = stream
        self._end = end
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._end, self._clock, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._end, self._clock, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = _left(self._end, self._clock, timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _TimedStream(stream, self._end, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(end: float, clock: Clock, timeout: float | None) -> float:
    left = end - clock()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time for the whole transfer is up")
    return left if timeout is None else min(left, timeout)
