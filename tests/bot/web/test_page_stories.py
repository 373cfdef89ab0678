"""A story that several articles tell, on the page: all are named, and a click shows each."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.bot.web.conftest import Visit

STORY = (
    "青禾科技周四在栖霞市发布了云雀大模型，参数量为{}亿，上下文长度是3.2万个词元。\n\n"
    "公司首席执行官郑一禾表示，训练云雀历时47天，全部在自建的机房里完成。\n\n"
    "云雀的接口价格是每千个词元0.008元，教育机构可以免费使用，个人开发者每月有免费额度。\n"
)
VERSIONS = (("望江网", 10, 130), ("云岭网", 11, 150), ("赤水网", 12, 130))
PHONE = (390, 844)


@pytest.fixture
def told(visit: Visit, tmp_path: Path) -> Visit:
    """The story has been added from three sites, and asked about."""
    visit.open_articles()
    for site, day, figure in VERSIONS:
        file = tmp_path / f"{site}.md"
        head = f"---\ndate: 2023-08-{day}\nsite: {site}\n---\n# 云雀发布\n\n"
        file.write_text(head + STORY.format(figure), encoding="utf-8")
        visit.upload(file)
        expect(visit.page.locator("#article-list a").filter(has_text=site)).to_have_count(1)
    visit.page.get_by_role("tab").first.click()
    visit.ask("云雀大模型的参数量是多少？")
    return visit


def test_the_answer_is_said_once_and_names_who_else_says_it(told: Visit) -> None:
    reply = told.page.locator("#chat .reply").last

    expect(reply.get_by_text("参数量为130亿")).to_have_count(1)
    expect(reply.locator(".also")).to_contain_text("赤水网")


def test_a_click_on_another_source_shows_its_passage_highlighted(told: Visit) -> None:
    told.page.locator("#chat .reply").last.locator(".also a", has_text="赤水网").click()

    shown = told.page.locator("#sources li:target")
    expect(shown).to_contain_text("赤水网")
    expect(shown.locator("mark.quote").first).to_be_in_viewport()
    expect(shown.locator("mark.quote").first).to_contain_text("130亿")


def test_a_figure_that_differs_is_named_and_a_click_shows_it_marked(told: Visit) -> None:
    otherwise = told.page.locator("#chat .reply").last.locator(".otherwise")
    for said in ("130亿", "云岭网", "150亿"):
        expect(otherwise).to_contain_text(said)

    otherwise.locator("a.cite").last.click()

    expect(told.page.locator("#sources .source:target mark.key").first).to_have_text("150亿")


def test_an_article_leads_to_the_others_that_tell_its_story(told: Visit) -> None:
    told.open_articles()
    told.page.locator("#article-list a").filter(has_text="望江网").click()
    expect(told.page.locator("#article .reading")).to_contain_text("130亿")

    told.page.locator("#article [data-article]", has_text="云岭网").click()

    expect(told.page.locator("#article .reading")).to_contain_text("150亿")


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_nothing_of_it_is_wider_than_a_phone(told: Visit) -> None:
    told.page.locator("#chat .reply").last.locator(".also a", has_text="赤水网").click()

    widths = "[document.documentElement.scrollWidth, window.innerWidth]"
    scrolled, shown = told.page.evaluate(widths)
    assert scrolled <= shown
    assert told.complaints == []
