"""Measure retrieval: where the gold passage stands in three orders of a library's articles.

`dense` goes by vectors alone, `lexical` by words alone, `fused` is what the product does.
"""

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from bench.build import corpus_ids, corpus_library
from bench.data import Question, QuestionSet
from bench.errors import BenchError
from bench.metrics import recall_at, reciprocal_rank, spread
from bench.pair import Pair, by_corpus
from bench.table import table
from bot.retriever import LibraryRetriever
from bot.settings import BotSettings
from ingest.language import detect_language
from ingest.library import Evidence, Library
from ingest.segment import words

# Passages that each search is asked for, in each language; an article may have several of them.
CANDIDATES = BotSettings().candidates
CUTOFFS = (1, 5, 10)
HEADER = ("set", "corpus", "search", "n", *(f"R@{k}" for k in CUTOFFS), "MRR@10", "CPU ms")


@dataclass(frozen=True, slots=True)
class Measured:
    """How one search did: recall at each of `CUTOFFS`, and mean CPU milliseconds a question."""

    search: str
    count: int
    recall: tuple[float, ...]
    mrr: float
    milliseconds: float


def run(pairs: Sequence[Pair], folder: Path) -> str:
    """Measure the three searches on every set that names gold passages, and make a table of it.

    Args:
        pairs: question sets with their corpora.
        folder: where the libraries are made.

    Raises:
        BenchError: no set names gold passages.
        WenyuanError: a library cannot be made or searched.
    """
    rows: list[tuple[str, ...]] = []
    with_gold = [p for p in pairs if any(q.gold_ids for q in p.questions.questions)]
    if not with_gold:
        raise BenchError(
            "No question names the passage that answers it.",
            "Name a set whose lines have gold_ids.",
        )
    for corpus, sets in by_corpus(with_gold):
        with corpus_library(corpus, folder) as library:
            for questions in sets:
                print(f"  {questions.name}", file=sys.stderr, flush=True)
                rows.extend(
                    (questions.name, corpus.name, *_cells(one))
                    for one in measure(library, questions)
                )
    return table(HEADER, rows)


def measure(library: Library, questions: QuestionSet) -> list[Measured]:
    """Measure the three searches on the questions that name gold passages."""
    asked = [question for question in questions.questions if question.gold_ids]
    names = corpus_ids(library)
    # The product gives its writer fewer passages, in the same order.
    retriever = LibraryRetriever(library=library, count=CANDIDATES, candidates=CANDIDATES)
    return [_measure(retriever, asked, search, rank, names) for search, rank in SEARCHES.items()]


def dense(retriever: LibraryRetriever, question: str) -> list[str]:
    """Order passage ids by the cosine of their vectors with the question's."""
    library, centers = retriever.library, retriever.centers
    [vector] = library.model.embed_arrays([question], kind="query")
    asked = centers.centered(vector, "query", detect_language(question))
    near = (library.nearest(asked, CANDIDATES, language) for language in library.languages())
    evidence = library.evidence([passage_id for found in near for passage_id, _ in found])

    def cosine(one: Evidence) -> float:
        return float(centers.centered(one.vector, "passage", one.article.language) @ asked)

    return sorted(evidence, key=lambda passage_id: -cosine(evidence[passage_id]))


def lexical(retriever: LibraryRetriever, question: str) -> list[str]:
    """Order passage ids by BM25; of several languages, the best of each come first."""
    library, asked = retriever.library, list(dict.fromkeys(words(question)))
    each = [library.lexical(asked, CANDIDATES, language) for language in library.languages()]
    return [one for rank in zip_longest(*each) for one in rank if one is not None]


def fused(retriever: LibraryRetriever, question: str) -> list[str]:
    """Order passage ids as the product does."""
    return [hit.passage.id for hit in retriever.find(question)[1]]


Rank = Callable[[LibraryRetriever, str], list[str]]
SEARCHES: Mapping[str, Rank] = {"dense": dense, "lexical": lexical, "fused": fused}


def _measure(
    retriever: LibraryRetriever,
    questions: Sequence[Question],
    search: str,
    rank: Rank,
    names: Mapping[str, str],
) -> Measured:
    rank(
        retriever, questions[0].question
    )  # loads model and dictionary, which no question should pay
    rankings: list[tuple[list[str], frozenset[str]]] = []
    milliseconds: list[float] = []
    for question in questions:
        started = time.process_time()
        found = rank(retriever, question.question)
        milliseconds.append((time.process_time() - started) * 1000)
        rankings.append((_articles(found, names), question.gold_ids))
    return Measured(
        search=search,
        count=len(questions),
        recall=tuple(recall_at(cutoff, rankings) for cutoff in CUTOFFS),
        mrr=reciprocal_rank(CUTOFFS[-1], rankings),
        milliseconds=spread(milliseconds).mean,
    )


def _articles(passage_ids: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Turn passages into corpus ids, each where the first of its passages stands."""
    return list(dict.fromkeys(names[one.rpartition("-")[0]] for one in passage_ids))


def _cells(one: Measured) -> tuple[str, ...]:
    shares = (f"{share:.3f}" for share in (*one.recall, one.mrr))
    return (one.search, str(one.count), *shares, f"{one.milliseconds:.1f}")
