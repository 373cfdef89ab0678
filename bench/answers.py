"""Measure answers: whether they are right, whether what they cite is, and when they refuse.

Asks the product's own answerer, one question after another, each in a new conversation.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.build import corpus_ids, corpus_library
from bench.data import Corpus, Question, QuestionSet
from bench.locate import locate
from bench.metrics import contains_any, share, spread
from bench.pair import Pair, by_corpus
from bench.table import table
from bot.answer import Answer, Citation
from bot.report import answer_text, answer_to_dict
from bot.settings import BotSettings

if TYPE_CHECKING:
    from bot.chain import Answerer

HEADER = (
    "set", "corpus", "n", "right", "cited", "refused", "sentences", "uncited",
    "CPU ms p50", "CPU ms mean", "first ms p50",
)  # fmt: skip
Write = Callable[[dict[str, Any]], None]


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
    def cited(self) -> bool:
        """Whether a passage that the answer cites contains a gold answer."""
        return any(contains_any(p, self.question.answers) for p in cited_passages(self.answer))

    @property
    def uncited(self) -> int:
        """How many of the answer's sentences cite nothing."""
        return sum(not sentence.citations for sentence in self.answer.sentences)


def cited_passages(answer: Answer) -> list[str]:
    """Return the whole passages that an answer's sentences cite."""
    return [c.passage.text for sentence in answer.sentences for c in sentence.citations]


def run(pairs: Sequence[Pair], folder: Path, settings: BotSettings, write: Write) -> str:
    """Ask every question of every set, and make a table of what came of it.

    Args:
        pairs: question sets with their corpora.
        folder: where the libraries are made.
        settings: which writer answers, and from how many passages.
        write: is given one report for each question, as soon as it is answered.

    Raises:
        WenyuanError: a library cannot be made, or a question cannot be answered as asked.
    """
    from bot.chain import Answerer

    rows: list[tuple[str, ...]] = []
    for corpus, sets in by_corpus(pairs):
        with corpus_library(corpus, folder) as library:
            answerer, names = Answerer(library, settings), corpus_ids(library)
            for questions in sets:
                print(f"  {questions.name}", file=sys.stderr, flush=True)
                answered: list[Answered] = []
                for one in ask(answerer, questions.questions):
                    write(report(one, corpus, names))
                    answered.append(one)
                rows.append((questions.name, corpus.name, *_cells(questions, answered)))
    return table(HEADER, rows)


def ask(answerer: "Answerer", questions: Sequence[Question]) -> Iterator[Answered]:
    """Ask questions one by one.

    Raises:
        AnswerError: a question is empty or too long.
        ModelError: the embedding model cannot be loaded, or is not the library's.
    """
    answerer.warm_up()
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


def _cells(questions: QuestionSet, answered: Sequence[Answered]) -> tuple[str, ...]:
    count = len(answered)

    def percent(number: int) -> str:
        return f"{share(number, count):.1%}"

    cpu = spread([one.cpu_seconds * 1000 for one in answered])
    first = spread([one.first_seconds * 1000 for one in answered])
    return (
        str(count),
        percent(sum(one.right for one in answered)) if questions.answerable else "-",
        percent(sum(one.cited for one in answered)) if questions.answerable else "-",
        percent(sum(one.answer.refused for one in answered)),
        str(sum(len(one.answer.sentences) for one in answered)),
        str(sum(one.uncited for one in answered)),
        f"{cpu.median:.0f}",
        f"{cpu.mean:.0f}",
        f"{first.median:.0f}",
    )
