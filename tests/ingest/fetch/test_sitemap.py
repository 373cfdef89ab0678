import pytest

from ingest.errors import SourceError
from ingest.fetch import listing as listing_module
from ingest.fetch.listing import Entry, is_list, read_list
from ingest.fetch.sitemap import read_sitemap
from ingest.source import Facts

URL = "https://news.example/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_a_sitemap_names_pages_and_when_they_changed() -> None:
    listing = read_sitemap(
        f"""<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
        <url><loc> https://news.example/a?x=1&amp;y=2
        </loc><lastmod>2023-12-05T08:00:00+08:00</lastmod>
        <image:image><image:loc>https://news.example/a.jpg</image:loc></image:image>
        <news:news><news:publication><news:name>新闻网</news:name></news:publication>
        <news:publication_date>2023-12-04T08:00:00+08:00</news:publication_date>
        <news:title>大桥</news:title></news:news></url>
        <url><loc>/b</loc><lastmod>2023-12-05</lastmod></url>
        <url><loc>/b</loc></url><url><loc></loc></url><url/>
        </urlset>""".encode(),
        URL,
    )

    first, second = listing.entries
    assert first == Entry(
        id="https://news.example/a?x=1&y=2",
        url="https://news.example/a?x=1&y=2",
        facts=Facts(title="大桥", published="2023-12-04T08:00:00+08:00"),
        stamp="2023-12-05T08:00:00+08:00",
    )
    assert (second.url, second.stamp) == ("https://news.example/b", "")
    assert listing.sitemaps == ()
    assert listing.is_whole
    assert not listing.tells_changes


def test_a_sitemap_of_which_every_page_has_a_time_changes_with_its_pages() -> None:
    listing = read_sitemap(
        f"<urlset {SPACE}><url><loc>/a</loc><lastmod>2023-12-05T08:00Z</lastmod></url>"
        "</urlset>".encode(),
        URL,
    )

    assert listing.tells_changes


def test_an_index_names_sitemaps() -> None:
    listing = read_sitemap(
        f"""<sitemapindex {SPACE}><sitemap><loc>/1.xml.gz</loc>
        <lastmod>2023-12-05T08:00:00Z</lastmod></sitemap></sitemapindex>""".encode(),
        URL,
    )

    assert listing.entries == ()
    assert [(s.url, s.stamp) for s in listing.sitemaps] == [
        ("https://news.example/1.xml.gz", "2023-12-05T08:00:00Z")
    ]


def test_a_sitemap_without_a_namespace_or_with_a_prefix_is_read() -> None:
    bare = b"<urlset><url><loc>/a</loc></url></urlset>"
    prefixed = b'<s:urlset xmlns:s="http://x.example/"><s:url><s:loc>/a</s:loc></s:url></s:urlset>'

    for data in (bare, prefixed, bare.decode().encode("utf-16")):
        assert [entry.url for entry in read_sitemap(data, URL).entries] == [
            "https://news.example/a"
        ]


def test_of_a_broken_sitemap_what_can_be_read_is_read() -> None:
    broken = b"<urlset><url><loc>/a?x&y</loc></url><url><loc>/b</loc></url><url><lo"

    listing = read_sitemap(broken, URL)

    assert [entry.url for entry in listing.entries][-1] == "https://news.example/b"
    assert not listing.is_whole


@pytest.mark.parametrize("data", [b"", b"no sitemap", b"<urlset><url>"])
def test_a_sitemap_that_cannot_be_read_is_an_error_that_names_it(data: bytes) -> None:
    with pytest.raises(SourceError, match=URL) as raised:
        read_sitemap(data, URL)

    assert raised.value.remedy


def test_entities_of_the_sitemap_s_own_are_not_expanded() -> None:
    bomb = b"""<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
    <!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>/x&b;&f;</loc></url></urlset>"""

    assert all(len(entry.url) < 30 for entry in read_sitemap(bomb, URL).entries)


def test_a_listing_that_names_too_many_addresses_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing_module, "MAX_ENTRIES", 2)
    monkeypatch.setattr("ingest.fetch.sitemap.MAX_ENTRIES", 2)
    three = "".join(f"<url><loc>/{n}</loc></url>" for n in range(3))

    with pytest.raises(SourceError, match="more than 2 addresses"):
        read_sitemap(f"<urlset>{three}</urlset>".encode(), URL)
    with pytest.raises(SourceError, match="more than 2 addresses"):
        read_list("https://a.example/1\nhttps://a.example/2\nhttps://a.example/3", "list.txt")


def test_a_list_has_an_address_on_each_line() -> None:
    text = "# our sources\nhttps://a.example/1\n\n  https://b.example/2  \nhttps://a.example/1\n"

    assert is_list(text)
    assert [entry.url for entry in read_list(text, "list.txt").entries] == [
        "https://a.example/1",
        "https://b.example/2",
    ]


@pytest.mark.parametrize(
    "text", ["", "# nothing", "A text.\nhttps://a.example/1", "https://a.example/1 is a page"]
)
def test_a_text_with_other_words_is_no_list(text: str) -> None:
    assert not is_list(text)
