import time
from contextlib import suppress

import pytest

from ingest.errors import SourceError
from ingest.read import read_article
from ingest.source import Facts, Source, upload_source

FIRST = (
    "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，"
    "电价也跟着涨了两成。"
)


def source(name: str, text: str, codec: str = "utf-8") -> Source:
    return Source(f"upload:{name}", name, text.encode(codec))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", f"云上的大模型\n\n{FIRST}"),
        ("a.MD", f"# 云上的大模型\n\n{FIRST}"),
        (
            "a.htm",
            f"<html><title>云上的大模型</title><body><h1>云上的大模型</h1><p>{FIRST}</p></body></html>",
        ),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_every_type_of_file_becomes_the_same_article(name: str, text: str, codec: str) -> None:
    article = read_article(source(name, text, codec))

    assert (article.title, article.body, article.language) == ("云上的大模型", FIRST, "zh")
    assert [article.body[b.start : b.end] for b in article.blocks] == [FIRST]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("a.txt", "机房\t机器\n城里\t三台"),
        ("a.md", "| 机房 | 机器 |\n| --- | --- |\n| 城里 | 三台 |"),
        (
            "a.html",
            "<table><tr><th>机房<th>机器</tr><tr><td>城里<td>三台</tr></table>",
        ),
    ],
)
def test_a_table_row_is_a_block_in_every_type_of_file(name: str, table: str) -> None:
    text = f"云上的大模型\n\n{FIRST}\n\n{table}\n\n{FIRST[::-1]}"
    if name == "a.html":
        text = f"<h1>云上的大模型</h1><article><p>{FIRST}</p>{table}<p>{FIRST[::-1]}</p></article>"

    article = read_article(source(name, text))

    assert [(b.kind, article.body[b.start : b.end]) for b in article.blocks][1:3] == [
        ("text", "机房 | 机器"),
        ("text", "城里 | 三台"),
    ]


def test_the_id_depends_on_the_origin_alone() -> None:
    one = read_article(source("a.txt", f"甲\n{FIRST}"))
    changed = read_article(source("a.txt", f"乙\n{FIRST}"))
    other = read_article(source("b.txt", f"甲\n{FIRST}"))

    assert one.id == changed.id != other.id
    assert len(one.id) == 16


def test_a_text_without_a_title_is_named_by_its_first_words() -> None:
    long = read_article(source("a.txt", FIRST + "第二句话也不短。"))

    assert FIRST.startswith(long.title.rstrip("…"))
    assert 10 <= len(long.title) <= 41
    assert long.body == FIRST + "第二句话也不短。"


def test_a_single_short_line_is_title_and_body() -> None:
    article = read_article(source("a.txt", "Hello world"))

    assert article.title == article.body == "Hello world"


@pytest.mark.parametrize("text", [" ", "\n\n", "---", "<html></html>"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_file_without_readable_text_is_an_error_that_names_it(name: str, text: str) -> None:
    if name == "a.html" or "html" not in text:
        with pytest.raises(SourceError, match=name):
            read_article(source(name, text))


def test_a_file_that_is_no_text_is_an_error_that_names_it() -> None:
    with pytest.raises(SourceError, match=r"a\.txt is not text"):
        read_article(Source("upload:a.txt", "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50))


def test_a_book_is_too_long() -> None:
    with pytest.raises(SourceError, match="too long to be one article"):
        read_article(source("a.txt", (FIRST + "\n") * 45_000))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.com/a?b=1", True),
        ("javascript:alert(1)", False),
        ("/a", False),
        ("https://" + "a" * 2000, False),
    ],
)
def test_only_web_addresses_of_bounded_length_are_kept(url: str, kept: bool) -> None:
    article = read_article(source("a.md", f"---\ntitle: T\nurl: '{url}'\n---\n{FIRST}"))

    assert article.url == (url if kept else "")


def test_what_a_file_claims_is_bounded_and_future_dates_are_not_believed() -> None:
    front = f"---\ntitle: {'长' * 1000}\nauthor: {'名' * 1000}\ndate: 2999-01-01\n---\n"

    article = read_article(source("a.md", front + FIRST))

    assert (len(article.title), len(article.author), article.published) == (300, 120, "")


@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
@pytest.mark.parametrize(
    "hostile",
    [
        " ",
        "<",
        "[",
        "#",
        "*",
        "](",
        "![",
        "`",
        ">",
        "_",
        "（",
        "1",
        "作者:",
        "2023-",
        "<div>",
        "<!--",
        "\u0301\u0316",
        "\t",
        "1\t",
        "1\t2\n",
    ],
)
def test_a_megabyte_of_hostile_text_is_read_or_refused_in_time(suffix: str, hostile: str) -> None:
    text = f"标题\n\n{FIRST}\n\n" + hostile * (1_000_000 // len(hostile))
    started = time.process_time()

    with suppress(SourceError):
        read_article(source(f"a.{suffix}", text))

    assert time.process_time() - started < 10


HIDDEN_IN_HTML = "&shy;&#8203;&#x202e;&#xE0041;&#xE007F;"
HIDDEN_IN_YAML = r"\xAD\u200B\u202E\U000E0041\uD800"
HIDDEN_IN_JSON = r"\u00ad\u200b\u202e\udb40\udc41\ud800"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.md",
            f'---\ntitle: "云上{HIDDEN_IN_YAML}的大模型"\nauthor: "张{HIDDEN_IN_YAML}三"\n'
            f'url: "https://example.com/{HIDDEN_IN_YAML}a"\n---\n{HIDDEN_IN_HTML}{FIRST}',
        ),
        (
            "a.html",
            '<html><head><script type="application/ld+json">{"@type": "NewsArticle", '
            f'"headline": "云上{HIDDEN_IN_JSON}的大模型", "author": "张{HIDDEN_IN_JSON}三", '
            f'"url": "https://example.com/{HIDDEN_IN_JSON}a"}}</script></head>'
            f"<body><article><h1>云上{HIDDEN_IN_HTML}的大模型</h1>"
            f"<p>{HIDDEN_IN_HTML}{FIRST}</p></article></body></html>",
        ),
    ],
)
def test_what_is_hidden_by_escapes_and_entities_does_not_reach_the_article(
    name: str, text: str
) -> None:
    article = read_article(source(name, text))

    assert (article.title, article.author, article.body) == ("云上的大模型", "张三", FIRST)
    assert article.url == "https://example.com/a"


@pytest.mark.parametrize(
    "text", ["。\n\n你好世界，这是一段话。", "……" * 2000 + "你好世界，这是一段话。"]
)
def test_a_title_made_of_the_text_is_its_first_sentence_that_has_words(text: str) -> None:
    assert read_article(source("a.txt", text)).title == "你好世界，这是一段话"


@pytest.mark.parametrize(
    "text", ["Jul 11, 2012 ... 举办地：悉尼", "时间：2000年9月15日举办地：悉尼"]
)
def test_a_file_that_is_all_header_is_read_and_not_refused(text: str) -> None:
    article = read_article(upload_source("a.txt", text.encode()))

    assert "悉尼" in article.body


def test_a_page_of_nothing_but_tags_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="too long"):
        read_article(upload_source("a.html", b"<p>a" * 300_000))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", f"云\n作者：张三 2022-01-01\n{FIRST}"),
        (
            "a.md",
            f"---\ntitle: 云\nauthor: 张三\ndate: 2022-01-01\nurl: http://a.cn/1\n---\n{FIRST}",
        ),
        ("a.html", f"<title>云</title><article><h1>云</h1><p>{FIRST}</p></article>"),
    ],
)
def test_what_a_source_states_wins_over_what_is_found_in_it(name: str, text: str) -> None:
    facts = Facts("云上的大模型", "李四", "2023-04-05", "某某日报", "https://example.com/a")

    article = read_article(Source("feed", name, text.encode(), facts))

    assert (article.title, article.author, article.published) == (
        "云上的大模型",
        "李四",
        "2023-04-05",
    )
    assert (article.site, article.url) == ("某某日报", "https://example.com/a")


def test_facts_that_cannot_be_used_leave_what_is_found() -> None:
    facts = Facts(published="soon", url="javascript:alert(1)")
    text = f"---\ndate: 2022-01-01\nurl: https://example.com/a\n---\n{FIRST}"

    article = read_article(Source("feed", "a.md", text.encode(), facts))

    assert (article.published, article.url) == ("2022-01-01", "https://example.com/a")


def test_the_first_line_of_a_text_whose_title_is_known_is_not_lost() -> None:
    text = f"又是一年秋天\n\n{FIRST}".encode()

    article = read_article(Source("feed", "a.txt", text, Facts(title="云上的大模型")))

    assert article.body == text.decode()
