import pytest

from bot.expect import meets_expectation


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("一共有多少家？", "一共有31家。", 1),
        ("一共有多少家？", "这只是其中的一个说法。", -1),
        ("How much did it cost?", "It cost 3.5 million euros.", 1),
        ("How much did it cost?", "It was one of many.", -1),
        ("什么时候发布的？", "5月6日发布。", 1),
        ("什么时候发布的？", "很快发布。", -1),
        ("When was it opened?", "It opened in August.", 1),
        ("Who runs it?", "It is run by Marta Silva.", 1),
        ("谁创办了它？", "周岚创办了它。", 0),
        ("为什么？", "因为2023年很冷。", 0),
    ],
)
def test_a_sentence_is_held_against_what_the_question_asks_for(
    question: str, sentence: str, expected: int
) -> None:
    assert meets_expectation(question, sentence) == expected
