"""Measure retrieval: where the gold passage stands in four orders of a library's articles.

`dense` goes by vectors alone, `lexical` by words alone, `fused` by both, and `reranked` is what
the product does: the best of `fused`, in the order that the reader gives them.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from bench.build import corpus_ids, corpus_library
from bench.data import Corpus, QuestionSet, joined
from bench.errors import BenchError
from bench.metrics import rank_of, recall_at, reciprocal_rank, spread
from bench.pair import Pair, by_corpus
from bench.record import Write, record
from bench.table import Table
from bot.retriever import LibraryRetriever
from bot.settings import BotSettings
from ingest.language import detect_language
from ingest.library import Evidence, Filter, Library
from ingest.segment import words

# Passages that each search is asked for, in each language; an article may have several of them.
CANDIDATES = BotSettings().candidates
CUTOFFS = (1, 5, 10)
_NUMBERS = ("n", *(f"R@{k}" for k in CUTOFFS), f"MRR@{CUTOFFS[-1]}", "CPU ms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Where one search put a question's gold passage.

    Attributes:
        set: the question set.
        corpus: the corpus that it was asked of.
        library: the languages of that corpus, `en+zh` for both.
        language: of the question.
        passage_language: of the gold passage.
        id: of the question.
        search: one of `SEARCHES`.
        rank: the place of the gold passage's article, 1 for the first; None if it was not found.
        milliseconds: processor time of the search.
    """

    set: str
    corpus: str
    library: str
    language: str
    passage_language: str
    id: str
    search: str
    rank: int | None
    milliseconds: float


def run(pairs: Sequence[Pair], folder: Path, write: Write) -> list[Ranked]:
    """Measure the searches on every set that names gold passages.

    Args:
        pairs: question sets with their corpora.
        folder: where the libraries are made.
        write: is given a line for each question and search.

    Raises:
        BenchError: no set names gold passages.
        WenyuanError: a library cannot be made or searched.
    """
    with_gold = [p for p in pairs if any(q.gold_ids for q in p.questions.questions)]
    if not with_gold:
        raise BenchError(
            "No question names the passage that answers it.",
            "Name a set whose lines have gold_ids.",
        )
    ranked: list[Ranked] = []
    for corpus, sets in by_corpus(with_gold):
        with corpus_library(corpus, folder) as library:
            for questions in sets:
                print(f"  {questions.name}", file=sys.stderr, flush=True)
                for one in measure(library, corpus, questions):
                    write(record("retrieval", one))
                    ranked.append(one)
    return ranked


def tables(ranked: Sequence[Ranked]) -> list[Table]:
    """Print the searches by question set, and by the languages of question and passage."""
    by_set: dict[tuple[str, ...], list[Ranked]] = {}
    by_language: dict[tuple[str, ...], list[Ranked]] = {}
    for one in ranked:
        by_set.setdefault((one.set, one.corpus, one.search), []).append(one)
        languages = (one.library, one.language, one.passage_language, one.search)
        by_language.setdefault(languages, []).append(one)
    return [
        Table("", ("set", "corpus", "search", *_NUMBERS), _rows(by_set)),
        Table(
            "By language",
            ("library", "question", "passage", "search", *_NUMBERS),
            _rows(dict(sorted(by_language.items(), key=lambda item: item[0][:3]))),
        ),
    ]


def measure(library: Library, corpus: Corpus, questions: QuestionSet) -> Iterator[Ranked]:
    """Measure the searches on the questions that name gold passages."""
    asked = [question for question in questions.questions if question.gold_ids]
    names = corpus_ids(library)
    # The product gives its writer fewer passages, in the same order.
    retriever = LibraryRetriever(library=library, count=CANDIDATES, candidates=CANDIDATES)
    for search, rank in SEARCHES.items():
        # Loads models and dictionary, which no question should pay.
        rank(retriever, asked[0].question)
        for question in asked:
            started = time.process_time()
            found = rank(retriever, question.question)
            spent = time.process_time() - started
            yield Ranked(
                set=questions.name,
                corpus=corpus.name,
                library=joined(corpus.languages),
                language=question.language,
                passage_language=corpus.language_of(question),
                id=question.id,
                search=search,
                rank=rank_of(_articles(found, names), question.gold_ids),
                milliseconds=round(spent * 1000, 2),
            )


def dense(retriever: LibraryRetriever, question: str) -> list[str]:
    """Order passage ids by the cosine of their vectors with the question's."""
    library, centers = retriever.library, retriever.centers
    [vector] = library.model.embed_arrays([question], kind="query")
    asked = centers.centered(vector, "query", detect_language(question))
    near = (library.nearest(asked, CANDIDATES, one) for one in _languages(library))
    evidence = library.evidence([passage_id for found in near for passage_id, _ in found])

    def cosine(one: Evidence) -> float:
        return float(centers.centered(one.vector, "passage", one.language) @ asked)

    return [one.passage_id for one in sorted(evidence, key=cosine, reverse=True)]


def lexical(retriever: LibraryRetriever, question: str) -> list[str]:
    """Order passage ids by BM25; of several languages, the best of each come first."""
    library = retriever.library
    asked = list(dict.fromkeys(words(question, library.names(question))))
    each = [library.lexical(asked, CANDIDATES, one) for one in _languages(library)]
    return [one for rank in zip_longest(*each) for one in rank if one is not None]


def _languages(library: Library) -> Iterator[Filter]:
    return (Filter(languages=(language,)) for language in library.languages())


def fused(retriever: LibraryRetriever, question: str) -> list[str]:
    """Order passage ids by both kinds of evidence in one number."""
    return [hit.passage.id for hit in retriever.search(question)[1]]


def reranked(retriever: LibraryRetriever, question: str) -> list[str]:
    """Order passage ids as the product does."""
    return [hit.passage.id for hit in retriever.find(question)[1]]


Rank = Callable[[LibraryRetriever, str], list[str]]
SEARCHES: Mapping[str, Rank] = {
    "dense": dense,
    "lexical": lexical,
    "fused": fused,
    "reranked": reranked,
}


def numbers(ranked: Sequence[Ranked]) -> tuple[tuple[float, ...], float]:
    """Return the recall at each of `CUTOFFS`, and the mean reciprocal rank."""
    ranks = [one.rank for one in ranked]
    return tuple(recall_at(cutoff, ranks) for cutoff in CUTOFFS), reciprocal_rank(
        CUTOFFS[-1], ranks
    )


def _rows(groups: Mapping[tuple[str, ...], Sequence[Ranked]]) -> list[tuple[str, ...]]:
    return [(*names, *_cells(ranked)) for names, ranked in groups.items()]


def _cells(ranked: Sequence[Ranked]) -> tuple[str, ...]:
    recall, mrr = numbers(ranked)
    shares = (f"{share:.3f}" for share in (*recall, mrr))
    milliseconds = spread([one.milliseconds for one in ranked]).mean
    return (str(len(ranked)), *shares, f"{milliseconds:.1f}")


def _articles(passage_ids: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Turn passages into corpus ids, each where the first of its passages stands."""
    return list(dict.fromkeys(names[one.rpartition("-")[0]] for one in passage_ids))
