"""Read one source into an Article.

Knows which parser reads which suffix and what an article may hold at most; the parsers know the
formats.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import PurePath
from urllib.parse import urlsplit

from ingest.article import Article, Block
from ingest.blocks import compose
from ingest.dates import parse_date
from ingest.decode import clean, declared_charset
from ingest.draft import Draft
from ingest.errors import SourceError
from ingest.formats import READER_SUFFIXES, reader_for
from ingest.html import read_html
from ingest.language import detect_language
from ingest.markdown import read_markdown
from ingest.portal_text import read_parts, read_text
from ingest.sentences import split_sentences
from ingest.source import Source, decode_text
from ingest.unwrap import unwrap

# Bounds on what a file may claim; a longer body is a book or a dump, not an article.
MAX_BODY = 2_000_000
# Bounds on what is parsed at all, since parsing takes seconds a megabyte. Markup and furniture
# come on top of a body.
MAX_TEXT = 4_000_000
MAX_PAGE = 8_000_000
# Lines of a text, tags of a page; long pages have a tenth of it.
MAX_PIECES = 100_000
_MAX_TITLE = 300
_MAX_NAME = 120
_MAX_URL = 2000
_PARSERS: dict[str, Callable[[str], Draft]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}


def read_article(source: Source) -> Article:
    """Decode, parse and clean a source.

    What the source states beside its bytes wins over what is found in them.

    Raises:
        SourceError: the bytes are no text, nothing readable is left, or it is too long.
    """
    read = reader_for(source.name)
    if read is not None:
        return _finish(source, read(source))
    suffix = PurePath(source.name).suffix.lower()
    parse = _PARSERS.get(suffix)
    if parse is None:
        raise SourceError(
            f"{source.name} is not a type of file that can be read.",
            f"Give one of {', '.join((*_PARSERS, *READER_SUFFIXES))}.",
        )
    is_page = parse is read_html
    text = decode_text(source.data, source.name, declared_charset(source.data) if is_page else "")
    longest, piece = (MAX_PAGE, "<") if is_page else (MAX_TEXT, "\n")
    if len(text) > longest or text.count(piece) > MAX_PIECES:
        raise too_long(source)
    if parse is read_text and source.facts.title:
        # Its first line is not taken for a title, and so is not lost, where the title is known.
        return _finish(source, read_parts(unwrap(text), Draft((), title=source.facts.title)))
    return _finish(source, parse(text))


def _finish(source: Source, draft: Draft) -> Article:
    body, blocks = compose(draft.parts)
    if not _says_something(body):
        raise SourceError(
            f"{source.name} has no readable text in it.", "Check that it holds an article."
        )
    if len(body) > MAX_BODY:
        raise too_long(source)
    facts = source.facts
    title = _clip(facts.title or draft.title, _MAX_TITLE) or _first_words(body, blocks)
    return Article(
        id=hashlib.sha256(source.origin.encode()).hexdigest()[:16],
        origin=source.origin,
        title=title,
        body=body,
        language=detect_language(f"{title}\n{body}"),
        blocks=blocks,
        author=_clip(facts.author or draft.author, _MAX_NAME),
        published=parse_date(facts.published) or parse_date(draft.published),
        site=_clip(facts.site or draft.site, _MAX_NAME),
        url=_web_address(facts.url) or _web_address(draft.url),
        original_title=_clip(draft.original_title, _MAX_TITLE),
    )


def too_long(source: Source) -> SourceError:
    """Say that a source is longer than an article can be."""
    return SourceError(
        f"{source.name} is too long to be one article ({MAX_BODY:,} characters at most).",
        "Split it into single articles.",
    )


def _clip(text: str, longest: int) -> str:
    line = " ".join(clean(text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _first_words(body: str, blocks: Sequence[Block]) -> str:
    """Make a title of the first sentence: whole where it is short, else its first words.

    A sentence of punctuation alone is passed over, and a caption serves where there is no text.
    """
    ordered = sorted(blocks, key=lambda block: block.kind == "caption")
    lines = (body[block.start : block.end] for block in ordered)
    line = next(filter(_says_something, lines))
    first = next(filter(_says_something, (line[a:b] for a, b in split_sentences(line))))
    longest = 40 if detect_language(first) == "zh" else 90
    if len(first) <= longest:
        return first.rstrip("。.")
    cut = max(
        (match.start() for match in re.finditer(r"[，,；;：:\s]", first[:longest])),
        default=longest,
    )
    return first[: cut if cut > longest // 3 else longest].rstrip() + "…"


def _web_address(url: str) -> str:
    address = clean(url).strip()
    if len(address) > _MAX_URL or re.search(r"[\s<>\"\\]", address):
        return ""
    try:
        pieces = urlsplit(address)
    except ValueError:
        return ""
    return address if pieces.scheme in ("http", "https") and pieces.hostname else ""
