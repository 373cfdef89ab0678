"""The bounds of one transfer, against servers that mean no good."""

import gzip
import ssl
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpcore2
import pytest

from ingest.errors import SourceError
from ingest.fetch import Client, Guard
from ingest.fetch.client import Page
from tests.ingest.fetch.conftest import HTML, LOOPBACK, Clock, Reply, Site


def endlessly(pieces: Iterator[bytes], *headers: tuple[str, str]) -> Any:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in (("Content-Type", "text/html"), *headers):
            handler.send_header(name, value)
        handler.end_headers()
        for piece in pieces:
            handler.wfile.write(piece)

    return serve


def for_ever(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece


def test_a_server_that_drips_is_given_up_when_the_time_is_up(
    site: Site, client: Client, clock: Clock
) -> None:
    site.paths["/robots.txt"] = Reply("")
    site.paths["/a"] = endlessly(for_ever(b"x"))
    clock.tick = 2.0

    with pytest.raises(SourceError, match=r"127\.0\.0\.1 did not answer in time"):
        client.fetch(f"{site.url}/a")

    assert site.pages_asked() == ["/a"] * 3


def test_a_server_that_drips_its_headers_is_given_up_as_well(
    site: Site, client: Client, clock: Clock
) -> None:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(b"X: y\r\n")

    site.paths["/a"] = serve
    clock.tick = 2.0

    with pytest.raises(SourceError):
        client.fetch(f"{site.url}/a")


@pytest.mark.parametrize("announced", [(), (("Content-Length", "99999999999"),)])
def test_a_body_without_end_is_cut_off(
    site: Site, client: Client, announced: tuple[tuple[str, str], ...]
) -> None:
    site.paths["/a"] = endlessly(for_ever(bytes(50_000)), *announced)

    with pytest.raises(SourceError, match=r"127\.0\.0\.1 sends is larger than 1 MB"):
        client.fetch(f"{site.url}/a", max_bytes=1_000_000)

    assert site.pages_asked() == ["/a"]


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_noticed_before_it_goes_off(site: Site, client: Client, coding: str) -> None:
    pack = gzip.compress if coding == "gzip" else zlib.compress
    site.paths["/a"] = Reply(pack(bytes(8_000_000)), headers={**HTML, "Content-Encoding": coding})

    with pytest.raises(SourceError, match="larger than 1 MB"):
        client.fetch(f"{site.url}/a", max_bytes=1_000_000)


def test_packed_bytes_that_unpack_to_nothing_have_an_end(site: Site, client: Client) -> None:
    site.paths["/a"] = endlessly(
        iter([gzip.compress(b"a"), *[bytes(50_000)] * 40]), ("Content-Encoding", "gzip")
    )

    with pytest.raises(SourceError, match="larger than 1 MB"):
        client.fetch(f"{site.url}/a", max_bytes=1_000_000)


@pytest.mark.parametrize("coding", ["gzip, gzip", "compress", "zstd", "br"])
def test_what_is_packed_in_a_way_that_was_not_asked_for_is_not_unpacked(
    site: Site, client: Client, coding: str
) -> None:
    site.paths["/a"] = Reply("a", headers={**HTML, "Content-Encoding": coding})

    with pytest.raises(SourceError, match="not asked for"):
        client.fetch(f"{site.url}/a")


def test_a_packed_page_is_unpacked(site: Site, client: Client) -> None:
    packed = gzip.compress("文".encode())
    site.paths["/a"] = Reply(packed, headers={**HTML, "Content-Encoding": "gzip"})

    page = client.fetch(f"{site.url}/a")

    assert isinstance(page, Page)
    assert page.data.decode() == "文"
    assert site.asked[-1].headers["accept-encoding"] == "gzip, deflate"


def test_a_damaged_packing_is_an_error(site: Site, client: Client) -> None:
    site.paths["/a"] = Reply(b"no gzip", headers={**HTML, "Content-Encoding": "gzip"})

    with pytest.raises(SourceError, match="cannot be unpacked"):
        client.fetch(f"{site.url}/a")


def test_an_answer_that_breaks_off_is_asked_for_again(site: Site, client: Client) -> None:
    broken = endlessly(iter([b"half"]), ("Content-Length", "8"))
    site.paths["/a"] = [broken, broken, Reply("whole")]

    page = client.fetch(f"{site.url}/a")

    assert isinstance(page, Page)
    assert page.data == b"whole"


def test_what_is_no_http_is_an_error(site: Site, client: Client) -> None:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.test ESMTP\r\n")

    site.paths["/a"] = serve

    with pytest.raises(SourceError, match=r"127\.0\.0\.1"):
        client.fetch(f"{site.url}/a")


def test_a_connection_that_is_not_safe_is_an_error(site: Site, client: Client) -> None:
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 cannot be made safe"):
        client.fetch(f"https://127.0.0.1:{site.port}/a")


def test_proxies_of_the_environment_are_not_used(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.paths["/a"] = Reply("a")

    assert client.fetch(f"{site.url}/a")


class RecordingNetwork(httpcore2.SyncBackend):
    """Notes where it is told to connect, and what name the certificate has to have."""

    connected: list[str]
    names: list[str | None]

    def connect_tcp(self, host: str, *_: Any, **__: Any) -> httpcore2.NetworkStream:
        self.connected.append(host)
        if host == "127.0.0.1":
            raise httpcore2.ConnectError
        return RecordingStream(self.names)


class RecordingStream(httpcore2.NetworkStream):
    def __init__(self, names: list[str | None]) -> None:
        self._names = names

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        assert ssl_context.check_hostname
        assert ssl_context.verify_mode == ssl.CERT_REQUIRED
        self._names.append(server_hostname)
        raise httpcore2.ReadError


def test_it_connects_to_the_addresses_that_were_checked_and_asks_for_the_host_s_certificate(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    connected: list[str] = []
    names: list[str | None] = []
    monkeypatch.setattr(RecordingNetwork, "connected", connected, raising=False)
    monkeypatch.setattr(RecordingNetwork, "names", names, raising=False)
    monkeypatch.setattr(httpcore2, "SyncBackend", RecordingNetwork)
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1", "8.8.8.8"]

    client = Client(Guard(LOOPBACK, resolve=resolve), clock=clock, sleep=clock.sleep)
    with pytest.raises(SourceError, match=r"news\.test broke off"):
        client.fetch("https://news.test/a")

    assert connected == ["127.0.0.1", "8.8.8.8"] * 3
    assert names == ["news.test"] * 3
    assert asked == ["news.test"] * 3
