from ingest.left_out import left_out
from ingest.read import read_article
from ingest.source import Source

FIRST = "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到。"
SECOND = "写程序的人不来，再大的机房也只是一座空城，这一点已经被反复证明。"


def test_what_a_page_shows_and_its_article_lacks_is_said_in_the_pages_order() -> None:
    page = (
        "<html><head><title>云上的大模型</title><script>var a = '从不显示的';</script></head><body>"
        "<div><a href=/>首页</a> | <a href=/x>科技频道</a></div><h1>云上的大模型</h1>"
        f"<div>2023-12-12 作者：张三</div><p>{FIRST}</p><p style='display:none'>藏起来的一行</p>"
        f"<p>{SECOND}（责任编辑：李四）</p><div>相关阅读</div>"
        "<a href=/y>江南电力宣布下调工业电价</a>"
        "</body></html>"
    )
    article = read_article(Source("upload:a.html", "a.html", page.encode()))

    lines = left_out(page, article)

    assert lines[0] == "首页 | 科技频道"
    assert lines[-3:] == ("（责任编辑：李四）", "相关阅读", "江南电力宣布下调工业电价")
    assert not any(FIRST in line or "大模型" in line or "显示" in line for line in lines)
    assert not any("藏起来" in line for line in lines)


def test_of_an_empty_page_nothing_is_left_out() -> None:
    article = read_article(Source("upload:a.html", "a.html", f"<p>{FIRST}</p>".encode()))

    assert left_out("", article) == ()
