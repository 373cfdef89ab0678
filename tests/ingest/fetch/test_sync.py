"""The library holds what web addresses hold."""

from ingest.fetch import Client
from ingest.library import Library
from ingest.sync import Options, sync_addresses
from tests.ingest.fetch.conftest import XML, Reply, Site

_PAGE = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body>"
)
_BRIDGE = "The new bridge over the Ann was opened on Monday after three years of work by the town."
_FERRY = "The old ferry will cross the river for the last time on Sunday, its captain has said."


def serve(site: Site) -> None:
    site.paths["/bridge"] = Reply(_PAGE.format("A bridge is opened", _BRIDGE))
    site.paths["/ferry"] = Reply(_PAGE.format("The ferry stops", _FERRY))
    items = "".join(f"<item><link>{site.url}/{one}</link></item>" for one in ("bridge", "ferry"))
    feed = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
    site.paths["/feed"] = Reply(feed, headers=XML)


def test_a_page_becomes_an_article_that_knows_its_address(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    report = sync_addresses(library, [f"{site.url}/bridge"], client)
    assert report.names("added") == ("bridge.html",)
    [article] = library.articles()
    assert article.url == f"{site.url}/bridge"
    assert _BRIDGE in article.body


def test_all_articles_of_a_feed_are_added_and_the_second_time_left_alone(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    assert len(sync_addresses(library, [f"{site.url}/feed"], client).names("added")) == 2
    again = sync_addresses(library, [f"{site.url}/feed"], client)
    assert (len(again.names("unchanged")), len(again.names("added")), library.count()[0]) == (
        2,
        0,
        2,
    )


def test_what_is_not_there_is_reported_and_the_rest_is_added(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    report = sync_addresses(library, [f"{site.url}/none", f"{site.url}/ferry"], client)
    [(name, reason)] = report.failed
    assert name == f"{site.url}/none"
    assert reason.startswith("There is nothing at")
    assert report.names("added") == ("ferry.html",)


def sitemap(site: Site, *names: str) -> None:
    urls = "".join(f"<url><loc>{site.url}/{name}</loc></url>" for name in names)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0"?><urlset xmlns="{namespace}">{urls}</urlset>'
    site.paths["/sitemap.xml"] = Reply(text, headers=XML)


def test_what_a_sitemap_names_no_more_has_vanished(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    sitemap(site, "bridge", "ferry")
    sync_addresses(library, [f"{site.url}/sitemap.xml"], client)
    sitemap(site, "bridge")

    report = sync_addresses(library, [f"{site.url}/sitemap.xml"], client)

    assert (report.names("vanished"), library.count()[0]) == (("ferry",), 1)


def test_a_sitemap_that_names_nothing_any_more_is_taken_for_a_mistake(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    sitemap(site, "bridge", "ferry")
    sync_addresses(library, [f"{site.url}/sitemap.xml"], client)
    sitemap(site)

    report = sync_addresses(library, [f"{site.url}/sitemap.xml"], client)

    assert (len(report.failed), library.count()[0]) == (1, 2)


def test_what_a_feed_drops_stays(library: Library, site: Site, client: Client) -> None:
    serve(site)
    sync_addresses(library, [f"{site.url}/feed"], client)
    item = f"<item><link>{site.url}/ferry</link></item>"
    feed = f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>"
    site.paths["/feed"] = Reply(feed, headers=XML)

    report = sync_addresses(library, [f"{site.url}/feed"], client)

    assert (report.names("vanished"), library.count()[0]) == ((), 2)


def test_a_page_that_its_site_says_is_gone_vanishes_unless_it_is_to_be_kept(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    page = f"{site.url}/bridge"
    sync_addresses(library, [page], client)
    site.paths["/bridge"] = Reply("", status=410)

    kept = sync_addresses(library, [page], client, Options(keep_vanished=True))
    gone = sync_addresses(library, [page], client)

    assert (kept.names("kept"), gone.names("vanished")) == (("bridge",), ("bridge",))
    assert library.count()[0] == 0


def test_two_addresses_of_one_page_are_one_article_that_stays_while_either_does(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    said = f'<link rel="canonical" href="{site.url}/bridge">'
    text = _PAGE.format("A bridge is opened", _BRIDGE).replace("<title>", f"{said}<title>")
    site.paths["/bridge"] = site.paths["/bridge2"] = Reply(text)
    addresses = [f"{site.url}/bridge", f"{site.url}/bridge2"]
    first = sync_addresses(library, addresses, client)
    assert (len(first.changes), library.count()[0]) == (1, 1)
    site.paths["/bridge"] = Reply("", status=404)

    sync_addresses(library, addresses, client)

    assert library.count()[0] == 1
