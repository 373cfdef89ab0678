from ingest.unwrap import unwrap


def paragraphs(text: str) -> list[str]:
    return [line for kind, line in unwrap(text) if kind == "text"]


def test_english_wrapped_at_seventy_columns_becomes_one_line_a_paragraph() -> None:
    text = """\
The company said on Tuesday that its new data centre would open in the
spring, and that the first customers had already moved their models to
it.

A second site is planned for the north, where power is cheap and the
weather is cold enough to cool the machines for most of the year.
"""

    assert paragraphs(text) == [
        "The company said on Tuesday that its new data centre would open in the spring, and that "
        "the first customers had already moved their models to it.",
        "A second site is planned for the north, where power is cheap and the weather is cold "
        "enough to cool the machines for most of the year.",
    ]


def test_wrapped_chinese_is_joined_without_spaces() -> None:
    first, second, third = "机房的灯整夜都亮着" * 4, "小镇的早餐铺五点就开门啦" * 3, "到此为止。"

    assert paragraphs(f"{first}\n{second}\n{third}") == [first + second + third]


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    text = "苹果\n香蕉\n这一行比别的行都长得多，但并不是因为换行。\n橙子"

    assert paragraphs(text) == text.split("\n")


def test_items_of_a_wrapped_list_stay_apart() -> None:
    text = (
        "- The first item of the list is long enough to be wrapped at sixty\n"
        "  columns or so, as mail programs do it with all of their lines.\n"
        "- The second item of the list is long enough to be wrapped at that\n"
        "  width too."
    )

    assert [line[:12] for line in paragraphs(text)] == ["- The first ", "- The second"]


def test_lines_with_tabs_between_cells_are_rows_even_as_wide_as_wrapped_text() -> None:
    rows = [f"{name}\t从去年秋天起一间接一间地亮灯\t{name}元" for name in ("甲厂", "乙厂", "丙厂")]

    found = unwrap("机房的账本\n" + "\n".join(rows) + "\n到此为止。")

    assert found == [
        ("text", "机房的账本"),
        *(("row", row.replace("\t", " | ")) for row in rows),
        ("text", "到此为止。"),
    ]


def test_rows_have_no_empty_cells_and_a_rule_is_no_row() -> None:
    found = unwrap("\t去年\t今年\n----\t----\t----\n机房\t\t三间\n\n合计\t\t\n城里\t两间\t")

    assert [line for _, line in found if line] == [
        "去年 | 今年",
        "机房 | 三间",
        "合计",
        "城里 | 两间",
    ]
    assert {kind for kind, line in found if line} == {"row"}


def test_tabs_that_indent_or_follow_a_mark_or_a_name_make_no_table() -> None:
    text = "\t第一段缩进。\n\t第二段缩进。\n1.\t先买机器。\n2.\t再招人。\n问：\t贵吗？\n答：\t贵。"

    assert {kind for kind, _ in unwrap(text)} == {"text"}


def test_a_single_line_with_a_tab_is_no_table() -> None:
    assert paragraphs("某某网\t2023-12-12\n机房的灯亮着。") == [
        "某某网\t2023-12-12",
        "机房的灯亮着。",
    ]
