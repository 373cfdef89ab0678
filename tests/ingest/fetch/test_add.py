"""Articles are added from the web as they are from files."""

from ingest.add import add_addresses
from ingest.fetch import Client
from ingest.library import Library
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
    report = add_addresses(library, [f"{site.url}/bridge"], client)
    assert report.added == (f"{site.url}/bridge",)
    [article] = library.articles()
    assert article.url == f"{site.url}/bridge"
    assert _BRIDGE in article.body


def test_all_articles_of_a_feed_are_added_and_the_second_time_left_alone(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    assert len(add_addresses(library, [f"{site.url}/feed"], client).added) == 2
    again = add_addresses(library, [f"{site.url}/feed"], client)
    assert (len(again.unchanged), len(again.added), library.count()[0]) == (2, 0, 2)


def test_what_is_not_there_is_reported_and_the_rest_is_added(
    library: Library, site: Site, client: Client
) -> None:
    serve(site)
    report = add_addresses(library, [f"{site.url}/none", f"{site.url}/ferry"], client)
    [(name, reason)] = report.failed
    assert name == f"{site.url}/none"
    assert reason.startswith("There is nothing at")
    assert report.added == (f"{site.url}/ferry",)
