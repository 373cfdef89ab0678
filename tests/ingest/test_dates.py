from datetime import UTC, datetime, timedelta

import pytest

from ingest.dates import date_in_address, parse_date, parse_day


@pytest.mark.parametrize(
    "text",
    [
        "2023-12-12",
        "2023年12月12日",
        "2023 年 12 月 12 日 10:30",
        "2023/12/12 10:30",
        "2023.12.12",
        "12.12.2023",
        "2023 12/12 08:30",
        "20231212",
        "12 December 2023",
        "12th of December, 2023",
        "Dec. 12, 2023",
        "Tuesday, December 12, 2023 at 9 a.m.",
        "Tue, 12 Dec 2023 10:00:00 GMT",
        "2023-12-12T23:30:00+08:00",
        "2023-12-12T23:30:00Z",
        "发布时间:2023-12-12",
    ],
)
def test_a_date_in_any_usual_spelling_becomes_iso(text: str) -> None:
    assert parse_date(text) == "2023-12-12"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "昨天",
        "2023-02-30",
        "2023-13-01",
        "1970-01-01",
        "12月12日",
        "2023",
        "GPT-4 2023",
        "1.2023.45",
    ],
)
def test_what_is_impossible_incomplete_or_before_the_web_is_no_date(text: str) -> None:
    assert parse_date(text) == ""


def test_a_date_in_the_future_is_no_date_of_publication() -> None:
    later = datetime.now(UTC).date() + timedelta(days=40)

    assert parse_date(later.isoformat()) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [("9/17/2004", "2004-09-17"), ("17/9/2004", "2004-09-17"), ("5/6/2004", "")],
)
def test_bare_numbers_are_read_only_where_one_order_is_possible(text: str, expected: str) -> None:
    assert parse_date(text) == expected


def test_an_impossible_date_does_not_hide_the_next_one() -> None:
    assert parse_date("2023-99-99 December 12, 2023") == "2023-12-12"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/tech/2023-12-12/doc-1.html",
        "https://example.com/2023/12/12/a-cloud",
        "https://example.com/politics/2023-12/12/c_1.htm",
        "https://example.com/20231212/1.html",
        "https://example.com/t20231212_1.html",
    ],
)
def test_an_address_has_the_date_in_its_path(url: str) -> None:
    assert date_in_address(url) == "2023-12-12"


def test_a_long_number_in_an_address_is_no_date() -> None:
    assert date_in_address("https://example.com/p/1202312121234") == ""


@pytest.mark.parametrize("text", ["12-12 08:30", "12/12 08:30", "12月12日 08:30"])
def test_a_day_without_a_year_has_that_of_the_address(text: str) -> None:
    assert parse_day(text, "https://example.com/2023/a.html") == "2023-12-12"
    assert parse_day(text, "https://example.com/a.html") == ""


@pytest.mark.parametrize("text", ["昨天 08:30", "3-2", "1/2", "13-45 08:30"])
def test_a_score_and_yesterday_are_no_days(text: str) -> None:
    assert parse_day(text, "https://example.com/2023/a.html") == ""
