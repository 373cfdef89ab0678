from collections.abc import Iterable
from itertools import permutations

import pytest
from datasketch import MinHashLSH
from opencc import OpenCC

from ingest.article import Article, Block
from ingest.reposts import (
    SIMILAR,
    SIMILAR_ERROR,
    bands,
    best_of,
    containment,
    is_current,
    is_reprint,
    resemblance,
    same_story,
    shingles,
    signature,
    similar,
)

STORY = (
    "明河机房在去年九月建成，位于青石市东郊，一共有4200个机柜，由江南电力供电。"
    "负责人林小雨表示，机房的用水量比同等规模的机房低三成，主要是因为采用了湖水冷却。"
    "第一批客户包括两家银行和一家视频网站，合同期都是五年，总金额约为12亿元。"
    "当地居民曾经担心湖水升温会影响鱼类，环保部门的监测显示，夏季水温只上升了0.4度。"
    "按照计划，机房的二期工程将在明年3月开工，建成以后机柜的数量会增加一倍。"
    "市政府希望借此吸引更多的软件企业，目前已经有17家公司在附近的园区登记注册。"
)
OTHER = (
    "春蚕乐队的第三张唱片卖出了18万张，主唱说，下一张要等到后年才录制，因为乐队想先休息。"
    "这张唱片收录了11首歌，其中一半写于巡演途中的火车上，封面由一位退休的邮递员拍摄。"
)
ENGLISH = (
    "The Harrow bridge was built in 1911 and is 640 metres long with two railway tracks. "
    "Engineers closed it on Monday after they had found cracks in four of its steel beams. "
    "The repair will cost $12 million and take about nine months, the county said in a statement."
)


def report(day: int, *figures: float) -> str:
    return (
        "{}日收盘，明河综合指数涨{}%，报{}点，成交额{}亿元；青石成份指数涨{}%，报{}点，成交额{}亿元。"
        "两市共有{}只个股上涨，{}只个股下跌。板块方面，云计算、造纸概念涨幅居前，航运、煤炭跌幅居前。"
    ).format(day, *figures)


def shares_a_band(first: str, second: str) -> bool:
    return not set(bands(signature(first))).isdisjoint(bands(signature(second)))


@pytest.mark.parametrize(
    "again",
    [
        f"来源：望江在线\n{STORY}\n责任编辑：青禾",
        STORY.replace(
            "第一批客户包括两家银行和一家视频网站，合同期都是五年，总金额约为12亿元。", ""
        ),
        STORY + OTHER,
        STORY.replace("表示", "称").replace("目前", "当前").replace("因为", "由于"),
        STORY.replace("4200", "4300"),
        STORY.replace("，", ", ").replace("。", "。\n\n"),
        OpenCC("s2twp").convert(STORY),
    ],
    ids="header cut added reworded figure marks traditional".split(),
)
def test_a_story_published_again_is_found(again: str) -> None:
    assert shares_a_band(STORY, again)
    assert similar(signature(STORY), signature(again)) >= SIMILAR - SIMILAR_ERROR
    assert same_story(STORY, again)


def test_an_english_story_published_again_is_found() -> None:
    again = ENGLISH.replace("about nine", "some nine").upper() + " Subscribe to our newsletter."

    assert shares_a_band(ENGLISH, again)
    assert same_story(ENGLISH, again)


def test_another_story_is_not() -> None:
    assert not shares_a_band(STORY, OTHER)
    assert not same_story(STORY, OTHER)
    assert not same_story(STORY, ENGLISH)


def test_two_issues_of_a_daily_report_are_two_stories() -> None:
    monday = report(7, 0.38, 3261.5, 3912, 0.21, 11145, 5077, 2310, 2584)
    tuesday = report(8, 0.25, 3244.4, 3430, 0.42, 11098, 4711, 1975, 2933)
    disclaimer = "以上内容由本站根据公开信息整理，由算法生成，与本站立场无关，不构成投资建议。" * 2

    assert resemblance(monday + disclaimer, tuesday + disclaimer) >= SIMILAR
    assert not same_story(monday + disclaimer, tuesday + disclaimer)
    assert same_story(monday, f"望江网讯 {monday}")


def test_a_shingle_is_five_characters_or_three_words_whatever_is_between() -> None:
    assert shingles("明河机房，建成！") == {"明 河 机 房 建", "河 机 房 建 成"}
    assert shingles("The bridge, built in 1911.") == {
        "the bridge built",
        "bridge built in",
        "built in 1911",
    }
    assert shingles("用GPT写稿") == {"用 gpt 写 稿"}


def test_a_text_shorter_than_a_shingle_is_one_and_a_text_without_words_is_like_nothing() -> None:
    assert shingles("机房") == {"机 房"}
    assert similar(signature("机房"), signature("機房")) == 1.0

    assert shingles("……！") == frozenset()
    assert bands(signature("……！")) == ()
    assert similar(signature("……！"), signature("——")) == 0.0
    assert not same_story("……！", "——")


def test_a_signature_depends_on_the_text_alone_and_stays_what_it_is() -> None:
    written = signature(STORY)

    assert written == signature(STORY)
    assert len(written) == 1042
    # What libraries hold. If this fails, VERSION has to count up.
    assert bands(signature("明河机房建成"))[:2] == (-5928165992455815091, -2254023794550941703)


def test_the_estimate_is_near_what_it_estimates() -> None:
    for cut in range(0, len(STORY), 30):
        again = STORY[cut:] + OTHER[: cut // 2]

        estimated = similar(signature(STORY), signature(again))

        assert estimated == pytest.approx(resemblance(STORY, again), abs=2 * SIMILAR_ERROR)


def test_a_long_text_has_one_signature_however_it_is_worked_through() -> None:
    text = "".join(f"第{n}条记录写的是{n * n}。" for n in range(3000))

    assert len(shingles(text)) > 2 * 4096
    assert similar(signature(text), signature(text + OTHER)) > 0.95


def test_bands_are_numbers_that_sqlite_holds() -> None:
    keys = bands(signature(STORY))

    assert len(set(keys)) == 64
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_the_bands_are_made_for_a_lower_share_than_is_asked_for() -> None:
    """With these parameters datasketch's own index would find what is half alike."""
    index = MinHashLSH(num_perm=256, params=(64, 4))

    assert (1 / index.b) ** (1 / index.r) < SIMILAR - 2 * SIMILAR_ERROR


def test_an_excerpt_is_contained_and_the_whole_is_not() -> None:
    excerpt, whole = signature(STORY[: len(STORY) // 2]), signature(STORY)

    assert containment(excerpt, whole) == pytest.approx(1.0, abs=0.13)
    assert containment(whole, excerpt) == pytest.approx(0.5, abs=0.13)
    assert containment(signature(""), whole) == 0.0


def test_signatures_of_another_version_are_known_and_refused() -> None:
    written = signature(STORY)
    older = bytes([0]) + written[1:]

    assert is_current(written)
    assert not is_current(older)
    assert not is_current(b"")
    with pytest.raises(ValueError, match="version"):
        similar(written, older)
    with pytest.raises(ValueError, match="version"):
        bands(older)


def article(
    name: str,
    body: str = STORY,
    published: str = "2023-08-10",
    site: str = "",
    original_title: str = "",
) -> Article:
    return Article(
        id=name.rjust(16, "0"),
        origin=f"file:/{name}.txt",
        title="明河机房建成",
        body=body,
        language="zh",
        blocks=(Block("text", 0, len(body)),),
        published=published,
        site=site,
        original_title=original_title,
    )


def chosen(group: Iterable[Article]) -> str:
    """The name of the article that answers, which every order has to agree about."""
    [best] = {best_of(order).origin for order in permutations(group)}
    return best.removeprefix("file:/").removesuffix(".txt")


def test_the_article_that_was_published_first_answers() -> None:
    first = article("first", published="2023-08-09")
    undated = article("undated", published="")

    assert chosen([article("later"), first, undated]) == "first"
    assert chosen([article("later"), undated]) == "later"


def test_an_original_answers_before_a_reprint_whatever_their_dates() -> None:
    reprint = article("reprint", f"{STORY}（转载自望江在线）", published="2023-08-01")

    assert chosen([reprint, article("original")]) == "original"
    assert chosen([reprint]) == "reprint"


def test_the_longest_of_a_day_answers_and_then_the_first_by_origin() -> None:
    assert chosen([article("a"), article("b", STORY + OTHER)]) == "b"
    assert chosen([article("b"), article("a"), article("c")]) == "a"


def test_an_excerpt_does_not_answer_for_the_whole() -> None:
    excerpt = article("excerpt", STORY[:60], published="2023-08-01")

    assert chosen([excerpt, article("whole")]) == "whole"


def test_a_group_has_an_article() -> None:
    with pytest.raises(ValueError, match="empty"):
        best_of([])


@pytest.mark.parametrize(
    "body",
    [
        f"{STORY}\n\n本文转载自望江在线，版权归原作者所有。",
        f"來源：望江日報\n\n{STORY}",
        f"{STORY}（来源：望江日报）",
        f"转自：望江日报\n\n{STORY}",
        f"本文来自微信公众号“望江观察”，作者：青禾。{STORY}",
        f"{ENGLISH} This article originally appeared on Harrow News.",
        f"{ENGLISH} Republished with permission from Harrow News.",
    ],
)
def test_what_says_that_it_is_from_elsewhere_is_a_reprint(body: str) -> None:
    assert is_reprint(article("a", body, site="云岭网"))


@pytest.mark.parametrize(
    "body",
    [
        STORY,
        f"{STORY}未经授权，不得转载。",
        f"{STORY}转载请注明来源：云岭网",
        f"来源：云岭网\n\n{STORY}",
        f"图片来源：望江日报\n\n{STORY}",
        f"数据来源：望江研究院。{STORY}",
        f"这款车由手动挡转自动挡，首发于望江车展。{STORY}",
        f"The car first appeared in Harrow. {ENGLISH}",
    ],
)
def test_what_says_how_to_reprint_it_or_where_a_picture_is_from_is_none(body: str) -> None:
    assert not is_reprint(article("a", body, site="云岭网"))


def test_an_article_under_another_title_than_its_own_is_a_reprint() -> None:
    assert is_reprint(article("a", original_title="明河机房的一年"))
