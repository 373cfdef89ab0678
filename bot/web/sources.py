"""The source panel: every citation of a chat, its passage marked in its surroundings.

Knows HTML and articles; knows nothing of Gradio. The panel is not sanitised by Gradio, so every
character that comes from an article or a user is escaped here, and an article of any length
leads to a panel of bounded length.
"""

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from bot.answer import Citation
from bot.web.render import (
    article_line,
    citation_anchor,
    one_line,
    turn_anchor,
    version_anchor,
)
from bot.web.turns import Turn
from bot.web.words import Words
from bot.wording import ALSO, AND_MORE
from ingest.article import Article, Block

SURROUNDINGS = 160  # characters shown before and after a passage: about two sentences
PASSAGE_LIMIT = 4_000  # characters of a passage; one of 256 tokens has about 1,200 at most
READING_LIMIT = 30_000  # characters of "the whole article": an hour's reading
OPENED = 10  # of the articles that say the same, those whose passage can be opened
PANEL_LIMIT = 200_000  # characters of whole articles in one panel, newest turn first

Span = tuple[int, int]
NOWHERE: Span = (0, 0)


def panel_html(turns: tuple[Turn, ...], words: Words) -> str:
    """All citations of a chat; the style sheet shows the newest turn first and the older folded.

    An older turn unfolds when one of its citations, or the turn itself, is the page's target.
    Gradio patches the panel node by node in document order. So the turns stand oldest first and
    none is left out: a card must stay the same node, or another one would become the target.
    """
    readable = _readable(turns)
    sections = [
        _turn_html(turn, words, turn is turns[-1], turn.number in readable) for turn in turns
    ]
    empty = "" if any(turn.answer for turn in turns) else _aside(words.sources_empty)
    return (
        f'<section class="sources"><h2>{escape(words.sources)}</h2>{empty}'
        f'<div class="turns">{"".join(sections)}</div></section>'
    )


def _readable(turns: tuple[Turn, ...]) -> set[int]:
    """Numbers of the turns whose articles may be shown whole, so that the panel stays bounded."""
    numbers = set()
    budget = PANEL_LIMIT
    for turn in reversed(turns):
        for citation in turn.answer.citations if turn.answer else ():
            budget -= min(READING_LIMIT, len(citation.article.body))
            budget -= sum(end - start for start, end in map(_excerpt, citation.also[:OPENED]))
        if budget >= 0:
            numbers.add(turn.number)
    return numbers


def original_link(article: Article, label: str) -> str:
    """A link to the article where it was published; empty unless it is a web address."""
    url = article.url.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    return (
        f'<a class="original" href="{escape(url)}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{escape(label)} ↗</a>'
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """What of an article's body is highlighted; an empty span for none.

    Attributes:
        passage: the passage that was found.
        quote: what is quoted, within the passage.
        key: the words that answer, within the quotation.
    """

    passage: Span = NOWHERE
    quote: Span = NOWHERE
    key: Span = NOWHERE


UNMARKED = Marks()


def body_html(article: Article, window: Span, marks: Marks = UNMARKED) -> str:
    """Part of an article's body as paragraphs, highlighted.

    Args:
        article: the article.
        window: the part to show, in characters of the body.
        marks: what to highlight.

    Returns:
        HTML; an ellipsis stands where the window cuts a paragraph.
    """
    start, end = window
    shown = [block for block in article.blocks if block.start < end and block.end > start]
    return "".join(_block_html(article.body, block, window, marks) for block in shown)


def _turn_html(turn: Turn, words: Words, newest: bool, readable: bool) -> str:
    citations = turn.answer.citations if turn.answer else ()
    anchor = f"{turn_anchor(turn.number)}-sources"
    if not citations:
        return f'<section class="turn" id="{anchor}" hidden></section>'
    cards = [
        _card_html(turn, number, citation, words, readable)
        for number, citation in enumerate(citations, start=1)
    ]
    label = escape(words.sources_of.format(number=turn.number))
    heading = f'<a href="#{anchor}"><b>{label}</b> {one_line(turn.question)}</a>'
    return (
        f'<section class="turn{"" if newest else " older"}" id="{anchor}">'
        f'<h3>{heading}</h3><div class="cards">{"".join(cards)}</div></section>'
    )


def _card_html(turn: Turn, number: int, citation: Citation, words: Words, readable: bool) -> str:
    article = citation.article
    marks = _marks(citation)
    label = f'<span class="label">{said}</span>' if (said := _label(turn, citation, words)) else ""
    whole = _whole_html(article, marks, words) if readable else ""
    also = _also_html(turn, number, citation, words, readable)
    return (
        f'<article class="source" id="{citation_anchor(turn.number, number)}" tabindex="-1" '
        f'lang="{escape(article.language)}"><header><span class="number">{number}</span>'
        f'<h4>{one_line(article.title)}</h4>{label}<p class="meta">{_meta(article, words)}</p>'
        f'</header><blockquote class="excerpt">{body_html(article, _excerpt(citation), marks)}'
        f'</blockquote>{also}<footer>{whole}<a class="back" href="#{turn_anchor(turn.number)}">'
        f"↑ {escape(words.back_to_answer)}</a></footer></article>"
    )


def _label(turn: Turn, citation: Citation, words: Words) -> str:
    """What a citation is, if not what the answer says."""
    if turn.answer is None or citation not in turn.answer.cited:
        return escape(words.version_label)
    return escape(words.nearest_label) if turn.answer.state == "nearest" else ""


def _meta(article: Article, words: Words) -> str:
    link = original_link(article, words.original)
    return " · ".join(part for part in (article_line(article), link) if part)


def _marks(citation: Citation) -> Marks:
    passage = citation.passage
    marked = (passage.start, min(passage.end, passage.start + PASSAGE_LIMIT))
    return Marks(marked, (citation.start, citation.end), citation.marked or NOWHERE)


def _excerpt(citation: Citation) -> Span:
    """The passage in its surroundings."""
    start, end = _marks(citation).passage
    return start - SURROUNDINGS, end + SURROUNDINGS


def _also_html(turn: Turn, number: int, citation: Citation, words: Words, readable: bool) -> str:
    """The other articles that say the same; one that is the page's target shows its passage."""
    if not citation.also:
        return ""
    items = []
    for version, one in enumerate(citation.also, start=1):
        article = one.article
        anchor = version_anchor(turn.number, number, version)
        name = f"<b>{one_line(article.title)}</b> {article_line(article)}"
        shown = f"<p>{name}</p>"
        if readable and version <= OPENED:
            excerpt = body_html(article, _excerpt(one), _marks(one))
            shown = (
                f'<a href="#{anchor}">{name}</a><blockquote class="excerpt">{excerpt}</blockquote>'
            )
        link = original_link(article, words.original)
        items.append(f'<li id="{anchor}" tabindex="-1">{shown}{link}</li>')
    if citation.more:
        said = AND_MORE[words.language].format(count=citation.more)
        items.append(f"<li>{escape(said)}</li>")
    return (
        f'<div class="also"><h5>{escape(ALSO[words.language])}</h5><ul>{"".join(items)}</ul></div>'
    )


def _whole_html(article: Article, marks: Marks, words: Words) -> str:
    total = len(article.body)
    start = max(0, min(marks.passage[0] - READING_LIMIT // 3, total - READING_LIMIT))
    end = min(total, start + READING_LIMIT)
    note = ""
    if (start, end) != (0, total):
        said = words.part_of_article.format(start=start + 1, end=end, total=total)
        note = _aside(said)
    return (
        f'<details class="whole"><summary>{escape(words.whole_article)}</summary>'
        f"{note}{body_html(article, (start, end), marks)}</details>"
    )


def _block_html(body: str, block: Block, window: Span, marks: Marks) -> str:
    start, end = max(block.start, window[0]), min(block.end, window[1])
    # The quotation is one mark, with another around its key words, so that it stays in one piece.
    cuts = {start, end, *(cut for cut in (*marks.passage, *marks.quote) if start < cut < end)}
    pieces = [_piece_html(body, piece, marks) for piece in pairwise(sorted(cuts))]
    before = "…" if start > block.start else ""
    after = "…" if end < block.end else ""
    tag = "h5" if block.kind == "heading" else "p"
    kind = ' class="caption"' if block.kind == "caption" else ""
    return f"<{tag}{kind}>{before}{''.join(pieces)}{after}</{tag}>"


def _inside(position: int, span: Span) -> bool:
    return span[0] <= position < span[1]


def _piece_html(body: str, piece: Span, marks: Marks) -> str:
    start, end = piece
    shown = one_line(body[start:end])
    if not _inside(start, marks.quote):
        return f"<mark>{shown}</mark>" if _inside(start, marks.passage) else shown
    first, last = (min(max(cut, start), end) for cut in marks.key)
    if first < last:
        key = f'<mark class="key">{one_line(body[first:last])}</mark>'
        shown = f"{one_line(body[start:first])}{key}{one_line(body[last:end])}"
    return f'<mark class="quote">{shown}</mark>'


def _aside(said: str) -> str:
    return f'<p class="aside">{escape(said)}</p>'
