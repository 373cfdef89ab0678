"""Find the corpus that a question set is to be asked of.

Goes by what the questions say of their evidence, never by file names.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.data import Corpus, QuestionSet, Row
from bench.errors import BenchError


@dataclass(frozen=True, slots=True)
class Pair:
    """A question set and the corpus it is asked of."""

    questions: QuestionSet
    corpus: Corpus


def pair(questions: QuestionSet, corpora: Sequence[Corpus]) -> Pair:
    """Choose the corpus of a question set.

    A set that names passages belongs to the largest corpus that has all of them. One that names
    none asks for what was taken out: it belongs to the smallest corpus of its language.

    Raises:
        BenchError: no corpus will do.
    """
    fitting = _fitting(questions, corpora)
    if not fitting:
        raise BenchError(
            f"No corpus has all passages that {questions.name} names, or articles in its language.",
            "Name the corpus with --corpus as well as the set with --questions.",
        )
    return Pair(questions, fitting[-1] if _named(questions) else fitting[0])


def _named(questions: QuestionSet) -> frozenset[str]:
    return frozenset[str]().union(*(q.gold_ids | q.near_ids for q in questions.questions))


def _fitting(questions: QuestionSet, corpora: Sequence[Corpus]) -> list[Corpus]:
    """Find the corpora that have what a set is about, smallest first."""
    named = _named(questions)
    languages = {q.corpus_language for q in questions.questions}
    fitting = [
        c for c in corpora if (named <= c.rows.keys() if named else languages <= c.languages)
    ]
    return sorted(fitting, key=lambda corpus: len(corpus.rows))


def pairs_of(corpus: Corpus, sets: Sequence[QuestionSet], corpora: Sequence[Corpus]) -> list[Pair]:
    """Pair a corpus with the sets that belong to it, and to none of the other corpora more.

    Args:
        corpus: one of `corpora`, or one from elsewhere.
        sets: question sets.
        corpora: the corpora that lie with the sets.

    Raises:
        BenchError: none belongs to it.
    """
    among = corpora if corpus in corpora else [corpus]
    fitting = (pair(one, among) for one in sets if _fitting(one, among))
    pairs = [one for one in fitting if one.corpus == corpus]
    if not pairs:
        raise BenchError(
            f"No question set belongs to {corpus.name}.", "Name the set with --questions as well."
        )
    return pairs


def pair_mixed(sets: Sequence[QuestionSet], corpora: Sequence[Corpus]) -> list[Pair]:
    """Pair the sets that cross languages with one corpus of all articles.

    So that a question in one language has to find its passage among those in its own.

    Raises:
        BenchError: no set crosses languages, or two corpora differ in what an id stands for.
    """
    everything = merge(corpora)
    pairs = [Pair(one, everything) for one in sets if one.crosses_languages]
    if not pairs:
        raise BenchError(
            "No question set asks in another language than that of its corpus.",
            "Leave --mixed out, or name a folder with such a set.",
        )
    return pairs


def merge(corpora: Sequence[Corpus]) -> Corpus:
    """Put corpora together; one that another contains adds nothing and is not named.

    Raises:
        BenchError: two corpora differ in what an id stands for.
    """
    largest = [c for c in corpora if not any(c.rows.keys() < o.rows.keys() for o in corpora)]
    rows: dict[str, Row] = {}
    for corpus in largest:
        for name, row in corpus.rows.items():
            if rows.setdefault(name, row) != row:
                raise BenchError(
                    f"The id {name!r} stands for two texts, one of them in {corpus.name}.",
                    "Give every text an id of its own, or leave --mixed out.",
                )
    return Corpus("+".join(corpus.name for corpus in largest), rows)


def by_corpus(pairs: Sequence[Pair]) -> list[tuple[Corpus, list[QuestionSet]]]:
    """Gather the question sets of each corpus, so that its library is made once."""
    groups: dict[str, tuple[Corpus, list[QuestionSet]]] = {}
    for one in pairs:
        groups.setdefault(one.corpus.name, (one.corpus, []))[1].append(one.questions)
    return list(groups.values())
