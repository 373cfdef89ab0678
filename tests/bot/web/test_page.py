"""What a reader can do on the page, in a real browser, with the real app behind it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.answer import LONGEST_QUESTION
from bot.web.words import CHINESE
from bot.wording import NEAREST, REFUSED
from tests.bot.web.conftest import ARTICLES, Visit

pytestmark = pytest.mark.browser
on_both_screens = pytest.mark.parametrize(
    "visit", [(1280, 800), (390, 844)], ids=["laptop", "phone"], indirect=True
)


@on_both_screens
def test_a_click_on_a_citation_shows_its_passage_highlighted(visit: Visit) -> None:
    visit.ask("云雀大模型的参数量是多少？")
    mark = visit.page.locator("#chat .reply a.cite").first
    expect(visit.page.locator("#chat .reply").last).to_contain_text("130亿")

    mark.click()

    card = visit.page.locator("#sources .source:target")
    expect(card).to_be_in_viewport()
    expect(card).to_contain_text("青禾科技发布云雀大模型")
    quoted = card.locator(".excerpt mark.quote").first
    expect(quoted).to_be_in_viewport()
    expect(quoted).to_contain_text("130亿")


@on_both_screens
def test_the_link_back_leads_to_the_answer(visit: Visit) -> None:
    visit.ask("云雀大模型的参数量是多少？")
    visit.page.locator("#chat .reply a.cite").first.click()

    visit.page.locator("#sources .source:target a.back").click()

    expect(visit.page.locator("#chat .question").last).to_be_in_viewport()


@on_both_screens
def test_an_earlier_answers_sources_unfold_when_they_are_asked_for(visit: Visit) -> None:
    visit.ask("云雀大模型的参数量是多少？")
    visit.ask("How much did the tide project cost?")
    first = visit.page.locator("#turn1-c1")
    expect(first).to_be_hidden()

    visit.page.locator("#chat .reply").first.locator("a.cite").first.click()

    expect(first).to_be_in_viewport()


def test_two_readers_do_not_see_each_others_questions(visit: Visit, address: str) -> None:
    visit.ask("云雀大模型的参数量是多少？")
    context = visit.page.context.browser.new_context() if visit.page.context.browser else None
    assert context is not None

    other = context.new_page()
    other.goto(address)

    expect(other.locator("#chat .example").first).to_be_visible()
    expect(other.locator("#chat .question")).to_have_count(0)
    context.close()


@on_both_screens
def test_the_nearest_passage_is_quoted_and_a_click_shows_it_in_its_article(visit: Visit) -> None:
    visit.ask("云雀大模型在2025年的参数量是多少？")
    reply = visit.page.locator("#chat .reply").last
    expect(reply.locator(".refusal")).to_have_text(NEAREST["zh"])
    expect(reply.locator("blockquote").first).to_contain_text("130亿")
    expect(reply.locator(".mismatch")).to_have_text("问的是 2025 年，文中说的是 2023 年。")

    reply.locator("a.cite").first.click()

    card = visit.page.locator("#sources .source:target")
    expect(card).to_contain_text(CHINESE.nearest_label)
    expect(card.locator(".excerpt mark.quote").first).to_be_in_viewport()
    expect(card.locator(".excerpt mark.quote").first).to_contain_text("130亿")


def test_where_nothing_comes_close_only_that_is_said(visit: Visit) -> None:
    visit.ask("红烧肉怎么做？")

    expect(visit.page.locator("#chat .reply").last).to_have_text(REFUSED["zh"])
    expect(visit.page.locator("#sources .source")).to_have_count(0)


def test_a_question_that_is_too_long_is_refused_in_the_language_of_the_page(visit: Visit) -> None:
    visit.ask("问" * (LONGEST_QUESTION + 1))

    expect(visit.page.locator("#chat .problem")).to_contain_text("问题超过了 2000 个字。")


def test_the_page_asks_no_other_host_and_nothing_is_wrong_with_it(visit: Visit) -> None:
    visit.ask("云雀大模型的参数量是多少？")
    visit.open_articles()
    visit.page.locator("#article-list a").first.click()
    expect(visit.page.locator("#article .reading")).to_be_visible()

    assert visit.hosts == {"127.0.0.1"}
    assert visit.complaints == []


@on_both_screens
def test_nothing_is_wider_than_the_screen(visit: Visit) -> None:
    visit.ask("云雀大模型的参数量是多少？")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not visit.page.evaluate(wide)

    visit.open_articles()
    visit.page.locator("#article-list a").first.click()
    expect(visit.page.locator("#article .reading")).to_be_visible()

    assert not visit.page.evaluate(wide)


def test_a_question_is_shown_as_it_was_typed(visit: Visit) -> None:
    question = (
        "<img src=x onerror=\"document.title='owned'\"> **粗** [链接](http://example.org) $x$"
    )

    visit.ask(question)

    expect(visit.page.locator("#chat .question img")).to_have_count(0)
    expect(visit.page).to_have_title("文源 Wenyuan")


def test_an_article_cannot_run_anything_on_the_page(visit: Visit) -> None:
    visit.ask("How many weeks did the repair of the Larkfield bridge take?")
    expect(visit.page.locator("#sources")).to_contain_text("<script>")
    visit.open_articles()
    visit.page.locator("#article-list a", has_text="Larkfield").click()
    reading = visit.page.locator("#article .reading")
    expect(reading).to_contain_text("${document.title")

    expect(reading.locator("img, script")).to_have_count(0)
    expect(visit.page).to_have_title("文源 Wenyuan")
    assert visit.complaints == []


def test_the_whole_page_changes_its_language(visit: Visit) -> None:
    visit.page.get_by_text("English", exact=True).click()

    expect(visit.page.get_by_role("tab").first).to_have_text("Ask")
    expect(visit.page.locator("#header")).to_contain_text("articles in the library")
    expect(visit.page.locator("#sources")).to_contain_text("Sources")
    expect(visit.page.locator("#chat .example").first).to_contain_text("?")
    expect(visit.page.get_by_placeholder("Type a question")).to_be_visible()


def test_a_new_chat_forgets_the_old_one(visit: Visit) -> None:
    visit.ask("云雀大模型的参数量是多少？")

    visit.page.get_by_role("button", name="新对话").click()

    expect(visit.page.locator("#chat .question")).to_have_count(0)
    expect(visit.page.locator("#sources .source")).to_have_count(0)


def test_answering_again_replaces_the_answer(visit: Visit) -> None:
    visit.ask("云雀大模型的参数量是多少？")

    visit.page.get_by_role("button", name="重新回答").click()

    expect(visit.page.locator("#question .submit-button")).to_be_visible()
    expect(visit.page.locator("#chat .reply")).to_contain_text(["130亿"])


def test_a_changed_article_changes_the_next_answer(visit: Visit, tmp_path: Path) -> None:
    changed = tmp_path / "lifeboat.txt"
    changed.write_text("The lifeboat of Saint Corwen has nine seats in all.\n", encoding="utf-8")
    visit.open_articles()
    visit.upload(changed)
    expect(visit.page.locator("#report tr.added")).to_contain_text(changed.name)
    visit.page.get_by_role("tab").first.click()
    visit.ask("How many seats has the lifeboat of Saint Corwen?")
    expect(visit.page.locator("#chat .reply").last).to_contain_text("nine seats")

    changed.write_text("The lifeboat of Saint Corwen has fourteen seats.\n", encoding="utf-8")
    visit.open_articles()
    visit.upload(changed)
    expect(visit.page.locator("#report tr.updated")).to_contain_text(changed.name)
    visit.page.get_by_role("tab").first.click()
    visit.ask("How many seats has the lifeboat of Saint Corwen?")

    expect(visit.page.locator("#chat .reply").last).to_contain_text("fourteen seats")


def test_a_file_that_is_no_article_is_reported_with_its_reason(
    visit: Visit, tmp_path: Path
) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    visit.open_articles()

    visit.upload(empty)

    expect(visit.page.locator("#report tr.failed")).to_contain_text("空.txt 是空文件。")


def test_reading_the_files_again_reports_what_it_found(visit: Visit) -> None:
    visit.open_articles()

    visit.page.get_by_role("button", name="重新读入").click()

    for path in ARTICLES.iterdir():
        expect(visit.page.locator("#report")).to_contain_text(path.name)


def test_the_list_is_searched(visit: Visit) -> None:
    visit.open_articles()

    visit.page.locator("#search input, #search textarea").fill("Whitfield")

    expect(visit.page.locator("#article-list a")).to_have_count(1)
    expect(visit.page.locator("#article-list a")).to_contain_text("harbour")


def test_an_article_is_removed_only_after_a_second_click(visit: Visit, tmp_path: Path) -> None:
    doomed = tmp_path / "doomed.txt"
    doomed.write_text("A doomed note\n\nThis note will not stay for long.\n", encoding="utf-8")
    visit.open_articles()
    visit.upload(doomed)
    row = visit.page.locator("#article-list a", has_text="doomed")
    row.click()
    visit.page.locator("#remove").click()
    expect(visit.page.locator("#confirm")).to_contain_text("doomed")
    expect(row).to_have_count(1)

    visit.page.get_by_role("button", name="确定移除").click()

    expect(visit.page.locator("#report")).to_contain_text("已移除")
    expect(row).to_have_count(0)
