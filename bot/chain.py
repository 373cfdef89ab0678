"""The chain that answers: rewrite, retrieve, write, ground, each a step of a LangChain pipeline.

Knows the order of the steps and what happens when one of them has nothing to give; the steps
themselves live in their modules.
"""

import logging
import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from bot import endpoint, extract, gate
from bot.answer import (
    LONGEST_QUESTION,
    Answer,
    Citation,
    Conversation,
    Hit,
    Language,
    Sentence,
)
from bot.endpoint import Refused
from bot.errors import AnswerError, EndpointError
from bot.ground import Omitted, ground_all
from bot.marks import Draft
from bot.prompts import Prompts, load_prompts
from bot.retrieve import Query
from bot.retriever import LibraryRetriever
from bot.rewrite import complete
from bot.sentence_vectors import SentenceVectors
from bot.settings import BotSettings
from bot.wording import ENDPOINT_FAILED, OMITTED
from ingest.language import detect_language
from ingest.library import Library

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_LOG = logging.getLogger(__name__)

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the user typed it, and what was said before."""

    question: str
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question made complete."""

    question: str
    standalone: str
    language: Language


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question and the passages found for it, best first; `given` are those for the writer."""

    asked: Standalone
    query: Query
    hits: tuple[Hit, ...]
    given: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The endpoint failed; what it wrote until then is taken back."""

    error: EndpointError


Event = Draft | Sentence | Refused | Failed


@dataclass(frozen=True, slots=True)
class Writing:
    """The passages found, and what is written from them: made while it is read."""

    found: Retrieved
    events: Generator[Event, None, None]


class Answerer:
    """Answers questions from a library; any number of threads may use one."""

    def __init__(self, library: Library, settings: BotSettings) -> None:
        self._library = library
        self._settings = settings
        self._lock = threading.Lock()
        self._retriever = LibraryRetriever(
            library=library, count=settings.retrieved, candidates=settings.candidates
        )
        self._vectors: SentenceVectors | None = None
        self._model: BaseChatModel | None = None
        self._prompts: Prompts | None = load_prompts() if settings.has_endpoint else None
        self.chain: Runnable[Asked, Answer] = (
            RunnableLambda(self._rewrite, name="rewrite")
            | RunnableLambda(self._retrieve, name="retrieve")
            | RunnableLambda(self._write, name="write")
            | RunnableGenerator(self._ground, name="ground")
        )

    def warm_up(self) -> None:
        """Load everything that the first question would wait for.

        Raises:
            ModelError: the embedding model cannot be loaded, or is not the library's.
        """
        self._retriever.find("warm up 预热")

    def answer(self, question: str, conversation: Conversation | None = None) -> Answer:
        """Answer a question.

        Raises:
            AnswerError: the question is empty or too long.
            ModelError: the embedding model cannot be loaded, or is not the library's.
        """
        *_, last = self.stream(question, conversation)
        return last

    def stream(self, question: str, conversation: Conversation | None = None) -> Iterator[Answer]:
        """Answer a question, as far as it is answered; each answer takes the place of the last.

        Raises:
            AnswerError: the question is empty or too long.
            ModelError: the embedding model cannot be loaded, or is not the library's.
        """
        question = question.strip()
        if not question:
            raise AnswerError("The question is empty.", "Type a question and send it.")
        if len(question) > LONGEST_QUESTION:
            raise AnswerError(
                f"The question is longer than {LONGEST_QUESTION} characters.",
                "Ask for one thing at a time.",
            )
        return self.chain.stream(Asked(question, conversation or Conversation()))

    # -- the steps -----------------------------------------------------------------------------

    def _rewrite(self, asked: Asked) -> Standalone:
        """Make a follow-up complete, with the language model where there is one."""
        language = detect_language(asked.question)
        standalone = complete(asked.question, asked.conversation)
        if standalone != asked.question and self._prompts is not None:
            try:
                standalone = endpoint.rewrite(
                    asked.question, asked.conversation, language, self._connect(), self._prompts
                )
            except EndpointError as error:
                _LOG.warning("the follow-up was completed by rule: %s", error)
        return Standalone(asked.question, standalone, language)

    def _retrieve(self, asked: Standalone) -> Retrieved:
        """Find the passages."""
        if not self._library.count()[0]:
            raise AnswerError(
                "The library is empty.", "Add articles first: `python -m ingest add corpus`."
            )
        query, hits = self._retriever.find(asked.standalone)
        return Retrieved(asked, query, hits, hits[: self._settings.passages])

    def _write(self, found: Retrieved) -> Writing:
        """Begin to write what the passages say."""
        return Writing(found, self._events(found))

    def _events(self, found: Retrieved) -> Generator[Event, None, None]:
        """Write: the endpoint's drafts, or the articles' own sentences."""
        if self._prompts is None or not found.hits:
            yield from self._extract(found)
            return
        asked = found.asked
        try:
            yield from endpoint.write(
                asked.standalone, asked.language, found.given, self._connect(), self._prompts
            )
        except EndpointError as error:
            _LOG.warning("the extract writer answers instead: %s", error)
            yield Failed(error)
            yield from self._extract(found)

    def _ground(self, writings: Iterator[Writing]) -> Iterator[Answer]:
        """Put the sentences that are supported together to an answer that grows."""
        for writing in writings:
            yield from self._grow(writing.found, writing.events)

    def _grow(self, found: Retrieved, events: Generator[Event, None, None]) -> Iterator[Answer]:
        asked, language = found.asked, found.asked.language
        answer = Answer(
            question=asked.question,
            standalone=asked.standalone,
            language=language,
            retrieved=found.hits,
            writer="extract" if self._prompts is None else "endpoint",
        )
        for event in ground_all(events, found.given):
            if isinstance(event, Sentence):
                answer = replace(answer, sentences=(*answer.sentences, event))
                yield answer
            elif isinstance(event, Failed):
                notice = ENDPOINT_FAILED[language].format(problem=event.error.problem.rstrip("."))
                answer = replace(answer, sentences=(), writer="extract", notice=notice)
            elif isinstance(event, Omitted) and answer.writer == "endpoint":
                notice = OMITTED[language].format(count=event.count)
                answer = replace(answer, notice=notice)
        if not answer.sentences and answer.writer == "endpoint" and answer.notice:
            # The model wrote nothing that holds: the articles' own words do.
            quoted = tuple(s for s in self._extract(found) if isinstance(s, Sentence))
            answer = replace(answer, sentences=quoted, writer="extract")
        if not answer.sentences:
            answer = replace(answer, refused=True, nearest=_nearest(found.hits))
        yield answer

    def _extract(self, found: Retrieved) -> Iterator[Sentence | Refused]:
        """Quote the sentences that answer, if the gate believes that they do."""
        weighed = extract.candidates(
            found.query, found.given, self._sentence_vectors(), self._retriever.centers
        )
        if not weighed or not gate.answers(found.query, weighed[0]):
            yield Refused()
            return
        for chosen in extract.choose(found.query, weighed):
            yield chosen.cite()

    # -- what the steps need -------------------------------------------------------------------

    def _sentence_vectors(self) -> SentenceVectors:
        model = self._library.model
        with self._lock:
            if self._vectors is None:
                self._vectors = SentenceVectors(model)
            return self._vectors

    def _connect(self) -> "BaseChatModel":
        with self._lock:
            if self._model is None:
                self._model = endpoint.connect(self._settings)
            return self._model


def _nearest(hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """Cite the best passage of each of the closest articles."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.article.id, hit)
    return tuple(
        Citation(hit.article, hit.passage, hit.passage.start, hit.passage.end)
        for hit in list(best.values())[:NEAREST]
    )
