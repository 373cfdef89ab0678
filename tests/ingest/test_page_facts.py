import pytest

from ingest.html import read_html

TEXT = "".join(
    f"<p>城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排{n}个月的队才能轮到，电价也跟着涨了两成。</p>"
    for n in "三四五六"
)
TITLE = "机房为何要排队三个月"


def facts(head: str, around: str = "", below: str = "", title: str = TITLE) -> tuple[str, str, str]:
    draft = read_html(
        f"<html><head><title>{title}_某某网</title>{head}</head><body><h1>{title}</h1>{around}"
        f"<div>{TEXT}</div>{below}</body></html>"
    )
    assert draft.title == title
    return draft.author, draft.published, draft.site


def test_a_person_that_is_printed_wins_over_a_portal_that_states_itself() -> None:
    head = '<meta name="author" content="某某"><meta property="og:site_name" content="某某网">'

    assert facts(head, "<div>作者：张三</div>")[0] == "张三"
    assert facts(head)[0] == ""


def test_a_paper_that_signs_its_article_itself_is_the_author() -> None:
    head = (
        '<meta property="og:article:author" content="Some News">'
        '<meta property="og:site_name" content="Some News">'
    )

    assert facts(head)[0] == "Some News"


@pytest.mark.parametrize(
    "around",
    [
        '<div class="info"><span id="author_baidu">作者：<strong>张三</strong></span></div>',
        '<div class="articleAuthor"><a href="/u/1">张三</a></div>',
        '<a rel="author">张三</a>',
        '<div itemprop="author"><meta itemprop="name" content="张三">粉丝 123</div>',
        '<div class="byline">文｜张三 编辑｜李四</div>',
        "<p>某某记者 张三 青石报道</p>",
    ],
)
def test_the_author_is_found_however_the_page_marks_it(around: str) -> None:
    assert facts("", around)[0] == "张三"


@pytest.mark.parametrize(
    "around",
    [
        '<p class="show_author">责任编辑：李四 SN123</p>',
        '<div class="comment-author">李四</div>',
        '<span id="source_baidu">来源：某某日报</span>',
        '<meta name="author" content="1000123">',
        "<div>·另一篇文章 (2023-12-12 08:30)</div>",
    ],
)
def test_editors_sources_and_readers_are_no_authors(around: str) -> None:
    assert facts("", "", around)[0] == ""


@pytest.mark.parametrize(
    ("head", "around"),
    [
        ('<meta name="og:time " content="2023-12-12 08:30:11">', ""),
        ('<meta name="publishdate" content="2023-12-12">', ""),
        ('<meta name="weibo: article:create_at" content="2023-12-12 08:30:11">', ""),
        ("", "<div>2023年12月12日 08:30</div>"),
        ("", "<div><span> 2023</span> <span><em>12</em>/<em>12</em></span> <i>08:30:11</i></div>"),
        ("", '<time datetime="2023-12-12T08:30:11+08:00">昨天</time>'),
        ("", '<div class="pubtime">发布于：2023-12-12</div>'),
        ('<link rel="canonical" href="https://example.com/2023-12-12/a.html">', ""),
        ('<link rel="canonical" href="https://example.com/2023/a.html">', "<p>12-12 08:30</p>"),
        ("<script>var publish_time = '2023-12-12 08:30';</script>", ""),
        ('<script>window.a = {"publishTime":1702341011000}</script>', ""),
    ],
)
def test_the_date_is_found_however_the_page_has_it(head: str, around: str) -> None:
    assert facts(head, around)[1] == "2023-12-12"


def test_what_baidu_has_sites_state_is_read_and_the_day_of_a_change_is_not() -> None:
    data = (
        '{"@context": "https://ziyuan.baidu.com/contexts/cambrian.jsonld", "title": "机房",'
        ' "pubDate": "2023-12-12T08:30:11", "upDate": "2023-12-20T08:30:11"}'
    )

    head = f'<script type="application/ld+json">{data}</script>'
    assert facts(head, "<div>2023-12-20 10:00 更新</div>")[1] == "2023-12-12"


def test_the_day_is_the_one_that_the_page_prints_where_it_states_universal_time() -> None:
    head = '<meta itemprop="datePublished" content="2023-12-11T16:30:00.000Z">'

    assert facts(head, "<div>发布于 2023-12-12 00:30</div>")[1] == "2023-12-12"
    assert facts(head, "<div>发布于 2023-11-02 00:30</div>")[1] == "2023-12-11"


def test_the_day_that_a_time_element_prints_wins_over_the_one_that_it_states() -> None:
    time = '<time datetime="2023-12-11T16:30:00Z">2023-12-12</time> 1,234 次'

    assert facts("", f"<div>{time}</div>")[1] == "2023-12-12"


def test_a_day_that_the_text_is_about_is_not_that_of_publication() -> None:
    head = '<link rel="canonical" href="https://example.com/2023/a.html">'

    assert facts(head, "<p>12月3日，明河公司宣布了新的机房。</p>")[1] == ""


def test_yesterday_is_no_date() -> None:
    assert facts("", "<div>昨天 08:30 来源：某某日报</div>")[1:] == ("", "某某日报")


def test_a_graph_names_a_person_once_and_refers_to_it() -> None:
    graph = (
        '{"@graph": [{"@type": "Article", "headline": "x", "author": {"@id": "#p"}},'
        ' {"@type": "Person", "@id": "#p", "name": "Jane Doe"}]}'
    )

    assert facts(f'<script type="application/ld+json">{graph}</script>')[0] == "Jane Doe"


def test_the_site_is_named_at_the_end_of_the_windows_title() -> None:
    assert facts("")[2] == "某某网"


def test_a_title_that_says_nothing_gives_way_to_the_only_main_heading() -> None:
    page = f"<title>About us - Some Site</title><h1>A cloud of its own</h1><div>{TEXT}</div>"

    assert read_html(page).title == "A cloud of its own"


def test_the_headline_is_told_from_the_sites_name_before_it_by_being_printed() -> None:
    page = f"<title>Some Blog on Software - {TITLE}</title><b>{TITLE}</b><div>{TEXT}</div>"

    assert read_html(page).title == TITLE
