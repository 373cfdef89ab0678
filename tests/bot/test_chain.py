from collections.abc import Callable

import pytest

from bot.answer import Answer, Conversation
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


@pytest.mark.parametrize("question", ["红烧肉怎么做？", "Who won the 1966 World Cup?"])
def test_what_the_articles_do_not_say_is_not_said(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)

    assert answer.refused
    assert answer.sentences == ()
    assert answer.nearest


def test_the_nearest_articles_of_a_refusal_are_named_once_each(answerer: Answerer) -> None:
    nearest = answerer.answer("红烧肉怎么做？").nearest

    assert len({citation.article.id for citation in nearest}) == len(nearest) == 2


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
