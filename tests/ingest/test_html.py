from ingest.html import read_html

FIRST = (
    "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，"
    "电价也跟着涨了两成。"
)
SECOND = "写程序的人不来，再大的机房也只是一座空城，这一点已经被反复证明。"
HEAD = "<title>云上的大模型_科技频道_某某网</title>"


def page(body: str, head: str = HEAD) -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def article(extra: str = "") -> str:
    return f"<article><h1>云上的大模型</h1><p>{FIRST}</p>{extra}<p>{SECOND}</p></article>"


def test_the_article_is_kept_with_its_headings_and_without_the_page_around_it() -> None:
    navigation = "<nav><a href=/>首页</a> <a href=/x>科技</a></nav>"
    draft = read_html(
        page(
            navigation
            + article(f"<h2>出路</h2><p>{FIRST[::-1]}</p>")
            + "<footer>版权所有 某某网</footer>"
        )
    )

    assert draft.title == "云上的大模型"
    assert draft.parts[0] == ("text", FIRST)
    assert ("heading", "出路") in draft.parts
    assert not any("首页" in text or "版权" in text for _, text in draft.parts)


def test_json_ld_states_author_date_and_site() -> None:
    data = (
        '{"@graph": [{"@type": "NewsArticle", "headline": "云上的大模型", "datePublished": '
        '"2023-12-12T08:00:00+08:00", "author": [{"name": "张三"}], '
        '"publisher": {"name": "某某网"}}]}'
    )
    head = f'{HEAD}<script type="application/ld+json">{data}</script><link rel="canonical" href="https://example.com/a">'

    draft = read_html(page(article(), head))

    assert (draft.author, draft.published, draft.site) == ("张三", "2023-12-12", "某某网")
    assert draft.url == "https://example.com/a"


def test_broken_json_ld_does_not_hide_the_meta_elements() -> None:
    head = (
        f'{HEAD}<script type="application/ld+json">{{"@type": </script>'
        '<meta property="article:published_time" content="2023-12-12">'
        '<meta name=author content="张三">'
    )

    draft = read_html(page(article(), head))

    assert (draft.author, draft.published) == ("张三", "2023-12-12")


def test_a_printed_byline_is_read_where_the_page_states_nothing() -> None:
    body = article().replace("</h1>", "</h1><div>2023-12-12 10:30 来源：某某日报 作者：张三</div>")

    draft = read_html(page(body))

    assert (draft.author, draft.published, draft.site) == ("张三", "2023-12-12", "某某日报")


def test_the_site_is_cut_off_the_title_where_no_heading_confirms_it() -> None:
    assert read_html(page(f"<div><p>{FIRST}</p><p>{SECOND}</p></div>")).title == "云上的大模型"


def test_a_table_row_is_one_line_of_text() -> None:
    rows = (
        "<table><tr><th>模型</th><th>参数</th></tr><tr><td>甲</td><td>7B</td></tr>"
        "<tr><td>---</td><td>---</td></tr><tr><td>图：乙</td><td></td></tr>"
        "<tr><td>开源的</td><td></td></tr></table>"
    )

    assert read_html(page(article(rows))).parts == tuple(
        ("text", line) for line in (FIRST, "模型 | 参数", "甲 | 7B", "图：乙", "开源的", SECOND)
    )


def test_a_page_laid_out_with_tables_that_begins_with_a_script_is_read() -> None:
    cell = f"<p>{FIRST * 4}</p><p>{SECOND * 4}</p>"
    table = f"<table><tr><td>{cell}</td></tr></table>"
    script = f"<script>var a = 1;{' ' * 500}</script>"
    text = f"{chr(10) * 20}{script}<html><body><center>{table}</center></body></html>"

    assert [part[:20] for _, part in read_html(text).parts] == [FIRST[:20], SECOND[:20]]


def test_scripts_and_hidden_markup_never_become_text() -> None:
    draft = read_html(page(article("<script>alert('x')</script><style>p{}</style>")))

    assert not any("alert" in text or "p{}" in text for _, text in draft.parts)


def test_a_page_without_text_has_no_parts() -> None:
    assert read_html("").parts == ()
    assert read_html("<html><body><img src=a.png></body></html>").parts == ()


def test_names_nested_without_end_in_json_ld_do_not_lose_the_page() -> None:
    deep = "[" * 900 + '"张三"' + "]" * 900
    data = f'{{"@type": "NewsArticle", "headline": "云上的大模型", "author": {deep}}}'
    head = f'{HEAD}<script type="application/ld+json">{data}</script>'

    draft = read_html(page(article(), head))

    assert (draft.title, draft.author, draft.parts[0]) == ("云上的大模型", "", ("text", FIRST))
