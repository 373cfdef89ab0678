"""Find the corpus that a question set is to be asked of.

Goes by what the questions say of their evidence, never by file names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    return Pair(questions, fitting[-1] if questions.named else fitting[0])


def _fitting(questions: QuestionSet, corpora: Sequence[Corpus]) -> list[Corpus]:
    """Find the corpora that have what a set is about, smallest first."""
    named = questions.named
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


def pair_crossed(sets: Sequence[QuestionSet], corpora: Sequence[Corpus]) -> list[Pair]:
    """Pair each set with its corpus, and those that name no passage with other languages' too.

    What was taken out of the articles of one language is asked of those of another, which lack
    it as well.

    Raises:
        BenchError: no corpus will do for a set.
    """
    pairs = [pair(one, corpora) for one in sets]
    others = (
        pair(_asked_in(one, language), corpora)
        for one in sets
        if not one.named
        for language in sorted(frozenset[str]().union(*(c.languages for c in corpora)))
        if language not in {q.corpus_language for q in one.questions}
    )
    return [*pairs, *others]


def _asked_in(questions: QuestionSet, language: str) -> QuestionSet:
    moved = (replace(one, corpus_language=language) for one in questions.questions)
    return QuestionSet(questions.name, tuple(moved))


def pair_mixed(sets: Sequence[QuestionSet], corpora: Sequence[Corpus]) -> list[Pair]:
    """Pair each set with one corpus of all articles in all languages.

    So that a question has to find its passage among those of the other languages too. A set that
    names no passage is asked of what is left where articles were taken out.

    Raises:
        BenchError: no corpus has a set's passages, or two differ in what an id stands for.
    """
    whole = merge([c for c in corpora if not any(c.rows.keys() < o.rows.keys() for o in corpora)])
    left = merge([c for c in corpora if not any(o.rows.keys() < c.rows.keys() for o in corpora)])
    return [pair(one, [whole] if one.named else [left]) for one in sets]


def merge(corpora: Sequence[Corpus]) -> Corpus:
    """Put corpora together.

    Raises:
        BenchError: two corpora differ in what an id stands for.
    """
    rows: dict[str, Row] = {}
    for corpus in corpora:
        for name, row in corpus.rows.items():
            if rows.setdefault(name, row) != row:
                raise BenchError(
                    f"The id {name!r} stands for two texts, one of them in {corpus.name}.",
                    "Give every text an id of its own, or leave --mixed out.",
                )
    return Corpus("+".join(corpus.name for corpus in corpora), rows)


def by_corpus(pairs: Sequence[Pair]) -> list[tuple[Corpus, list[QuestionSet]]]:
    """Gather the question sets of each corpus, so that its library is made once."""
    groups: dict[str, tuple[Corpus, list[QuestionSet]]] = {}
    for one in pairs:
        groups.setdefault(one.corpus.name, (one.corpus, []))[1].append(one.questions)
    return list(groups.values())
