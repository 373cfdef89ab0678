import gzip

import pytest

from ingest.errors import SourceError
from ingest.fetch.client import Page, Validators
from ingest.fetch.kinds import Kind, recognise

RSS = b'<?xml version="1.0"?>\n<!-- <urlset> -->\n<rss version="2.0"><channel></channel></rss>'


def page(data: bytes, kind: str, url: str = "https://news.example/a") -> Page:
    return Page(url, data, kind, "", Validators())


@pytest.mark.parametrize(
    ("data", "named", "kind"),
    [
        (b"<!DOCTYPE html><html><body>a</body></html>", "text/html", "html"),
        (b"<p>a</p>", "text/html", "html"),
        (b"no markup", "text/html", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html/>', "text/xml", "html"),
        (b"<html></html>", "application/octet-stream", "html"),
        (b"<html></html>", "text/plain", "html"),
        (b"\n %PDF-1.7 ...", "text/html", "pdf"),
        (b"%PDF-1.4", "application/octet-stream", "pdf"),
        (RSS, "application/rss+xml", "feed"),
        (RSS, "text/html", "feed"),
        (RSS, "", "feed"),
        (b"\xef\xbb\xbf" + RSS, "text/xml", "feed"),
        (b"Warning: deprecated in line 1\n" + RSS, "application/xml", "feed"),
        (RSS.decode().encode("utf-16"), "application/xml", "feed"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", "application/xml", "feed"),
        (b"<rdf:RDF></rdf:RDF>", "application/rdf+xml", "feed"),
        (b"<urlset></urlset>", "text/xml", "sitemap"),
        (b"<s:sitemapindex></s:sitemapindex>", "application/xml", "sitemap"),
        (b"# A\n\nB", "text/markdown", "markdown"),
        (b"A text.", "text/plain", "text"),
        ("一篇文章。".encode("gb18030"), "", "text"),
        (b"<Ann> said", "text/plain", "text"),
        (b"https://a.example/1\r\nhttps://a.example/2", "text/plain", "list"),
    ],
)
def test_the_content_says_what_an_address_has(data: bytes, named: str, kind: Kind) -> None:
    assert recognise(page(data, named), 1000) == (kind, data)


def test_markdown_is_known_by_the_address_where_the_server_does_not_know_it() -> None:
    named = page(b"# A", "text/plain", "https://news.example/a.MD?raw=1")

    assert recognise(named, 1000)[0] == "markdown"


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"<opml></opml>", "application/xml"),
        (b"just text", "application/xml"),
        (b"PK\x03\x04\x14\x00\x00\x00" + bytes(range(256)) * 8, "application/octet-stream"),
    ],
)
def test_what_is_nothing_to_read_is_an_error_that_names_it(data: bytes, named: str) -> None:
    with pytest.raises(SourceError, match=r"news\.example/a") as raised:
        recognise(page(data, named), 1000)

    assert raised.value.remedy


def test_a_gzip_file_is_what_is_in_it() -> None:
    packed = gzip.compress(b"<urlset>") + gzip.compress(b"</urlset>")

    for named in ("application/gzip", "application/xml", "text/plain"):
        assert recognise(page(packed, named), 1000) == ("sitemap", b"<urlset></urlset>")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (gzip.compress(bytes(8_000_000)), "holds more than 1 MB"),
        (gzip.compress(b"<urlset></urlset>" * 9)[:-9], "damaged"),
        (b"\x1f\x8b nothing", "damaged"),
    ],
)
def test_a_gzip_file_has_bounds(data: bytes, problem: str) -> None:
    with pytest.raises(SourceError, match=rf"news\.example/a.*{problem}"):
        recognise(page(data, "application/gzip"), 1_000_000)
