"""The chain with a language model behind an endpoint: a real server that speaks the protocol."""

from collections.abc import Iterator

import pytest

from bot.answer import Answer, Conversation
from bot.chain import Answerer
from bot.settings import BotSettings
from bot.wording import REFUSED
from ingest.library import Library
from tests.bot.protocol_server import Cut, ProtocolServer, protocol_server, reply


@pytest.fixture
def server() -> Iterator[ProtocolServer]:
    with protocol_server() as running:
        yield running


@pytest.fixture
def answerer(newspaper: Library, server: ProtocolServer) -> Answerer:
    return Answerer(
        newspaper,
        BotSettings(endpoint_url=server.url, endpoint_model="test", endpoint_seconds=1.0),
    )


def said(answer: Answer) -> str:
    return " ".join(sentence.text for sentence in answer.sentences)


def test_the_models_sentences_are_shown_with_their_citations(
    answerer: Answerer, server: ProtocolServer
) -> None:
    server.steps = reply("启明模型有130亿参数[1]。训练用了2400张加速卡[1]。")

    answer = answerer.answer("启明有多少参数？")

    assert answer.writer == "endpoint"
    assert [s.text for s in answer.sentences] == ["启明模型有130亿参数。", "训练用了2400张加速卡。"]
    assert all("130亿" in c.text or "2400" in c.text for c in answer.citations)


def test_a_sentence_with_an_invented_number_is_not_shown(
    answerer: Answerer, server: ProtocolServer
) -> None:
    server.steps = reply("启明模型有130亿参数[1]。启明模型卖了99万份[1]。")

    answer = answerer.answer("启明有多少参数？")

    assert "99万" not in said(answer)
    assert "130亿" in said(answer)
    assert "1" in answer.notice


def test_when_nothing_the_model_wrote_holds_the_articles_own_words_are_quoted(
    answerer: Answerer, server: ProtocolServer
) -> None:
    server.steps = reply("启明模型卖了99万份[1]。")

    answer = answerer.answer("启明有多少参数？")

    assert answer.writer == "extract"
    assert "130亿" in said(answer)


def test_when_the_endpoint_breaks_off_the_extract_writer_answers_and_says_so(
    answerer: Answerer, server: ProtocolServer
) -> None:
    server.steps = [*reply("启明模型有130亿参数[1]。它很")[:1], Cut()]

    answer = answerer.answer("启明有多少参数？")

    assert answer.writer == "extract"
    assert "130亿" in said(answer)
    assert "语言模型" in answer.notice


def test_when_the_model_says_that_the_passages_do_not_answer_nothing_is_asserted(
    answerer: Answerer, server: ProtocolServer
) -> None:
    server.steps = reply(REFUSED["zh"])

    answer = answerer.answer("启明的接口价格是多少？")

    assert answer.state == "nearest"
    assert answer.sentences == ()
    assert "0.008元" in answer.nearest[0].text


def test_when_the_model_says_so_of_a_question_that_nothing_comes_close_to_nothing_is_quoted(
    answerer: Answerer, server: ProtocolServer
) -> None:
    server.steps = reply(REFUSED["zh"])

    assert answerer.answer("红烧肉怎么做？").state == "nothing"


def test_the_model_completes_a_follow_up(answerer: Answerer, server: ProtocolServer) -> None:
    server.steps = reply("启明模型有130亿参数[1]。")
    first = answerer.answer("启明有多少参数？")
    server.steps = reply("启明的接口价格是多少？")
    server.later = [reply("价格是每千个词元0.008元[1]。")]

    answer = answerer.answer("它的价格呢？", Conversation((first,)))

    assert answer.standalone == "启明的接口价格是多少？"
    assert "0.008" in said(answer)
