"""What kind of answer a question asks for, and what may be one."""

import pytest

from bot.kinds import asked_for, is_of_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("发布会在哪一天举行？", "time"),
        ("發佈會在何時舉行？", "time"),
        ("When was the plant opened?", "time"),
        ("公司是哪年成立的？", "year"),
        ("In which year was the company founded?", "year"),
        ("启明有多少参数？", "number"),
        ("How many people work there?", "number"),
        ("这座工厂花了多少亿元？", "money"),
        ("How much did the factory in Lisbon cost to build?", "money"),
        ("海外收入占比是多少？", "share"),
        ("What percentage of the revenue is from abroad?", "share"),
        ("训练用了多久？", "duration"),
        ("How long did the training take?", "duration"),
    ],
)
def test_the_kind_is_told_from_the_words(question: str, kind: str) -> None:
    assert asked_for(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "谁发布了启明？",
        "Who opened the plant?",
        "公司为什么几乎破产？",
        # What these ask for is not the number that they mention.
        "这款车卖给了哪几个国家？",
        "哪个部门公布了花多少钱？",
        "Which office says how many people work there?",
        "When KMB got a bus in 2011, what vehicle was replaced?",
    ],
)
def test_anything_may_answer_other_questions(question: str) -> None:
    assert asked_for(question) is None
    assert is_of_kind("上海", asked_for(question))


@pytest.mark.parametrize(
    ("question", "answers", "others"),
    [
        ("发布会在哪一天举行？", ["9月20日", "周二", "国庆节", "on Tuesday", "二十日"], ["上海"]),
        ("公司是哪年成立的？", ["2019", "一九九八年", "last century"], ["启明", "Oslo"]),
        ("启明有多少参数？", ["130亿", "３００", "数十亿", "a dozen", "none"], ["晨星公司"]),
        ("海外收入占比是多少？", ["35%", "三成", "a third", "12.5"], ["Vγ9", "海外市场"]),
        ("这座工厂花了多少亿元？", ["4亿", "免费", "$5 million", "120"], ["19.76%", "里斯本"]),
        ("训练用了多久？", ["47天", "nearly a century", "三个月"], ["集群"]),
    ],
)
def test_what_is_of_another_kind_does_not_answer(
    question: str, answers: list[str], others: list[str]
) -> None:
    kind = asked_for(question)

    assert [one for one in answers if not is_of_kind(one, kind)] == []
    assert [one for one in others if is_of_kind(one, kind)] == []
