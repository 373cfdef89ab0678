from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from bot.extract import LONGEST_SENTENCE, Candidate, candidates, choose
from bot.reader.reading import read_logits
from bot.retriever import LibraryRetriever
from ingest.library import Library

Add = Callable[[str, str], str]
Weigh = Callable[[str], list[Candidate]]
Quote = Callable[[str], list[str]]


@pytest.fixture
def weigh(library: Library) -> Weigh:
    """Weighs the sentences of the test's library against a question."""
    retriever = LibraryRetriever(library=library)

    def weigh_all(question: str) -> list[Candidate]:
        return candidates(*retriever.find(question))

    return weigh_all


@pytest.fixture
def quote(weigh: Weigh) -> Quote:
    """Quotes the sentences that answer a question best."""
    return lambda question: [one.text for one in choose(weigh(question))]


def test_the_sentence_that_answers_is_quoted_first(quote: Quote, add: Add) -> None:
    add(
        "a.md",
        "# 启明\n\n晨星公司昨天开了发布会。会上展示了启明。启明共有130亿参数。会后有晚宴。",
    )

    assert quote("启明有多少参数？")[0] == "启明共有130亿参数。"


def test_a_sentence_need_not_repeat_what_its_title_says(quote: Quote, add: Add) -> None:
    add("a.md", "# 启明大模型的参数\n\n总数是130亿。")
    add("b.md", "# 简讯\n\n另一个大模型有70亿参数。")

    assert quote("启明大模型有多少参数？")[0] == "总数是130亿。"


@pytest.mark.parametrize(
    "text",
    [
        "# 新闻\n\n启明共有130亿参数。\n\n## 启明有多少参数\n\n这是很多人关心的。",
        "# 新闻\n\n启明共有130亿参数。\n\n![启明有多少参数](a.png)\n\n这是很多人关心的。",
    ],
    ids=["heading", "caption"],
)
def test_headings_and_captions_are_never_quoted(weigh: Weigh, add: Add, text: str) -> None:
    add("a.md", text)

    weighed = weigh("启明有多少参数？")

    assert {one.text for one in weighed} == {"启明共有130亿参数。", "这是很多人关心的。"}


def test_a_sentence_that_two_articles_print_is_weighed_and_quoted_once(
    weigh: Weigh, quote: Quote, add: Add
) -> None:
    add("a.md", "# 启明发布\n\n启明共有130亿参数。")
    add("b.md", "# 转载：启明发布\n\n启明共有130亿参数。")

    assert [one.text for one in weigh("启明有多少参数？")] == ["启明共有130亿参数。"]
    assert quote("启明有多少参数？") == ["启明共有130亿参数。"]


def test_a_sentence_that_a_reprint_changed_a_little_is_quoted_once(quote: Quote, add: Add) -> None:
    said = "晨星公司在杭州宣布，启明大模型共有130亿参数，训练用了2400张加速卡"
    add("a.md", f"# 启明发布\n\n{said}。")
    add("b.md", f"# 启明发布\n\n{said}！")

    assert len(quote("启明大模型有多少参数？")) == 1


def test_a_question_in_an_article_is_not_quoted_while_there_is_an_answer(
    quote: Quote, add: Add
) -> None:
    add("a.md", "# 蓝湾\n\n究竟是谁在领导蓝湾公司？周岚从五月起领导蓝湾公司。")

    assert quote("谁领导蓝湾公司？") == ["周岚从五月起领导蓝湾公司。"]


def test_at_most_three_sentences_are_quoted_the_best_first_the_others_as_in_the_article(
    weigh: Weigh, quote: Quote, add: Add
) -> None:
    names = ("杭州", "成都", "西安", "大连", "厦门")
    add("a.md", "# 分公司\n\n" + "".join(f"晨星公司在{name}有分公司。" for name in names))
    question = "晨星公司在哪里有分公司？"

    best, *rest = quote(question)

    [article] = {one.hit.article for one in weigh(question)}
    assert best == weigh(question)[0].text
    assert len(rest) == 2
    assert rest == sorted(rest, key=article.body.index)


def test_a_sentence_that_is_much_worse_than_the_best_is_not_quoted(quote: Quote, add: Add) -> None:
    add("a.md", "# 启明\n\n启明大模型共有130亿参数。明天杭州有小雨。")

    assert quote("启明大模型有多少参数？") == ["启明大模型共有130亿参数。"]


def test_a_sentence_about_another_year_gives_way(quote: Quote, add: Add) -> None:
    add("a.md", "# 年报\n\n晨星公司2021年的收入是3亿元。")
    add("b.md", "# 年报\n\n晨星公司2022年的收入是5亿元。")

    assert quote("晨星公司2022年的收入是多少？")[0] == "晨星公司2022年的收入是5亿元。"


def test_a_sentence_too_long_to_read_is_not_quoted(weigh: Weigh, add: Add) -> None:
    endless = f"Blue Bay has offices {'in Lisbon and ' * 45} in Porto."
    assert len(endless) > LONGEST_SENTENCE
    add("a.md", f"# Blue Bay\n\n{endless}\n\nIt rained.")

    assert [one.text for one in weigh("Where does Blue Bay have offices?")] == ["It rained."]


def test_every_candidate_is_a_slice_of_its_passage(weigh: Weigh, add: Add) -> None:
    add("a.md", "# Blue Bay\n\nThe factory cost 420 million euros. It employs 850 people.")

    for one in weigh("How many people does the factory employ?"):
        [citation] = one.cite().citations
        assert citation.text == one.text
        assert one.text in one.hit.passage.text


def test_the_words_that_answer_are_marked_inside_their_sentence(weigh: Weigh, add: Add) -> None:
    text = "It rained. The factory cost 420 million euros. It employs 850 people."
    add("a.md", f"# Blue Bay's new factory\n\n## Figures\n\n{text}")

    weighed = weigh("How many people does the factory employ?")

    for one in weighed:
        [citation] = one.cite().citations
        assert citation.marked is not None
        start, end = citation.marked
        assert citation.start <= start < end <= citation.end
    body, marked = weighed[0].hit.article.body, weighed[0].marked
    assert marked is not None
    assert "850" in body[slice(*marked)]


def test_a_sentence_of_which_nothing_was_read_has_no_marks_and_no_share(
    library: Library, add: Add
) -> None:
    add("a.md", "# 启明\n\n启明共有130亿参数。")
    query, [hit] = LibraryRetriever(library=library).find("启明有多少参数？")
    places, allowed = np.zeros((3, 2), np.int64), np.zeros(3, bool)
    unread = read_logits(np.zeros((3, 2), np.float32), 0.0, places, allowed)

    [one] = candidates(query, [replace(hit, reading=unread)])

    assert one.marked is None
    assert one.score == 0
    assert one.cite().citations[0].marked is None


def test_scores_share_out_one_among_all_that_was_read(weigh: Weigh, add: Add) -> None:
    add("a.md", "# 启明\n\n启明共有130亿参数。训练历时47天。")
    add("b.md", "# 银河\n\n银河共有70亿参数。训练历时九天。")

    scores = [one.score for one in weigh("启明的训练用了多少天？")]

    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=0.05)


def test_what_has_not_been_read_is_not_weighed(library: Library, add: Add) -> None:
    add("a.md", "# 启明\n\n启明共有130亿参数。")
    query, hits = LibraryRetriever(library=library).search("启明有多少参数？")

    assert hits
    assert candidates(query, hits) == []


def test_without_passages_there_are_no_candidates(weigh: Weigh) -> None:
    assert weigh("启明有多少参数？") == []
