from pathlib import Path

import pytest

from ingest.portal_text import read_text

FIRST = "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到。"
SECOND = "写程序的人不来，再大的机房也只是一座空城。"
SHARED = Path(__file__).parents[3] / "shared" / "articles"


def test_what_a_portal_prints_around_an_article_becomes_metadata_and_not_body() -> None:
    draft = read_text(
        "当前位置:首页|资讯|AI大模型\n\n"
        "云上的大模型:从这里到那里\n\n"
        "作者:某某观察发布时间:2023-11-02\n\n"
        "原标题:云上的大模型:从这里到那里\n\n"
        f"{FIRST}\n\n排队的人\n\n{SECOND}（责任编辑：张三）\n\n\n"
        "Copyright © 2024 example.cn 某某科技有限公司 版权所有 京ICP备2023000000号-1"
    )

    assert draft.title == draft.original_title == "云上的大模型:从这里到那里"
    assert (draft.author, draft.published, draft.site) == ("某某观察", "2023-11-02", "example.cn")
    assert draft.parts == (("text", FIRST), ("heading", "排队的人"), ("text", SECOND))


def test_a_title_that_is_printed_twice_is_not_body() -> None:
    draft = read_text(
        f"云上的大模型\n来源：某某网 时间：2023-11-02 08:00\n云上的大模型\n{FIRST}\n{SECOND}"
    )

    assert draft.title == "云上的大模型"
    assert (draft.site, draft.published) == ("某某网", "2023-11-02")
    assert draft.parts == (("text", FIRST), ("text", SECOND))


def test_english_with_a_byline_is_read_alike() -> None:
    body = "The company said on Tuesday that its new data centre would open in the spring."
    draft = read_text(
        f"Home > News\n\nA cloud of its own\n\nBy Jane Doe | Dec 12, 2023\n\n"
        f"{body}\n\n© 2023 Example Ltd, example.com"
    )

    assert (draft.title, draft.author, draft.published) == (
        "A cloud of its own",
        "Jane Doe",
        "2023-12-12",
    )
    assert draft.site == "example.com"
    assert draft.parts == (("text", body),)


def test_text_without_a_header_keeps_every_line() -> None:
    draft = read_text(f"{FIRST}\n\n{SECOND}")

    assert draft.title == ""
    assert draft.parts == (("text", FIRST), ("text", SECOND))


def test_a_short_first_line_is_the_title() -> None:
    assert read_text(f"会议记录\n{FIRST}").title == "会议记录"


def test_the_shared_portal_article_is_read_as_a_reader_would() -> None:
    path = SHARED / "aigcdaily-2023-12-12-huawei-cloud.txt"
    if not path.exists():
        pytest.skip("the shared article lies beside the repository on some machines only")

    draft = read_text(path.read_text(encoding="utf-8"))

    assert (draft.author, draft.published, draft.site) == ("IT创事记", "2023-12-12", "aigcdaily.cn")
    assert draft.title == draft.original_title
    assert [len(line) for kind, line in draft.parts if kind == "heading"] == [13, 21, 16]
    assert [line[-2:] for kind, line in draft.parts if kind == "caption"] == ["康宁"]
    assert not any("当前位置" in line or "Copyright" in line for _, line in draft.parts)


def test_every_row_of_a_table_with_tabs_is_a_block_of_text() -> None:
    draft = read_text(
        f"云上的大模型\n\n{FIRST}\n\n机房\t机器\t谁说的\n城里\t三台\t公司公布\n镇上\t两台\t图：媒体报道\n\n"
        f"排队的人\n\n{FIRST}\n\n日期\t机房\n2023-11-02\t镇上\n\n© 2023 example.cn"
    )

    assert draft.parts == (
        ("text", FIRST),
        ("text", "机房 | 机器 | 谁说的"),
        ("text", "城里 | 三台 | 公司公布"),
        ("text", "镇上 | 两台 | 图：媒体报道"),
        ("heading", "排队的人"),
        ("text", FIRST),
        ("text", "日期 | 机房"),
        ("text", "2023-11-02 | 镇上"),
    )


def test_bylines_in_columns_are_still_bylines() -> None:
    draft = read_text(
        f"云上的大模型\n\n作者：张三\t来源：某某网\n时间：2023-11-02\t编辑：李四\n\n{FIRST}\n\n{SECOND}"
    )

    assert (draft.author, draft.site, draft.published) == ("张三", "某某网", "2023-11-02")
    assert draft.parts == (("text", FIRST), ("text", SECOND))


def test_the_footer_names_the_site_where_the_header_does_not() -> None:
    draft = read_text(
        f"云上的大模型\n\n{FIRST}\n\n{SECOND}\n\n"
        "版权所有 某某观察 example.com 京ICP备2023000000号-1"
    )

    assert draft.site == "某某观察"
