import pytest

from bench.build import as_source
from bench.data import Row
from bench.locate import locate
from ingest.read import read_article

HARD = (
    "1. 不是标题 # * 也不是列表 * _斜体_ `代码` [链接](http://a.example) <b>粗</b> &amp; \\n "
    "a|b --- ~~x~~ ![图](y) \"引号\" 'x' $5 100% 而且这一行够长，不会被当成标题或者小标题来读。"
)


@pytest.mark.parametrize("text", [HARD, f"- {HARD}", f"    {HARD}", f"> {HARD}"])
def test_a_row_becomes_an_article_with_the_very_same_text(text: str) -> None:
    row = Row("r:1", text, title='标题："引号" # 和: 冒号', date="2023-12-12", site="某站")

    article = read_article(as_source(row))

    assert article.body == text.strip()
    assert (article.title, article.published, article.site) == (row.title, "2023-12-12", "某站")


def test_a_row_without_a_title_is_named_by_its_first_words() -> None:
    article = read_article(
        as_source(Row("r", "第一句话说的是机房。第二句话说的是电价，而且要长得多。"))
    )

    assert article.title == "第一句话说的是机房"


def test_a_quotation_is_located_in_the_text_that_was_read() -> None:
    text = "\ufeff甲  乙。\n\n丙 丁。"
    body = "甲 乙。\n\n丙 丁。"

    start, end = locate(text, body, 6, 10) or (0, 0)

    assert text[start:end] == "丙 丁。"


def test_white_space_that_reading_changed_does_not_hide_a_quotation() -> None:
    text = "one  two.\tthree"

    start, end = locate(text, "one two. three", 0, 8) or (0, 0)

    assert text[start:end] == "one  two."


def test_of_equal_quotations_the_one_at_the_same_place_is_located() -> None:
    text = "yes. no. yes."

    assert locate(text, text, 9, 13) == (9, 13)
    assert locate(text, text, 0, 4) == (0, 4)


def test_a_quotation_that_the_text_does_not_have_is_not_located() -> None:
    assert locate("something", "else", 0, 4) is None
