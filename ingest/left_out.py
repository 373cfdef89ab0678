"""Say what of a source did not become an article.

Compares the lines that a reader of the source sees with the article; knows nothing of why a line
was left out.
"""

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from ingest.article import Article
from ingest.decode import clean, declared_charset
from ingest.errors import SourceError
from ingest.furniture import essence
from ingest.page_lines import page_lines, parse_page
from ingest.sentences import split_sentences
from ingest.source import Source, decode_text

# A piece that is shorter stands in many an article by chance, so it must be a piece there too.
_CHANCE = 12


def source_lines(source: Source) -> list[str]:
    """Return the lines of a web page, a Markdown file or a text, none of them empty.

    Those of a page are what a browser without scripts would show.

    Raises:
        SourceError: the source is of another type, or its bytes are no text.
    """
    suffix = PurePath(source.name).suffix.lower()
    if suffix not in (".html", ".htm", ".md", ".txt"):
        raise SourceError(
            f"What was left out of {source.name} cannot be shown.",
            "Open the file itself; only web pages, Markdown and text can be compared.",
        )
    is_page = suffix in (".html", ".htm")
    text = decode_text(source.data, source.name, declared_charset(source.data) if is_page else "")
    if suffix == ".txt":
        return [line.strip() for line in text.split("\n") if line.strip()]
    tree = parse_page(text if is_page else _markdown_page(text))
    lines = page_lines(tree) if tree is not None else ()
    return [line for one in lines if not one.hidden and (line := clean(one.text))]


def compare(lines: Iterable[str], article: Article) -> Iterator[tuple[str, bool]]:
    """Tell which lines of a source its article has.

    Spaces, punctuation and case do not count. A line that goes on from the one before it is in the
    article if both are, one after the other.

    Args:
        lines: the lines of the source, in order.
        article: what it became.

    Yields:
        Each line, and whether the article has it; of a line that the article has in part, each
        sentence.
    """
    whole = essence(article.body)
    facts = (article.title, article.author, article.site, article.published, article.original_title)
    pieces = {essence(piece) for piece in ("", *facts, *_pieces(article.body))}
    before = ""

    def is_in(text: str) -> bool:
        said = essence(text)
        return said in pieces or any(
            len(one) >= _CHANCE and one in whole for one in (said, before + said)
        )

    for line in lines:
        found = [(line, True)] if is_in(line) else [(one, is_in(one)) for one in _sentences(line)]
        yield from found if any(kept for _, kept in found) else [(line, False)]
        before = next((essence(text) for text, kept in reversed(found) if kept), before)[-_CHANCE:]


def _markdown_page(text: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"])
    page: str = parser.render(text)
    return page


def _pieces(body: str) -> Iterator[str]:
    for line in body.split("\n"):
        yield line
        yield from line.split(" | ")
        yield from _sentences(line)


def _sentences(line: str) -> Iterator[str]:
    return (line[start:end].strip() for start, end in split_sentences(line))
