import threading
import tomllib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from ingest.errors import SourceError
from ingest.fetch import Client, Gone, Guard, Unchanged, Validators
from ingest.fetch.client import Page
from ingest.settings import PROJECT
from tests.ingest.fetch.conftest import HTML, LOOPBACK, Clock, Reply, Site, send


def page_at(client: Client, address: str, known: Validators | None = None) -> Page:
    page = client.fetch(address, known or Validators())
    assert isinstance(page, Page)
    return page


def test_a_page_comes_with_its_type_its_charset_and_what_makes_the_next_request_conditional(
    site: Site, client: Client
) -> None:
    headers = {
        "Content-Type": 'text/html; charset="GBK"',
        "ETag": 'W/"1"',
        "Last-Modified": "Tue, 05 Dec 2023 08:00:00 GMT",
    }
    site.paths["/a"] = Reply(b"<p>a</p>", headers=headers)

    page = page_at(client, f"{site.url}/a")

    assert (page.url, page.data) == (f"{site.url}/a", b"<p>a</p>")
    assert (page.type, page.charset) == ("text/html", "gbk")
    assert page.validators == Validators('W/"1"', "Tue, 05 Dec 2023 08:00:00 GMT")


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, client: Client) -> None:
    site.paths["/a"] = Reply(status=304)

    known = Validators('"1"', "Tue, 05 Dec 2023 08:00:00 GMT")
    assert client.fetch(f"{site.url}/a", known) == Unchanged()

    assert site.asked[-1].headers["if-none-match"] == '"1"'
    assert site.asked[-1].headers["if-modified-since"] == "Tue, 05 Dec 2023 08:00:00 GMT"
    with pytest.raises(SourceError, match="304"):
        client.fetch(f"{site.url}/a")


def test_a_validator_that_cannot_be_sent_back_is_not_kept(site: Site, client: Client) -> None:
    site.paths["/a"] = Reply("a", headers={**HTML, "ETag": "é" * 3, "Last-Modified": "9" * 1000})

    assert page_at(client, f"{site.url}/a").validators == Validators()


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_the_site_does_not_have_is_gone(
    site: Site, client: Client, status: int
) -> None:
    site.paths["/a"] = Reply(b"sorry", status)

    assert client.fetch(f"{site.url}/a") == Gone()


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(status=401), "only some readers"),
        (Reply(status=403), "only some readers"),
        (Reply(status=451), "451"),
        (Reply(status=204), "204"),
        (Reply(status=301), "301"),
        (Reply(b""), "empty"),
        (Reply(b"x", headers={"Content-Type": "image/png"}), "image/png"),
        (Reply(b"{}", headers={"Content-Type": "application/json; charset=utf-8"}), "json"),
    ],
)
def test_what_cannot_be_had_is_an_error_that_names_the_host(
    site: Site, client: Client, reply: Reply, problem: str
) -> None:
    site.paths["/a"] = reply

    with pytest.raises(SourceError, match=rf"127\.0\.0\.1.*{problem}") as raised:
        client.fetch(f"{site.url}/a")

    assert raised.value.remedy
    assert site.pages_asked() == ["/a"]


def test_it_says_who_it_is_and_nothing_else(site: Site, client: Client) -> None:
    site.paths["/a"] = Reply("a")
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]

    client.fetch(f"{site.url}/a")

    assert {asked.headers["user-agent"] for asked in site.asked} == {f"Wenyuan/{version}"}
    assert {asked.headers["host"] for asked in site.asked} == {f"127.0.0.1:{site.port}"}


# Redirects


def test_redirects_are_followed_to_where_they_end(site: Site, client: Client) -> None:
    site.paths["/1"] = Reply(status=301, headers={"Location": "2?x=1"})
    site.paths["/2?x=1"] = Reply(status=307, headers={"Location": f"{site.url}/文"})
    site.paths["/%E6%96%87"] = Reply("a")

    assert page_at(client, f"{site.url}/1").url == f"{site.url}/%E6%96%87"


def test_a_redirect_without_end_is_an_error(site: Site, client: Client) -> None:
    site.paths["/a"] = Reply(status=302, headers={"Location": "/a"})

    with pytest.raises(SourceError, match="redirects more than 5 times"):
        client.fetch(f"{site.url}/a")

    assert len(site.pages_asked()) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://127.0.0.2/",
        "//127.0.0.2/",
        "http://2130706434/",
        "http://0x7f.2/",
        "http://inside.test/",
        "http://reader:secret@news.test/",
        "file:///etc/passwd",
        "ftp://news.test/",
        "gopher://news.test:70/_x",
        "http://[",
    ],
)
def test_a_redirect_to_where_nobody_may_fetch_is_refused(
    site: Site, clock: Clock, target: str
) -> None:
    names = {"news.test": "127.0.0.1", "inside.test": "192.168.1.1"}
    guard = Guard(LOOPBACK, resolve=lambda host, _: [names.get(host, host)])
    site.paths["/a"] = Reply(status=302, headers={"Location": target})

    with pytest.raises(SourceError):
        Client(guard, clock=clock, sleep=clock.sleep).fetch(f"http://news.test:{site.port}/a")

    assert site.pages_asked() == ["/a"]


def test_a_name_that_changes_what_it_stands_for_is_refused(site: Site, clock: Clock) -> None:
    answers = [["127.0.0.1"], ["169.254.169.254"]]
    guard = Guard(LOOPBACK, resolve=lambda *_: answers.pop(0))
    site.paths["/a"] = Reply("a")

    with pytest.raises(SourceError, match=r"news\.test \(169\.254\.169\.254\)"):
        Client(guard, clock=clock, sleep=clock.sleep).fetch(f"http://news.test:{site.port}/a")

    assert [asked.path for asked in site.asked] == ["/robots.txt"]


# Asking again


@pytest.mark.parametrize("status", [429, 500, 502, 503, 520])
def test_trouble_of_a_host_is_waited_out(
    site: Site, client: Client, clock: Clock, status: int
) -> None:
    site.paths["/a"] = [Reply(status=status), Reply(status=status), Reply("a")]

    assert page_at(client, f"{site.url}/a").data == b"a"
    assert clock.slept == [1.0, 2.0, 4.0]


def test_trouble_that_stays_is_an_error_after_three_requests(site: Site, client: Client) -> None:
    site.paths["/a"] = Reply(status=503)

    with pytest.raises(SourceError, match=r"127\.0\.0\.1 has trouble of its own"):
        client.fetch(f"{site.url}/a")

    assert site.pages_asked() == ["/a"] * 3


def test_a_host_is_asked_again_when_it_said(site: Site, client: Client, clock: Clock) -> None:
    in_20_seconds = format_datetime(datetime.now(UTC) + timedelta(seconds=20.5), usegmt=True)
    site.paths["/a"] = [
        Reply(status=429, headers={"Retry-After": "7"}),
        Reply(status=503, headers={"Retry-After": in_20_seconds}),
        Reply("a"),
    ]

    client.fetch(f"{site.url}/a")

    assert clock.slept[:2] == [1.0, 7.0]
    assert 10 < clock.slept[2] <= 20.5


@pytest.mark.parametrize("value", ["soon", "-5", "", "Tue, 05 Dec 2023 08:00:00 GMT", "٣"])
def test_a_retry_after_that_says_nothing_is_not_heeded(
    site: Site, client: Client, clock: Clock, value: str
) -> None:
    site.paths["/a"] = [Reply(status=429, headers={"Retry-After": value}), Reply("a")]

    client.fetch(f"{site.url}/a")

    assert clock.slept == [1.0, 2.0]


def test_a_host_that_wants_to_be_left_alone_for_long_is_not_waited_for(
    site: Site, client: Client, clock: Clock
) -> None:
    site.paths["/a"] = Reply(status=429, headers={"Retry-After": "3600"})
    site.paths["/b"] = Reply("b")

    for path in ("/a", "/b"):
        with pytest.raises(SourceError, match="left alone for 60 more minutes"):
            client.fetch(f"{site.url}{path}")

    assert site.pages_asked() == ["/a"]
    clock.now += 3600
    assert page_at(client, f"{site.url}/b").data == b"b"


def test_a_host_that_does_not_answer_is_left_alone_for_a_while(clock: Clock) -> None:
    with_no_server = Site()
    with_no_server.close()
    client = Client(Guard(LOOPBACK), clock=clock, sleep=clock.sleep)

    with pytest.raises(SourceError, match=r"127\.0\.0\.1 does not accept connections"):
        client.fetch(f"{with_no_server.url}/a")
    for _ in range(2):
        with pytest.raises(SourceError, match="left alone for 10 more minutes"):
            client.fetch(f"{with_no_server.url}/b")


# Manners


def test_robots_txt_is_asked_once_and_heeded(site: Site, client: Client) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: Wenyuan\nDisallow: /private"
    site.paths["/robots.txt"] = Reply(rules, headers={"Content-Type": "text/plain"})
    site.paths["/a"] = site.paths["/b"] = Reply("a")

    client.fetch(f"{site.url}/a")
    client.fetch(f"{site.url}/b")
    with pytest.raises(SourceError, match=r"robots\.txt of 127\.0\.0\.1 forbids") as raised:
        client.fetch(f"{site.url}/private/c")

    assert raised.value.remedy
    assert [asked.path for asked in site.asked] == ["/robots.txt", "/a", "/b"]


def test_robots_txt_is_asked_again_the_next_day(site: Site, client: Client, clock: Clock) -> None:
    site.paths["/a"] = Reply("a")
    client.fetch(f"{site.url}/a")
    site.paths["/robots.txt"] = Reply("User-agent: *\nDisallow: /")
    clock.now += 86_401

    with pytest.raises(SourceError, match="forbids"):
        client.fetch(f"{site.url}/a")


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_txt_forbids_nothing(site: Site, client: Client, status: int) -> None:
    site.paths["/robots.txt"] = Reply("no", status)
    site.paths["/a"] = Reply("a")

    assert page_at(client, f"{site.url}/a")


def test_a_robots_txt_that_is_no_text_forbids_nothing(site: Site, client: Client) -> None:
    site.paths["/robots.txt"] = Reply(bytes(range(128, 256)) * 20)
    site.paths["/a"] = Reply("a")

    assert page_at(client, f"{site.url}/a")


def test_a_site_whose_robots_txt_has_trouble_is_not_fetched_now(site: Site, client: Client) -> None:
    site.paths["/robots.txt"] = Reply(status=503)
    site.paths["/a"] = Reply("a")

    with pytest.raises(SourceError, match=r"127\.0\.0\.1 cannot say now .* 503"):
        client.fetch(f"{site.url}/a")
    with pytest.raises(SourceError, match="left alone"):
        client.fetch(f"{site.url}/a")

    assert [asked.path for asked in site.asked] == ["/robots.txt"] * 3


def test_where_a_redirect_leads_the_robots_txt_of_that_host_counts(
    site: Site, clock: Clock
) -> None:
    guard = Guard(LOOPBACK, resolve=lambda *_: ["127.0.0.1"])
    client = Client(guard, clock=clock, sleep=clock.sleep)
    site.paths["/a"] = Reply(status=302, headers={"Location": f"http://b.test:{site.port}/b"})
    site.paths["/robots.txt"] = [Reply(status=404), Reply("User-agent: *\nDisallow: /b")]

    with pytest.raises(SourceError, match=r"robots\.txt of b\.test forbids"):
        client.fetch(f"http://a.test:{site.port}/a")


@pytest.mark.parametrize(
    ("delay", "pause"), [("", 1.0), ("0.1", 1.0), ("5", 5.0), ("3600", 30.0), ("nan", 1.0)]
)
def test_between_requests_to_a_host_there_is_a_pause(
    site: Site, client: Client, clock: Clock, delay: str, pause: float
) -> None:
    site.paths["/robots.txt"] = Reply(f"User-agent: *\nCrawl-delay: {delay}\n")
    site.paths["/a"] = Reply("a")

    client.fetch(f"{site.url}/a")
    client.fetch(f"{site.url}/a")

    assert clock.slept[1:] == [pause]


def test_a_host_gets_one_request_at_a_time(site: Site, client: Client) -> None:
    inside: list[int] = []
    most = 0

    def serve(handler: BaseHTTPRequestHandler) -> None:
        nonlocal most
        inside.append(1)
        most = max(most, len(inside))
        threading.Event().wait(0.02)
        inside.pop()
        send(handler, Reply("a"))

    site.paths["/a"] = serve
    threads = [threading.Thread(target=client.fetch, args=(f"{site.url}/a",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (most, len(site.pages_asked())) == (1, 4)
