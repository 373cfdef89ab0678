"""Read a feed, RSS 0.9x, 1.0 and 2.0 or Atom: which articles it names and what it says of them.

Knows feeds, through feedparser; knows nothing of how they were fetched.
"""

import io
import re
from collections.abc import Mapping
from html import escape
from typing import Any
from xml.sax import SAXException

from ingest.dates import parse_date
from ingest.decode import declared_charset
from ingest.errors import SourceError
from ingest.fetch.address import join_address
from ingest.fetch.listing import Entry, Listing, once
from ingest.source import Facts

# Shorter text is a teaser, also where a feed puts it in the place of the whole article.
_LEAST_CONTENT = 200
# Tags take feedparser a tenth of a millisecond each. Five hundred whole articles have 50,000.
_MAX_TAGS = 300_000
_MAIL = re.compile(r"[(<]?[^\s()<>]+@[^\s()<>]+[)>]?")
# What feedparser raises on markup that no feed has.
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


def read_feed(data: bytes, url: str, charset: str = "") -> Listing:
    """Read a feed, also one whose XML is broken, as far as it can be read.

    Args:
        data: the feed.
        url: where it was found; relative links are relative to it, if the feed says nothing else.
        charset: the charset that the server named; the feed's own declaration wins.

    Returns:
        Its entries, those with the same GUID and title once. A date is that of the entry's own
        time zone.

    Raises:
        SourceError: it is no feed, nothing of it can be read, or it has more than 300,000 tags.
    """
    import feedparser  # type: ignore[import-untyped]

    if data.count(b"<") + data.count(b"&lt;") > _MAX_TAGS:
        raise SourceError(f"The feed at {url} is too long.", "Give the addresses in a list.")
    kind = "application/xml"
    if charset and not declared_charset(data):
        kind += f"; charset={charset}"
    headers = {"content-type": kind, "content-location": url}
    try:
        # A stream, because of bytes it would try whether they are the name of a file.
        found = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except _MALFORMED:
        found = None
    is_broken = found is None or isinstance(found.get("bozo_exception"), SAXException)
    if found is None or (not found["entries"] and (is_broken or not found.get("version"))):
        raise SourceError(
            f"The feed at {url} cannot be read.", "Give the address of an RSS or Atom feed."
        )
    site = _plain(found["feed"], "title")
    is_atom = found["version"].startswith("atom")
    entries = (_read_entry(entry, url, site, is_atom) for entry in found["entries"])
    return Listing(
        once((entry for entry in entries if entry.id), f"The feed at {url}"),
        is_whole=not is_broken,
        tells_changes=True,
    )


def _read_entry(found: Mapping[str, Any], feed: str, site: str, is_atom: bool) -> Entry:
    # Services that count clicks put their own address in the place of the article's.
    link = found.get("feedburner_origlink") or found.get("link") or ""
    # An entry without a link may be called by its address.
    candidates = (join_address(feed, link), found.get("id") or "")
    url = next((c for c in candidates if c.startswith(("http://", "https://"))), "")
    return Entry(
        id=found.get("id") or url,
        url=url,
        facts=Facts(
            title=_plain(found, "title"),
            author=_author(found),
            published=_published(found, is_atom),
            site=site,
        ),
        content=_whole_article(found),
    )


def _author(found: Mapping[str, Any]) -> str:
    printed = found.get("author") or ""
    names = [person.get("name", "") for person in found.get("authors") or []]
    if "@" in printed and len(names) < 2:
        # feedparser takes an address in a long top-level domain for a part of the name.
        names = [_MAIL.sub("", printed).strip(" ()<>")]
    return ", ".join(" ".join(name.split()) for name in names if name and "@" not in name)


def _published(found: Mapping[str, Any], is_atom: bool) -> str:
    """Read the day of publication as printed; as of Greenwich where only feedparser can read it."""
    key = "published"
    # RSS 1.0 says dc:date, which feedparser takes for an update. An update of Atom is one.
    if not found.get(key) and not is_atom and "updated" in found:
        key = "updated"
    if day := parse_date(found.get(key) or ""):
        return day
    moment = found.get(f"{key}_parsed") if key in found else None
    return parse_date("{:04}-{:02}-{:02}".format(*moment[:3])) if moment else ""


def _whole_article(found: Mapping[str, Any]) -> str:
    """The longest content in HTML, where it is no teaser."""
    contents = (c for c in found.get("content") or [] if c.get("value"))
    pages = [c["value"] if _is_markup(c) else _paragraphs(c["value"]) for c in contents]
    best = max(pages, key=len, default="")
    text, summary = _text(best), _text(found.get("summary") or "")
    return best if len(text) >= max(_LEAST_CONTENT, len(summary)) else ""


def _plain(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key) or ""
    return _text(value) if _is_markup(found.get(f"{key}_detail") or {}) else " ".join(value.split())


def _is_markup(detail: Mapping[str, Any]) -> bool:
    return "html" in (detail.get("type") or "")


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _text(markup: str) -> str:
    if not re.search("[<&]", markup):
        return " ".join(markup.split())
    from lxml.etree import ParserError  # type: ignore[import-untyped]
    from lxml.html import fragment_fromstring  # type: ignore[import-untyped]

    try:
        return " ".join(fragment_fromstring(markup, create_parent="div").text_content().split())
    except (ParserError, ValueError):
        return ""
