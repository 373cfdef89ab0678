"""Chinese names that a text does not mention."""

import pytest

from bot.names import unmentioned


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("京东的大模型叫什么名字？", "京东"),
        ("阿里云在国内建了几座智算中心？", "阿里云"),
        ("小米公司的创始人是谁？", "小米公司"),
        ("豆包手机什么时候发布？", "豆包手机"),
        ("晨星2023年的营收是多少？", "晨星"),
        ("《红楼梦》的作者是谁？", "红楼梦"),
        ("“百模大战”是什么意思？", "百模大战"),
        ("鲁迅什么时候出生？", "鲁迅"),
    ],
)
def test_a_name_that_is_not_mentioned_is_found(question: str, name: str) -> None:
    assert unmentioned(question, "华为在深圳发布了盘古。") == (name,)


def test_names_come_in_the_order_of_the_question() -> None:
    assert unmentioned("京东和腾讯谁更大？", "华为更大。") == ("京东", "腾讯")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("华为的大模型叫什么名字？", "华为的大模型叫盘古。"),
        ("北京大学在哪里？", "北京的高校很多，北大在海淀。"),
        ("阿里云在国内建了几座智算中心？", "阿里巴巴的云有三座智算中心。"),
    ],
)
def test_a_name_that_is_mentioned_in_part_is_mentioned(question: str, said: str) -> None:
    assert unmentioned(question, said) == ()


@pytest.mark.parametrize(
    "question",
    [
        "训练成本是多少？",
        "它在哪个城市？",
        "什么公司最大？",
        "老板是谁？",
        "断掉的任务多久能恢复？",
        "",
        "？！",
    ],
)
def test_common_words_and_what_is_asked_for_are_no_names(question: str) -> None:
    assert unmentioned(question, "今天下雨。") == ()


def test_a_traditional_name_is_the_simplified_one_and_is_shown_as_it_was_asked() -> None:
    assert unmentioned("臺灣的人口有多少？", "台湾有两千多万人。") == ()
    assert unmentioned("騰訊的總部在哪裡？", "华为的总部在深圳。") == ("騰訊",)


def test_a_word_that_was_cut_wrong_is_no_name() -> None:
    assert unmentioned("杰米·海纳曼以什么著称？", "海纳曼主持过节目。") == ()
