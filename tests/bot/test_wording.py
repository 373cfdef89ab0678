"""Sentences on what the nearest passage does not have."""

from bot.answer import Mismatch
from bot.wording import differences, quoted

YEAR = Mismatch("2024", ("2023",))


def test_what_is_said_instead_is_named() -> None:
    assert differences([YEAR], "en") == "Asked: 2024; the passage says 2023."
    assert differences([YEAR], "zh") == "问的是 2024 年，文中说的是 2023 年。"
    assert differences([Mismatch("GPT-5", ("GPT-4", "GPT-3"))], "zh") == (
        "问的是 GPT-5，文中说的是 GPT-4、GPT-3。"
    )


def test_what_is_not_mentioned_is_named_in_one_sentence() -> None:
    unsaid = [Mismatch("Blackfish"), Mismatch("1999")]

    assert differences(unsaid[:1], "en") == "The passage does not mention Blackfish."
    assert differences(unsaid, "en") == "The passage does not mention Blackfish or 1999."
    assert differences([Mismatch("2024")], "zh") == "文中没有提到 2024 年。"
    assert differences([Mismatch("京东"), Mismatch("B轮")], "zh") == "文中没有提到“京东”、“B轮”。"


def test_both_kinds_are_two_sentences_in_one_line() -> None:
    both = [YEAR, Mismatch("Blackfish")]

    assert differences(both, "en") == (
        "Asked: 2024; the passage says 2023. The passage does not mention Blackfish."
    )
    assert (
        differences(both, "zh") == "问的是 2024 年，文中说的是 2023 年。文中没有提到“Blackfish”。"
    )
    assert differences([], "en") == ""


def test_quotation_marks_within_a_quotation_are_single() -> None:
    assert quoted("他说“好”。") == "“他说‘好’。”"
