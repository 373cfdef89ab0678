"""Read a web page: its article and what the page says about it.

Knows HTML elements, through lxml and trafilatura; knows nothing of bytes or of how the page was
fetched.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.blocks import Line, join_cells
from ingest.draft import Draft
from ingest.page_body import complete, trim, with_lead
from ingest.page_data import stated_body, stated_leads
from ingest.page_facts import read_page_facts
from ingest.page_lines import page_lines, parse_page
from ingest.portal_text import read_parts

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

# A longer cell means that the table lays out the page and holds no data.
_LONGEST_CELL = 200
_DEEPEST = 60
# A body that is shorter may be what a page prints until its scripts have run.
_LEAST_TEXT = 300


def read_html(text: str) -> Draft:
    """Read the article of a web page.

    Args:
        text: the decoded page.

    Returns:
        What was found; no parts where the page has no article.
    """
    tree = parse_page(text)
    if tree is None:
        return Draft(())
    lines = list(page_lines(tree))
    facts = read_page_facts(tree, lines)
    parts = complete(list(_extract(tree)), lines)
    if (found := sum(len(part) for _, part in parts)) < _LEAST_TEXT:
        stated = stated_body(tree)
        if len(stated) > 2 * found:
            parts = [("text", paragraph) for paragraph in stated.split("\n")]
    parts = with_lead(trim(parts, lines, facts.title), lines, stated_leads(tree))
    draft = read_parts(parts, facts)
    window = " ".join((tree.findtext(".//title") or "").split())
    return draft if draft.title else replace(draft, title=window)


def _extract(tree: "HtmlElement") -> Iterator[Line]:
    # Imported here because it takes most of a second and only pages need it.
    import trafilatura

    # Its complaints are about single pages, and read_article reports those.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # It is given the tree because it does not recognise pages that begin with a script. Its own
    # second opinions made text F1 no better on the test bed, and titles into paragraphs.
    page: Any = trafilatura.bare_extraction(tree, fast=True, include_comments=False)
    if page is not None and page.body is not None:
        yield from _read_element(page.body, 0)


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
    for index, (row, cells) in enumerate(zip(table, rows, strict=True)):
        if index and cells == rows[0]:
            # The header again, below the table or after some rows.
            continue
        if any(len(" ".join(cell.split())) > _LONGEST_CELL for cell in cells):
            for cell in row:
                if depth < _DEEPEST:
                    yield from _read_paragraph(cell, depth + 1)
        else:
            yield "row" if holds_data else "text", join_cells(cells)
