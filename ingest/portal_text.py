"""Read plain text, most of all a news portal's article that was saved or copied as text.

Knows the order of an article's parts and what its short lines are; knows nothing of bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Line
from ingest.bylines import Byline, parse_byline
from ingest.draft import Draft
from ingest.furniture import (
    footer_site,
    is_breadcrumb,
    is_control,
    is_copyright,
    is_editor_line,
    is_footer,
    same_line,
    strip_tail,
)
from ingest.headings import is_caption_line, looks_like_title, mark_lines
from ingest.people import reporters
from ingest.unwrap import unwrap

# A portal's header is over after so many lines.
_LONGEST_HEADER = 14
_LONGEST_FOOTER = 30


def read_text(text: str) -> Draft:
    """Read a plain-text article.

    Args:
        text: decoded and cleaned text of the whole file.

    Returns:
        What was found; `title` is empty where no line stands out as one.
    """
    return read_parts(unwrap(text), Draft(()))


def read_parts(parts: Sequence[Line], known: Draft) -> Draft:
    """Take the header and footer off an article's parts and find out what its short lines are.

    Args:
        parts: lines in order; those of kind `text` are looked at, others keep what they say.
        known: metadata that the file states elsewhere, which wins over what the lines say.

    Returns:
        `known`, completed, with the parts that are the article's body.
    """
    lines: list[Line] = [(kind, line) for kind, text in parts if (line := " ".join(text.split()))]
    title, header, start = _read_header(lines, known.title)
    footer, end = _read_footer(lines, start)
    body = [
        (kind, line) for kind, line in lines[start:end] if kind != "text" or not _is_noise(line)
    ]
    reporter = reporters([line for kind, line in body if kind == "text"])
    if body and body[-1][0] == "text":
        body[-1] = ("text", strip_tail(body[-1][1]))
    if not body:
        # What looked like a header or footer is all there is: then it is the article.
        body = [("text", title)] if title else lines
    return replace(
        known,
        parts=tuple(mark_lines(body)),
        title=title,
        author=known.author or header.author or footer.author or reporter,
        published=known.published or header.published or footer.published,
        site=known.site or header.site or footer.site,
        url=known.url or header.url or footer.url,
        original_title=known.original_title or header.original_title or footer.original_title,
    )


def _is_noise(line: str) -> bool:
    rest = strip_tail(line)
    if is_copyright(line) or is_editor_line(line):
        return True
    # A button may stand before the editor's name.
    return rest != line and (not rest or is_control(rest))


def _read_header(lines: Sequence[Line], title: str) -> tuple[str, Byline, int]:
    """Find the title and bylines above the body, and the index of the body's first line."""
    said = Byline()
    start = 0
    for index, (kind, line) in enumerate(lines[:_LONGEST_HEADER]):
        byline = parse_byline(line) if kind == "text" or _is_labelled_row(kind, line) else None
        if byline is not None:
            said = said.or_else(byline)
        elif not title and _is_title(lines, index):
            title = line
        elif not (_is_above(kind, line) or same_line(line, title)):
            break
        start = index + 1
    return title, said, start


def _is_above(kind: str, line: str) -> bool:
    return kind == "text" and (is_breadcrumb(line) or is_control(line))


def _is_labelled_row(kind: str, line: str) -> bool:
    """Whether a row is bylines set in columns, and not a table's that begins with a date."""
    return kind == "row" and bool(re.match(r"[^|]{1,10}[:：]", line))


def _is_title(lines: Sequence[Line], index: int) -> bool:
    kind, line = lines[index]
    if kind == "heading":
        return True
    return (
        kind == "text"
        and looks_like_title(line)
        and not is_breadcrumb(line)
        and not is_caption_line(line)
        and index + 1 < len(lines)
    )


def _read_footer(lines: Sequence[Line], start: int) -> tuple[Byline, int]:
    """Find what the lines below the body say, and the index after the body's last line."""
    said = Byline()
    end = len(lines)
    for index in range(len(lines) - 1, max(start, len(lines) - _LONGEST_FOOTER) - 1, -1):
        kind, line = lines[index]
        if kind in ("caption", "row"):
            break
        byline = parse_byline(line)
        if is_footer(line):
            said = said.or_else(Byline(site=footer_site(line) if is_copyright(line) else ""))
        elif not (is_control(line) or (byline is not None and kind == "text")):
            break
        said = said.or_else(byline or Byline())
        end = index
    return said, end
