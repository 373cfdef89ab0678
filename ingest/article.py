"""The two words that everything else is said in: Article and Passage.

Plain data, no behaviour: an article is what a source became once it was read and cleaned,
a passage is a slice of its body. Offsets count characters (Python code points) of `Article.body`.
"""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["text", "heading", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a section heading or an image caption: the slice `body[start:end]`, one line."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article, cleaned.

    Attributes:
        id: 16 hexadecimal digits that depend on `origin` alone, so a changed article keeps its id.
        origin: where it was read, such as `file:/articles/a.md` or `upload:a.md`.
        title: the headline; never empty (a source without one gets its first words).
        body: clean text; blocks are joined by one blank line, and a block has no line break.
        language: ISO 639-1 code of the body's main language, `zh` or `en`.
        blocks: what the body is made of, in order, without gaps other than the blank lines.
        author: as printed, or empty.
        published: ISO 8601 date (`2023-12-12`), or empty.
        site: the publishing site, or empty.
        url: http(s) address of the article, or empty.
        original_title: the title of the article that this one reprints, or empty.
    """

    id: str
    origin: str
    title: str
    body: str
    language: str
    blocks: tuple[Block, ...]
    author: str = ""
    published: str = ""
    site: str = ""
    url: str = ""
    original_title: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an article that is searched and cited as one.

    `text == article.body[start:end]`, always. `heading` is that of the section the passage
    stands in, or empty.
    """

    article_id: str
    ordinal: int
    start: int
    end: int
    heading: str
    text: str

    @property
    def id(self) -> str:
        """The article's id and the passage's place in it: `0123456789abcdef-0004`."""
        return f"{self.article_id}-{self.ordinal:04d}"
