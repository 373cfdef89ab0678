"""Find, for every question, the passage that answers it and those that only look like it.

The rows go through the product's own ingestion, and the wrong passages are what the product's own
retrieval brings up: what the reader will have to tell apart.
"""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.build import corpus_ids, corpus_library
from bench.data import Corpus
from bot.answer import Hit
from bot.center import load_centers
from bot.retrieve import prepare, retrieve
from ingest.library import Library
from ingest.store import embedded_text
from training.questions import Question, original, read_all

CANDIDATES = 20
# Wrong passages kept for a question, in each language.
_WRONG = 8


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the reader sees it.

    Attributes:
        id: the library's.
        row: the row that it is of.
        text: what the product would embed: title and heading, then the passage.
        start: where in `text` the passage itself starts.
        language: `zh` or `en`.
    """

    id: str
    row: str
    text: str
    start: int
    language: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its passages.

    Attributes:
        gold: id of the passage that answers, or of the one that nearly does; empty if the answer
            straddles a border.
        span: where in the gold passage's `text` the answer stands; empty for a near miss.
        wrong: ids of passages that retrieval takes for it and that hold no answer, best first.
        evidence: (id, cosine, coverage) of every passage that retrieval found.
    """

    question: Question
    gold: str
    span: tuple[int, ...]
    wrong: tuple[str, ...]
    evidence: tuple[tuple[str, float, float], ...]


def prepare_all(data: Path, folder: Path) -> None:
    """Write `passages.jsonl` and `asked.jsonl` into a folder; the library is made there too.

    Args:
        data: the folder that holds the public sets.
        folder: where everything goes; what it already holds is used.
    """
    rows, questions = read_all(data)
    folder.mkdir(parents=True, exist_ok=True)
    with corpus_library(Corpus("library", rows), folder) as library:
        passages = _passages(library)
        _write(folder / "passages.jsonl", map(asdict, passages))
        _go_on(folder / "asked.jsonl", library, passages, questions)


def read_prepared(folder: Path) -> tuple[dict[str, Passage], list[Asked]]:
    """Read what `prepare_all` wrote: the passages by id, and the questions.

    Raises:
        OSError: nothing has been prepared there.
    """
    passages = {}
    for line in (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines():
        passage = Passage(**json.loads(line))
        passages[passage.id] = passage
    asked = []
    for line in (folder / "asked.jsonl").read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        question = fields.pop("question")
        question["answers"] = tuple(question["answers"])
        asked.append(
            Asked(
                question=Question(**question),
                gold=fields["gold"],
                span=tuple(fields["span"]),
                wrong=tuple(fields["wrong"]),
                evidence=tuple((i, c, w) for i, c, w in fields["evidence"]),
            )
        )
    return passages, asked


def _passages(library: Library) -> list[Passage]:
    rows = corpus_ids(library)
    found = []
    for article_id, _ in library.origins():
        article = library.article(article_id)
        if article is None:
            continue
        for passage in library.passages(article_id):
            text = embedded_text(article, passage)
            found.append(
                Passage(
                    id=passage.id,
                    row=rows[article_id],
                    text=text,
                    start=len(text) - len(passage.text),
                    language=article.language,
                )
            )
    return found


def _go_on(
    path: Path, library: Library, passages: Sequence[Passage], questions: Sequence[Question]
) -> None:
    """Append what is missing to a file of `Asked`, which may have been stopped in a line."""
    known = {json.dumps(asdict(q), ensure_ascii=False) for q in questions}
    kept = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        with suppress(ValueError):
            question = json.dumps(json.loads(line)["question"], ensure_ascii=False)
            if question in known:
                kept[question] = line
    path.write_text("".join(f"{line}\n" for line in kept.values()), encoding="utf-8")
    missing = [q for q in questions if json.dumps(asdict(q), ensure_ascii=False) not in kept]
    with path.open("a", encoding="utf-8") as file:
        for one in _mine(library, passages, missing):
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


def _mine(
    library: Library, passages: Sequence[Passage], questions: Sequence[Question]
) -> Iterable[Asked]:
    centers = load_centers(library.model, library.settings.models)
    of_row: dict[str, list[Passage]] = {}
    by_id = {passage.id: passage for passage in passages}
    for passage in passages:
        of_row.setdefault(passage.row, []).append(passage)
    for number, question in enumerate(questions):
        if number % 1000 == 0:
            print(f"{number} of {len(questions)} questions", file=sys.stderr, flush=True)
        hits = retrieve(library, prepare(library, centers, question.text), centers, CANDIDATES)
        gold, span = _gold(of_row.get(question.row, []), question.answers, hits)
        yield Asked(
            question=question,
            gold=gold,
            span=span,
            wrong=tuple(_wrong(hits, gold, question, by_id)),
            evidence=tuple((h.passage.id, round(h.cosine, 4), round(h.coverage, 4)) for h in hits),
        )


def _gold(
    candidates: Sequence[Passage], answers: Sequence[str], hits: Sequence[Hit]
) -> tuple[str, tuple[int, ...]]:
    for answer in answers:
        for passage in candidates:
            at = passage.text.find(answer, passage.start)
            if at >= 0:
                return passage.id, (at, at + len(answer))
    if answers or not candidates:
        return "", ()
    # Which passage of the row nearly answers is not known: the one that retrieval prefers.
    order = {hit.passage.id: rank for rank, hit in enumerate(hits)}
    return min(candidates, key=lambda p: order.get(p.id, len(order))).id, ()


def _wrong(
    hits: Sequence[Hit], gold: str, question: Question, by_id: dict[str, Passage]
) -> Iterable[str]:
    answers = [_letters(answer) for answer in question.answers]
    kept = {"zh": 0, "en": 0}
    for hit in hits:
        passage = by_id[hit.passage.id]
        letters = _letters(passage.text)
        if passage.id == gold or any(answer and answer in letters for answer in answers):
            continue
        if passage.row != question.row and original(passage.row) == original(question.row):
            continue  # It says the same in the other language.
        if kept[passage.language] < _WRONG:
            kept[passage.language] += 1
            yield passage.id


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def _write(path: Path, lines: Iterable[dict[str, object]]) -> None:
    building = path.with_suffix(".part")
    with building.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    building.replace(path)
