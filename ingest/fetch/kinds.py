"""Tell what an address has: an article, or a feed, sitemap or list that names articles.

The content decides, and where it says nothing the type that the server names: servers call feeds
HTML and pages plain bytes.
"""

import gzip
import io
import re
import zlib
from typing import Literal
from urllib.parse import urlsplit

from ingest.decode import decode
from ingest.errors import SourceError
from ingest.fetch.address import shown
from ingest.fetch.client import FEED_TYPES, HTML_TYPES, Page
from ingest.fetch.listing import is_list

Kind = Literal["html", "pdf", "text", "markdown", "feed", "sitemap", "list"]

_HEAD = 4096
_BEFORE_ROOT = re.compile(
    rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.DOTALL | re.IGNORECASE
)
_BOMS_AND_SPACE = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
_ROOTS: dict[str, Kind] = {
    "rss": "feed",
    "feed": "feed",
    "rdf": "feed",
    "channel": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "html": "html",
}
_TYPES: dict[str, Kind] = {
    **dict.fromkeys(HTML_TYPES, "html"),
    **dict.fromkeys(FEED_TYPES, "feed"),
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
}
_XML_TYPES = ("application/xml", "text/xml")
# Servers name none, or one of the two for plain bytes, where they do not know a file's suffix.
_TEXT_TYPES = ("text/plain", "", "application/octet-stream", "binary/octet-stream")


def recognise(page: Page, max_bytes: int) -> tuple[Kind, bytes]:
    """Tell what a page's bytes are.

    Args:
        page: what the address has.
        max_bytes: how long it may be unpacked.

    Returns:
        what it is, and its bytes, unpacked where they are a gzip file.

    Raises:
        SourceError: it is nothing that is an article or names some, or a damaged or overlong
            gzip file.
    """
    data = _unpack(page, max_bytes) if page.data.startswith(b"\x1f\x8b") else page.data
    if data[:_HEAD].lstrip().startswith(b"%PDF-"):
        return "pdf", data
    # In UTF-16, every second byte of markup is a NUL.
    head = data[:_HEAD].replace(b"\0", b"").lstrip(_BOMS_AND_SPACE)
    root = None
    if head.startswith(b"<") or page.type in (*_XML_TYPES, *FEED_TYPES):
        root = _ROOT.search(_BEFORE_ROOT.sub(b"", head))
    kind = _ROOTS.get(root.group(1).decode("ascii").lower()) if root else None
    kind = kind or _TYPES.get(page.type) or _kind_of_text(page, data)
    if kind is None:
        raise SourceError(
            f"What is at {shown(page.url)} is neither an article nor a feed or sitemap.",
            "Give the address of a page, a PDF, a text, a feed or a sitemap.",
        )
    return kind, data


def _kind_of_text(page: Page, data: bytes) -> Kind | None:
    if page.type not in _TEXT_TYPES and data is page.data:
        return None
    try:
        text = decode(data, page.charset)
    except ValueError:
        return None
    if is_list(text):
        return "list"
    return "markdown" if urlsplit(page.url).path.lower().endswith(".md") else "text"


def _unpack(page: Page, max_bytes: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(page.data)) as file:
            data = file.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(
            f"The gzip file at {shown(page.url)} is damaged.", "Try again later."
        ) from error
    if len(data) > max_bytes:
        raise SourceError(
            f"The gzip file at {shown(page.url)} holds more than {max_bytes // 1_000_000} MB.",
            "Save what matters of it as a file, and add that.",
        )
    return data
