"""The chain that answers: rewrite, retrieve, judge, write, ground, as a LangChain pipeline.

Knows the order of the steps and what happens when one of them has nothing to give; the steps
themselves live in their modules.
"""

import logging
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from bot import endpoint, extract, gate
from bot.answer import (
    LONGEST_QUESTION,
    Answer,
    Conversation,
    Hit,
    Language,
    Sentence,
)
from bot.calibration import load_calibration
from bot.constraints import mismatches
from bot.endpoint import Refused
from bot.errors import AnswerError, EndpointError
from bot.extract import Candidate
from bot.gate import Verdict
from bot.ground import Omitted, ground_all
from bot.marks import Draft
from bot.problems import said_in
from bot.prompts import Prompts, load_prompts
from bot.retrieve import Query
from bot.retriever import LibraryRetriever
from bot.rewrite import complete
from bot.settings import BotSettings
from bot.versions import Versions, is_version
from bot.wording import ENDPOINT_FAILED, OMITTED, WIDENED
from ingest.language import detect_language
from ingest.library import EVERYTHING, Filter, Library

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_LOG = logging.getLogger(__name__)

# Sentences of one passage that are quoted where none answers.
NEAREST = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the user typed it, what was said before, and which articles may answer."""

    question: str
    conversation: Conversation
    within: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question made complete."""

    question: str
    standalone: str
    language: Language
    within: Filter


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question and the passages found for it, best first; `given` are those for the writer."""

    asked: Standalone
    query: Query
    hits: tuple[Hit, ...]
    given: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The passages found, their sentences, best first, and what may be said with them."""

    found: Retrieved
    weighed: tuple[Candidate, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Failed:
    """The endpoint failed; what it wrote until then is taken back."""

    error: EndpointError


Event = Draft | Sentence | Refused | Failed


@dataclass(frozen=True, slots=True)
class Writing:
    """What was found and judged, and what is written from it: made while it is read."""

    judged: Judged
    events: Generator[Event, None, None]


class Answerer:
    """Answers questions from a library; any number of threads may use one."""

    def __init__(self, library: Library, settings: BotSettings) -> None:
        self._library = library
        self._settings = settings
        self._lock = threading.Lock()
        self._retriever = LibraryRetriever(
            library=library,
            count=settings.retrieved,
            candidates=settings.candidates,
            read=settings.read,
        )
        self._model: BaseChatModel | None = None
        self._prompts: Prompts | None = load_prompts() if settings.has_endpoint else None
        self.chain: Runnable[Asked, Answer] = (
            RunnableLambda(self._rewrite, name="rewrite")
            | RunnableLambda(self._retrieve, name="retrieve")
            | RunnableLambda(self._judge, name="judge")
            | RunnableLambda(self._write, name="write")
            | RunnableGenerator(self._ground, name="ground")
        )

    def warm_up(self) -> None:
        """Load everything that the first question would wait for.

        Raises:
            ModelError: the embedding model cannot be loaded, or is not the library's.
        """
        self._retriever.find("warm up 预热")

    def answer(
        self,
        question: str,
        conversation: Conversation | None = None,
        within: Filter = EVERYTHING,
    ) -> Answer:
        """Answer a question; takes what `stream` does.

        Raises:
            AnswerError: the question is empty or too long.
            ModelError: the embedding model cannot be loaded, or is not the library's.
        """
        *_, last = self.stream(question, conversation, within)
        return last

    def stream(
        self,
        question: str,
        conversation: Conversation | None = None,
        within: Filter = EVERYTHING,
    ) -> Iterator[Answer]:
        """Answer a question, as far as it is answered; each answer takes the place of the last.

        Args:
            question: as the user typed it.
            conversation: the answers before it.
            within: which articles are searched.

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
        return self.chain.stream(Asked(question, conversation or Conversation(), within))

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
        return Standalone(asked.question, standalone, language, asked.within)

    def _retrieve(self, asked: Standalone) -> Retrieved:
        """Find the passages."""
        if not self._library.count()[0]:
            raise AnswerError(
                "The library is empty.", "Add articles first: `python -m ingest add corpus`."
            )
        query, hits = self._retriever.find(asked.standalone, asked.within)
        return Retrieved(asked, query, hits, hits[: self._settings.passages])

    def _judge(self, found: Retrieved) -> Judged:
        """Weigh the passages' sentences, and decide what may be said with the best."""
        weighed = extract.candidates(found.query, found.given)
        verdict = gate.NOTHING
        if weighed:
            verdict = gate.judge(found.query, weighed[0], load_calibration())
        return Judged(found, tuple(weighed), verdict)

    def _write(self, judged: Judged) -> Writing:
        """Begin to write what the passages say."""
        return Writing(judged, self._events(judged))

    def _events(self, judged: Judged) -> Generator[Event, None, None]:
        """Write: the endpoint's drafts, or the articles' own sentences."""
        found = judged.found
        if self._prompts is None or not found.hits:
            yield from _extract(judged)
            return
        asked = found.asked
        try:
            yield from endpoint.write(
                asked.standalone, asked.language, found.given, self._connect(), self._prompts
            )
        except EndpointError as error:
            _LOG.warning("the extract writer answers instead: %s", error)
            yield Failed(error)
            yield from _extract(judged)

    def _ground(self, writings: Iterator[Writing]) -> Iterator[Answer]:
        """Put the sentences that are supported together to an answer that grows."""
        for writing in writings:
            yield from self._grow(writing.judged, writing.events)

    def _grow(self, judged: Judged, events: Generator[Event, None, None]) -> Iterator[Answer]:
        found = judged.found
        asked, language = found.asked, found.asked.language
        answer = Answer(
            question=asked.question,
            standalone=asked.standalone,
            language=language,
            confidence=judged.verdict.confidence,
            retrieved=found.hits,
            writer="extract" if self._prompts is None else "endpoint",
        )
        if found.query.scope.widened:
            answer = _noticing(answer, WIDENED[language])
        versions = self._versions(found)
        omitted = False
        for event in ground_all(events, found.given):
            if isinstance(event, Sentence):
                answer = _saying(answer, event, versions)
                yield answer
            elif isinstance(event, Failed):
                problem = said_in(language, event.error.problem).rstrip(".。")
                answer = replace(answer, sentences=(), writer="extract")
                answer = _noticing(answer, ENDPOINT_FAILED[language].format(problem=problem))
            elif isinstance(event, Omitted) and answer.writer == "endpoint":
                omitted = True
                answer = _noticing(answer, OMITTED[language].format(count=event.count))
        if not answer.sentences and omitted:
            # The model wrote nothing that holds: the articles' own words do.
            answer = replace(answer, writer="extract")
            for quoted in _extract(judged):
                answer = _saying(answer, quoted, versions)
        yield answer if answer.sentences else _without_answer(answer, judged, versions)

    # -- what the steps need -------------------------------------------------------------------

    def _versions(self, found: Retrieved) -> Versions:
        """What the other articles of a story say, where one of those that were searched answers."""
        scope, within = found.query.scope, found.asked.within
        return Versions(self._library, within if scope.widened else scope.within(within))

    def _connect(self) -> "BaseChatModel":
        with self._lock:
            if self._model is None:
                self._model = endpoint.connect(self._settings)
            return self._model


def _noticing(answer: Answer, sentence: str) -> Answer:
    """Put one more sentence to what the user is told of how the answer came about."""
    return replace(answer, notice=f"{answer.notice} {sentence}".strip())


def _saying(answer: Answer, sentence: Sentence, versions: Versions) -> Answer:
    """Put one more sentence to an answer, with what other articles of its story make of it.

    What only is another article's version of a sentence is not quoted once more.
    """
    if answer.writer == "extract" and is_version(sentence, answer.sentences):
        return answer
    return replace(answer, sentences=(*answer.sentences, versions.of_sentence(sentence)))


def _extract(judged: Judged) -> Iterator[Sentence]:
    """Quote the sentences that answer, if any may."""
    if judged.verdict.state == "answered":
        for chosen in extract.choose(judged.weighed):
            yield chosen.cite()


def _without_answer(answer: Answer, judged: Judged, versions: Versions) -> Answer:
    """Quote what comes closest, and say what of the question it lacks; or nothing at all.

    A writer may find no answer where the gate expects one: that passage is the nearest, too.
    """
    if judged.verdict.state == "nothing":
        return replace(answer, state="nothing")
    query = judged.found.query
    best, *others = extract.choose(judged.weighed)
    same = [one for one in others if one.hit.passage == best.hit.passage]
    quoted = (citation for one in (best, *same) for citation in one.cite().citations)
    return replace(
        answer,
        state="nearest",
        nearest=tuple(map(versions.of, islice(quoted, NEAREST))),
        mismatches=mismatches(query.text, query.language, best.hit, best.text),
    )
