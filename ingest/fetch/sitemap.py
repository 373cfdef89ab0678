"""Read a sitemap or an index of sitemaps (sitemaps.org, protocol 0.9).

Knows the sitemaps' XML, through lxml, and what Google News adds to it; knows nothing of how they
were fetched.
"""

import io
import re
from typing import Any

from ingest.errors import SourceError
from ingest.fetch.address import join_address
from ingest.fetch.listing import MAX_ENTRIES, Entry, Listing, too_many
from ingest.source import Facts

# What the protocol permits, unpacked: 50 MB.
MAX_SITEMAP = 52_428_800

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
# A day alone does not tell the second change of that day from the first.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def read_sitemap(data: bytes, url: str) -> Listing:
    """Read a sitemap, also one whose XML is broken, as far as it can be read.

    Args:
        data: the sitemap, unpacked.
        url: where it was found.

    Returns:
        The pages that it names, and the sitemaps if it is an index. An entry's stamp is there only
        if it names the time of day.

    Raises:
        SourceError: nothing of it can be read, or it names more than 50,000 addresses.
    """
    from lxml import etree  # type: ignore[import-untyped]

    elements = etree.iterparse(
        io.BytesIO(data),
        tag=("{*}url", "{*}sitemap"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    found: dict[str, dict[str, Entry]] = {"url": {}, "sitemap": {}}
    is_whole = True
    try:
        for _, element in elements:
            entry = _read_entry(element, url)
            if entry.url:
                found[etree.QName(element).localname].setdefault(entry.url, entry)
            if max(map(len, found.values())) > MAX_ENTRIES:
                raise too_many(f"The sitemap {url}")
            _forget(element)
    except etree.XMLSyntaxError:
        is_whole = False
    is_whole = is_whole and not len(elements.error_log)
    pages, sitemaps = (tuple(entries.values()) for entries in found.values())
    if not pages and not sitemaps and not is_whole:
        raise SourceError(f"The sitemap {url} cannot be read.", "Give the addresses in a list.")
    return Listing(
        pages,
        sitemaps,
        is_whole=is_whole,
        tells_changes=bool(pages) and all(entry.stamp for entry in pages),
    )


def _read_entry(element: Any, url: str) -> Entry:
    address = join_address(url, _text(element, "{*}loc"))
    changed = _text(element, "{*}lastmod")
    news = f"{_NEWS}news/{_NEWS}"
    return Entry(
        id=address,
        url=address,
        facts=Facts(
            title=_text(element, f"{news}title"),
            published=_text(element, f"{news}publication_date"),
        ),
        stamp=changed if _MOMENT.match(changed) and len(changed) < 40 else "",
    )


def _text(element: Any, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())


def _forget(element: Any) -> None:
    """Let go of what was read: the tree of 50 MB would take half a gigabyte."""
    element.clear()
    while (before := element.getprevious()) is not None:
        element.getparent().remove(before)
