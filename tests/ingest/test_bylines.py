import pytest

from ingest.bylines import Byline, is_outlet, parse_byline


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("作者:张三发布时间:2023-12-12", Byline(author="张三", published="2023-12-12")),
        ("来源：IT之家 时间：2023-12-12 10:30", Byline(site="IT之家", published="2023-12-12")),
        (
            "来源：IT之家  2023年12月12日 10:30  责任编辑：李四",
            Byline(site="IT之家", published="2023-12-12"),
        ),
        ("2023-12-12 10:30 来源: 新华社 作者: 王五", Byline("王五", "2023-12-12", "新华社")),
        ("IT之家 2023-12-12 10:30", Byline(site="IT之家", published="2023-12-12")),
        ("By Jane Doe | Dec 12, 2023", Byline("Jane Doe", "2023-12-12")),
        ("By JANE DOE and John van Roe", Byline("JANE DOE and John van Roe")),
        ("Published: 12 December 2023", Byline(published="2023-12-12")),
        ("Author: Jane Doe, Source: Reuters", Byline("Jane Doe", site="Reuters")),
        ("来源：某某观察（www.example.com）", Byline(site="某某观察")),
        ("来源：example.com", Byline(site="example.com")),
        ("原标题：云的未来", Byline(original_title="云的未来")),
        ("原文链接：https://example.com/a", Byline(url="https://example.com/a")),
        ("新京报记者 张三", Byline("张三")),
        ("新京报记者 张三 李四 北京报道", Byline("张三 李四")),
        ("文｜张三 编辑｜李四", Byline("张三")),
        ("作者 / 张三", Byline("张三")),
        ("文/图 张三", Byline("张三")),
        ("图/文 张三", Byline("张三")),
        ("本报记者 张  三", Byline("张三")),
        ("（作者：张三）", Byline("张三")),
        ("连载：云上 出版社：某某出版社 作者：张三", Byline("张三")),
        ("本文来自公众号：某某，作者：张三，题图来自：某某", Byline("张三")),
        (
            "2023-12-12 10:30:11 来源: 某某网 北京 举报",
            Byline(published="2023-12-12", site="某某网"),
        ),
        ("2023-12-12 10:30更新 来源：某某网", Byline(published="2023-12-12", site="某某网")),
        (
            "2023年12月12日08:30 | 来源：某某网－某某日报",
            Byline(published="2023-12-12", site="某某网－某某日报"),
        ),
        (
            "posted @ 2023-12-12 10:30 张三 阅读(123) 评论(0) 编辑 收藏",
            Byline("张三", "2023-12-12"),
        ),
        ("〓 某某论坛 发布时间 2023/12/12 10:30:11 by duscha 〓", Byline("duscha", "2023-12-12")),
        (
            "January 13, 2020 at 08:45 AM | categories: Python, Mercurial",
            Byline(published="2020-01-13"),
        ),
        ("Updated 3 Jan 2024", Byline(published="2024-01-03")),
        ("By Jane Doe, Senior Editor", Byline("Jane Doe")),
        ("JIJI", Byline("JIJI")),
        ("责任编辑：张三", Byline()),
    ],
)
def test_bylines_are_read(line: str, byline: Byline) -> None:
    assert parse_byline(line) == byline


@pytest.mark.parametrize(
    "line",
    [
        "By 2030 the market will be worth a trillion dollars.",
        "By then, Huawei had sold its phone brand.",
        "作者：我认为这个问题需要从三个方面来看，首先是算力，其次是数据，最后才是算法，三者缺一不可，这也是我写这篇文章的原因。",
        "2023年12月12日，华为云在北京发布了新的大模型服务。",
        "小镇的新邻居",
    ],
)
def test_sentences_are_no_bylines(line: str) -> None:
    assert parse_byline(line) is None


def test_a_line_completes_another_and_does_not_overrule_it() -> None:
    first, second = Byline("张三", "2023-12-12"), Byline("李四", site="某某网")

    assert first.or_else(second) == Byline("张三", "2023-12-12", "某某网")


def test_the_name_of_a_newspaper_or_a_portal_is_told_from_that_of_a_person() -> None:
    assert all(map(is_outlet, ("某某日报", "某某网", "某某财经")))
    assert not any(map(is_outlet, ("张三", "IT创事记", "The Local")))
