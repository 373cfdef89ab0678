import pytest

from ingest.errors import SourceError
from ingest.left_out import compare, source_lines
from ingest.read import read_article
from ingest.source import Source

FIRST = "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到。"
SECOND = "写程序的人不来，再大的机房也只是一座空城，这一点已经被反复证明。"


def compared(name: str, text: str) -> list[tuple[str, bool]]:
    """The lines of a source, and whether the article that it becomes has them."""
    source = Source(f"upload:{name}", name, text.encode())
    return list(compare(source_lines(source), read_article(source)))


def test_what_a_page_shows_is_said_in_its_order_and_what_its_article_lacks_is_marked() -> None:
    lines = compared(
        "a.html",
        "<html><head><title>云上的大模型</title><script>var a = '从不显示的';</script></head><body>"
        "<div><a href=/>首页</a> | <a href=/x>科技频道</a></div><h1>云上的大模型</h1>"
        f"<div>2023-12-12 作者：张三</div><p>{FIRST}</p><p style='display:none'>藏起来的一行</p>"
        f"<p>{SECOND}（责任编辑：李四）</p><div>相关阅读</div>"
        "<a href=/y>江南电力宣布下调工业电价</a>"
        "</body></html>",
    )

    assert lines == [
        ("首页 | 科技频道", False),
        ("云上的大模型", True),
        ("2023-12-12 作者：张三", False),
        (FIRST, True),
        (SECOND, True),
        ("（责任编辑：李四）", False),
        ("相关阅读", False),
        ("江南电力宣布下调工业电价", False),
    ]


def test_of_wrapped_text_the_short_end_of_a_paragraph_is_not_left_out() -> None:
    wrapped = "\n".join([FIRST * 2, SECOND[:-5], SECOND[-5:], "", "责任编辑：李四"])

    *kept, last = compared("a.txt", f"云上的大模型\n\n{wrapped}\n")

    assert all(is_in for _, is_in in kept)
    assert last == ("责任编辑：李四", False)


def test_of_markdown_the_words_are_compared_and_not_the_marks() -> None:
    lines = compared(
        "a.md",
        f"# 云上的大模型\n\n[{FIRST[:9]}](https://example.org/a)**{FIRST[9:]}**\n\n> {SECOND}\n",
    )

    assert lines == [("云上的大模型", True), (FIRST, True), (SECOND, True)]


def test_an_empty_page_has_no_lines() -> None:
    assert source_lines(Source("upload:a.html", "a.html", b"<!-- nothing -->")) == []


def test_what_is_no_page_and_no_text_is_refused() -> None:
    with pytest.raises(SourceError, match=r"a\.pdf cannot be shown"):
        source_lines(Source("upload:a.pdf", "a.pdf", b"%PDF-1.7"))
