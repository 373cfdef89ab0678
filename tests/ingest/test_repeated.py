from collections import Counter
from collections.abc import Sequence
from itertools import permutations

import pytest

from ingest.blocks import Part
from ingest.repeated import furniture, line_keys, without

DISCLAIMER = (
    "本站所发布的内容均来自公开渠道，仅供读者参考之用，不构成任何投资建议，读者据此操作风险自担，"
    "与本站立场无关，转载请注明出处并保留本声明全文。"
)
TOPICS = (
    "云岭机房 赤水大桥 松原油田 白鹭湿地 长汀古城 石桥车站 望江码头 银杏小学 海棠剧院 青禾农场"
).split()


def article(number: int, *more: Part, footer: str = "更多精彩内容，请关注望江在线") -> list[Part]:
    topic = TOPICS[number % len(TOPICS)]
    return [
        ("text", f"{topic}在第{number}次会议后宣布了新的计划。"),
        ("text", f"负责人说，{topic}会在明年完成第{number}期的建设，届时向公众开放。"),
        *more,
        ("text", footer),
    ]


def cut(articles: Sequence[Sequence[Part]]) -> list[tuple[Part, ...]]:
    counts = Counter(key for parts in articles for key in line_keys(parts))
    found = furniture(counts, len(articles))
    return [without(parts, found) for parts in articles]


def texts(parts: Sequence[Part]) -> list[str]:
    return [text for _, text in parts]


def test_what_many_articles_of_a_site_end_with_is_taken_out() -> None:
    articles = [article(n) for n in range(10)]

    assert cut(articles) == [tuple(parts[:-1]) for parts in articles]


def test_what_few_articles_have_stays() -> None:
    few = [article(n) for n in range(4)]
    of_many = [*(article(n) for n in range(5)), *(article(n, footer="完") for n in range(5, 80))]

    assert cut(few) == [tuple(parts) for parts in few]
    assert cut(of_many)[0][-1] == ("text", "更多精彩内容，请关注望江在线")


def test_a_section_of_a_large_site_has_furniture_of_its_own() -> None:
    counts = dict.fromkeys(line_keys([("text", "更多财经内容，请关注望江财经")]), 50)

    assert furniture(counts, 10_000) == counts.keys()


def test_lines_are_the_same_whatever_their_marks_width_and_characters() -> None:
    footers = ["更多精彩，关注：望江ABC！", "更多精彩 关注 望江abc", "更多精彩｜關注望江ＡＢＣ"]
    articles = [article(n, footer=footers[n % 3]) for n in range(9)]

    assert all(len(parts) == 2 for parts in cut(articles))


def test_a_counter_is_the_same_line_whatever_it_counts() -> None:
    articles = [article(n, footer=f"阅读 {n * 137} 评论 {n}") for n in range(6)]

    assert all(len(parts) == 2 for parts in cut(articles))


def test_sentences_that_report_other_figures_every_day_stay() -> None:
    articles = [article(n, footer=f"恒生指数收盘涨{n}.3%，报19{n}40点。") for n in range(10)]

    assert cut(articles) == [tuple(parts) for parts in articles]


def test_a_sentence_with_a_figure_stays_unless_half_of_a_large_site_has_it() -> None:
    news = "该公司今年一季度的亏损为 3.2 亿元。"
    articles = [article(n, footer=news) for n in range(19)]
    phone = [article(n, footer="投诉电话：400-123-4567") for n in range(20)]

    assert cut(articles) == [tuple(parts) for parts in articles]
    assert all(len(parts) == 2 for parts in cut(phone))


def test_a_footer_that_is_glued_to_the_last_paragraph_is_cut_off_it() -> None:
    glued = "云岭机房的计划已经公布，附链接："
    articles: list[list[Part]] = [[("text", f"{topic}会开放。{DISCLAIMER}")] for topic in TOPICS]
    articles.append([("text", f"{glued}{DISCLAIMER}")])

    left = cut(articles)

    assert texts(left[0]) == [f"{TOPICS[0]}会开放。"]
    assert texts(left[-1]) == [glued]


def test_a_call_at_the_beginning_is_cut_off_the_first_paragraph() -> None:
    articles: list[list[Part]] = [
        [("text", f"点击蓝字关注望江在线公众号！{topic}的计划已经公布。")] for topic in TOPICS
    ]

    assert texts(cut(articles)[3]) == [f"{TOPICS[3]}的计划已经公布。"]


def test_a_long_line_goes_wherever_it_stands_and_a_short_one_only_at_the_edge() -> None:
    articles: list[list[Part]] = []
    for n in range(10):
        own: list[Part] = [("text", f"{TOPICS[n]}的第{m}段。") for m in range(12)]
        articles.append(
            [*own[:4], ("text", DISCLAIMER), ("text", "编者按"), *own[4:], ("text", "编者按")]
        )

    left = texts(cut(articles)[0])

    assert DISCLAIMER not in left
    assert left.count("编者按") == 1


def test_a_label_inside_an_article_stays() -> None:
    articles: list[list[Part]] = [
        [("text", f"{topic}的计划是什么？"), ("text", "编者答："), ("text", f"{topic}会开放。")]
        for topic in TOPICS
    ]

    assert cut(articles) == [tuple(parts) for parts in articles]


def test_a_heading_stays_above_its_text_and_goes_with_what_was_below_it() -> None:
    ended = [article(n, ("heading", "结语"), footer=f"{TOPICS[n]}值得期待。") for n in range(10)]
    related = [article(n, ("heading", "相关阅读")) for n in range(10)]

    assert ("heading", "结语") in cut(ended)[0]
    assert ("heading", "相关阅读") not in cut(related)[0]


def test_an_article_that_is_nothing_but_what_it_repeats_stays_whole() -> None:
    articles: list[list[Part]] = [[("text", DISCLAIMER)], *(article(n) for n in range(9))]
    for parts in articles[1:]:
        parts[-1] = ("text", DISCLAIMER)

    assert cut(articles)[0] == (("text", DISCLAIMER),)


def test_cutting_does_not_depend_on_the_order_in_which_articles_came() -> None:
    articles = [article(n) for n in range(5)]
    expected = dict(zip(map(str, articles), cut(articles), strict=True))

    for order in permutations(articles):
        assert dict(zip(map(str, order), cut(order), strict=True)) == expected


def test_only_articles_with_a_key_of_changed_furniture_need_cutting_again() -> None:
    articles = [*(article(n, footer="完") for n in range(3)), *(article(n) for n in range(3, 8))]
    counts = Counter(key for parts in articles[:-1] for key in line_keys(parts))
    before = furniture(counts, len(articles) - 1)
    counts.update(line_keys(articles[-1]))
    changed = before ^ furniture(counts, len(articles))

    again = [bool(line_keys(parts) & changed) for parts in articles]

    assert again == [False] * 3 + [True] * 5


@pytest.mark.parametrize("line", ["* * *", "——", "", "1"])
def test_a_line_without_letters_has_no_key(line: str) -> None:
    assert line_keys([("text", line)]) == frozenset()
