import pytest

from bot.answer import Answer, Conversation
from bot.rewrite import complete


def after(*questions: str) -> Conversation:
    return Conversation(tuple(Answer(q, q, "zh") for q in questions))


@pytest.mark.parametrize(
    "question",
    [
        "华为云有多少开发者？",
        "When did OpenAI dismiss its chief executive?",
        "How many models are there in China?",
        "尤其是哪些公司受到影响？",
        "其他公司怎么看这项规定？",
    ],
)
def test_a_question_that_leans_on_nothing_is_left_as_it_is(question: str) -> None:
    assert complete(question, after("启明大模型有多少参数？")) == question


def test_the_first_question_of_a_chat_is_left_as_it_is() -> None:
    assert complete("它有多少参数？", Conversation()) == "它有多少参数？"


@pytest.mark.parametrize(
    ("earlier", "question", "standalone"),
    [
        ("启明大模型有多少参数？", "它的价格呢？", "启明大模型的价格呢？"),
        ("启明大模型是谁发布的？", "那什么时候发布的？", "启明大模型 什么时候发布的？"),
        ("华为云的开发者有多少？", "那合作伙伴呢？", "华为云 合作伙伴呢？"),
        ("2023年中国有多少大模型？", "那2024年呢？", "2024年中国有多少大模型？"),
        ("Who runs Blue Bay?", "Where is its factory?", "Where is Blue Bay's factory?"),
        ("Who runs Blue Bay?", "And how much did it cost?", "how much did Blue Bay cost?"),
        (
            "How many GPUs did Meta buy in 2023?",
            "And in 2024?",
            "How many GPUs did Meta buy in 2024?",
        ),
    ],
)
def test_a_follow_up_is_made_complete(earlier: str, question: str, standalone: str) -> None:
    assert complete(question, after(earlier)) == standalone


def test_a_follow_up_to_a_follow_up_keeps_the_subject() -> None:
    first = Answer("启明大模型有多少参数？", "启明大模型有多少参数？", "zh")
    second = Answer("它的价格呢？", "启明大模型的价格呢？", "zh")

    assert complete("那什么时候发布的？", Conversation((first, second))).startswith("启明大模型")


def test_a_long_conversation_does_not_make_questions_grow() -> None:
    conversation = after("很长的名字" * 200 + "有多少？")

    assert len(complete("它呢？", conversation)) < 320
