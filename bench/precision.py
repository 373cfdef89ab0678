"""Measure what the packaged model loses by its rounding alone: dense search, and nothing else.

The same passages and questions, once with the vectors that the library holds and once with those of
the same model in float32 on torch. No words count, nothing is re-ranked, and every passage is
looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.build import settings_for
from bench.data import Question, QuestionSet, read_corpora, read_question_sets
from bench.ingest_articles import row_id
from bench.metrics import rank_of
from bench.pair import Pair, pair
from ingest.library import Library
from ingest.model import EmbeddingModel, load_model
from ingest.model.base import Vectors
from ingest.store import embedded_text

# Passages in which the first five articles are looked for; an article has fewer than twenty.
_NEAREST = 100

Ranks = list[int | None]


@dataclass(frozen=True, slots=True)
class _Index:
    """Passages as one model sees them: the row that each is of, and its vector."""

    model: EmbeddingModel
    rows: Sequence[str]
    vectors: Vectors

    def among(self, rows: frozenset[str]) -> "_Index":
        """Keep the passages of these rows."""
        kept = [i for i, row in enumerate(self.rows) if row in rows]
        return _Index(self.model, [self.rows[i] for i in kept], self.vectors[kept])

    def ranks(self, questions: Sequence[Question]) -> Ranks:
        """Find the place of the first gold row for each question; None beyond the nearest."""
        asked = self.model.embed_arrays([one.question for one in questions], kind="query")
        ranks: Ranks = []
        for vector, question in zip(asked, questions, strict=True):
            nearest = np.argsort(-(self.vectors @ vector), kind="stable")[:_NEAREST]
            ranking = list(dict.fromkeys(self.rows[i] for i in nearest))
            ranks.append(rank_of(ranking, question.gold_ids))
        return ranks


def compare(library: str, data: str, limit: int | None) -> dict[str, list[Ranks]]:
    """Ask the questions of a folder of a library, with its own vectors and in float32.

    Args:
        library: the folder of a library that was filled with rows of `data`, and others.
        data: a folder of corpora and question sets; it may have no questions.
        limit: ask so many of each set.

    Returns:
        For each set that names rows which the library has, the ranks of the first gold row: with
        the library's vectors, and in float32. A question is asked of its set's corpus.

    Raises:
        WenyuanError: the data cannot be used, or a model cannot be loaded.
    """
    settings = settings_for(Path(library))
    with Library.open(settings) as opened:
        ours, texts = _index(opened)
    exact = load_model(replace(settings, embedding_backend="torch"))
    theirs = _Index(exact, ours.rows, exact.embed_arrays(texts, kind="passage"))
    known = frozenset(ours.rows)
    ranks: dict[str, list[Ranks]] = {}
    for one in _pairs(Path(data)):
        gold = (q for q in one.questions.questions if q.answerable and q.gold_ids & known)
        asked = QuestionSet(one.questions.name, tuple(gold)).sample(limit).questions
        if asked:
            rows = frozenset(one.corpus.rows)
            ranks[one.questions.name] = [i.among(rows).ranks(asked) for i in (ours, theirs)]
    return ranks


def _index(library: Library) -> tuple[_Index, list[str]]:
    """Return the passages of a library, and what was embedded for each."""
    rows: list[str] = []
    texts: list[str] = []
    ids: list[str] = []
    for article_id, origin in library.origins():
        in_order = [passage.id for passage in library.passages(article_id)]
        found = library.passages_in_articles(in_order)
        rows += [row_id(origin)] * len(in_order)
        texts += [embedded_text(*found[passage_id]) for passage_id in in_order]
        ids += in_order
    vectors = {one.passage_id: one.vector for one in library.evidence(ids)}
    return _Index(library.model, rows, np.stack([vectors[i] for i in ids])), texts


def _pairs(folder: Path) -> Iterator[Pair]:
    if any(folder.glob("questions*.jsonl")):
        corpora = read_corpora(folder)
        for questions in read_question_sets(folder):
            if any(one.gold_ids for one in questions.questions):
                yield pair(questions, corpora)
