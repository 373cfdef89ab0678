"""Read Markdown with or without YAML front matter.

Knows CommonMark with tables, through markdown-it-py; knows nothing of bytes or of origins.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.blocks import Line, join_cells
from ingest.draft import Draft
from ingest.furniture import footer_domain
from ingest.portal_text import read_parts
from ingest.unwrap import unwrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEYS = {
    "title": ("title", "标题", "headline"),
    "author": ("author", "authors", "作者", "byline", "by"),
    "published": ("date", "published", "publish_date", "published_at", "publishdate", "pubdate",
                  "发布时间", "发布日期", "日期", "时间", "created"),
    "site": ("site", "site_name", "sitename", "publisher", "source", "website", "来源", "网站"),
    "url": ("url", "link", "source_url", "canonical", "canonical_url", "permalink", "链接",
            "原文链接"),
    "original_title": ("original_title", "原标题"),
}  # fmt: skip
# Inline parsing takes quadratic time on long runs of brackets; no sentence needs more.
_LONGEST_INLINE = 20_000
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>", re.DOTALL)


def read_markdown(text: str) -> Draft:
    """Read a Markdown article.

    Args:
        text: decoded and cleaned text of the whole file.

    Returns:
        What was found. Front matter that is no YAML mapping is kept as text.
    """
    known, start, lost = _read_front_matter(text)
    parts = [*lost, *_read_body(text[start:])]
    return read_parts(parts, known)


def _read_front_matter(text: str) -> tuple[Draft, int, list[Line]]:
    """Read the metadata; also where the body starts, and the parts of unreadable front matter."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Draft(()), 0, []
    import yaml  # type: ignore[import-untyped]

    try:
        # This loader makes nothing but strings, lists and mappings: an impossible date stays text.
        loaded = yaml.load(match.group(1), Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        # The last two are what it raises for an escape that is no character, `"\UFFFFFFFF"`.
        loaded = None
    if not isinstance(loaded, dict):
        return Draft(()), match.end(), unwrap(match.group(1))
    stated = {str(key).strip().lower(): _as_text(value) for key, value in loaded.items()}
    found = {
        field: next((stated[key] for key in keys if stated.get(key)), "")
        for field, keys in _KEYS.items()
    }
    if found["site"].startswith(("http://", "https://")):
        address = found["site"]
        found["url"] = found["url"] or address
        found["site"] = footer_domain(address.split("//", 1)[1].split("/", 1)[0])
    return Draft((), **found), match.end(), []


def _as_text(value: object) -> str:
    """Make a front-matter value a line; of a list its names, of a mapping its `name`."""
    if isinstance(value, str):
        return value.strip()[:4000]
    if isinstance(value, dict):
        name = value.get("name", "")
        return name if isinstance(name, str) else ""
    if isinstance(value, list):
        names = [item for item in value[:20] if isinstance(item, str | dict)]
        return ", ".join(name for name in map(_as_text, names) if name)
    return ""


def _read_body(text: str) -> Iterator[Line]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("inline")
    tokens = parser.parse(text)
    parser.enable("inline")
    index = 0
    heading = False
    row: list[str] | None = None
    while index < len(tokens):
        token = tokens[index]
        index += 1
        if token.type in ("heading_open", "heading_close"):
            heading = token.type == "heading_open"
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield "row", join_cells(row or [])
            row = None
        elif token.type == "inline":
            words, captions = _read_inline(parser, token.content)
            if row is not None:
                row.append(" ".join([*words.split(), *captions]))
            else:
                yield from _lines(words, heading)
                yield from (("caption", caption) for caption in captions)
        elif token.type in ("fence", "code_block"):
            yield "text", token.content
        elif token.type == "html_block":
            yield "text", _without_tags(token.content)


def _without_tags(html: str) -> str:
    first, *rest = html.split("<!--")
    return _TAG.sub(" ", first + " ".join(piece.partition("-->")[2] for piece in rest))


def _lines(words: str, heading: bool) -> Iterator[Line]:
    if heading:
        yield "heading", words
    else:
        yield from unwrap(words)


def _read_inline(parser: "MarkdownIt", content: str) -> tuple[str, list[str]]:
    """Take the text of a line of Markdown and the captions of its images."""
    if len(content) > _LONGEST_INLINE:
        return content, []
    words: list[str] = []
    captions: list[str] = []
    tokens: Sequence[Token] = parser.parseInline(content)[0].children or []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif token.type == "image" and token.content.strip():
            captions.append(token.content.strip())
    return "".join(words), captions
