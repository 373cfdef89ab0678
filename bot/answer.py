"""What the bot says: an Answer made of sentences, each with its Citations.

Plain data. A citation holds the article and passage as they were when the answer was written,
so that it still shows what was quoted after the article has changed.
"""

from dataclasses import dataclass, field
from typing import Literal

from ingest.article import Article, Passage

Language = Literal["zh", "en"]
# Characters; nobody asks for one thing at such length, and every search costs by the word.
LONGEST_QUESTION = 2_000


@dataclass(frozen=True, slots=True)
class Citation:
    """The part of a passage that supports a sentence: `article.body[start:end]`."""

    article: Article
    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The quoted words, exactly as they stand in the article."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found, with its evidence.

    Attributes:
        score: cosine and coverage in one number, by which hits are ordered.
        cosine: centered similarity of question and passage (`bot/center.py`), -1 to 1.
        coverage: share (0 to 1) of the question's informative words that the passage, its heading
            or its article's title contains.
    """

    article: Article
    passage: Passage
    score: float
    cosine: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the citations that support it; never empty of citations."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's reply to one question.

    Attributes:
        question: as the user typed it.
        standalone: the question made complete with what the conversation said before.
        language: the language the answer is addressed in: that of the question.
        sentences: what is asserted; empty when refused.
        refused: the articles do not answer; `nearest` then names what comes closest.
        nearest: one citation for each of the closest articles, best first; empty unless refused.
        retrieved: what was found, best first; the writer was given the first few.
        writer: who wrote the sentences: `extract` or `endpoint`.
        notice: one sentence for the user on what went differently, or empty.
    """

    question: str
    standalone: str
    language: Language
    sentences: tuple[Sentence, ...] = ()
    refused: bool = False
    nearest: tuple[Citation, ...] = ()
    retrieved: tuple[Hit, ...] = ()
    writer: str = "extract"
    notice: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The distinct citations in order of appearance; a mark [n] means `citations[n - 1]`."""
        cited = [c for s in self.sentences for c in s.citations] or list(self.nearest)
        return tuple(dict.fromkeys(cited))

    def __add__(self, later: "Answer") -> "Answer":
        """Join two pieces of a stream, as LangChain does: the later answer has all of the first."""
        return later


@dataclass(frozen=True, slots=True)
class Conversation:
    """The earlier answers of a chat, oldest first."""

    answers: tuple[Answer, ...] = field(default=())
