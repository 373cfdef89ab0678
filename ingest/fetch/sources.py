"""Make Sources of pages and of what feeds carry.

Knows what `read_article` needs: an origin, a name with the right suffix, bytes whose charset can be
told, and what a feed says of the article.
"""

import codecs
import re
from dataclasses import replace
from html import escape
from urllib.parse import unquote, urlsplit

from ingest.decode import declared_charset, decode
from ingest.errors import SourceError
from ingest.fetch.address import canonical, declared_address, shown
from ingest.fetch.client import Page
from ingest.fetch.kinds import Kind
from ingest.fetch.listing import Entry
from ingest.source import MAX_BYTES, Facts, Source

_SUFFIXES: dict[Kind, tuple[str, ...]] = {
    "html": (".html", ".htm"),
    "pdf": (".pdf",),
    "text": (".txt",),
    "markdown": (".md",),
}
_UNSAFE = re.compile(r"[^\w.-]")
_MAX_NAME = 100


def is_article(kind: Kind) -> bool:
    """Tell what is an article from what names some."""
    return kind in _SUFFIXES


def page_source(page: Page, kind: Kind, data: bytes, facts: Facts) -> Source:
    """Make a Source of a page.

    Args:
        page: what was fetched.
        kind: what it is.
        data: its bytes, unpacked.
        facts: what a feed or sitemap says of it.

    Returns:
        A source whose origin is the canonical address of where the redirects ended, or the
        canonical address that the page declares, if that is on the same site.

    Raises:
        SourceError: it is a listing and no article, or longer than an article's file may be.
    """
    if kind not in _SUFFIXES:
        raise SourceError(
            f"{shown(page.url)} is a {kind} where an article was expected.",
            "Give its address by itself.",
        )
    if len(data) > MAX_BYTES:
        raise SourceError(
            f"{shown(page.url)} is larger than {MAX_BYTES // 1_000_000} MB.",
            "Split it into single articles.",
        )
    declared = declared_address(data, page.url) if kind == "html" else ""
    origin = declared or canonical(page.url)
    # A feed's title names one of the site's sections; the page knows the site's name.
    known = replace(facts, url=origin, site="")
    return Source(origin, _name(origin, _SUFFIXES[kind]), _with_charset(page, kind, data), known)


def entry_source(entry: Entry, feed: str) -> Source:
    """Make a Source of an article that a feed carries.

    Args:
        entry: an entry of the feed.
        feed: the feed's address.

    Returns:
        A source with the origin that its page would have, or, if it has none, the feed's address
        and the entry's id.

    Raises:
        SourceError: the entry carries no article, or its address is none.
    """
    if not entry.content:
        raise SourceError(
            f"An entry of {shown(feed)} names no page and carries no article.",
            "Tell the feed's owners.",
        )
    origin = canonical(entry.url) if entry.url else f"{canonical(feed)}#{entry.id}"
    title = escape(entry.facts.title)
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{entry.content}</article></body></html>"
    )
    facts = replace(entry.facts, url=origin if entry.url else "")
    return Source(origin, _name(origin, _SUFFIXES["html"]), page.encode(), facts)


def _name(origin: str, suffixes: tuple[str, ...]) -> str:
    """Name a file as the last part of its address, with a suffix that is true."""
    pieces = urlsplit(origin)
    last = unquote(pieces.path.rstrip("/").rpartition("/")[2]) or pieces.hostname or ""
    name = _UNSAFE.sub("_", last)[-_MAX_NAME:].strip(".")
    return name if name.lower().endswith(suffixes) else f"{name}{suffixes[0]}"


def _with_charset(page: Page, kind: Kind, data: bytes) -> bytes:
    """Make the charset that the server named part of the text, if the text itself names none."""
    if not page.charset or kind == "pdf" or (kind == "html" and declared_charset(data)):
        return data
    try:
        return codecs.BOM_UTF8 + decode(data, page.charset).encode()
    except ValueError:
        # In no charset is it text: reading the article says so.
        return data
