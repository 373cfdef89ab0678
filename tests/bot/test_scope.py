from datetime import date

import pytest

from bot.scope import HALF_LIFE, LATEST, PREFERRED, Scope, read_scope
from ingest.library import EVERYTHING, Filter
from ingest.library.facts import Site

# A Wednesday.
TODAY = date(2023, 8, 16)
SITES = (Site("IT之家"), Site("The Example Ledger"))
AUTHORS = ("李明", "Ann Reed")


def scope(question: str) -> Scope:
    return read_scope(question, TODAY, SITES, AUTHORS)


JULY = ("2023-07-01", "2023-07-31")
LAST_WEEK = ("2023-08-07", "2023-08-13")


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("2023年7月的报道里，小米卖了多少手机？", JULY),
        ("2023年7月发表的关于小米的文章说了什么？", JULY),
        ("发表于2023年7月的文章", JULY),
        ("2023年7月IT之家的报道说了什么？", JULY),
        ("2023年7月報道了哪些公司？", JULY),
        ("7月26日的消息", ("2023-07-26", "2023-07-26")),
        ("上周有什么关于AI的新闻？", LAST_WEEK),
        ("上周都有哪些报道？", LAST_WEEK),
        ("IT之家上周报道了什么？", LAST_WEEK),
        ("本月的新闻", ("2023-08-01", "2023-08-31")),
        ("7月以来的报道", ("2023-07-01", "")),
        ("Which articles published in July 2023 mention Xiaomi?", JULY),
        ("news from July 2023 about Xiaomi", JULY),
        ("July 2023 articles about Xiaomi", JULY),
        ("articles about Xiaomi from last week", LAST_WEEK),
        ("last week's AI news", LAST_WEEK),
        ("What has been reported since March?", ("2023-03-01", "")),
        ("stories before July 2023", ("", "2023-06-30")),
        ("reports published between July 1 and August 3, 2023", ("2023-07-01", "2023-08-03")),
        ("news of 2022", ("2022-01-01", "2022-12-31")),
    ],
)
def test_when_articles_were_published_narrows_the_search(
    question: str, days: tuple[str, str]
) -> None:
    found = scope(question)

    assert (found.filter.since, found.filter.until) == days
    assert not found.preferred_since


@pytest.mark.parametrize(
    "question",
    [
        "华为2023年营收多少？",
        "2026年中国的智能算力预计能到多大规模？",
        "2022年我国算力总规模有多大？",
        "关于2023年的报道怎么说营收？",
        "How many H100 chips did CoreWeave get in 2023?",
        "What revenue did the 2023 annual report state?",
        "Which book was published in 1859?",
        "What did the report in 1964 recommend?",
    ],
)
def test_a_year_of_the_fact_that_is_asked_for_says_nothing_of_articles(question: str) -> None:
    assert scope(question) == Scope()


@pytest.mark.parametrize(
    ("question", "since"),
    [
        ("华为上周发布了什么？", "2023-08-07"),
        ("2023年7月发布的大模型有哪些？", "2023-07-01"),
        ("7月26日的新闻发布会说了什么？", "2023-07-26"),
        ("今年华为推出了哪些手机？", "2023-01-01"),
        ("What did Tesla announce last month?", "2023-07-01"),
        ("How many cars were sold in July 2023?", "2023-07-01"),
    ],
)
def test_where_the_wording_leaves_it_open_later_articles_are_preferred_and_none_is_left_out(
    question: str, since: str
) -> None:
    found = scope(question)

    assert found.filter == EVERYTHING
    assert found.preferred_since == since


def test_sources_that_the_library_has_narrow_the_search() -> None:
    assert scope("据IT之家报道，YouTube涨价了多少？").filter == Filter(sites=("IT之家",))
    assert scope("李明写的文章说了什么？").filter == Filter(authors=("李明",))
    assert scope("According to the Example Ledger, who won?").filter.sites == (
        "The Example Ledger",
    )


def test_source_and_period_narrow_it_together() -> None:
    assert scope("What did Ann Reed report since March?").filter == Filter(
        since="2023-03-01", authors=("Ann Reed",)
    )


@pytest.mark.parametrize(
    "question",
    [
        "最新的iPhone卖多少钱？",
        "小米最近发布了什么？",
        "有什么近期的消息？",
        "What is the latest count of models?",
        "the most recent figure",
        "What did OpenAI recently release?",
    ],
)
def test_the_latest_is_asked_for(question: str) -> None:
    assert scope(question).latest


@pytest.mark.parametrize(
    "question",
    ["离北京最近的城市是哪个？", "最近三个月的报道", "What is the greatest number?", "现在几点？"],
)
def test_what_is_nearest_or_a_stated_period_is_not_the_latest(question: str) -> None:
    assert not scope(question).latest


def test_newer_articles_gain_a_bounded_bonus_that_halves_with_age() -> None:
    days = ["2023-08-16", "2023-06-17", "2013-08-16", ""]
    newest, older, old, undated = Scope(latest=True).bonuses(days)

    assert (date(2023, 8, 16) - date(2023, 6, 17)).days == HALF_LIFE
    assert (newest, older) == (LATEST, LATEST / 2)
    assert 0 < old < 0.001
    assert undated == 0


def test_articles_of_a_preferred_period_and_later_gain_and_others_do_not() -> None:
    scope = Scope(preferred_since="2023-07-01")

    assert scope.bonuses(["2023-06-30", "2023-07-01", "2024-01-01", ""]) == [
        0,
        PREFERRED,
        PREFERRED,
        0,
    ]


def test_no_articles_gain_nothing() -> None:
    assert Scope(latest=True).bonuses([]) == []
    assert Scope(latest=True).bonuses(["", ""]) == [0, 0]


def test_a_filter_that_the_user_set_is_narrowed_by_what_the_question_says() -> None:
    asked = Scope(Filter(since="2023-07-01", until="2023-07-31", sites=("IT之家",)))
    given = Filter(since="2023-07-10", authors=("李明",), languages=("zh",))

    assert asked.within(given) == Filter(
        since="2023-07-10",
        until="2023-07-31",
        sites=("IT之家",),
        authors=("李明",),
        languages=("zh",),
    )


def test_where_the_two_exclude_each_other_the_users_filter_stands() -> None:
    asked = Scope(Filter(until="2023-07-31", sites=("IT之家",)))
    given = Filter(since="2023-08-01", sites=("The Example Ledger",))

    assert asked.within(given) == given
