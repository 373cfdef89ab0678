"""Say what of a web page did not become an article.

Compares the lines that a reader of the page sees with the article; knows nothing of why a line
was left out.
"""

from collections.abc import Iterator

from ingest.article import Article
from ingest.furniture import essence
from ingest.page_lines import page_lines, parse_page
from ingest.sentences import split_sentences

# A piece that is shorter stands in many an article by chance, so it must be a piece there too.
_CHANCE = 12


def left_out(page: str, article: Article) -> tuple[str, ...]:
    """Find the lines of a page that its article does not have.

    Of a line that the article has in part, the sentences that it lacks are given; spaces,
    punctuation and case do not count.

    Args:
        page: the decoded page.
        article: what it became.

    Returns:
        Lines and sentences in the page's order, as a browser without scripts would show them.
    """
    tree = parse_page(page)
    if tree is None:
        return ()
    whole = essence(article.body)
    facts = (article.title, article.author, article.site, article.published, article.original_title)
    pieces = {essence(piece) for piece in (*facts, *_pieces(article.body))}

    def is_in(text: str) -> bool:
        said = essence(text)
        return said in pieces or (len(said) >= _CHANCE and said in whole)

    lines = (line.text for line in page_lines(tree) if not line.hidden)
    missing: list[str] = []
    for line in lines:
        if not is_in(line):
            missing += [piece for piece in _sentences(line) if essence(piece) and not is_in(piece)]
    return tuple(missing)


def _pieces(body: str) -> Iterator[str]:
    for line in body.split("\n"):
        yield line
        yield from line.split(" | ")
        yield from _sentences(line)


def _sentences(line: str) -> Iterator[str]:
    return (line[start:end].strip() for start, end in split_sentences(line))
