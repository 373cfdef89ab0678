"""Ask a file of questions about given articles, and say of each what became of it.

For questions that were written for particular articles: each names words of the passage that
holds its answer.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.answers import Answered, ask, cited_passages
from bench.build import settings_for
from bench.data import QuestionSet
from bench.table import table
from bot.report import answer_text
from bot.settings import BotSettings
from ingest.library import Library
from ingest.sync import sync_paths

_SHOWN = 80
_FOLDER = "articles"

Verdict = Literal["ok", "wrong", "refused", "answered"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a question.

    Attributes:
        verdict: `ok` for a right answer, or a refusal where there is none; `wrong` for another
            answer; `refused` where there is an answer; `answered` where there is none.
        cited: whether a cited passage holds the question's quotation.
        answered: the question and its answer.
    """

    verdict: Verdict
    cited: bool
    answered: Answered


def run(
    questions: QuestionSet, articles: Sequence[Path], folder: Path, settings: BotSettings
) -> str:
    """Make a library of the articles, ask, and report each question and the totals.

    Args:
        questions: the questions.
        articles: files and folders.
        folder: where the library is made.
        settings: which writer answers, and from how many passages.

    Raises:
        SourceError: a path does not exist or is a file of no known type.
        WenyuanError: the library cannot be made, or a question cannot be answered as asked.
    """
    from bot.chain import Answerer

    with Library.open(settings_for(folder / _FOLDER)) as library:
        added = sync_paths(library, articles)
        for name, reason in added.failed:
            print(f"{name}: {reason}", file=sys.stderr)
        answerer = Answerer(library, settings)
        answerer.warm_up()
        judged = [judge(one) for one in ask(answerer, questions.questions)]
    return "\n".join([*map(_line, judged), "", _totals(judged)])


def judge(answered: Answered) -> Judged:
    """Compare an answer with what its question says is right."""
    question, answer = answered.question, answered.answer
    verdict: Verdict
    if question.answerable:
        verdict = "refused" if answer.refused else "ok" if answered.right else "wrong"
    else:
        verdict = "ok" if answer.refused else "answered"
    quote = _squeeze(question.quote)
    held = any(quote in _squeeze(passage) for passage in cited_passages(answer))
    return Judged(verdict, bool(quote) and held, answered)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _line(one: Judged) -> str:
    text = answer_text(one.answered.answer)[:_SHOWN]
    passage = "passage" if one.cited else ""
    return f"{one.verdict:<8}  {passage:<7}  {one.answered.question.id:<8}  {text}".rstrip()


def _totals(judged: Sequence[Judged]) -> str:
    answerable = [one for one in judged if one.answered.question.answerable]
    others = [one for one in judged if not one.answered.question.answerable]
    sentences = sum(len(one.answered.answer.sentences) for one in judged)
    return table(
        ("total", "", "of"),
        [
            _total("right answer", [one.verdict == "ok" for one in answerable]),
            _total("right passage cited", [one.cited for one in answerable]),
            _total("refused, and rightly", [one.verdict == "ok" for one in others]),
            ("sentences without a citation",
             str(sum(one.answered.uncited for one in judged)), str(sentences)),
        ],
    )  # fmt: skip


def _total(name: str, held: Sequence[bool]) -> tuple[str, str, str]:
    return name, str(sum(held)), str(len(held))
