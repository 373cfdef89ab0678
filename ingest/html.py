"""Read a web page: its article and what the page says about it.

Knows HTML elements, through lxml and trafilatura; knows nothing of bytes or of how the page was
fetched.
"""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingest.blocks import Line, join_cells
from ingest.draft import Draft
from ingest.page_facts import read_page_facts
from ingest.portal_text import read_parts

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

# A longer cell means that the table lays out the page and holds no data.
_LONGEST_CELL = 200
_DEEPEST = 60


def read_html(text: str) -> Draft:
    """Read the article of a web page.

    Args:
        text: the decoded page.

    Returns:
        What was found; no parts where the page has no article.
    """
    # Imported here because it takes most of a second and only pages need it.
    import trafilatura

    # Its complaints are about single pages, and read_article reports those.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = _parse(text)
    if tree is None:
        return Draft(())
    facts = read_page_facts(tree)
    # It is given the tree because it does not recognise pages that begin with a script.
    page: Any = trafilatura.bare_extraction(
        tree,
        # Its second opinions made text F1 no better on the test bed, and titles into paragraphs.
        fast=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    parts = list(_read_element(page.body, 0)) if page is not None and page.body is not None else []
    # Of a very short page trafilatura makes one paragraph, headline included.
    if facts.title and parts and parts[0] != ("text", facts.title):
        kind, first = parts[0]
        if " ".join(first.split()).startswith(f"{facts.title} "):
            parts[0] = (kind, " ".join(first.split())[len(facts.title) :])
    draft = read_parts(parts, facts)
    if page is None:
        return draft
    return Draft(
        parts=draft.parts,
        title=draft.title or page.title or "",
        author=draft.author or _person(page.author or "", draft.site or page.sitename or ""),
        published=draft.published or page.date or "",
        site=draft.site or page.sitename or "",
        url=draft.url or page.url or "",
        original_title=draft.original_title,
    )


def _parse(text: str) -> "HtmlElement | None":
    from lxml.etree import ParserError  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except ParserError:
        return None


def _person(author: str, site: str) -> str:
    """Keep a guessed author only where it looks like a name."""
    name = author.strip()
    if not name or name == site or len(name) > 60 or "http" in name or "www" in name.lower():
        return ""
    return "" if name.lower() in ("no author", "admin", "作者", "author", "unknown") else name


def _read_element(element: "HtmlElement", depth: int) -> Iterator[Line]:
    """Turn trafilatura's simplified elements into parts, in reading order."""
    if depth > _DEEPEST:
        yield "text", " ".join(element.itertext())
        return
    if element.text and element.tag == "body":
        yield "text", element.text
    for child in element:
        if child.tag == "head":
            yield "heading", " ".join(child.itertext())
        elif child.tag == "table":
            yield from _read_table(child, depth)
        elif child.tag in ("list", "quote", "div") and len(child):
            if child.text:
                yield "text", child.text
            yield from _read_element(child, depth + 1)
        else:
            yield from _read_paragraph(child, depth)
        if child.tail:
            yield "text", child.tail


def _read_paragraph(element: "HtmlElement", depth: int) -> Iterator[Line]:
    """Split a paragraph at its line breaks, and around tables and lists inside it."""
    line = [element.text or ""]
    for child in element:
        if child.tag in ("table", "list", "p", "head", "quote"):
            yield "text", "".join(line)
            line = []
            if child.tag == "table":
                yield from _read_table(child, depth + 1)
            elif child.tag == "head":
                yield "heading", " ".join(child.itertext())
            elif child.tag == "list":
                yield from _read_element(child, depth + 1)
            else:
                yield from _read_paragraph(child, depth + 1)
        elif child.tag == "lb":
            yield "text", "".join(line)
            line = []
        else:
            line.append("".join(child.itertext()))
        line.append(child.tail or "")
    yield "text", "".join(line)


def _read_table(table: "HtmlElement", depth: int) -> Iterator[Line]:
    """Read a data table row by row, `a | b | c`, and a layout table as the page it lays out."""
    rows = [[" ".join(cell.itertext()) for cell in row] for row in table]
    holds_data = sum(" | " in join_cells(cells) for cells in rows) > 1
    for row, cells in zip(table, rows, strict=True):
        if any(len(" ".join(cell.split())) > _LONGEST_CELL for cell in cells):
            for cell in row:
                if depth < _DEEPEST:
                    yield from _read_paragraph(cell, depth + 1)
        else:
            yield "row" if holds_data else "text", join_cells(cells)
