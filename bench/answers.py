"""Measure answers: whether they are right, whether what they cite is, and when they refuse.

Asks the product's own answerer, one question after another, each in a new conversation.
`bench/answer_tables.py` says what the results come to.
"""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.build import corpus_ids, corpus_library
from bench.data import Corpus, Question, QuestionSet, joined
from bench.locate import locate
from bench.metrics import contains_any, span_f1
from bench.pair import Pair, by_corpus
from bench.record import Write, record
from bot.answer import Answer, Citation, State
from bot.report import answer_text, answer_to_dict
from bot.settings import BotSettings

if TYPE_CHECKING:
    from bot.chain import Answerer


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer and what it took.

    Attributes:
        question: the question.
        answer: what came of it.
        cpu_seconds: processor time of all threads.
        first_seconds: time on the clock until the first sentence, or until the refusal.
    """

    question: Question
    answer: Answer
    cpu_seconds: float
    first_seconds: float

    @property
    def right(self) -> bool:
        """Whether the answer contains a gold answer."""
        return contains_any(answer_text(self.answer), self.question.answers)

    @property
    def uncited(self) -> int:
        """How many of the answer's sentences cite nothing."""
        return sum(not sentence.citations for sentence in self.answer.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a question: all that any table needs, without articles or library.

    Attributes:
        set: the question set.
        corpus: the corpus that it was asked of.
        library: the languages of that corpus, `en+zh` for both.
        language: of the question.
        passage_language: of the passages that the question is about, or of the whole corpus.
        id: of the question.
        answerable: whether the corpus has an answer.
        answers: the gold answers.
        state: as the answer has it.
        confidence: as the answer has it.
        said: what is asserted; empty unless answered.
        nearest: the quotations that come closest; empty unless the state is `nearest`.
        marked: the words marked in each citation, where they are.
        cited: whether a passage that the answer cites contains a gold answer.
        sentences: how many are asserted.
        uncited: how many of them cite nothing.
        cpu_seconds: processor time of all threads.
        first_seconds: time on the clock until the first sentence, or until the refusal.
    """

    set: str
    corpus: str
    library: str
    language: str
    passage_language: str
    id: str
    answerable: bool
    answers: tuple[str, ...]
    state: State
    confidence: float
    said: str
    nearest: tuple[str, ...]
    marked: tuple[str, ...]
    cited: bool
    sentences: int
    uncited: int
    cpu_seconds: float
    first_seconds: float

    @property
    def answered(self) -> bool:
        """Whether anything is asserted."""
        return self.state == "answered"

    @property
    def right(self) -> bool:
        """Whether what is asserted contains a gold answer."""
        return contains_any(self.said, self.answers)

    @property
    def nearly(self) -> bool:
        """Whether what is quoted as closest contains a gold answer."""
        return any(contains_any(text, self.answers) for text in self.nearest)

    @property
    def f1(self) -> float:
        """F1 of the first marked words against the gold answers; 0 where none are marked."""
        return span_f1(self.marked[0], self.answers) if self.answered and self.marked else 0.0


def cited_passages(answer: Answer) -> list[str]:
    """Return the whole passages that an answer's sentences cite."""
    return [c.passage.text for sentence in answer.sentences for c in sentence.citations]


def run(pairs: Sequence[Pair], folder: Path, settings: BotSettings, write: Write) -> list[Result]:
    """Ask every question of every set.

    Args:
        pairs: question sets with their corpora.
        folder: where the libraries are made.
        settings: which writer answers, and from how many passages.
        write: is given one report for each question, as soon as it is answered.

    Raises:
        WenyuanError: a library cannot be made, or a question cannot be answered as asked.
    """
    from bot.chain import Answerer

    results: list[Result] = []
    for corpus, sets in by_corpus(pairs):
        with corpus_library(corpus, folder) as library:
            answerer, names = Answerer(library, settings), corpus_ids(library)
            answerer.warm_up()
            for questions in sets:
                print(f"  {questions.name}", file=sys.stderr, flush=True)
                for one in ask(answerer, questions.questions):
                    result = measure(one, questions, corpus)
                    write(report(one, corpus, names) | record("answers", result))
                    results.append(result)
    return results


def ask(answerer: "Answerer", questions: Sequence[Question]) -> Iterator[Answered]:
    """Ask questions one by one, of what is warmed up.

    Raises:
        AnswerError: a question is empty or too long.
        ModelError: the embedding model cannot be loaded, or is not the library's.
    """
    for question in questions:
        cpu, clock = time.process_time(), time.perf_counter()
        first: float | None = None
        answer: Answer | None = None
        for answer in answerer.stream(question.question):
            if first is None and (answer.sentences or answer.refused):
                first = time.perf_counter() - clock
        assert answer is not None  # noqa: S101 - for the type checker; a stream is never empty
        took = time.perf_counter() - clock
        yield Answered(
            question, answer, time.process_time() - cpu, took if first is None else first
        )


def measure(one: Answered, questions: QuestionSet, corpus: Corpus) -> Result:
    """Take from an answer what the tables need.

    Args:
        one: the answered question.
        questions: the set that it is of.
        corpus: the corpus that it was asked of.
    """
    question, answer = one.question, one.answer
    return Result(
        set=questions.name,
        corpus=corpus.name,
        library=joined(corpus.languages),
        language=question.language,
        passage_language=corpus.language_of(question),
        id=question.id,
        answerable=question.answerable,
        answers=question.answers,
        state=answer.state,
        confidence=answer.confidence,
        said=answer_text(answer),
        nearest=tuple(citation.text for citation in answer.nearest),
        marked=tuple(
            citation.article.body[slice(*citation.marked)]
            for citation in answer.citations
            if citation.marked is not None
        ),
        cited=any(contains_any(text, question.answers) for text in cited_passages(answer)),
        sentences=len(answer.sentences),
        uncited=one.uncited,
        cpu_seconds=round(one.cpu_seconds, 4),
        first_seconds=round(one.first_seconds, 4),
    )


def report(one: Answered, corpus: Corpus, names: Mapping[str, str]) -> dict[str, Any]:
    """Report an answer in the corpus's own ids and offsets.

    Args:
        one: the answered question.
        corpus: the corpus that it was asked of.
        names: the corpus id of each article id.
    """

    def quotation(citation: Citation) -> tuple[int | None, int | None, str]:
        text = corpus.rows[names[citation.article.id]].text
        found = locate(text, citation.article.body, citation.start, citation.end)
        # Reading may have changed white space: what is reported is what the corpus has.
        return (*found, text[slice(*found)]) if found else (None, None, citation.text)

    return answer_to_dict(
        one.answer,
        id=one.question.id,
        cpu_seconds=one.cpu_seconds,
        name=lambda article: names[article.id],
        quotation=quotation,
    )
