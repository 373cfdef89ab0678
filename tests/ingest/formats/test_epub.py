import io
import zipfile

import pytest

from ingest.article import Article
from ingest.errors import SourceError
from ingest.read import read_article
from ingest.source import Source

FIRST = (
    "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，"
    "电价也跟着涨了两成。"
)
SECOND = (
    "The firms that rent the machines wait three months for a turn, and nobody had expected it."
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
FACTS = (
    "<dc:title>云上的大模型</dc:title><dc:creator>张三</dc:creator><dc:creator>李四</dc:creator>"
    "<dc:date>2023-04-05T00:00:00Z</dc:date><dc:publisher>某某出版社</dc:publisher>"
    "<dc:identifier>urn:isbn:9780000000000</dc:identifier>"
    "<dc:source>https://example.com/book</dc:source>"
)


def chapter(body: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="a.js"/></head>'
        f"<body>{body}</body></html>"
    )


def book(chapters: dict[str, str], facts: str = FACTS, more: dict[str, str] | None = None) -> bytes:
    """A book whose spine is in the order of the chapters and whose files are not."""
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in sorted(chapters)
    )
    items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{facts}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}
    files |= {"OEBPS/book.opf": package}
    files |= {f"OEBPS/text/{name}.xhtml": chapter(body) for name, body in sorted(chapters.items())}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in {**files, **(more or {})}.items():
            packed.writestr(name, text)
    return written.getvalue()


def read(data: bytes) -> Article:
    return read_article(Source("file:/a.epub", "a.epub", data))


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.body[block.start : block.end]) for block in article.blocks]


def test_chapters_are_read_in_the_order_of_the_spine_under_their_headings() -> None:
    article = read(
        book(
            {
                "z": "<h1>云上的大模型</h1>",
                "b": f"<h2>第一章&nbsp;来路</h2><p>{FIRST}</p>",
                "a": f"<div><h2>Second <i>part</i></h2><p>{SECOND}<br/>{FIRST}</p></div>",
            }
        )
    )

    assert blocks(article) == [
        ("heading", "第一章 来路"),
        ("text", FIRST),
        ("heading", "Second part"),
        ("text", SECOND),
        ("text", FIRST),
    ]


def test_the_package_states_the_facts_of_the_book() -> None:
    article = read(book({"a": f"<p>{FIRST}</p>"}))

    assert (article.title, article.author, article.site) == (
        "云上的大模型",
        "张三, 李四",
        "某某出版社",
    )
    assert (article.published, article.url) == ("2023-04-05", "https://example.com/book")


def test_lists_tables_captions_and_readings_above_characters() -> None:
    article = read(
        book(
            {
                "a": f"<h2>一</h2><p>{FIRST}</p><ul><li>第一条。</li><li><p>第二条。</p></li></ul>"
                "<table><tr><th>机房</th><th>机器</th></tr><tbody><tr><td>城里</td><td>三台</td>"
                "</tr></tbody></table><figure><img src='a.png' alt='x'/>"
                "<figcaption>图：山里的机房</figcaption></figure>"
                "<p>在<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>也有。</p>"
            }
        )
    )

    assert blocks(article)[2:] == [
        ("text", "第一条。"),
        ("text", "第二条。"),
        ("text", "机房 | 机器"),
        ("text", "城里 | 三台"),
        ("caption", "图：山里的机房"),
        ("text", "在東京也有。"),
    ]


def test_a_chapter_without_a_heading_has_that_of_the_table_of_contents() -> None:
    contents = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
        "<navPoint><navLabel><text>第一章 来路</text></navLabel>"
        '<content src="text/a.xhtml#top"/></navPoint>'
        "<navPoint><navLabel><text>第二章 去路</text></navLabel>"
        '<content src="text/b.xhtml"/></navPoint></navMap></ncx>'
    )
    chapters = {"a": f"<p>{FIRST}</p>", "b": f'<p class="head">第二章　去路</p><p>{SECOND}</p>'}

    article = read(book(chapters, more={"OEBPS/toc.ncx": contents}))

    assert blocks(article) == [
        ("heading", "第一章 来路"),
        ("text", FIRST),
        ("heading", "第二章 去路"),
        ("text", SECOND),
    ]


def test_a_book_that_its_seller_encrypted_is_an_error_and_scrambled_fonts_are_not() -> None:
    def encryption(method: str) -> dict[str, str]:
        return {
            "META-INF/encryption.xml": '<encryption xmlns="urn:oasis:names:tc:opendocument">'
            f'<EncryptedData><EncryptionMethod Algorithm="{method}"/></EncryptedData></encryption>'
        }

    chapters = {"a": f"<p>{FIRST}</p>"}
    fonts = encryption("http://www.idpf.org/2008/embedding")

    assert read(book(chapters, more=fonts)).body == FIRST
    with pytest.raises(SourceError, match=r"a\.epub is encrypted by its seller"):
        read(book(chapters, more=encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")))


def test_a_book_over_the_bound_of_an_article_is_too_long() -> None:
    with pytest.raises(SourceError, match=r"a\.epub is too long"):
        read(book({str(n): f"<p>{FIRST * 5000}</p>" for n in range(9)}))


@pytest.mark.parametrize(
    "data",
    [
        b"no zip",
        book({}),
        book({"a": f"<p>{FIRST}</p>"})[:-100],
        book({"a": f"<p>{FIRST}</p>"}).replace(b"text/a", b"text/b"),
        book({"a": f"<p>{FIRST}</p>"}).replace(b"OEBPS/book.opf", b"OEBPS/look.opf"),
    ],
)
def test_a_damaged_book_is_an_error_that_names_it(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"a\.epub"):
        read(data)


def test_a_chapter_that_is_not_there_is_an_error_and_not_left_out() -> None:
    package = '<package><manifest><item id="a" href="../../../etc/passwd"/></manifest>'
    package += '<spine><itemref idref="a"/></spine></package>'

    with pytest.raises(SourceError, match=r"a\.epub lacks its file \.\./\.\./etc/passwd"):
        read(
            book(
                {"a": f"<p>{FIRST}</p>"},
                more={
                    "META-INF/container.xml": CONTAINER.replace("book.opf", "own.opf"),
                    "OEBPS/own.opf": package,
                },
            )
        )


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = book({"a": " " * 20_000_000})

    assert len(data) < 100_000
    with pytest.raises(SourceError, match=r"a\.xhtml in a\.epub is larger than 10 MB"):
        read(data)


def test_entities_of_a_documents_own_are_not_expanded() -> None:
    entities = "".join(
        f'<!ENTITY a{n} "{"ha" if n == 0 else f"&a{n - 1};" * 20}">' for n in range(9)
    )
    page = chapter(f"<p>{SECOND}</p><p>&a8;</p>")
    page = page.replace("<!DOCTYPE html>", f"<!DOCTYPE html [{entities}]>")

    assert read(book({"a": ""}, more={"OEBPS/text/a.xhtml": page})).body == f"{SECOND}\n\n&a8;"


def test_nesting_without_end_is_an_error_and_what_is_inside_is_not_left_out() -> None:
    with pytest.raises(SourceError, match=r"a\.xhtml in a\.epub is damaged"):
        read(book({"a": f"<p>{SECOND}</p>" + "<div>" * 5000 + "deep" + "</div>" * 5000}))
