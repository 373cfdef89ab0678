from datetime import date

import pytest

from bot.periods import find_periods

# A Wednesday.
TODAY = date(2023, 8, 16)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2023年7月的报道", "2023-07-01", "2023-07-31"),
        ("2023年7月26日的报道", "2023-07-26", "2023-07-26"),
        ("二〇二三年七月二十六号", "2023-07-26", "2023-07-26"),
        ("2023 年 2 月份", "2023-02-01", "2023-02-28"),
        ("去年7月", "2022-07-01", "2022-07-31"),
        ("前年的文章", "2021-01-01", "2021-12-31"),
        ("published in july 2023", "2023-07-01", "2023-07-31"),
        ("on july 4th, 2023", "2023-07-04", "2023-07-04"),
        ("the 4th of july 2023", "2023-07-04", "2023-07-04"),
        ("dated 2023-07-26", "2023-07-26", "2023-07-26"),
        ("2023/7 的文章", "2023-07-01", "2023-07-31"),
        ("articles of 2022", "2022-01-01", "2022-12-31"),
    ],
)
def test_dates_months_and_years_are_read_in_both_languages(
    text: str, since: str, until: str
) -> None:
    [period] = find_periods(text, TODAY)

    assert (period.since, period.until) == (since, until)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("今天的新闻", "2023-08-16", "2023-08-16"),
        ("昨日", "2023-08-15", "2023-08-15"),
        ("前天", "2023-08-14", "2023-08-14"),
        ("本周的报道", "2023-08-14", "2023-08-20"),
        ("上周报道了什么", "2023-08-07", "2023-08-13"),
        ("上个星期", "2023-08-07", "2023-08-13"),
        ("本月", "2023-08-01", "2023-08-31"),
        ("上个月", "2023-07-01", "2023-07-31"),
        ("最近三天", "2023-08-13", "2023-08-16"),
        ("近半年来", "2023-02-15", "2023-08-16"),
        ("过去两周", "2023-08-02", "2023-08-16"),
        ("yesterday's news", "2023-08-15", "2023-08-15"),
        ("last week's news", "2023-08-07", "2023-08-13"),
        ("this month", "2023-08-01", "2023-08-31"),
        ("last month", "2023-07-01", "2023-07-31"),
        ("last year", "2022-01-01", "2022-12-31"),
        ("over the past week", "2023-08-09", "2023-08-16"),
        ("in the last three days", "2023-08-13", "2023-08-16"),
    ],
)
def test_periods_are_counted_from_the_day_that_is_given(text: str, since: str, until: str) -> None:
    [period] = find_periods(text, TODAY)

    assert (period.since, period.until) == (since, until)
    assert period.relative


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("since march", "2023-03-01", ""),
        ("since july 26, 2023", "2023-07-26", ""),
        ("7月以来的报道", "2023-07-01", ""),
        ("2023年7月起", "2023-07-01", ""),
        ("after july 26", "2023-07-27", ""),
        ("7月26日之后", "2023-07-27", ""),
        ("before 2023-07-20", "", "2023-07-19"),
        ("2023年7月之前", "", "2023-06-30"),
        ("until july 2023", "", "2023-07-31"),
        ("截至2023年7月", "", "2023-07-31"),
    ],
)
def test_a_period_may_be_open_at_one_side(text: str, since: str, until: str) -> None:
    [period] = find_periods(text, TODAY)

    assert (period.since, period.until) == (since, until)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("between july 1 and august 3, 2023", "2023-07-01", "2023-08-03"),
        ("from may to july 2023", "2023-05-01", "2023-07-31"),
        ("2023年5月到7月", "2023-05-01", "2023-07-31"),
        ("2022年11月至2月", "2022-11-01", "2023-02-28"),
        ("2021年到2022年", "2021-01-01", "2022-12-31"),
    ],
)
def test_a_range_lends_its_year_from_either_end(text: str, since: str, until: str) -> None:
    [period] = find_periods(text, TODAY)

    assert (period.since, period.until) == (since, until)


def test_a_month_without_a_year_is_the_last_one_that_has_begun() -> None:
    assert find_periods("8月的新闻", TODAY)[0].since == "2023-08-01"
    assert find_periods("9月的新闻", TODAY)[0].since == "2022-09-01"


def test_the_last_month_of_january_is_in_the_year_before() -> None:
    assert find_periods("上个月", date(2024, 1, 31))[0].since == "2023-12-01"


@pytest.mark.parametrize(
    "text",
    [
        "may i ask who",
        "they march on",
        "三个月的利润",
        "周一",
        "300,000台",
        "2月30日",
        "3.2023",
        "",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_periods(text, TODAY) == []


def test_only_a_years_number_is_a_year() -> None:
    assert [p.is_year for p in find_periods("2023年", TODAY)] == [True]
    assert [p.is_year for p in find_periods("2023年7月", TODAY)] == [False]
    assert [p.is_year for p in find_periods("since 2022", TODAY)] == [False]


def test_a_period_says_where_it_is_written() -> None:
    text = "what was reported since march about tesla, and what last week?"

    assert [text[p.start : p.end] for p in find_periods(text, TODAY)] == [
        "since march",
        "last week",
    ]
