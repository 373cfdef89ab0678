"""Read corpora and question sets from JSON lines, and check every line.

Knows the shape of the files; knows nothing of libraries, of answers or of which set belongs to
which corpus.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from bench.errors import BenchError

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One text of a corpus, which is ingested as one article; what is not known is empty."""

    id: str
    text: str
    title: str = ""
    language: str = ""
    date: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The rows of a corpus by id; `name` is that of the file, without `.jsonl`."""

    name: str
    rows: Mapping[str, Row]

    @property
    def languages(self) -> frozenset[str]:
        """The languages that its rows say they are written in."""
        return frozenset(row.language for row in self.rows.values())

    def language_of(self, question: "Question") -> str:
        """Return the language of the passages that a question names here, `en+zh` if of both.

        One that names none here asks all of it.
        """
        named = question.named & self.rows.keys()
        return joined({self.rows[name].language for name in named} or self.languages)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what counts as its answer.

    Attributes:
        answers: any one of them is right.
        gold_ids: corpus ids that hold the answer.
        near_ids: corpus ids that come close to holding one.
        answerable: whether refusing is wrong.
        language: of the question.
        corpus_language: of the corpus that it is meant for.
        quote: words of the passage that holds the answer.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    gold_ids: frozenset[str]
    near_ids: frozenset[str]
    answerable: bool
    language: str
    corpus_language: str
    quote: str

    @property
    def named(self) -> frozenset[str]:
        """The corpus ids that it is about, whether they answer it or not."""
        return self.gold_ids | self.near_ids


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of one file; `name` is that of the file, without `.jsonl`."""

    name: str
    questions: tuple[Question, ...]

    @property
    def named(self) -> frozenset[str]:
        """The corpus ids that its questions are about."""
        return frozenset[str]().union(*(question.named for question in self.questions))

    def sample(self, limit: int | None) -> "QuestionSet":
        """Take `limit` questions, evenly spaced: the same ones every time."""
        total = len(self.questions)
        if limit is None or limit >= total:
            return self
        chosen = tuple(self.questions[i * total // limit] for i in range(limit))
        return QuestionSet(self.name, chosen)

    def of_articles(self, articles: Collection[str]) -> "QuestionSet":
        """Take the questions about some articles; those about none stay.

        Args:
            articles: what stands between hyphens in the ids of their passages: `0002` takes
                `xquad-en-0002-00`.
        """

        def among(passage: str) -> bool:
            return any(f"-{article}-" in f"-{passage}-" for article in articles)

        chosen = (q for q in self.questions if not q.named or any(map(among, q.named)))
        return QuestionSet(self.name, tuple(chosen))


def joined(languages: Iterable[str]) -> str:
    """Name some languages together."""
    return "+".join(sorted(language or "?" for language in languages))


def read_articles(path: Path) -> frozenset[str]:
    """Read a list of articles, one a line.

    Raises:
        BenchError: the file cannot be read, or is empty.
    """
    articles = frozenset(line.strip() for line in _read(path) if line.strip())
    if not articles:
        raise BenchError(f"{path} lists no article.", "Write one number or name a line.")
    return articles


def read_corpora(folder: Path) -> list[Corpus]:
    """Read every `corpus*.jsonl` of a folder, in the order of their names.

    Raises:
        BenchError: the folder does not exist, has none, or a file cannot be used.
    """
    return [read_corpus(path) for path in _find(folder, "corpus")]


def read_question_sets(folder: Path) -> list[QuestionSet]:
    """Read every `questions*.jsonl` of a folder, in the order of their names.

    Raises:
        BenchError: the folder does not exist, has none, or a file cannot be used.
    """
    return [read_questions(path) for path in _find(folder, "questions")]


def _find(folder: Path, kind: str) -> list[Path]:
    if not folder.is_dir():
        raise BenchError(f"{folder} is not a folder.", "Name a folder with corpus*.jsonl in it.")
    found = sorted(folder.glob(f"{kind}*.jsonl"))
    if not found:
        raise BenchError(f"{folder} has no {kind}*.jsonl.", "Name the folder that has them.")
    return found


def read_corpus(path: Path) -> Corpus:
    """Read a corpus.

    Raises:
        BenchError: the file cannot be read, or a line is not as it should be.
    """
    rows: dict[str, Row] = {}
    for line in _lines(path):
        row = Row(
            id=line.text("id"),
            text=line.text("text"),
            title=line.text("title", ""),
            language=line.text("lang", ""),
            date=line.text("date", ""),
            site=line.text("site", ""),
        )
        line.refuse_twice(row.id, rows)
        rows[row.id] = row
    return Corpus(_name(path), rows)


def read_questions(path: Path) -> QuestionSet:
    """Read a question set.

    Raises:
        BenchError: the file cannot be read, or a line is not as it should be.
    """
    questions: dict[str, Question] = {}
    for line in _lines(path):
        answers = line.texts("answers")
        language = line.text("lang", "")
        question = Question(
            id=line.text("id"),
            question=line.text("question"),
            answers=answers,
            gold_ids=frozenset(line.texts("gold_ids")),
            near_ids=frozenset(line.texts("near_ids")),
            answerable=line.flag("answerable", bool(answers)),
            language=language,
            corpus_language=line.text("corpus_lang", language),
            quote=line.text("quote", ""),
        )
        line.refuse_twice(question.id, questions)
        questions[question.id] = question
    return QuestionSet(_name(path), tuple(questions.values()))


def _name(path: Path) -> str:
    return path.name.removesuffix(".jsonl")


@dataclass(frozen=True, slots=True)
class _Line:
    """The fields of one line, and where it stands."""

    where: str
    fields: Mapping[str, object]

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string; `default` where it is missing, unless that is None."""
        value = self.fields.get(key)
        if value is None and default is not None:
            return default
        if not _is_text(value) or (default is None and not value.strip()):
            raise self._wrong(f"no text for {key!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; empty where it is missing."""
        value = self.fields.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(map(_is_text, value)):
            raise self._wrong(f"no list of texts for {key!r}")
        return tuple(value)

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false; `default` where it is missing."""
        value = self.fields.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(f"neither true nor false for {key!r}")
        return value

    def refuse_twice(self, name: str, known: Mapping[str, object]) -> None:
        """Refuse an id that another line has."""
        if name in known:
            raise BenchError(f"{self.where} has the id {name!r} again.", "Give every line its own.")

    def _wrong(self, what: str) -> BenchError:
        return BenchError(f"{self.where} has {what}.", "Correct that line.")


def _is_text(value: object) -> TypeGuard[str]:
    """Whether this is a string that can be stored: JSON can spell half a character."""
    return isinstance(value, str) and not _SURROGATE.search(value)


def _lines(path: Path) -> Iterator[_Line]:
    for number, line in enumerate(_read(path), start=1):
        if not line.strip():
            continue
        where = f"Line {number} of {path.name}"
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            fields = None
        if not isinstance(fields, dict):
            raise BenchError(f"{where} is no JSON object.", "Correct or remove that line.")
        yield _Line(where, fields)


def _read(path: Path) -> Sequence[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise BenchError(
            f"{path} cannot be read ({error.strerror}).",
            "Check that it exists and you may read it.",
        ) from error
    except UnicodeDecodeError as error:
        raise BenchError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error
