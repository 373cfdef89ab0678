"""The row that narrows the search, in a real browser, with the real app behind it."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from bot.web.words import CHINESE, ENGLISH
from tests.bot.web.conftest import Visit

pytestmark = pytest.mark.browser
on_a_phone = pytest.mark.parametrize("visit", [(390, 844)], ids=["phone"], indirect=True)

SPAN = "白鹭桥的主跨有多长？"
MORNING, EVENING = "江城晨报", "江城晚报"
HOSTILE = "<img src=x onerror=\"document.title='owned'\">" + "很长的名字" * 9


def row(visit: Visit) -> Locator:
    """The line that is always there."""
    return visit.page.locator("#narrow-row > button")


def open_row(visit: Visit) -> None:
    row(visit).click()
    expect(visit.page.locator("#narrow-sites input")).to_be_visible()
    # The fields are made when the row is first opened, and bound to their values some milliseconds
    # after they can be seen. Nobody types as fast as that, except for a test.
    visit.page.evaluate(
        "() => new Promise(bound => requestAnimationFrame(() =>"
        " requestAnimationFrame(() => setTimeout(bound))))"
    )


def choose(visit: Visit, kind: str, name: str) -> None:
    visit.page.locator(f"#narrow-{kind} input").click()
    visit.page.get_by_role("option").filter(has_text=name).click()
    visit.page.keyboard.press("Escape")
    expect(row(visit)).to_contain_text(name[:20])


def write(visit: Visit, since: str, until: str) -> None:
    visit.page.locator("#narrow-since input").fill(since)
    visit.page.locator("#narrow-until input").fill(until)


def reply(visit: Visit) -> Locator:
    return visit.page.locator("#chat .reply").last


def is_too_wide(visit: Visit) -> bool:
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return bool(visit.page.evaluate(wide))


def test_the_row_is_closed_at_first(visit: Visit) -> None:
    expect(row(visit)).to_contain_text(CHINESE.narrow)
    expect(visit.page.locator("#narrow-sites")).to_be_hidden()
    expect(visit.page.locator("#narrow-widen")).to_be_hidden()


def test_a_site_decides_which_article_is_cited(visit: Visit) -> None:
    open_row(visit)
    choose(visit, "sites", MORNING)
    visit.ask(SPAN)
    expect(reply(visit)).to_contain_text("320米")
    expect(reply(visit)).to_contain_text(f"只搜索：{MORNING}")
    expect(visit.page.locator("#sources h4")).to_have_text(["白鹭桥合龙"])

    visit.page.locator("#narrow-widen").click()
    expect(row(visit)).to_contain_text(CHINESE.narrow)
    choose(visit, "sites", EVENING)
    visit.ask(SPAN)

    expect(reply(visit)).to_contain_text("335米")
    expect(reply(visit)).not_to_contain_text("320米")


def test_it_stays_for_a_follow_up_and_for_a_new_chat(visit: Visit) -> None:
    open_row(visit)
    choose(visit, "authors", "宋远")
    row(visit).click()
    expect(visit.page.locator("#narrow-sites")).to_be_hidden()
    visit.ask(SPAN)
    visit.ask("那桥面宽多少？")
    expect(reply(visit)).to_contain_text("33米")
    expect(reply(visit)).not_to_contain_text("31米")

    visit.page.get_by_role("button", name="新对话").click()
    expect(visit.page.locator("#chat .question")).to_have_count(0)
    expect(row(visit)).to_contain_text("只搜索：宋远")
    visit.ask(SPAN)

    expect(reply(visit)).to_contain_text("335米")


def test_one_click_searches_everything_again(visit: Visit) -> None:
    open_row(visit)
    choose(visit, "sites", MORNING)
    write(visit, "2024-03", "2024")
    visit.page.locator("#narrow-languages").get_by_text("中文").click()
    expect(row(visit)).to_contain_text(f"只搜索：2024-03–2024-12 · {MORNING} · 中文")
    row(visit).click()

    visit.page.locator("#narrow-widen").click()

    expect(row(visit)).to_contain_text(CHINESE.narrow)
    expect(visit.page.locator("#narrow-widen")).to_be_hidden()
    visit.ask("How much did the tide project cost?")
    expect(reply(visit)).to_contain_text("85,000")
    expect(reply(visit)).not_to_contain_text("Only")


def test_where_no_article_is_of_the_time_that_is_said(visit: Visit) -> None:
    open_row(visit)
    write(visit, "1991", "1991")

    visit.ask(SPAN)

    expect(reply(visit)).to_have_text("没有一篇文章符合“1991”。")


def test_an_example_is_asked_of_the_same_articles(visit: Visit) -> None:
    open_row(visit)
    write(visit, "1991", "1991")

    visit.page.locator("#chat .example").first.click()

    expect(reply(visit)).to_have_text("没有一篇文章符合“1991”。")


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2024-13", "", "“2024-13”不是日期。"),
        ("2024", "2023", "2024-01-01 晚于 2023-12-31。"),
    ],
)
def test_a_question_waits_until_the_dates_are_right(
    visit: Visit, since: str, until: str, said: str
) -> None:
    open_row(visit)
    write(visit, since, until)
    question = visit.page.locator("#question textarea")
    question.fill(SPAN)
    question.press("Enter")

    expect(visit.page.locator("#narrow-problem")).to_contain_text(said)
    expect(question).to_have_value(SPAN)
    expect(visit.page.locator("#chat .question")).to_have_count(0)

    write(visit, "2024", "2024")
    question.press("Enter")
    expect(reply(visit)).to_contain_text("只搜索：2024")
    expect(visit.page.locator("#narrow-problem")).to_be_hidden()


def test_what_is_in_force_is_said_in_the_language_of_the_page(visit: Visit) -> None:
    open_row(visit)
    write(visit, "2024", "")
    visit.page.locator("#narrow-until input").press("Enter")
    expect(row(visit)).to_contain_text("只搜索：2024 起")

    visit.page.get_by_text("English", exact=True).click()

    expect(row(visit)).to_contain_text("Only: since 2024")
    expect(visit.page.locator("#narrow-widen")).to_have_text(ENGLISH.widen)
    expect(visit.page.locator("#narrow-sites")).to_contain_text(ENGLISH.sites)


@on_a_phone
def test_a_new_site_can_be_chosen_and_is_shown_as_text(visit: Visit, tmp_path: Path) -> None:
    open_row(visit)
    choose(visit, "sites", MORNING)
    assert not is_too_wide(visit)
    article = tmp_path / "heron.md"
    article.write_text(
        f"---\nsite: '{HOSTILE.replace(chr(39), chr(39) * 2)}'\n---\n# 苍鹭\n\n苍鹭身长约一米。\n",
        encoding="utf-8",
    )
    visit.open_articles()
    visit.upload(article)
    expect(visit.page.locator("#report tr.added")).to_contain_text(article.name)

    visit.page.get_by_role("tab").first.click()
    choose(visit, "sites", HOSTILE[:20])

    expect(visit.page.locator("#narrow-sites .token")).to_have_count(2)
    expect(row(visit)).to_contain_text(f"只搜索：{MORNING}、<img src=x")
    assert not is_too_wide(visit)
    row(visit).click()
    assert not is_too_wide(visit)
    visit.ask("苍鹭身长多少？")
    expect(reply(visit)).to_contain_text("一米")
    assert not is_too_wide(visit)
    expect(visit.page.locator("#narrow img, #chat img")).to_have_count(0)
    expect(visit.page).to_have_title("文源 Wenyuan")
    assert visit.complaints == []
