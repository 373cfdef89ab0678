"""Which articles a reader wants searched: what they may write, and what is said back."""

from datetime import date

import pytest

from bot.answer import Answer, Language
from bot.errors import AnswerError
from bot.problems import said_in
from bot.within import described, passed_none, read_within, shortened
from ingest.library import EVERYTHING, Filter

TODAY = date(2024, 5, 20)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-03-15", "2024-03-15", "2024-03-15"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        (" 2024-3 ", "2024-03-01", "2024-03-31"),
        ("2024/3/5", "2024-03-05", "2024-03-05"),
        ("２０２４－０３", "2024-03-01", "2024-03-31"),
        ("2024年3月", "2024-03-01", "2024-03-31"),
        ("March 2024", "2024-03-01", "2024-03-31"),
        ("上个月", "2024-04-01", "2024-04-30"),
        ("", "", ""),
        ("  ", "", ""),
    ],
)
def test_a_date_may_be_a_day_a_month_or_a_year(text: str, first: str, last: str) -> None:
    assert read_within(since=text, today=TODAY) == Filter(since=first)
    assert read_within(until=text, today=TODAY) == Filter(until=last)


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "2024-13", "2023-02-29", "202", "20240", "2024-03-", "2024?"),
        *("in 2024", "since 2024", "before 2024", "x" * 10_000, "2024-03\n<b>"),
    ],
)
def test_what_is_no_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(AnswerError) as raised:
        read_within(until=text, today=TODAY)

    chinese = said_in("zh", str(raised.value))
    assert "2024-03-15" in raised.value.remedy
    assert chinese.endswith("2024-03 或 2024。")
    assert "不是日期。" in chinese
    assert len(chinese) < 120


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(AnswerError) as raised:
        read_within(since="2024-03", until="2023", today=TODAY)

    assert raised.value.problem == "2024-03-01 is later than 2023-12-31."
    assert said_in("zh", raised.value.problem) == "2024-03-01 晚于 2023-12-31。"
    assert said_in("zh", raised.value.remedy).endswith("。")


def test_a_range_may_be_one_day() -> None:
    read = read_within(since="2024-03-15", until="2024-03-15", today=TODAY)

    assert read == Filter(since="2024-03-15", until="2024-03-15")


def test_what_is_not_given_leaves_all_articles_in() -> None:
    assert read_within() == EVERYTHING


def test_names_are_taken_as_they_are_given() -> None:
    read = read_within(sites=["IT之家"], authors=["李明", "Ann Reed"], languages=["zh"])

    assert read == Filter(sites=("IT之家",), authors=("李明", "Ann Reed"), languages=("zh",))


@pytest.mark.parametrize(
    ("within", "chinese", "english"),
    [
        (EVERYTHING, "", ""),
        (Filter(since="2024-01-01", until="2024-12-31"), "2024", "2024"),
        (Filter(since="2023-01-01", until="2024-12-31"), "2023–2024", "2023–2024"),
        (Filter(since="2024-02-01", until="2024-02-29"), "2024-02", "2024-02"),
        (Filter(since="2024-01-01", until="2024-03-31"), "2024-01–2024-03", "2024-01–2024-03"),
        (Filter(since="2024-01-01", until="2024-01-01"), "2024-01-01", "2024-01-01"),
        (Filter(since="2024-03-01"), "2024-03 起", "since 2024-03"),
        (Filter(until="2024-12-31"), "至 2024", "up to 2024"),
        (Filter(until="9999-12-31"), "至 9999", "up to 9999"),
        (Filter(languages=("zh",)), "中文", "Chinese"),
        (
            Filter(since="2024-01-01", until="2024-12-31", sites=("IT之家",)),
            "2024 · IT之家",
            "2024 · IT之家",
        ),
        (Filter(authors=("甲", "乙"), languages=("en",)), "甲、乙 · 英文", "甲, 乙 · English"),
        (Filter(sites=("a", "b", "c", "d")), "a、b +2", "a, b +2"),
    ],
)
def test_what_is_searched_is_said_in_a_few_words(
    within: Filter, chinese: str, english: str
) -> None:
    assert (described(within, "zh"), described(within, "en")) == (chinese, english)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_name_cannot_take_more_than_its_place(language: Language) -> None:
    names = tuple(f"{n}\n\u202e\u200b" + "长" * 10_000 for n in range(1_000))

    said = described(Filter(sites=names, authors=names), language)

    assert len(said) < 120
    assert said.isprintable()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IT之家", "IT之家"),
        ("  a\tb\n c\u3000d ", "a b c d"),
        ("一二三四五六七八九十", "一二三四五六七八九十"),
        ("一二三四五六七八九十一", "一二三四五六七八九…"),
        ("\u200b\u202e", "…"),
    ],
)
def test_a_name_is_shown_in_one_visible_line(name: str, shown: str) -> None:
    assert shortened(name, 10) == shown


def test_only_a_search_that_was_narrowed_may_have_passed_no_article() -> None:
    nothing = Answer("问", "问", "zh", state="nothing")

    assert passed_none(nothing, Filter(sites=("IT之家",)))
    assert not passed_none(nothing, EVERYTHING)
