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


LONG = [f"{FIRST}{number}号机房也不例外。" for number in range(12)]


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def test_menus_above_the_title_and_links_below_the_text_are_no_body() -> None:
    menu = "<td><a href=/>首页</a> | <a href=/a>新闻</a> | <a href=/b>财经</a></td>"
    text = "".join(f"{line}<br><br>" for line in LONG)
    body = (
        f"<table><tr>{menu}</tr></table><table><tr><td><b>云上的大模型</b></td></tr>"
        f"<tr><td>www.example.com 2003年12月12日 08:30 某某日报</td></tr><tr><td>{text}</td></tr>"
        "<tr><td>相关链接</td></tr><tr><td><a href=/c>另一篇很长很长的文章的标题</a></td></tr>"
        "<tr><td><a href=/d>再一篇很长很长的文章的标题</a></td></tr></table>"
    )

    draft = read_html(page(body))

    assert [text for _, text in draft.parts] == LONG
    assert draft.published == "2003-12-12"


def test_a_paragraph_that_was_passed_over_is_put_back_where_it_stood() -> None:
    named = paragraphs(LONG[:3]) + f'<p class="share-tip">{LONG[3]}</p>' + paragraphs(LONG[4:])

    draft = read_html(page(f"<article><h1>云上的大模型</h1>{named}</article>"))

    assert [text for _, text in draft.parts] == LONG


def test_text_that_a_style_hides_until_scripts_have_run_is_read() -> None:
    content = f'<div id="content" style="visibility: hidden; opacity: 0">{paragraphs(LONG)}</div>'

    draft = read_html(page(f"<h1>云上的大模型</h1><div>{content}</div><div>扫一扫</div>"))

    assert [text for _, text in draft.parts] == LONG


def test_comments_are_not_taken_for_the_article_however_long_they_are() -> None:
    comments = "".join(f'<div class="comment-body"><p>{line}</p></div>' for line in LONG * 4)

    draft = read_html(page(f'{article()}<div id="comments">{comments}</div>'))

    assert [text for _, text in draft.parts] == [FIRST, SECOND]


def test_a_page_that_prints_its_text_by_script_is_read_from_json_ld() -> None:
    body = "\\n".join(LONG)
    data = f'{{"@type": "NewsArticle", "headline": "云上的大模型", "articleBody": "{body}"}}'
    head = f'{HEAD}<script type="application/ld+json">{data}</script>'

    draft = read_html(page("<div id=app>加载中</div>", head))

    assert [text for _, text in draft.parts] == LONG


def test_buttons_between_paragraphs_are_no_body() -> None:
    draft = read_html(page(article("<p>分享到：</p><p>展开全文</p>")))

    assert [text for _, text in draft.parts] == [FIRST, SECOND]
