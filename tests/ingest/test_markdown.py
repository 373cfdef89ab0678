import pytest

from ingest.markdown import read_markdown

FIRST = "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到。"


def test_front_matter_is_the_metadata_and_its_title_is_not_repeated_in_the_body() -> None:
    draft = read_markdown(
        "---\ntitle: 云上的大模型\nauthors: [张三, 李四]\ndate: 2023-12-12\nsite: 某某网\n"
        f"url: https://example.com/a\n---\n# 云上的大模型\n\n{FIRST}\n"
    )

    assert (draft.title, draft.author, draft.published) == (
        "云上的大模型",
        "张三, 李四",
        "2023-12-12",
    )
    assert (draft.site, draft.url) == ("某某网", "https://example.com/a")
    assert draft.parts == (("text", FIRST),)


@pytest.mark.parametrize(
    "front",
    [
        "title: [unclosed",
        "just words",
        "- a\n- list",
        "[" * 5000,
        r'title: "\UFFFFFFFF"',
        r'title: "\U00110000"',
    ],
)
def test_front_matter_that_is_no_mapping_is_kept_as_text(front: str) -> None:
    draft = read_markdown(f"---\n{front}\n---\n\n{FIRST}\n")

    found = "\n".join([draft.title, *(text for _, text in draft.parts)])
    assert all(line in found for line in (*front.split("\n"), FIRST))


def test_an_impossible_date_in_front_matter_does_not_lose_the_title() -> None:
    assert read_markdown(f"---\ntitle: 云\ndate: 2023-13-45\n---\n{FIRST}").title == "云"


def test_the_first_heading_is_the_title_and_the_others_are_headings() -> None:
    draft = read_markdown(
        f"# 云上的大模型\n\n作者：张三 2023-12-12\n\n{FIRST}\n\n## 出路\n\n{FIRST}\n"
    )

    assert (draft.title, draft.author, draft.published) == ("云上的大模型", "张三", "2023-12-12")
    assert draft.parts == (("text", FIRST), ("heading", "出路"), ("text", FIRST))


def test_marks_go_and_words_stay() -> None:
    draft = read_markdown(
        "# T\n\nA [link](https://example.com) and **bold** `code`.\n\n"
        "> A quote.\n\n- one item.\n- two items.\n\n"
        "```\nprint(1)\n```\n\n<div class='x'>inside <b>html</b><!-- not this --></div>\n"
    )

    assert [text.strip() for _, text in draft.parts] == [
        "A link and bold code.",
        "A quote.",
        "one item.",
        "two items.",
        "print(1)",
        "inside html",
    ]


def test_a_table_row_is_one_line_of_text() -> None:
    draft = read_markdown(
        f"# T\n\n{FIRST}\n\n| 模型 | 参数 |\n| --- | --- |\n| 甲 | 7B |\n| 图：乙 | |\n"
        f"| --- | - |\n| 开源的 | |\n\n{FIRST}\n"
    )

    assert draft.parts == tuple(
        ("text", line) for line in (FIRST, "模型 | 参数", "甲 | 7B", "图：乙", "开源的", FIRST)
    )


def test_an_image_leaves_its_caption() -> None:
    assert ("caption", "数据中心一角") in read_markdown(
        f"# T\n\n{FIRST}\n\n![数据中心一角](a.png)\n"
    ).parts


def test_wrapped_lines_of_chinese_are_joined_without_a_space() -> None:
    first, second = "机房的灯整夜都亮着" * 4, "小镇的早餐铺五点就开门啦" * 3

    assert read_markdown(f"# T\n\n{first}\n{second}。\n").parts == (("text", f"{first}{second}。"),)
