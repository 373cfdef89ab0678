"""Questions and answers as the chat shows them."""

from dataclasses import replace
from html import escape

import pytest

from bot.answer import Answer, Language, Mismatch
from bot.errors import AnswerError, EndpointError
from bot.web.render import answer_html, question_html, reply_html
from bot.web.turns import Turn
from bot.web.words import CHINESE, ENGLISH
from bot.wording import NEAREST, REFUSED
from ingest.library import Filter
from tests.bot.web.samples import HOSTILE, active_parts, answer, article, citation, nearest


def test_a_question_is_shown_as_text_and_never_as_html() -> None:
    html = question_html(Turn(1, HOSTILE))

    assert active_parts(html) == set()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\n\n", "\u2028", "\x0b"])
def test_a_message_is_one_line_so_that_markdown_cannot_begin_in_it(break_: str) -> None:
    html = question_html(Turn(1, f"一{break_}# 标题{break_}- 项"))

    assert len(html.splitlines()) == 1


def test_every_sentence_is_followed_by_a_link_to_its_citation() -> None:
    source = article("甲发布了模型。乙没有。", title="新闻")
    said = answer(citation(source, "甲发布了模型。"), citation(source, "乙没有。"))

    html = answer_html(said, turn=3)

    assert '甲发布了模型。<a class="cite" href="#turn3-c1" title="新闻">[1]</a>' in html
    assert '乙没有。<a class="cite" href="#turn3-c2" title="新闻">[2]</a>' in html


def test_a_passage_that_is_cited_twice_keeps_its_number() -> None:
    cited = citation(article("甲发布了模型。"), "甲发布了模型。")

    html = answer_html(answer(cited, cited), turn=1)

    assert html.count('href="#turn1-c1"') == 2
    assert "turn1-c2" not in html


def test_english_sentences_are_separated_by_a_space() -> None:
    source = article("One is here. Two is there.", language="en")
    said = answer(citation(source, "One is here."), citation(source, "Two is there."))

    assert "[1]</a> Two is there." in answer_html(said, turn=1)


@pytest.mark.parametrize("field", ["title", "author", "site", "published"])
def test_what_an_article_says_of_itself_cannot_break_out(field: str) -> None:
    source = article("甲。", **{field: HOSTILE})
    said = nearest(citation(source, "甲。"))

    html = answer_html(said, turn=1)

    assert active_parts(html) == set()
    assert 'title=""' not in html


def test_a_sentence_from_a_model_cannot_break_out() -> None:
    cited = citation(article(f"甲{HOSTILE}。"), f"甲{HOSTILE}。")

    html = answer_html(answer(cited), turn=1)

    assert active_parts(html) == set()


def test_the_nearest_passage_is_quoted_with_a_link_to_it_in_the_language_of_the_question() -> None:
    cited = citation(article("甲没有。乙有。", title="新闻"), "乙有。")
    said = replace(nearest(cited), language="en", mismatches=(Mismatch("2024", ("2023",)),))

    html = answer_html(said, turn=2)

    assert escape(NEAREST["en"]) in html
    assert (
        '<blockquote class="nearest" lang="zh">“乙有。”'
        '<a class="cite" href="#turn2-c1" title="新闻">[1]</a></blockquote>'
    ) in html
    assert '<p class="mismatch">Asked: 2024; the passage says 2023.</p>' in html


def test_a_nearest_passage_that_lacks_nothing_is_only_quoted() -> None:
    assert "mismatch" not in answer_html(nearest(citation(article("甲。"), "甲。")), turn=1)


def test_what_a_question_and_a_passage_say_cannot_break_out() -> None:
    cited = citation(article(f"甲{HOSTILE}。"), f"甲{HOSTILE}。")
    said = replace(nearest(cited), mismatches=(Mismatch(HOSTILE, (HOSTILE,)), Mismatch(HOSTILE)))

    html = answer_html(said, turn=1)

    assert active_parts(html) == set()
    assert len(html.splitlines()) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_nothing_comes_close_only_that_is_said(language: Language) -> None:
    html = answer_html(Answer("谁？", "谁？", language, state="nothing"), turn=1)

    assert html == f'<p class="answer refusal">{REFUSED[language]}</p>'


def test_the_standalone_question_is_shown_where_it_differs() -> None:
    said = answer(citation(article("甲。"), "甲。"), question="它呢？")

    assert "理解为" not in answer_html(said, turn=1)
    assert "理解为：甲呢？" in answer_html(replace(said, standalone="甲呢？"), turn=1)


def test_what_the_search_was_narrowed_to_is_said_in_the_answers_language() -> None:
    said = answer(citation(article("甲。"), "甲。"))
    within = Filter(since="2024-01-01", sites=("IT之家",))

    assert "只搜索：2024 起 · IT之家" in answer_html(said, 1, within)
    assert "Only: since 2024 · IT之家" in answer_html(replace(said, language="en"), 1, within)
    assert "只搜索" not in answer_html(said, 1)


def test_where_no_article_is_what_is_searched_only_that_is_said() -> None:
    widened = Answer("谁？", "谁？", "zh", state="nothing", notice="没有这样的文章。")

    html = answer_html(widened, 1, Filter(languages=("en",)))

    assert html == '<p class="answer refusal">没有一篇文章符合“英文”。</p>'


def test_a_site_that_the_search_is_narrowed_to_is_shown_as_text() -> None:
    said = answer(citation(article("甲。"), "甲。"))
    within = Filter(sites=("<img src=x onerror=alert(1)>",), authors=("\n# <script>",))

    for html in (answer_html(said, 1, within), answer_html(Answer("", "", "zh"), 1, within)):
        assert active_parts(html) == set()
        assert len(html.splitlines()) == 1


def test_a_notice_is_shown_as_text() -> None:
    said = replace(answer(citation(article("甲。"), "甲。")), notice="端点<b>失败</b>")

    assert "端点&lt;b&gt;失败&lt;/b&gt;" in answer_html(said, turn=1)


def test_a_problem_is_shown_with_its_remedy_below_what_was_answered() -> None:
    said = answer(citation(article("甲。"), "甲。"))
    problem = EndpointError("The <endpoint> failed.", "Check the key.")

    html = reply_html(Turn(1, "问", answer=said, problem=problem), ENGLISH)

    assert html.index("甲。") < html.index("The &lt;endpoint&gt; failed.")
    assert "Check the key." in html


def test_a_turn_without_outcome_says_that_it_is_searching() -> None:
    assert CHINESE.searching in reply_html(Turn(1, "问"), CHINESE)


def test_a_problem_is_said_in_the_language_of_the_page() -> None:
    problem = AnswerError("The library is empty.", "Add articles first: `python -m ingest add x`.")

    assert "文库里还没有文章。" in reply_html(Turn(1, "Who?", problem=problem), CHINESE)
    assert "The library is empty." in reply_html(Turn(1, "谁？", problem=problem), ENGLISH)
