import warnings

import pytest

from ingest.errors import SourceError
from ingest.fetch.feed import read_feed
from ingest.source import Facts

URL = "https://news.example/feeds/all.xml"
ARTICLE = "这座桥在一九三七年建成，是中国人自己设计的第一座双层铁路公路两用桥。" * 8


def rss(items: str, channel: str = "<title>新闻网 - 国内</title>") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
    <channel>{channel}<link>https://news.example/</link>{items}</channel></rss>""".encode()


def atom(entries: str) -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/base/">
    <title type="html">The &amp;lt;b&amp;gt; News</title>{entries}</feed>""".encode()


def test_rss_2_says_of_each_article_where_it_is_and_what_is_known_of_it() -> None:
    listing = read_feed(
        rss(
            """<item><title>大桥 &amp; 铁路</title><link>/2023/12/a.html</link>
            <guid isPermaLink="false">tag:1</guid><dc:creator>王小明</dc:creator>
            <pubDate>Tue, 05 Dec 2023 23:30:00 +0800</pubDate>
            <description>一段摘要</description></item>"""
        ),
        URL,
    )

    (entry,) = listing.entries
    assert (entry.id, entry.url) == ("tag:1", "https://news.example/2023/12/a.html")
    assert entry.facts == Facts("大桥 & 铁路", "王小明", "2023-12-05", "新闻网 - 国内")
    assert entry.content == ""
    assert listing.is_whole
    assert listing.tells_changes


def test_atom_says_the_same() -> None:
    listing = read_feed(
        atom(
            """<entry><id>urn:uuid:1</id><title type="html">A &lt;i&gt;bridge&lt;/i&gt;</title>
            <author><name>Ann Lee</name></author><author><name>Bo Wu</name></author>
            <link rel="self" href="x.atom"/><link rel="alternate" href="a.html"/>
            <published>2023-12-05T23:30:00-08:00</published>
            <updated>2024-02-01T00:00:00Z</updated></entry>"""
        ),
        URL,
    )

    (entry,) = listing.entries
    assert (entry.id, entry.url) == ("urn:uuid:1", "https://news.example/base/a.html")
    assert entry.facts == Facts("A bridge", "Ann Lee, Bo Wu", "2023-12-05", "The <b> News")


def test_rss_1_and_0_9_are_read() -> None:
    rdf = b"""<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>N</title></channel>
      <item rdf:about="https://news.example/a"><title>A</title><link>https://news.example/a</link>
      <dc:date>2023-12-05T23:30:00+08:00</dc:date></item></rdf:RDF>"""
    old = b"""<rss version="0.91"><channel><title>N</title><item><title>A</title>
      <link>https://news.example/a</link></item></channel></rss>"""

    (entry,) = read_feed(rdf, URL).entries
    assert (entry.url, entry.facts.published) == ("https://news.example/a", "2023-12-05")
    (entry,) = read_feed(old, URL).entries
    assert (entry.url, entry.facts) == ("https://news.example/a", Facts(title="A", site="N"))


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Tue, 05 Dec 2023 23:30:00 GMT", "2023-12-05"),
        ("2023-12-05 08:00:00", "2023-12-05"),
        ("2023年12月5日 08:00", "2023-12-05"),
        ("Tue, 05 Dec 23 08:00:00 +0800", "2023-12-05"),
        ("Tue Dec  5 08:00:00 2023", "2023-12-05"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", ""),
        ("Fri, 01 Jan 2999 00:00:00 GMT", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_the_day_is_the_one_that_is_printed(printed: str, day: str) -> None:
    listing = read_feed(rss(f"<item><link>/a</link><pubDate>{printed}</pubDate></item>"), URL)

    assert listing.entries[0].facts.published == day


def test_an_update_is_no_day_of_publication() -> None:
    listing = read_feed(
        atom("<entry><id>1</id><link href='/a'/><updated>2023-12-05T00:00:00Z</updated></entry>"),
        URL,
    )

    assert listing.entries[0].facts.published == ""


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>desk@news.example (Ann Lee)</author>", "Ann Lee"),
        ("<author>desk@news.example</author>", ""),
        ("<dc:creator>新华社  记者</dc:creator>", "新华社 记者"),
        ("", ""),
    ],
)
def test_an_author_is_a_name(author: str, name: str) -> None:
    (entry,) = read_feed(rss(f"<item><link>/a</link>{author}</item>"), URL).entries

    assert entry.facts.author == name


def test_an_entry_with_the_whole_article_carries_it() -> None:
    listing = read_feed(
        rss(
            f"""<item><link>/a</link><description>{ARTICLE[:30]}</description>
            <content:encoded><![CDATA[<p>{ARTICLE}</p><script>alert(1)</script>
            <p><a href="b.html" onclick="x()">b</a></p>]]></content:encoded></item>"""
        ),
        URL,
    )

    content = listing.entries[0].content
    assert ARTICLE in content
    assert "script" not in content
    assert "onclick" not in content
    assert "https://news.example/feeds/b.html" in content


def test_atom_carries_articles_as_text_html_and_xhtml() -> None:
    listing = read_feed(
        atom(
            f"""<entry><id>tag:1</id><content type="text">{ARTICLE} 1 &lt; 2</content></entry>
            <entry><id>tag:2</id><content type="html">&lt;p&gt;{ARTICLE}&lt;/p&gt;</content></entry>
            <entry><id>tag:3</id><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
            <p>{ARTICLE}</p></div></content></entry>"""
        ),
        URL,
    )

    assert [ARTICLE in entry.content for entry in listing.entries] == [True, True, True]
    assert "1 &lt; 2</p>" in listing.entries[0].content
    assert [entry.url for entry in listing.entries] == ["", "", ""]


def test_a_teaser_is_not_the_whole_article() -> None:
    listing = read_feed(
        rss(
            f"""<item><link>/a</link><content:encoded>短</content:encoded></item>
            <item><link>/b</link><description>{ARTICLE}</description>
            <content:encoded>{ARTICLE[:250]}</content:encoded></item>
            <item><link>/c</link><description>{ARTICLE}</description></item>"""
        ),
        URL,
    )

    assert [entry.content for entry in listing.entries] == ["", "", ""]


def test_entries_with_the_same_guid_are_one() -> None:
    listing = read_feed(
        rss(
            """<item><guid isPermaLink="false">1</guid><link>/new</link></item>
            <item><guid isPermaLink="false">1</guid><link>/old</link></item>
            <item><guid>https://news.example/b</guid></item><item></item>"""
        ),
        URL,
    )

    assert [entry.url for entry in listing.entries] == [
        "https://news.example/new",
        "https://news.example/b",
    ]


def test_articles_that_a_feed_calls_by_the_same_guid_are_still_told_apart() -> None:
    guid = "<guid isPermaLink='false'>news.example</guid>"
    items = "".join(f"<item>{guid}<link>/{n}</link><title>{n}</title></item>" for n in range(3))

    assert len(read_feed(rss(items), URL).entries) == 3


def test_an_address_that_counts_clicks_is_not_the_article_s() -> None:
    listing = read_feed(
        rss(
            """<item><link>https://feeds.example/~r/1</link>
            <feedburner:origLink>https://news.example/a</feedburner:origLink></item>
            <item><link>javascript:alert(1)</link>
            <guid isPermaLink="false">x</guid></item>"""
        ),
        URL,
    )

    assert [entry.url for entry in listing.entries] == ["https://news.example/a", ""]


def test_of_a_broken_feed_what_can_be_read_is_read() -> None:
    whole = rss("<item><title>A & B</title><link>/a</link></item><item><link>/b</link></item>")

    for broken in (whole, whole[: whole.index(b"/b</link>") + 2]):
        listing = read_feed(broken, URL)
        assert listing.entries[0].url == "https://news.example/a"
        assert listing.entries[0].facts.title == "A & B"
        assert not listing.is_whole


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>no feed</body></html>",
        b"<rss version='2.0'><channel><ti",
        b"\x00\x01\x02",
        b"/etc/passwd",
        b"https://news.example/feed",
        b"<rss" * 1000,
    ],
)
def test_what_is_no_feed_is_an_error_that_names_it(data: bytes) -> None:
    with pytest.raises(SourceError, match=URL) as raised:
        read_feed(data, URL)

    assert raised.value.remedy


def test_a_feed_without_articles_is_one() -> None:
    assert read_feed(rss(""), URL).entries == ()


def test_entities_of_the_feed_s_own_are_not_expanded() -> None:
    bomb = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">
    <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
    <!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>t</title>
    <item><link>/a</link><title>&c;&f;</title></item></channel></rss>"""

    (entry,) = read_feed(bomb, URL).entries

    assert len(entry.facts.title) < 20
    assert "root:" not in entry.facts.title


def test_a_feed_that_would_take_minutes_to_read_is_an_error() -> None:
    with pytest.raises(SourceError, match="too long"):
        read_feed(rss("<item><title>" + "&lt;b>" * 300_000), URL)


def test_the_charset_is_the_feed_s_own_or_else_the_server_s() -> None:
    feed = rss("<item><link>/a</link><title>大桥</title></item>").decode()
    undeclared = feed.replace(' encoding="UTF-8"', "").encode("gb18030")

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # What pygal leaves behind, where another test has imported it.
        warnings.filterwarnings("ignore", "PluginImportFixer", ImportWarning)
        declared = feed.replace("UTF-8", "gb2312").encode("gb18030")
        assert read_feed(declared, URL, "iso-8859-1").entries[0].facts.title == "大桥"
        assert read_feed(undeclared, URL, "gbk").entries[0].facts.title == "大桥"
        assert read_feed(feed.encode(), URL, "gbk").entries[0].facts.title == "大桥"
