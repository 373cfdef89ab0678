import pytest

from ingest.furniture import (
    footer_domain,
    footer_site,
    is_breadcrumb,
    is_control,
    is_copyright,
    is_footer,
    is_related,
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
        "“特别声明：以上作品内容为用户上传并发布，本平台仅提供信息存储空间服务。",
        "本内容为作者独立观点，不代表本站立场。未经允许不得转载。",
        "未经授权，不得转载",
        "标签：算力 机房",
        "相关阅读：",
        "Related stories",
    ],
)
def test_footers_are_recognised(line: str) -> None:
    assert is_footer(line)


@pytest.mark.parametrize(
    "line",
    [
        "分享到：",
        "微信 微博 QQ空间",
        "大 中 小",
        "展开全文",
        "【纠错】",
        "返回首页",
        "下载某某APP，第一时间看新闻",
        "长按识别二维码，关注我们",
        "Advertisement",
        "Share Tweet Email",
        "Read more: Another story",
        "Sign up for our weekly newsletter",
    ],
)
def test_buttons_and_prompts_say_nothing_wherever_they_stand(line: str) -> None:
    assert is_control(line)


@pytest.mark.parametrize(
    "line",
    [
        "分享经济的未来",
        "新浪",
        "print(1)",
        "Email",
        "评论是一种艺术。",
        "下载量超过了三百万次。",
        "未经许可，他走进了机房。",
        "Comments by the minister did not help.",
        "More than a third of the machines stand still.",
    ],
)
def test_sentences_that_begin_like_buttons_stay(line: str) -> None:
    assert not is_control(line)
    assert not is_related(line)
    assert not is_footer(line)


def test_an_article_about_copyright_is_no_footer() -> None:
    assert not is_copyright("版权所有者对多家AI公司提起诉讼")
    assert not is_copyright(
        "Copyright law does not cover this，法官在判决书中写道，Copyright 另有规定。"
    )


def test_notes_at_the_end_of_the_last_paragraph_are_taken_off() -> None:
    assert strip_tail("算力够用了。（责任编辑：张三）") == "算力够用了。"
    assert strip_tail("算力够用了。广告声明：文内链接仅供参考。") == "算力够用了。"


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
