import pytest

from ingest.furniture import (
    Byline,
    footer_domain,
    footer_site,
    is_breadcrumb,
    is_copyright,
    is_footer,
    parse_byline,
    reporter_of,
    strip_tail,
)


@pytest.mark.parametrize(
    "line",
    [
        "当前位置:首页|资讯|AI大模型",
        "您的位置：首页 > 科技 > 正文",
        "首页 > 新闻",
        "Home > News > AI",
        "科技 > 人工智能 > 正文",
    ],
)
def test_breadcrumbs_are_recognised(line: str) -> None:
    assert is_breadcrumb(line)


@pytest.mark.parametrize(
    "line", ["首页改版后，用户增长了三成。", "Home prices fell in May.", "当前位置服务市场增长"]
)
def test_sentences_about_homes_and_places_are_no_breadcrumbs(line: str) -> None:
    assert not is_breadcrumb(line)


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


@pytest.mark.parametrize(
    "line",
    [
        "Copyright © 2024 example.cn 某某科技有限公司 版权所有 京ICP备2023000000号-1",
        "© 2023 Example Ltd. All rights reserved",
        "责任编辑：张三",
        "【编辑：张三】",
        "上一篇：另一篇文章",
        "（完）",
        "-END-",
        "免责声明：本文仅代表作者观点。",
    ],
)
def test_footers_are_recognised(line: str) -> None:
    assert is_footer(line)


def test_an_article_about_copyright_is_no_footer() -> None:
    assert not is_copyright("版权所有者对多家AI公司提起诉讼")
    assert not is_copyright(
        "Copyright law does not cover this，法官在判决书中写道，Copyright 另有规定。"
    )


def test_notes_at_the_end_of_the_last_paragraph_are_taken_off() -> None:
    assert strip_tail("算力够用了。（责任编辑：张三）") == "算力够用了。"
    assert strip_tail("算力够用了。广告声明：文内链接仅供参考。") == "算力够用了。"
    assert reporter_of("算力够用了。（总台记者 张三）") == "张三"


def test_the_site_is_the_domain_of_the_footer_and_not_the_registry() -> None:
    assert footer_domain("Copyright © www.Example.cn 版权所有") == "example.cn"
    assert footer_domain("备案 beian.miit.gov.cn") == ""


@pytest.mark.parametrize(
    ("line", "site"),
    [
        ("Copyright © 2023 example.com 某某观察 版权所有", "某某观察"),
        ("版权所有 某某之家 www.example.com", "某某之家"),
        ("© 2019-2023 某某网 版权所有 example.com 北京某某科技有限公司", "某某网"),
        ("版权所有 某某网 example.com 京ICP备2023000000号-1 京公网安备 11010000000000号", "某某网"),
        (
            "Copyright 2023 The Some Courier, news.example.org. All rights reserved.",
            "The Some Courier",
        ),
        ("Copyright © 2024 example.cn 某某科技有限公司 版权所有", "example.cn"),
        ("© 2023 Example Media Ltd., example.com", "example.com"),
        ("© 2023 example.com 未经授权不得转载", "example.com"),
        ("© 2023 example.com. All rights reserved.", "example.com"),
        ("© 2023 example.com example.net Powered by SomePress", "example.com"),
        ("© 2023 Read more at example.com", "example.com"),
        ("© 2023 example.com | Email: desk@example.com", "example.com"),
        ("版权所有 某某网 beian.miit.gov.cn", ""),
    ],
)
def test_the_site_is_the_name_beside_the_domain_and_no_company(line: str, site: str) -> None:
    assert footer_site(line) == site
