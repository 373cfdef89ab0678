"""Read a web page as the lines that a reader sees, in order, and how much of each is links.

Knows HTML's blocks and what is never shown; knows nothing of articles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_BLOCKS = frozenset(
    "html body main article section aside header footer nav div p pre blockquote center form"
    " fieldset address figure figcaption details summary dialog button label option"
    " h1 h2 h3 h4 h5 h6 hr br ul ol li dl dt dd table caption thead tbody tfoot tr td th".split()
)
_NEVER_SHOWN = frozenset("script style noscript template select textarea title svg iframe".split())
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page.

    Attributes:
        text: what it says, every run of white space made one space; never empty.
        linked: the share of its characters that stand in links, 0 to 1.
        block: the innermost block that it stands in.
        hidden: whether the page itself, without its style sheets, hides it.
    """

    text: str
    linked: float
    block: "HtmlElement"
    hidden: bool


def parse_page(text: str) -> "HtmlElement | None":
    """Parse a decoded page; None where there is nothing to parse."""
    from lxml.etree import ParserError  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except ParserError:
        return None


def page_lines(tree: "HtmlElement") -> Iterator[PageLine]:
    """Read the lines of a page in order.

    A block begins a line and ends one, and so does a line break.

    Args:
        tree: the parsed page; it is not changed.
    """
    from lxml.etree import iterwalk

    pieces: list[tuple[str, bool]] = []
    blocks = [tree]
    links = hidden = 0
    walk = iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        begins = event == "start"
        if begins and tag in _NEVER_SHOWN:
            walk.skip_subtree()
            continue
        if tag in _BLOCKS:
            if pieces:
                yield from _line(pieces, blocks[-1], hidden > 0)
                pieces = []
            if begins:
                blocks.append(element)
            else:
                blocks.pop()
        if tag not in _NEVER_SHOWN:
            links += (tag == "a") * (1 if begins else -1)
            hidden += _is_hidden(element) * (1 if begins else -1)
        text = element.text if begins else element.tail
        if text:
            pieces.append((text, links > 0))
    yield from _line(pieces, tree, hidden=False)


def _is_hidden(element: "HtmlElement") -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _line(pieces: list[tuple[str, bool]], block: "HtmlElement", hidden: bool) -> Iterator[PageLine]:
    text = " ".join("".join(piece for piece, _ in pieces).split())
    if text:
        linked = sum(len("".join(piece.split())) for piece, in_link in pieces if in_link)
        yield PageLine(text, linked / len(text.replace(" ", "")), block, hidden)
