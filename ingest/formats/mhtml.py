"""Read a web page that a browser saved as one file, `.mhtml` or `.mht` (RFC 2557).

Knows MIME messages, through the standard library; the page itself is read by `ingest/html.py`.
"""

from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import default

from ingest.decode import declared_charset, decode
from ingest.draft import Draft
from ingest.errors import SourceError
from ingest.html import read_html
from ingest.read import MAX_PAGE, MAX_PIECES, too_long
from ingest.source import Source

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
# Parts inside parts: a saved page has one level, a forwarded one a few. The parser compares every
# line with the boundary of every level that it stands in.
_DEEPEST = 8
# 20 MB in the lines of 76 characters that encoded parts have are half of it.
_MOST_LINES = 500_000


def read_mhtml(source: Source) -> Draft:
    """Read the main page of a saved web page.

    Returns:
        What was found. The address is that which the page names as its own, else that which it
        was saved from; a page without a title has the saved file's.

    Raises:
        SourceError: there is no page in it, its bytes are no text, or it is too long.
    """
    if source.data.count(b"\n") > _MOST_LINES or source.data.count(b"boundary=") > _DEEPEST:
        raise too_long(source)
    try:
        message = message_from_bytes(source.data, policy=default)
        page = _main_page(message)
        payload = page.get_payload(decode=True) if page is not None else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # What the parser raises for headers that are no headers.
        raise _no_page(source) from error
    if page is None or not isinstance(payload, bytes):
        raise _no_page(source)
    declared = (_parameter(page, "charset") or declared_charset(payload)).lower()
    try:
        text = decode(payload, declared)
    except ValueError as error:
        raise SourceError(
            f"The page in {source.name} is not text in any known encoding.",
            "Save the page once more.",
        ) from error
    if len(text) > MAX_PAGE or text.count("<") > MAX_PIECES:
        raise too_long(source)
    draft = read_html(text)
    return replace(
        draft,
        title=draft.title or _header(message, "Subject"),
        url=draft.url
        or _header(page, "Content-Location")
        or _header(message, "Snapshot-Content-Location"),
    )


def _main_page(message: Message) -> Message | None:
    """Find the part that the message starts with, else the first page in it."""
    pages = [part for part in message.walk() if part.get_content_type() in _PAGE_TYPES]
    start = _parameter(message, "start")
    started = (part for part in pages if start and _header(part, "Content-ID") == start)
    return next(started, pages[0] if pages else None)


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _parameter(message: Message, name: str) -> str:
    value = message.get_param(name)
    return value.strip() if isinstance(value, str) else ""


def _no_page(source: Source) -> SourceError:
    return SourceError(
        f"There is no web page in {source.name}.", "Save the page once more, as a single file."
    )
