"""What a session remembers."""

from bot.errors import EndpointError
from bot.web.turns import Chat
from ingest.library import Filter
from tests.bot.web.samples import answer, article, citation

ANSWER = answer(citation(article("甲。"), "甲。"))
PROBLEM = EndpointError("It failed.", "Try again.")


def test_the_conversation_is_what_was_answered() -> None:
    chat = Chat().asked("一").answered(ANSWER).asked("二").failed(PROBLEM).asked("三")

    assert chat.conversation.answers == (ANSWER,)


def test_a_problem_leaves_what_was_answered_before_it() -> None:
    turn = Chat().asked("一").answered(ANSWER).failed(PROBLEM).turns[-1]

    assert (turn.answer, turn.problem) == (ANSWER, PROBLEM)


def test_a_turn_that_was_stopped_before_any_answer_says_so() -> None:
    assert Chat().asked("一").settled().turns[-1].stopped


def test_a_turn_that_was_stopped_keeps_what_it_had_answered() -> None:
    turn = Chat().asked("一").answered(ANSWER).settled().turns[-1]

    assert turn.answer == ANSWER
    assert not turn.stopped


def test_asking_again_takes_the_number_of_the_turn_it_replaces() -> None:
    chat = Chat().asked("一").answered(ANSWER).asked("二")

    assert [turn.number for turn in chat.without_last().asked("二").turns] == [1, 2]


def test_a_chat_takes_the_next_question_once_the_last_is_answered_or_stopped() -> None:
    asked = Chat().asked("问")

    assert asked.answering
    assert not asked.settled().answering


def test_a_turn_keeps_which_articles_were_searched() -> None:
    within = Filter(sites=("IT之家",))

    chat = Chat().asked("一", within).answered(ANSWER).settled().asked("二")

    assert [turn.within for turn in chat.turns] == [within, None]
