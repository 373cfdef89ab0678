from collections.abc import Sequence

import pytest

from bench.data import Corpus, Question, QuestionSet, Row
from bench.errors import BenchError
from bench.pair import by_corpus, pair, pair_crossed, pair_mixed, pairs_of


def corpus(name: str, language: str, ids: Sequence[str], text: str = "x") -> Corpus:
    return Corpus(name, {i: Row(i, text, language=language) for i in ids})


def question(
    language: str, corpus_language: str, gold: Sequence[str] = (), near: Sequence[str] = ()
) -> Question:
    return Question(
        id="q",
        question="?",
        answers=("x",) if gold else (),
        gold_ids=frozenset(gold),
        near_ids=frozenset(near),
        answerable=bool(gold),
        language=language,
        corpus_language=corpus_language,
        quote="",
    )


def questions(name: str, *asked: Question) -> QuestionSet:
    return QuestionSet(name, asked)


ALL = corpus("a", "zh", ["z1", "z2", "z3"])
WITHOUT = corpus("b", "zh", ["z1", "z2"])
ENGLISH = corpus("c", "en", ["e1", "e2"])
CORPORA = [ALL, WITHOUT, ENGLISH]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (question("zh", "zh", gold=["z1"]), "a"),
        (question("en", "zh", gold=["z3"]), "a"),
        (question("zh", "en", gold=["e2"]), "c"),
        (question("en", "en", near=["e1"]), "c"),
    ],
)
def test_a_set_belongs_to_the_largest_corpus_that_has_its_passages(
    asked: Question, expected: str
) -> None:
    assert pair(questions("q", asked), CORPORA).corpus.name == expected


def test_a_set_that_names_no_passage_belongs_to_the_corpus_that_was_made_smaller() -> None:
    absent = questions("q", question("zh", "zh"))

    assert pair(absent, CORPORA).corpus.name == "b"


def test_a_set_whose_passages_no_corpus_has_is_refused_by_name() -> None:
    with pytest.raises(BenchError, match="lost"):
        pair(questions("lost", question("zh", "zh", gold=["z1", "e1"])), CORPORA)


def test_a_chosen_corpus_runs_the_sets_that_belong_to_it() -> None:
    sets = [
        questions("q1", question("zh", "zh", gold=["z1"])),
        questions("q2", question("zh", "zh")),
    ]

    assert [p.questions.name for p in pairs_of(WITHOUT, sets, CORPORA)] == ["q2"]


def test_mixed_asks_every_set_of_all_articles_in_all_languages() -> None:
    same = questions("same", question("zh", "zh", gold=["z3"]))
    across = questions("across", question("en", "zh", gold=["z1"]))

    mixed = pair_mixed([same, across], CORPORA)

    assert [one.questions.name for one in mixed] == ["same", "across"]
    assert {one.corpus.name for one in mixed} == {"a+c"}
    assert list(mixed[0].corpus.rows) == ["z1", "z2", "z3", "e1", "e2"]


def test_mixed_asks_for_what_was_taken_out_where_it_was_taken_out() -> None:
    [mixed] = pair_mixed([questions("absent", question("zh", "zh"))], CORPORA)

    assert list(mixed.corpus.rows) == ["z1", "z2", "e1", "e2"]


def test_crossed_asks_for_what_was_taken_out_in_the_other_language_too() -> None:
    gold = questions("gold", question("zh", "zh", gold=["z3"]))
    absent = questions("absent", question("zh", "zh"))

    crossed = pair_crossed([gold, absent], CORPORA)

    assert [(one.questions.name, one.corpus.name) for one in crossed] == [
        ("gold", "a"), ("absent", "b"), ("absent", "c"),
    ]  # fmt: skip


def test_mixed_refuses_an_id_that_stands_for_two_texts() -> None:
    other = corpus("d", "en", ["z1", "e9"], text="y")

    with pytest.raises(BenchError, match="'z1' stands for two texts"):
        pair_mixed([questions("across", question("en", "zh", gold=["z1"]))], [ALL, other])


def test_the_library_of_a_corpus_is_made_once_for_all_its_sets() -> None:
    sets = [questions(n, question("zh", "zh", gold=["z1"])) for n in ("q1", "q2")]

    [(shared, asked)] = by_corpus([pair(one, CORPORA) for one in sets])

    assert (shared.name, [one.name for one in asked]) == ("a", ["q1", "q2"])
