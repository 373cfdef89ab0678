"""What the bot says: an Answer made of sentences, each with its Citations.

Plain data. A citation holds the article and passage as they were when the answer was written,
so that it still shows what was quoted after the article has changed.
"""

from dataclasses import dataclass, field
from typing import Literal

from bot.reader.reading import Reading
from ingest.article import Article, Passage

Language = Literal["zh", "en"]
State = Literal["answered", "nearest", "nothing"]
# Characters; nobody asks for one thing at such length, and every search costs by the word.
LONGEST_QUESTION = 2_000


@dataclass(frozen=True, slots=True)
class Citation:
    """The part of a passage that supports a sentence: `article.body[start:end]`.

    Attributes:
        marked: where in `article.body` the words stand that answer the question, within start and
            end; None where that is not known.
        also: where other articles that tell the same story say the same.
        otherwise: where such articles have another figure.
        more: how many further articles tell the story; whether they say the same was not looked at.
    """

    article: Article
    passage: Passage
    start: int
    end: int
    marked: tuple[int, int] | None = None
    also: tuple["Citation", ...] = ()
    otherwise: tuple["Otherwise", ...] = ()
    more: int = 0

    @property
    def text(self) -> str:
        """The quoted words, exactly as they stand in the article."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A figure that another article has where a citation has its own.

    Attributes:
        figure: what the citation says, in one width and Simplified characters.
        other: what the other article says.
        citation: where it says so.
    """

    figure: str
    other: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with its evidence.

    Attributes:
        score: all evidence in one number, by which hits are ordered.
        cosine: centered similarity of question and passage (`bot/center.py`), -1 to 1.
        coverage: share (0 to 1) of the question's informative words that the passage, its heading
            or its article's title contains.
        reading: what the reader says of it, with offsets in the passage's text; None where it has
            not been read.
    """

    article: Article
    passage: Passage
    score: float
    cosine: float
    coverage: float
    reading: Reading | None = None

    @property
    def context(self) -> str:
        """All that counts as mentioned: the passage, and what is known of it and its article."""
        article, passage = self.article, self.passage
        about = (article.title, passage.heading, article.published, article.author, article.site)
        return "\n".join((*about, passage.text))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the citations that support it; never empty of citations."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that a question insists on and the nearest passage does not have.

    Attributes:
        asked: a year, date, number or name of the question.
        said: what the passage says of the same kind instead; at most three, may be empty.
    """

    asked: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's reply to one question.

    Attributes:
        question: as the user typed it.
        standalone: the question made complete with what the conversation said before.
        language: the language the answer is addressed in: that of the question.
        sentences: what is asserted; empty unless `answered`.
        state: `answered`; `nearest` when the articles do not answer directly and what comes
            closest is quoted; `nothing` when nothing comes close.
        nearest: the one or two sentences that come closest, best first; empty unless `nearest`.
        mismatches: what the question insists on and the nearest passage lacks; empty unless
            `nearest`, and may be empty then.
        confidence: probability (0 to 1) that the best passage found answers the question.
        retrieved: what was found, best first; the writer was given the first few.
        writer: who wrote the sentences: `extract` or `endpoint`.
        notice: one sentence for the user on what went differently, or empty.
    """

    question: str
    standalone: str
    language: Language
    sentences: tuple[Sentence, ...] = ()
    state: State = "answered"
    nearest: tuple[Citation, ...] = ()
    mismatches: tuple[Mismatch, ...] = ()
    confidence: float = 0.0
    retrieved: tuple[Hit, ...] = ()
    writer: str = "extract"
    notice: str = ""

    @property
    def refused(self) -> bool:
        """Whether nothing is asserted."""
        return self.state != "answered"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The distinct citations in order of appearance; a mark [n] means `citations[n - 1]`.

        Each is followed by those that have another figure.
        """
        cited = self.cited
        shown = (one for c in cited for one in (c, *(other.citation for other in c.otherwise)))
        return tuple(dict.fromkeys(shown))

    @property
    def cited(self) -> tuple[Citation, ...]:
        """The distinct citations of what is quoted, in order of appearance."""
        cited = [c for s in self.sentences for c in s.citations] or list(self.nearest)
        return tuple(dict.fromkeys(cited))

    def __add__(self, later: "Answer") -> "Answer":
        """Join two pieces of a stream, as LangChain does: the later answer has all of the first."""
        return later


@dataclass(frozen=True, slots=True)
class Conversation:
    """The earlier answers of a chat, oldest first."""

    answers: tuple[Answer, ...] = field(default=())
