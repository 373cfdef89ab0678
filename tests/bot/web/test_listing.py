"""What the Articles tab shows."""

import pytest

from bot.web.listing import ARTICLE_LIMIT, REPORT_LIMIT, article_html, list_html, report_html
from bot.web.words import CHINESE, ENGLISH
from ingest.sync import Change, Report
from tests.bot.web.samples import HOSTILE, active_parts, article


def test_a_row_shows_title_date_site_author_and_language() -> None:
    source = article("甲。", title="题", author="某人", published="2023-12-12", site="某网")

    html = list_html([source], first=0, chosen="", words=CHINESE)

    for said in ("题", "某人", "2023-12-12", "某网", "中文", 'data-article="0123456789abcdef"'):
        assert said in html


def test_the_article_that_is_being_read_is_marked_in_the_list() -> None:
    source = article("甲。")

    assert "aria-current" in list_html([source], 0, source.id, CHINESE)
    assert "aria-current" not in list_html([source], 0, "", CHINESE)


def test_the_list_says_which_part_of_it_is_shown() -> None:
    assert "第 13–14 篇" in list_html([article("甲。")] * 2, 12, "", CHINESE)


@pytest.mark.parametrize("field", ["title", "author", "site", "published", "language", "id"])
def test_no_field_of_an_article_can_break_out(field: str) -> None:
    source = article(HOSTILE, original_title=HOSTILE, **{field: HOSTILE})

    html = list_html([source], 0, "", CHINESE) + article_html(source, CHINESE)

    assert active_parts(html) == set()


def test_a_very_long_article_is_cut_and_says_so() -> None:
    html = article_html(article("字" * 2_000_000), CHINESE)

    assert len(html) < ARTICLE_LIMIT + 2_000
    assert "2,000,000" in html


def test_a_report_names_every_article_and_the_reason_of_a_failure() -> None:
    report = Report(
        (
            Change("unchanged", "a.txt", "file:/a.txt"),
            Change("added", "b.txt", "file:/b.txt"),
            Change("vanished", "c.txt", "file:/c.txt"),
            Change("failed", "d.txt", "file:/d.txt", "d.txt is <empty>."),
        )
    )

    html = report_html(report, ENGLISH)

    for said in ("a.txt", "b.txt", "c.txt", "d.txt is &lt;empty&gt;."):
        assert said in html
    assert "Failed 1 · Added 1 · Removed 1 · Unchanged 1" in html


def test_a_report_gives_the_reason_of_a_failure_in_the_language_of_the_page() -> None:
    reason = "d.txt is empty. Give a file with text in it."
    report = Report((Change("failed", "d.txt", "file:/d.txt", reason),))

    assert "d.txt 是空文件。请给出有文字的文件。" in report_html(report, CHINESE)


def test_a_long_report_is_cut_but_never_its_failures() -> None:
    changes = [Change("unchanged", f"{n}.txt", f"file:/{n}.txt") for n in range(5_000)]
    changes.append(Change("failed", "bad.txt", "file:/bad.txt", "Broken."))

    html = report_html(Report(tuple(changes)), ENGLISH)

    assert "bad.txt" in html
    assert html.count("<tr") == REPORT_LIMIT + 2
    assert "4,801 more" in html
