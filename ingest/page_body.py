"""Correct the body that was found on a web page: put back what it lacks, take off what it is not.

A second opinion from the page's own lines: how long they are, how they are punctuated, how much
of them is links, and which element holds most of such text. The idea of scoring the elements
around each paragraph is Readability's (Arc90, 2009).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from ingest.article import BlockKind
from ingest.blocks import Line
from ingest.bylines import parse_byline
from ingest.furniture import essence, is_control, is_footer, is_related, same_line
from ingest.page_lines import PageLine

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[。！？；][”’」』）)]?|[.!?…][”’\"')]?(?:\s|$)")
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NO_TEXT = frozenset("button label option nav footer aside".split())
_PAGE = frozenset(("html", "body"))
# Words of class names and ids of what stands beside an article or below it.
_WORD = re.compile(r"[A-Z]?[a-z]+")
_ASIDES = frozenset(
    "comment comments commentlist reply replies respond disqus pinglun related recommend"
    " recommended sidebar footer nav navigation menu newsletter cookie cookies consent".split()
)
_AUTHORS = frozenset("author byline avatar bio".split())
_AROUND = 8
# What a paragraph adds to the score of its own block, the block around that, and so on.
_SHARES = (1.0, 1.0, 0.5, 0.34, 0.25)
# Below this share of the best element's text, the text was not found.
_LEAST_KEPT = 0.5
_LEAST_TEXT = 150
_LINKED = 0.6
# A line that is shorter stands in many a part; parts that a line may be in, from the last on.
_TELLING = 8
_NEAR = 40
_TOP = 20
_KICKERS = 2
_MENU = 3
_LONGEST_MENU = 600
_MOST_LINKS = 500
_BETWEEN = re.compile(r"[|｜·•>»]|\s-\s")


def complete(parts: Sequence[Line], lines: Sequence[PageLine]) -> list[Line]:
    """Put back the paragraphs of a page that stand beside those that were found.

    Where less than half of what the best element holds was found, and it holds twice what was
    found at all, that element is the body.

    Args:
        parts: the body as it was found, in order.
        lines: the page's lines.
    """
    body = "".join(essence(text) for _, text in parts)
    if len(parts) == 1 and body not in {essence(line.text) for line in lines}:
        # Of a very short page trafilatura makes one paragraph, with all that is printed there.
        parts = [
            (_kind(line), line.text)
            for line in lines
            if not line.hidden and essence(line.text) in body
        ]
    prose = [line for line in lines if is_prose(line.text, line.linked) and not _is_aside(line)]
    kept = [line for line in prose if essence(line.text) in body]
    best = _best_element(prose)
    if best is not None:
        inside = set(best.iter())
        held = [line for line in prose if line.block in inside]
        total = sum(len(line.text) for line in held)
        found = sum(len(line.text) for line in held if essence(line.text) in body)
        if total >= max(_LEAST_TEXT, 2 * len(body)) and found < _LEAST_KEPT * total:
            return _lines_from(held[0], held[-1], [line for line in lines if line.block in inside])
    blocks = {line.block for line in kept}
    parents = {p for block in blocks if (p := block.getparent()) is not None} - blocks
    parents = {parent for parent in parents if parent.tag not in _PAGE}
    missing = {
        index
        for index, line in enumerate(lines)
        if (line.block in blocks or line.block.getparent() in parents)
        and is_prose(line.text, line.linked)
        and not _is_aside(line)
        and essence(line.text) not in body
    }
    return _insert(parts, lines, missing) if missing else list(parts)


def with_lead(
    parts: Sequence[Line], lines: Sequence[PageLine], stated: Sequence[str]
) -> list[Line]:
    """Put back the lead that a page prints above its text and states as its description.

    Args:
        parts: the body, in order.
        lines: the page's lines.
        stated: the page's descriptions.
    """
    body = "".join(essence(text) for _, text in parts)
    leads = {essence(text) for text in stated}
    for line in lines:
        said = essence(line.text)
        if said in body:
            if is_prose(line.text, line.linked):
                break
        elif is_prose(line.text, line.linked) and said in leads and not line.hidden:
            return [("text", line.text), *parts]
    return list(parts)


def trim(parts: Sequence[Line], lines: Sequence[PageLine], title: str) -> list[Line]:
    """Take off what stands above an article's title, and the links above and below its text.

    Args:
        parts: the body, in order.
        lines: the page's lines, which say how much of each is links.
        title: the article's title, or nothing.
    """
    shares = _shares(parts, lines)
    prose = [i for i, (_, text) in enumerate(parts) if is_prose(text, shares[i])]
    if not prose:
        return list(parts)
    titled = [i for i in range(min(prose[0], _TOP)) if same_line(parts[i][1], title)]
    start = titled[-1] + 1 if titled else 0
    above = [i for i in range(start) if shares[i] < _LINKED and not same_line(parts[i][1], title)]
    end = _end(parts, shares, _before_related(parts, shares, prose) + 1)
    menus = _menus(parts, shares, range(start, prose[0]))
    signed = {essence(line.text) for line in lines if _is_signature(line)}
    menus |= {i for i in range(start, prose[0]) if essence(parts[i][1]) in signed}
    menus |= {i for i in range(start, prose[0]) if _is_byline(parts[i])}
    kept = [parts[i] for i in range(start, prose[0]) if i not in menus]
    # A line or two above the title belong to it, more are the page's.
    kept += [parts[i] for i in above] if len(above) <= _KICKERS else []
    kept += [part for part in parts[prose[0] : end] if not _is_button(part)]
    while kept and kept[-1][0] == "heading":
        kept.pop()
    return kept


def is_prose(text: str, linked: float) -> bool:
    """Whether a line is a paragraph of an article: long, punctuated, and hardly links."""
    longest = 20 if _HAN.search(text[:200]) else 60
    if linked >= 0.3 or len(text) < longest or not _SENTENCE.search(text):
        return False
    return not (is_control(text) or is_footer(text))


def _is_aside(line: PageLine) -> bool:
    """Whether a line stands in something else than an article: comments, a form, a menu."""
    if line.hidden:
        return True
    around = [line.block, *islice(line.block.iterancestors(), _AROUND)]
    return any(e.tag in _NO_TEXT or (e.tag not in _PAGE and _is_named(e, _ASIDES)) for e in around)


def _is_named(element: "HtmlElement", wanted: frozenset[str]) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return any(word.lower() in wanted for word in _WORD.findall(names))


def _is_signature(line: PageLine) -> bool:
    """Whether a line stands in what introduces the author."""
    around = [line.block, *islice(line.block.iterancestors(), 2)]
    return any(e.tag not in _PAGE and _is_named(e, _AUTHORS) for e in around)


def _best_element(prose: Sequence[PageLine]) -> "HtmlElement | None":
    scores: dict[HtmlElement, float] = defaultdict(float)
    for line in prose:
        around = [line.block, *islice(line.block.iterancestors(), len(_SHARES) - 1)]
        for element, share in zip(around, _SHARES, strict=False):
            if element.tag not in _PAGE:
                scores[element] += share * len(line.text)
    return max(scores, key=lambda element: scores[element], default=None)


def _lines_from(first: PageLine, last: PageLine, lines: Sequence[PageLine]) -> list[Line]:
    """Make a body of the lines of an element from its first paragraph to its last."""
    start = next(i for i, line in enumerate(lines) if line is first)
    end = next(i for i, line in enumerate(lines) if line is last)
    # The first section's heading stands above the first paragraph.
    start -= start > 0 and lines[start - 1].block.tag in _HEADINGS
    return [
        (_kind(line), line.text)
        for line in lines[start : end + 1]
        if not _is_aside(line) and line.linked < _LINKED
    ]


def _kind(line: PageLine) -> BlockKind:
    if line.block.tag in _HEADINGS:
        return "heading"
    return "caption" if line.block.tag == "figcaption" else "text"


def _insert(parts: Sequence[Line], lines: Sequence[PageLine], missing: set[int]) -> list[Line]:
    """Insert lines of a page behind the part that the nearest line above them is in."""
    essences = [essence(text) for _, text in parts]
    after: dict[int, list[Line]] = defaultdict(list)
    at = -1
    for index, line in enumerate(lines):
        if index in missing:
            after[at].append((_kind(line), line.text))
        elif len(said := essence(line.text)) >= _TELLING:
            # In order, so that a line that stands twice is found where it stands now.
            near = range(max(at, 0), min(len(parts), at + _NEAR))
            at = next((i for i in near if said in essences[i]), at)
    whole = list(after[-1])
    for index, part in enumerate(parts):
        whole += [part, *after[index]]
    return whole


def _is_button(part: Line) -> bool:
    return part[0] == "text" and is_control(part[1])


def _is_byline(part: Line) -> bool:
    return part[0] == "text" and parse_byline(part[1]) is not None


def _menus(parts: Sequence[Line], shares: Sequence[float], above: range) -> set[int]:
    """Find the lines of links above the text: several on a line, or several lines of them."""
    linked = [i for i in above if shares[i] >= _LINKED and parts[i][0] in ("text", "row")]
    return {
        i
        for i in linked
        if len(_BETWEEN.findall(parts[i][1])) >= _MENU
        or (parts[i][0] == "text" and len(linked) >= _MENU)
    }


def _end(parts: Sequence[Line], shares: Sequence[float], start: int) -> int:
    """Find where, below the last paragraph, there is more noise than anything else."""
    noise = [_is_noise(part, share) for part, share in zip(parts, shares, strict=True)]
    return next(
        (i for i in range(start, len(parts)) if noise[i] and 2 * sum(noise[i:]) >= len(noise[i:])),
        len(parts),
    )


def _shares(parts: Sequence[Line], lines: Sequence[PageLine]) -> list[float]:
    """Find how much of each part is links, also where a part is several of the page's lines."""
    linked = {essence(line.text): line.linked for line in lines}
    links = [said for said, share in linked.items() if share >= _LINKED][:_MOST_LINKS]
    shares = []
    for _, text in parts:
        said = essence(text)
        share = linked.get(said)
        if share is None and len(text) <= _LONGEST_MENU:
            within = sum(len(link) for link in links if link in said)
            share = min(1.0, within / max(1, len(said)))
        shares.append(share or 0.0)
    return shares


def _before_related(parts: Sequence[Line], shares: Sequence[float], prose: Sequence[int]) -> int:
    """Find the last paragraph: the one before the links to other articles, with their summaries."""
    total = sum(len(parts[i][1]) for i in prose)
    for i, (_, text) in enumerate(parts):
        if i > prose[0] and is_related(text):
            below = [j for j in prose if j > i]
            links = sum(shares[j] >= _LINKED for j in range(i + 1, len(parts)))
            few = sum(len(parts[j][1]) for j in below) < 0.25 * total
            if few and links >= len(below):
                return max(j for j in prose if j < i)
    return prose[-1]


def _is_noise(part: Line, share: float) -> bool:
    kind, text = part
    if kind in ("caption", "row") and share < _LINKED:
        return False
    return share >= _LINKED or is_related(text) or is_control(text) or is_footer(text)
