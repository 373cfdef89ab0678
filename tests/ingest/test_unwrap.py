from ingest.unwrap import unwrap


def test_english_wrapped_at_seventy_columns_becomes_one_line_a_paragraph() -> None:
    text = """\
The company said on Tuesday that its new data centre would open in the
spring, and that the first customers had already moved their models to
it.

A second site is planned for the north, where power is cheap and the
weather is cold enough to cool the machines for most of the year.
"""

    assert unwrap(text) == [
        "The company said on Tuesday that its new data centre would open in the spring, and that "
        "the first customers had already moved their models to it.",
        "A second site is planned for the north, where power is cheap and the weather is cold "
        "enough to cool the machines for most of the year.",
    ]


def test_wrapped_chinese_is_joined_without_spaces() -> None:
    first, second, third = "机房的灯整夜都亮着" * 4, "小镇的早餐铺五点就开门啦" * 3, "到此为止。"

    assert unwrap(f"{first}\n{second}\n{third}") == [first + second + third]


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    text = "苹果\n香蕉\n这一行比别的行都长得多，但并不是因为换行。\n橙子"

    assert unwrap(text) == text.split("\n")


def test_items_of_a_wrapped_list_stay_apart() -> None:
    text = (
        "- The first item of the list is long enough to be wrapped at sixty\n"
        "  columns or so, as mail programs do it with all of their lines.\n"
        "- The second item of the list is long enough to be wrapped at that\n"
        "  width too."
    )

    assert [line[:12] for line in unwrap(text)] == ["- The first ", "- The second"]
