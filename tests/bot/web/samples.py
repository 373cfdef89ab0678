"""Articles and answers that the page's tests show."""

from html.parser import HTMLParser

from bot.answer import Answer, Citation, Language, Sentence
from ingest.article import Article, Block, Passage

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&`${1}{{value}}"


def active_parts(html: str) -> set[str]:
    """The tags and attributes of some HTML that make a browser do or fetch something."""
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            if tag in {"script", "img", "iframe", "object", "embed", "style", "svg"}:
                found.add(tag)
            found.update(name for name, _ in attributes if name.startswith("on") or name == "src")

    Reader().feed(html)
    return found


def article(*paragraphs: str, **fields: str) -> Article:
    blocks = []
    start = 0
    for paragraph in paragraphs:
        blocks.append(Block("text", start, start + len(paragraph)))
        start += len(paragraph) + 2
    known = {
        "id": "0123456789abcdef",
        "origin": "upload:a.txt",
        "title": "一篇文章",
        "language": "zh",
    }
    return Article(body="\n\n".join(paragraphs), blocks=tuple(blocks), **{**known, **fields})


def citation(source: Article, quoted: str, passage: str = "") -> Citation:
    passage = passage or quoted
    first = source.body.index(passage)
    start = source.body.index(quoted)
    return Citation(
        source,
        Passage(source.id, 0, first, first + len(passage), "", passage),
        start,
        start + len(quoted),
    )


def answer(*citations: Citation, question: str = "什么？", language: Language = "zh") -> Answer:
    sentences = tuple(Sentence(c.text, (c,)) for c in citations)
    return Answer(question, question, language, sentences)


def nearest(*citations: Citation, question: str = "什么？") -> Answer:
    return Answer(question, question, "zh", state="nearest", nearest=citations)
