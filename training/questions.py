"""Read what the reader learns from: passages with questions, their answers, and near misses.

Five kinds of source: the public sets of a data folder (SQuAD's shape as JSON lines), translations
of some of their questions into the other language, further questions on their passages, some of
these passages in Chinese, and passages of our own; the last four written for this project.
"""

import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from opencc import OpenCC

from bench.data import Row

WRITTEN = Path(__file__).parent / "data"
ASKED = WRITTEN / "asked"
TRANSLATED = WRITTEN / "translated"
PUBLIC = ("cmrc2018", "drcd", "squad2")
# Of DRCD, which is in Traditional Chinese, this share is turned into Simplified, which most
# readers write.
_SIMPLIFIED = 0.7
# One part in so many, by article, is kept out of training, for development and calibration.
_DEVELOPMENT = 8
_TRANSLATED = "translated-"

Part = Literal["train", "dev"]
_AskedLine = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one row.

    Attributes:
        id: unique; a translation's ends in the language.
        text: the question.
        language: `zh` or `en`.
        row: id of the row that answers it, or that nearly does.
        answers: any one is right; empty where the row does not answer.
        part: what the row's article is used for.
    """

    id: str
    text: str
    language: str
    row: str
    answers: tuple[str, ...]
    part: Part


def read_all(data: Path) -> tuple[dict[str, Row], list[Question]]:
    """Read every source.

    Args:
        data: the folder that holds the public sets.

    Returns:
        The rows by id, and the questions.

    Raises:
        OSError: a file cannot be read.
        ValueError: a written passage is not in its form.
    """
    rows: dict[str, Row] = {}
    questions: list[Question] = []
    translations = dict(_translations())
    further = _asked()
    for name in PUBLIC:
        found_rows, found = _read_public(data / name, translations, further)
        rows.update(found_rows)
        questions.extend(found)
    for path in sorted(TRANSLATED.glob("*.txt")):
        for row, asked in _read_translated(path, questions):
            rows[row.id] = row
            questions.extend(asked)
    for path in sorted(WRITTEN.glob("*.txt")):
        for row, asked in _read_written(path):
            rows[row.id] = row
            questions.extend(asked)
    return rows, questions


def _part(article: str) -> Part:
    return "dev" if zlib.crc32(article.encode()) % _DEVELOPMENT == 0 else "train"


def _other(language: str) -> str:
    return "en" if language == "zh" else "zh"


# -- public sets -------------------------------------------------------------------------------


def _read_public(
    folder: Path, translations: dict[str, str], further: dict[str, list[_AskedLine]]
) -> tuple[dict[str, Row], list[Question]]:
    simplify = OpenCC("t2s")
    rows: dict[str, Row] = {}
    articles: dict[str, str] = {}
    simple: set[str] = set()
    for line in _json_lines(folder / "corpus.jsonl"):
        article = line["article"]
        text, title = line["text"], line["title"]
        if folder.name == "drcd" and zlib.crc32(article.encode()) % 100 < 100 * _SIMPLIFIED:
            simple.add(line["id"])
            text, title = simplify.convert(text), simplify.convert(title)
        rows[line["id"]] = Row(id=line["id"], text=text, title=title, language=line["lang"][:2])
        articles[line["id"]] = article
    questions = []
    for line in _json_lines(folder / "questions.jsonl"):
        text, answers = line["question"].strip(), line["answers"]
        if not text:  # one of cmrc2018's is empty
            continue
        [row] = line["gold_ids"]
        if row in simple:
            text, answers = simplify.convert(text), [simplify.convert(a) for a in answers]
        language = line["lang"][:2]
        one = Question(line["id"], text, language, row, tuple(answers), _part(articles[row]))
        questions.append(one)
        if one.id in translations:
            questions.append(_translated(one, translations[one.id]))
    for name, article in articles.items():
        for number, (answer, chinese, english) in enumerate(further.get(name, [])):
            answers = (answer,) if answer else ()
            one = Question(f"asked-{name}-{number}", chinese, "zh", name, answers, _part(article))
            questions += [one, _translated(one, english)]
    return rows, questions


def _translated(question: Question, text: str) -> Question:
    language = _other(question.language)
    return Question(
        f"{question.id}-{language}", text, language, question.row, question.answers, question.part
    )


def _asked() -> dict[str, list[_AskedLine]]:
    """Further questions by row: the answer, empty for a near miss, then in Chinese and in English.

    The answer is written as it stands in the row as `read_all` gives it.
    """
    found: dict[str, list[_AskedLine]] = {}
    for path in sorted(ASKED.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row, _, answer, chinese, english = line.split("\t")
            found.setdefault(row, []).append((answer, chinese.strip(), english.strip()))
    return found


def _translations() -> Iterator[tuple[str, str]]:
    """Pairs of a question's id and its translation."""
    for path in sorted(WRITTEN.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            name, text = line.split("\t")
            yield name, text.strip()


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


# -- translated passages -----------------------------------------------------------------------


def original(row: str) -> str:
    """Return the id of the row that a translated row says the same as; of others, their own."""
    return row.removeprefix(_TRANSLATED)


def _read_translated(
    path: Path, questions: Sequence[Question]
) -> Iterator[tuple[Row, list[Question]]]:
    """Read a file of blocks: `@ row | title`, the passage in Chinese, then questions it answers.

    A question is given by its id, with its answer in Chinese. What the row itself does not answer
    its translation does not answer either. Rows that the data folder lacks are left out.
    """
    of_row: dict[str, list[Question]] = {}
    for one in questions:
        of_row.setdefault(one.row, []).append(one)
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        head, passage, *lines = block.split("\n")
        name, title = (part.strip() for part in head.removeprefix("@").split("|", 1))
        answers = {_said(key): answer for key, answer in (line.split("\t") for line in lines)}
        row = Row(id=f"{_TRANSLATED}{name}", text=passage, title=title, language="zh")
        asked = [
            replace(
                one,
                id=f"{_TRANSLATED}{one.id}",
                row=row.id,
                answers=(answers[_said(one.id)],) if one.answers else (),
            )
            for one in of_row.get(name, ())
            if not one.answers or _said(one.id) in answers
        ]
        if asked:
            yield row, asked


def _said(name: str) -> str:
    """The id of a question, the same in both languages."""
    return name.removesuffix("-en").removesuffix("-zh")


# -- written passages --------------------------------------------------------------------------


def _read_written(path: Path) -> Iterator[tuple[Row, list[Question]]]:
    """Read a file of blocks: `@ language | title`, `P:` passage, `Q:` questions, `N:` near misses.

    A question stands in the passage's language, then its answer, then in the other language.
    """
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    for number, block in enumerate(blocks):
        head, passage, *asked = block.strip().split("\n")
        language, title = (part.strip() for part in head.removeprefix("@").split("|", 1))
        row = Row(
            id=f"written-{path.stem}-{number:03}",
            text=passage.removeprefix("P:").strip(),
            title=title,
            language=language,
        )
        # Passages come in threes on one kind of event, which stay in one part.
        part = _part(f"{path.stem}-{number // 3}")
        questions = []
        for order, line in enumerate(asked):
            kind, _, rest = line.partition(":")
            texts = [text.strip() for text in rest.split("||")]
            if len(texts) != {"Q": 3, "N": 2}.get(kind):
                raise ValueError(f"Block {number + 1} of {path.name} has a line like {line!r}.")
            answers = (texts[1],) if kind == "Q" else ()
            one = Question(f"{row.id}-{order}", texts[0], language, row.id, answers, part)
            questions += [one, _translated(one, texts[-1])]
        yield row, questions
