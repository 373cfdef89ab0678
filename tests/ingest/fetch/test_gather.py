import gzip
from pathlib import Path

import pytest

from ingest.decode import decode
from ingest.errors import SourceError
from ingest.fetch import Client, Fetched, Gone, Guard, Listed, Unchanged, Validators, fetch_sources
from ingest.source import MAX_BYTES, Facts, Source
from tests.ingest.fetch.conftest import HTML, LOOPBACK, XML, Clock, Reply, Site
from tests.ingest.fetch.test_feed import ARTICLE, rss

PAGE = "<html><head><title>大桥</title></head><body><p>一篇文章。</p></body></html>"


def fetch(
    client: Client, address: str | Path, known: dict[str, Validators] | None = None, **more: int
) -> list[Fetched]:
    return list(fetch_sources(address, known or {}, client, **more))  # type: ignore[arg-type]


def source_of(fetched: Fetched) -> Source:
    assert isinstance(fetched.outcome, Source), fetched.outcome
    return fetched.outcome


def problem_of(fetched: Fetched) -> str:
    assert isinstance(fetched.outcome, SourceError), fetched.outcome
    return str(fetched.outcome)


def known_after(fetched: list[Fetched]) -> dict[str, Validators]:
    return {f.address: f.validators for f in fetched if not isinstance(f.outcome, SourceError)}


# Pages


def test_a_page_is_a_source_by_its_canonical_address(site: Site, client: Client) -> None:
    site.paths["/story"] = Reply(PAGE, headers={**HTML, "ETag": '"1"'})

    (fetched,) = fetch(client, f"{site.url}/story?utm_source=x#top")

    assert fetched.address == f"{site.url}/story"
    assert fetched.validators == Validators('"1"')
    source = source_of(fetched)
    assert (source.origin, source.name) == (f"{site.url}/story", "story.html")
    assert source.data.decode("utf-8-sig") == PAGE
    assert source.facts == Facts(url=f"{site.url}/story")


def test_a_page_is_known_by_where_its_redirects_end_or_by_what_it_declares(
    site: Site, client: Client
) -> None:
    site.paths["/old"] = Reply(status=301, headers={"Location": "/new?spm=1"})
    site.paths["/new?spm=1"] = Reply(PAGE)
    declared = PAGE.replace("<title>", '<link rel="canonical" href="/news/index.html"><title>')
    site.paths["/print"] = Reply(declared)

    (moved,) = fetch(client, f"{site.url}/old")
    (printed,) = fetch(client, f"{site.url}/print")

    assert (moved.address, source_of(moved).origin) == (f"{site.url}/old", f"{site.url}/new")
    assert source_of(printed).origin == f"{site.url}/news/"


@pytest.mark.parametrize(
    ("path", "kind", "body", "name"),
    [
        ("/report", "application/pdf", b"%PDF-1.7", "report.pdf"),
        ("/Report.PDF", "application/octet-stream", b"%PDF-1.7", "Report.PDF"),
        ("/notes.txt", "text/plain", b"A text.", "notes.txt"),
        ("/notes", "text/markdown", b"# A", "notes.md"),
        ("/show.php?id=1", "text/html", b"<p>a", "show.php.html"),
        ("/", "text/html", b"<p>a", "127.0.0.1.html"),
        ("/%E6%96%87%2F..%2Fa.htm", "text/html", b"<p>a", "文_.._a.htm"),
    ],
)
def test_the_name_of_a_page_says_how_to_read_it(
    site: Site, client: Client, path: str, kind: str, body: bytes, name: str
) -> None:
    site.paths[path] = Reply(body, headers={"Content-Type": kind})

    (fetched,) = fetch(client, f"{site.url}{path}")

    assert source_of(fetched).name == name
    assert source_of(fetched).data == body


def test_a_charset_that_only_the_server_names_is_not_lost(site: Site, client: Client) -> None:
    headers = {"Content-Type": "text/html; charset=big5"}
    text = "<p>這座橋在一九三七年建成</p>"
    site.paths["/bare"] = Reply(text.encode("big5"), headers=headers)
    site.paths["/own"] = Reply(f'<meta charset="gbk">{text}'.encode("gbk"), headers=headers)

    (bare,) = fetch(client, f"{site.url}/bare")
    (own,) = fetch(client, f"{site.url}/own")

    assert decode(source_of(bare).data) == text
    assert source_of(own).data == f'<meta charset="gbk">{text}'.encode("gbk")


def test_what_became_of_a_page_is_said_of_its_address(site: Site, client: Client) -> None:
    site.paths["/same"] = Reply(status=304)
    known = {f"{site.url}/same": Validators('"1"')}

    assert fetch(client, f"{site.url}/same", known) == [
        Fetched(f"{site.url}/same", Unchanged(), Validators('"1"'))
    ]
    assert fetch(client, f"{site.url}/gone") == [Fetched(f"{site.url}/gone", Gone())]
    (refused,) = fetch(client, "http://10.0.0.1/a")
    assert "10.0.0.1" in problem_of(refused)
    (no_address,) = fetch(client, "news.example")
    assert "news.example" in problem_of(no_address)


def test_a_page_that_is_too_long_for_an_article_is_an_error(site: Site, client: Client) -> None:
    site.paths["/a"] = Reply(b"<p>" + b" " * MAX_BYTES)

    (fetched,) = fetch(client, f"{site.url}/a")

    assert "larger than 20 MB" in problem_of(fetched)


# Feeds


def test_a_feed_gives_its_pages_with_what_it_says_of_them(site: Site, client: Client) -> None:
    item = """<item><title>大桥</title><link>/a?utm_source=rss</link><author>王小明</author>
      <pubDate>Tue, 05 Dec 2023 23:30:00 +0800</pubDate></item>"""
    site.paths["/feed"] = Reply(rss(item * 2), headers={**XML, "ETag": '"f"'})
    site.paths["/a"] = Reply(PAGE, headers={**HTML, "ETag": '"a"'})

    page, feed = fetch(client, f"{site.url}/feed")

    assert (page.address, page.validators) == (f"{site.url}/a", Validators('"a"'))
    assert source_of(page).facts == Facts("大桥", "王小明", "2023-12-05", "", f"{site.url}/a")
    assert feed == Fetched(
        f"{site.url}/feed",
        Listed(frozenset({f"{site.url}/a"}), 0, is_complete=False),
        Validators('"f"'),
    )
    assert site.pages_asked() == ["/feed", "/a"]


def test_a_page_that_fails_stops_no_other_and_has_the_feed_asked_again(
    site: Site, client: Client
) -> None:
    items = "".join(f"<item><link>{path}</link></item>" for path in ("/a", "/no", "/b", "/gone"))
    site.paths["/feed"] = Reply(rss(items), headers={**XML, "ETag": '"f"'})
    site.paths["/a"] = site.paths["/b"] = Reply(PAGE)
    site.paths["/no"] = Reply(status=403)

    a, no, b, gone, feed = fetch(client, f"{site.url}/feed")

    assert source_of(a)
    assert source_of(b)
    assert gone == Fetched(f"{site.url}/gone", Gone())
    assert "403" in problem_of(no)
    assert feed.validators == Validators()


def test_a_feed_s_own_copy_serves_where_the_page_cannot_be_had(site: Site, client: Client) -> None:
    item = f"""<item><title>A &amp; B</title><link>/no?utm_source=x</link>
      <content:encoded>&lt;p&gt;{ARTICLE}&lt;/p&gt;</content:encoded></item>"""
    site.paths["/feed"] = Reply(rss(item), headers={**XML, "ETag": '"f"'})
    site.paths["/no"] = Reply(status=403)

    copy, feed = fetch(client, f"{site.url}/feed")

    source = source_of(copy)
    assert (source.origin, source.name) == (f"{site.url}/no", "no.html")
    assert source.facts == Facts("A & B", "", "", "新闻网 - 国内", f"{site.url}/no")
    assert ARTICLE in source.data.decode()
    assert "<h1>A &amp; B</h1>" in source.data.decode()
    assert feed.validators == Validators()


def test_a_feed_s_copy_does_not_take_the_place_of_a_page_that_is_known_or_gone(
    site: Site, client: Client
) -> None:
    item = "<item><link>{}</link><content:encoded>" + ARTICLE + "</content:encoded></item>"
    site.paths["/feed"] = Reply(rss(item.format("/no") + item.format("/gone")), headers=XML)
    site.paths["/no"] = Reply(status=403)

    no, gone, _ = fetch(client, f"{site.url}/feed", {f"{site.url}/no": Validators()})

    assert "403" in problem_of(no)
    assert gone.outcome == Gone()


def test_an_article_that_is_on_no_page_is_known_by_its_feed_and_id(
    site: Site, client: Client
) -> None:
    item = f"""<item><guid isPermaLink="false">7</guid>
      <content:encoded>{ARTICLE}</content:encoded></item>
      <item><guid isPermaLink="false">8</guid><title>nothing</title></item>"""
    site.paths["/feed"] = Reply(rss(item), headers=XML)

    article, nothing, _ = fetch(client, f"{site.url}/feed")

    assert article.address == source_of(article).origin == f"{site.url}/feed#7"
    assert source_of(article).facts.url == ""
    assert "names no page" in problem_of(nothing)


def test_a_feed_that_names_what_is_no_article_says_so(site: Site, client: Client) -> None:
    site.paths["/feed"] = Reply(rss("<item><link>/feed2</link></item>"), headers=XML)
    site.paths["/feed2"] = Reply(rss(""), headers=XML)

    inner, _ = fetch(client, f"{site.url}/feed")

    assert "feed2 is a feed where an article was expected" in problem_of(inner)


def test_a_feed_may_name_other_sites_but_not_what_is_inside(site: Site, clock: Clock) -> None:
    names = {"feed.test": "127.0.0.1", "other.test": "127.0.0.1", "inside.test": "10.0.0.1"}
    guard = Guard(LOOPBACK, resolve=lambda host, _: [names[host]])
    items = "".join(
        f"<item><link>http://{host}:{site.port}/a</link></item>"
        for host in ("other.test", "inside.test")
    )
    site.paths["/feed"] = Reply(rss(items), headers=XML)
    site.paths["/a"] = Reply(PAGE)
    client = Client(guard, clock=clock, sleep=clock.sleep)

    other, inside, _ = fetch(client, f"http://feed.test:{site.port}/feed")

    assert source_of(other).origin == f"http://other.test:{site.port}/a"
    assert "inside.test (10.0.0.1) is not on the public internet" in problem_of(inside)


def test_an_unchanged_feed_asks_for_nothing_more(site: Site, client: Client) -> None:
    site.paths["/feed"] = [
        Reply(rss("<item><link>/a</link></item>"), headers={**XML, "ETag": '"f"'}),
        Reply(status=304),
    ]
    site.paths["/a"] = Reply(PAGE)

    known = known_after(fetch(client, f"{site.url}/feed"))

    assert [f.outcome for f in fetch(client, f"{site.url}/feed", known)] == [Unchanged()]
    assert site.pages_asked() == ["/feed", "/a", "/feed"]


def test_a_broken_feed_is_asked_for_again(site: Site, client: Client) -> None:
    broken = rss("<item><link>/a</link></item><item><link>/b</li")[:-30]
    site.paths["/feed"] = Reply(broken, headers={**XML, "ETag": '"f"'})
    site.paths["/a"] = site.paths["/b"] = Reply(PAGE)

    *pages, feed = fetch(client, f"{site.url}/feed")

    assert source_of(pages[0]).origin == f"{site.url}/a"
    assert feed.validators == Validators()


# Sitemaps and lists


def sitemap(*paths: str, lastmod: str = "") -> str:
    when = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    urls = "".join(f"<url><loc>{path}</loc>{when}</url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def index(*paths: str, lastmod: str = "") -> str:
    return (
        sitemap(*paths, lastmod=lastmod)
        .replace("urlset", "sitemapindex")
        .replace("url>", "sitemap>")
    )


def test_a_sitemap_gives_the_pages_of_its_own_site(site: Site, client: Client) -> None:
    pages = sitemap("/a", f"{site.url}/b", "http://other.example/c")
    site.paths["/sitemap.xml"] = Reply(pages, headers=XML)
    site.paths["/a"] = site.paths["/b"] = Reply(PAGE)

    a, b, listed = fetch(client, f"{site.url}/sitemap.xml")

    assert [source_of(page).origin for page in (a, b)] == [f"{site.url}/a", f"{site.url}/b"]
    assert listed.outcome == Listed(
        frozenset({f"{site.url}/a", f"{site.url}/b"}), left_out=1, is_complete=True
    )


def test_a_sitemap_gives_other_sites_when_asked(site: Site, client: Client) -> None:
    site.paths["/sitemap.xml"] = Reply(sitemap("http://10.0.0.1/c"), headers=XML)

    other, listed = fetch(client, f"{site.url}/sitemap.xml", other_sites=True)

    assert "10.0.0.1" in problem_of(other)
    assert listed.outcome == Listed(frozenset({"http://10.0.0.1/c"}), 0, is_complete=True)


def test_a_page_whose_time_in_the_sitemap_is_known_is_not_asked_for(
    site: Site, client: Client
) -> None:
    site.paths["/sitemap.xml"] = Reply(sitemap("/a", lastmod="2023-12-05T08:00Z"), headers=XML)
    site.paths["/a"] = Reply(PAGE)

    known = known_after(fetch(client, f"{site.url}/sitemap.xml"))
    again = fetch(client, f"{site.url}/sitemap.xml", known)

    assert again[0] == Fetched(f"{site.url}/a", Unchanged(), Validators(stamp="2023-12-05T08:00Z"))
    assert site.pages_asked().count("/a") == 1
    site.paths["/sitemap.xml"] = Reply(sitemap("/a", lastmod="2023-12-06T08:00Z"), headers=XML)
    assert source_of(fetch(client, f"{site.url}/sitemap.xml", known)[0])


def test_a_sitemap_that_does_not_tell_of_changes_is_never_taken_for_unchanged(
    site: Site, client: Client
) -> None:
    headers = {**XML, "ETag": '"s"'}
    site.paths["/day.xml"] = Reply(sitemap("/a", lastmod="2023-12-05"), headers=headers)
    site.paths["/moment.xml"] = Reply(sitemap("/b", lastmod="2023-12-05T08:00Z"), headers=headers)
    site.paths["/index.xml"] = Reply(index("/moment.xml"), headers=headers)
    site.paths["/a"] = site.paths["/b"] = Reply(PAGE)

    day = known_after(fetch(client, f"{site.url}/day.xml"))
    moment = known_after(fetch(client, f"{site.url}/index.xml"))

    assert day[f"{site.url}/day.xml"] == Validators()
    assert moment[f"{site.url}/index.xml"] == Validators()
    assert moment[f"{site.url}/moment.xml"] == Validators('"s"')


def test_an_index_gives_the_pages_of_its_sitemaps(site: Site, client: Client) -> None:
    site.paths["/index.xml"] = Reply(
        index("/1.xml.gz", "/2.txt", "/page", "/missing.xml"), headers=XML
    )
    gz = {"Content-Type": "application/gzip"}
    site.paths["/1.xml.gz"] = Reply(gzip.compress(sitemap("/a").encode()), headers=gz)
    site.paths["/2.txt"] = Reply(
        f"{site.url}/b\n{site.url}/a\n", headers={"Content-Type": "text/plain"}
    )
    site.paths["/a"] = site.paths["/b"] = site.paths["/page"] = Reply(PAGE)

    found = {
        fetched.address.removeprefix(site.url): fetched
        for fetched in fetch(client, f"{site.url}/index.xml")
    }

    assert list(found) == ["/a", "/1.xml.gz", "/b", "/2.txt", "/page", "/missing.xml", "/index.xml"]
    assert source_of(found["/a"])
    assert source_of(found["/b"])
    assert "where a sitemap was expected" in problem_of(found["/page"])
    assert found["/missing.xml"].outcome == Gone()


def test_an_index_that_leads_back_to_itself_ends(site: Site, client: Client) -> None:
    site.paths["/1.xml"] = Reply(index("/2.xml", "/1.xml"), headers=XML)
    site.paths["/2.xml"] = Reply(index("/1.xml"), headers=XML)

    assert len(fetch(client, f"{site.url}/1.xml")) == 2
    assert site.pages_asked() == ["/1.xml", "/2.xml"]


def test_an_index_that_leads_ever_deeper_ends(site: Site, client: Client) -> None:
    for n in range(9):
        site.paths[f"/{n}.xml"] = Reply(index(f"/{n + 1}.xml"), headers=XML)

    deepest, *_ = fetch(client, f"{site.url}/0.xml")

    assert "leads to more sitemaps" in problem_of(deepest)
    assert site.pages_asked() == ["/0.xml", "/1.xml", "/2.xml", "/3.xml"]


def test_a_run_asks_for_no_more_pages_than_the_limit(site: Site, client: Client) -> None:
    site.paths["/sitemap.xml"] = Reply(sitemap("/a", "/b", "/c"), headers=XML)
    site.paths["/a"] = site.paths["/b"] = Reply(PAGE)

    *pages, listing = fetch(client, f"{site.url}/sitemap.xml", limit=2)

    assert len(pages) == 2
    assert "leads to more pages" in problem_of(listing)


def test_a_file_lists_addresses_of_any_kind_and_site(
    site: Site, client: Client, tmp_path: Path
) -> None:
    path = tmp_path / "sources.txt"
    path.write_text(f"# 新闻\n{site.url}/feed\n\n{site.url}/b\nnot an address\n{site.url}/b#2\n")
    site.paths["/feed"] = Reply(rss("<item><link>/a</link></item>"), headers=XML)
    site.paths["/a"] = site.paths["/b"] = Reply(PAGE)

    a, feed, b, no = fetch(client, path)

    assert [source_of(page).origin for page in (a, b)] == [f"{site.url}/a", f"{site.url}/b"]
    assert feed.outcome == Listed(frozenset({f"{site.url}/a"}), 0, is_complete=False)
    assert "not an address" in problem_of(no)
    with pytest.raises(SourceError, match=r"nowhere\.txt"):
        fetch(client, tmp_path / "nowhere.txt")
