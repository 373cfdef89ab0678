from collections.abc import Callable

import pytest

from bot.answer import Answer, Conversation, Mismatch
from bot.chain import Answerer, Asked
from bot.errors import AnswerError
from bot.settings import BotSettings
from ingest.library import Library


def said(answer: Answer) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("启明有多少参数？", "130亿"),
        ("训练启明花了多长时间？", "47天"),
        ("晨星公司的总经理是谁？", "周岚"),
        ("Where is Blue Bay's first battery factory?", "Lisbon"),
        ("How many people work in the battery factory?", "850"),
    ],
)
def test_a_question_is_answered_in_the_articles_own_words(
    answerer: Answerer, question: str, fact: str
) -> None:
    answer = answerer.answer(question)

    assert fact in said(answer)
    assert not answer.refused


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("How many accelerator cards were used to train the model?", "2400"),
        ("电池工厂雇了多少人？", "850"),
    ],
)
def test_a_question_in_one_language_finds_articles_in_the_other(
    answerer: Answerer, question: str, fact: str
) -> None:
    assert fact in said(answerer.answer(question))


def test_every_sentence_is_cited_and_stands_in_its_article_word_for_word(
    answerer: Answerer,
) -> None:
    answer = answerer.answer("启明的价格是多少？")

    for sentence in answer.sentences:
        [citation] = sentence.citations
        assert citation.text == sentence.text
        assert citation.article.body[citation.start : citation.end] == sentence.text
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("训练启明用了多少张加速卡？", "2400"),
        ("How many people work in the battery factory?", "850"),
    ],
)
def test_the_words_that_answer_are_marked_in_what_is_quoted(
    answerer: Answerer, question: str, fact: str
) -> None:
    citation = answerer.answer(question).citations[0]

    assert citation.marked is not None
    start, end = citation.marked
    assert citation.start <= start < end <= citation.end
    assert fact in citation.article.body[start:end]
    assert end - start < citation.end - citation.start


@pytest.mark.parametrize("question", ["红烧肉怎么做？", "Who painted the Mona Lisa?"])
def test_where_nothing_comes_close_nothing_is_quoted(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)

    assert answer.state == "nothing"
    assert answer.refused
    assert [*answer.sentences, *answer.citations, *answer.mismatches] == []


@pytest.mark.parametrize(
    ("question", "nearest", "mismatch"),
    [
        ("启明在2024年有多少参数？", "130亿", Mismatch("2024", ("2023",))),
        ("蓝海公司的大模型有多少参数？", "130亿", Mismatch("蓝海公司")),
        ("How many people work in Northwind's battery factory?", "850", Mismatch("Northwind")),
    ],
)
def test_the_nearest_passage_is_quoted_and_what_it_lacks_is_named(
    answerer: Answerer, question: str, nearest: str, mismatch: Mismatch
) -> None:
    answer = answerer.answer(question)

    assert answer.state == "nearest"
    assert answer.sentences == ()
    assert 1 <= len(answer.nearest) <= 2
    assert any(nearest in citation.text for citation in answer.nearest)
    assert answer.mismatches == (mismatch,)


def test_the_nearest_sentences_stand_in_their_articles_word_for_word(answerer: Answerer) -> None:
    for citation in answerer.answer("启明在2024年有多少参数？").nearest:
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
        assert citation.text in citation.article.body


def test_every_answer_says_how_likely_it_is_right(answerer: Answerer) -> None:
    questions = ("启明有多少参数？", "启明在2024年有多少参数？", "红烧肉怎么做？")

    answered, nearest, nothing = (answerer.answer(q).confidence for q in questions)

    assert 1 > answered > nearest > nothing > 0


def test_a_follow_up_is_understood_from_what_was_asked_before(answerer: Answerer) -> None:
    first = answerer.answer("启明大模型有多少参数？")

    answer = answerer.answer("它的价格呢？", Conversation((first,)))

    assert "0.008元" in said(answer)
    assert answer.standalone != answer.question == "它的价格呢？"


def test_a_changed_article_changes_the_answer(
    answerer: Answerer, add: Callable[[str, str], str]
) -> None:
    assert "130亿" in said(answerer.answer("启明有多少参数？"))

    add("morning-star.md", "# 晨星公司发布大模型\n\n启明共有200亿参数。")

    answer = answerer.answer("启明有多少参数？")
    assert "200亿" in said(answer)
    assert "130亿" not in said(answer)


def test_a_vanished_article_is_quoted_no_more(answerer: Answerer, newspaper: Library) -> None:
    [article] = newspaper.articles("晨星")

    newspaper.remove(article.id)

    assert "130亿" not in said(answerer.answer("启明有多少参数？"))


def test_an_answer_grows_sentence_by_sentence(answerer: Answerer) -> None:
    grown = list(answerer.stream("晨星公司发布了什么大模型？"))

    counts = [len(answer.sentences) for answer in grown]
    assert counts == sorted(counts)
    assert counts[0] >= 1


def test_the_chain_runs_as_any_langchain_runnable(answerer: Answerer) -> None:
    answer = answerer.chain.invoke(Asked("启明有多少参数？", Conversation()))

    assert "130亿" in said(answer)


@pytest.mark.parametrize("question", ["", "   \n", "问" * 3000])
def test_no_question_and_an_endless_one_are_refused_in_a_sentence(
    answerer: Answerer, question: str
) -> None:
    with pytest.raises(AnswerError):
        answerer.answer(question)


def test_an_empty_library_says_how_to_fill_it(library: Library) -> None:
    with pytest.raises(AnswerError, match="python -m ingest add"):
        Answerer(library, BotSettings()).answer("有什么新闻？")


@pytest.mark.parametrize(
    "question",
    ['" OR 1=1; DROP TABLE passage; --', "?" * 500, "🤖🤖🤖", "\x00\ud800 what", "NEAR("],
)
def test_a_hostile_question_is_only_a_question(answerer: Answerer, question: str) -> None:
    assert isinstance(answerer.answer(question), Answer)
