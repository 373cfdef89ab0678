"""The source panel: what stands behind an answer."""

import re
from dataclasses import replace

import pytest

from bot.answer import Answer
from bot.web.render import answer_html
from bot.web.sources import OPENED, PANEL_LIMIT, READING_LIMIT, original_link, panel_html
from bot.web.turns import Turn
from bot.web.words import CHINESE
from ingest.article import Block
from tests.bot.web.samples import HOSTILE, active_parts, answer, article, citation, nearest


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_a_card_shows_who_wrote_what_when_and_where() -> None:
    source = article("甲。", title="题", author="某人", published="2023-12-12", site="某网")

    html = panel_html((Turn(1, "问", answer(citation(source, "甲。"))),), CHINESE)

    assert 'id="turn1-c1"' in html
    for said in ("题", "某人", "2023-12-12", "某网"):
        assert said in html


def test_the_passage_is_marked_in_its_surroundings_and_the_quotation_within_it() -> None:
    source = article("前一段。", "甲发布了。乙没有。", "后一段。")
    cited = citation(source, "乙没有。", passage="甲发布了。乙没有。")

    html = panel_html((Turn(1, "问", answer(cited)),), CHINESE)

    assert "<p>前一段。</p>" in html
    assert '<p><mark>甲发布了。</mark><mark class="quote">乙没有。</mark></p>' in html
    assert "<p>后一段。</p>" in html


def test_the_words_that_answer_are_marked_within_the_quotation() -> None:
    source = article("前一句。甲发布了<乙>。后一句。")
    cited = citation(source, "甲发布了<乙>。", passage=source.body)
    at = source.body.index("<乙>")

    html = panel_html((Turn(1, "问", answer(replace(cited, marked=(at, at + 3)))),), CHINESE)

    assert (
        "<p><mark>前一句。</mark>"
        '<mark class="quote">甲发布了<mark class="key">&lt;乙&gt;</mark>。</mark>'
        "<mark>后一句。</mark></p>"
    ) in html


def test_words_that_answer_in_a_quotation_of_two_paragraphs_are_marked_in_each() -> None:
    source = article("甲说一二", "三四。")
    cited = citation(source, source.body)

    html = panel_html((Turn(1, "问", answer(replace(cited, marked=(2, 7)))),), CHINESE)

    assert '<mark class="quote">甲说<mark class="key">一二</mark></mark>' in html
    assert '<mark class="quote"><mark class="key">三</mark>四。</mark>' in html


def test_a_nearest_passage_is_labelled_so_that_it_is_not_taken_for_an_answer() -> None:
    cited = citation(article("甲。"), "甲。")

    html = panel_html((Turn(1, "问", nearest(cited)),), CHINESE)

    assert CHINESE.nearest_label in html
    assert '<mark class="quote">甲。</mark>' in html
    assert CHINESE.nearest_label not in panel_html((Turn(1, "问", answer(cited)),), CHINESE)


def test_a_passage_of_several_paragraphs_is_marked_in_each() -> None:
    source = article("一。", "二。")
    passage = replace(citation(source, "一。").passage, end=len(source.body), text=source.body)
    cited = replace(citation(source, "一。"), passage=passage)

    html = panel_html((Turn(1, "问", answer(cited)),), CHINESE)

    assert '<p><mark class="quote">一。</mark></p><p><mark>二。</mark></p>' in html


def test_headings_and_captions_keep_their_kind() -> None:
    source = article("标题", "图注", "甲。")
    first, second, third = source.blocks
    source = replace(
        source,
        blocks=(replace(first, kind="heading"), replace(second, kind="caption"), third),
    )

    html = panel_html((Turn(1, "问", answer(citation(source, "甲。"))),), CHINESE)

    assert "<h5>标题</h5>" in html
    assert '<p class="caption">图注</p>' in html


@pytest.mark.parametrize("field", ["title", "author", "site", "published", "url", "language"])
def test_no_field_of_an_article_can_break_out(field: str) -> None:
    source = article("甲。", **{field: HOSTILE})

    html = panel_html((Turn(1, HOSTILE, answer(citation(source, "甲。"))),), CHINESE)

    assert active_parts(html) == set()


def test_the_body_of_an_article_is_text() -> None:
    source = article(f"甲{HOSTILE}。")

    html = panel_html((Turn(1, "问", answer(citation(source, source.body))),), CHINESE)

    assert active_parts(html) == set()


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "//example.org/a",
        "http://",
        "http://[broken",
        "ftp://example.org",
        "",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert original_link(article("甲。", url=url), "原文") == ""


def test_the_link_to_the_original_opens_apart_and_tells_it_nothing() -> None:
    link = original_link(article("甲。", url='https://example.org/?a="b"&c'), "原文")

    assert 'href="https://example.org/?a=&quot;b&quot;&amp;c"' in link
    assert 'target="_blank"' in link
    assert "noopener" in link
    assert "noreferrer" in link


def test_the_older_turns_are_folded_and_the_newest_is_not() -> None:
    cited = citation(article("甲。"), "甲。")

    html = panel_html((Turn(1, "一", answer(cited)), Turn(2, "二", answer(cited))), CHINESE)

    assert '<section class="turn older" id="turn1-sources">' in html
    assert '<section class="turn" id="turn2-sources">' in html


def test_a_turn_without_citations_keeps_its_place() -> None:
    # Gradio patches the panel by position: a missing turn would make one card into another.
    html = panel_html((Turn(1, "一", Answer("一", "一", "zh", state="nothing")),), CHINESE)

    assert 'id="turn1-sources" hidden' in html


def test_before_the_first_answer_the_panel_says_what_it_is_for() -> None:
    assert CHINESE.sources_empty in panel_html((), CHINESE)


def test_the_whole_article_can_be_read_with_the_passage_marked() -> None:
    source = article(*[f"第{n}段。" for n in range(500)])

    html = panel_html((Turn(1, "问", answer(citation(source, "第250段。"))),), CHINESE)

    whole = html[html.index("<details") :]
    assert "第0段。" in whole
    assert '<mark class="quote">第250段。</mark>' in whole
    assert "第499段。" in whole


def test_a_very_long_article_is_shown_around_its_passage_and_the_panel_stays_bounded() -> None:
    body = "".join(f"第{n}句。" for n in range(300_000))
    source = replace(article(body), blocks=(Block("text", 0, len(body)),))

    html = panel_html((Turn(1, "问", answer(citation(source, "第150000句。"))),), CHINESE)

    assert len(text_of(html)) < READING_LIMIT + 2_000
    assert html.count('<mark class="quote">第150000句。</mark>') == 2
    assert f"{len(body):,}" in html


def test_a_long_conversation_leads_to_a_bounded_panel() -> None:
    body = "字" * 60_000
    source = replace(article(body), blocks=(Block("text", 0, len(body)),))
    cited = citation(source, "字" * 10)

    html = panel_html(tuple(Turn(n, "问", answer(cited)) for n in range(1, 51)), CHINESE)

    assert len(text_of(html)) < PANEL_LIMIT + 50 * 1_000
    assert "<details" in html[html.index('id="turn50-sources"') :]


def test_who_says_the_same_is_listed_and_the_first_can_be_opened() -> None:
    cited = citation(article("甲发布了。", site="甲网"), "甲发布了。")
    others = tuple(
        citation(article("甲发布了。", site=f"{n}号网"), "甲发布了。") for n in range(OPENED + 3)
    )

    html = panel_html((Turn(1, "问", answer(replace(cited, also=others, more=7))),), CHINESE)

    assert html.count('id="turn1-c1-v') == OPENED + 3
    assert html.count('href="#turn1-c1-v') == OPENED
    assert f"{OPENED + 2}号网" in html
    assert "7" in text_of(html)


def test_what_other_articles_are_called_does_nothing() -> None:
    cited = citation(article("甲发布了。"), "甲发布了。")
    hostile = citation(article("甲发布了。", site=HOSTILE, title=HOSTILE), "甲发布了。")

    shown = answer(replace(cited, also=(hostile,)))

    assert active_parts(panel_html((Turn(1, "问", shown),), CHINESE)) == set()
    assert active_parts(answer_html(shown, 1)) == set()
