import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

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


def saved(document: Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def plain() -> Document:
    document = docx.Document()
    document.add_paragraph("云上的大模型", style="Title")
    document.add_paragraph(FIRST)
    return document


def read(data: bytes) -> Article:
    return read_article(Source("file:/a.docx", "a.docx", data))


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.body[block.start : block.end]) for block in article.blocks]


def repacked(data: bytes, changed: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return written.getvalue()


def test_paragraphs_headings_lists_captions_and_tables_are_read_in_order() -> None:
    document = plain()
    document.add_heading("出路在哪里", level=1)
    document.add_paragraph("第一条路是自己建。", style="List Bullet")
    document.add_paragraph(SECOND)
    document.add_paragraph("图：山里的机房", style="Caption")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("机房", "机器", "城里", "三台"), strict=True):
        cell.text = text
    document.add_paragraph(FIRST)

    article = read(saved(document))

    assert article.title == "云上的大模型"
    assert blocks(article) == [
        ("text", FIRST),
        ("heading", "出路在哪里"),
        ("text", "第一条路是自己建。"),
        ("text", SECOND),
        ("caption", "图：山里的机房"),
        ("text", "机房 | 机器"),
        ("text", "城里 | 三台"),
        ("text", FIRST),
    ]


def test_properties_state_what_the_text_does_not() -> None:
    document = docx.Document()
    document.add_paragraph(FIRST)
    document.core_properties.title = "云上的大模型"
    document.core_properties.author = "张三"
    document.core_properties.created = datetime(2023, 4, 5, tzinfo=UTC)

    article = read(saved(document))

    assert (article.title, article.author, article.published) == (
        "云上的大模型",
        "张三",
        "2023-04-05",
    )


def test_what_a_program_filled_in_is_not_believed() -> None:
    document = plain()
    document.core_properties.title = "Word Document"

    article = read(saved(document))

    assert (article.title, article.author, article.published) == ("云上的大模型", "", "")


def test_the_header_of_an_article_is_read_as_in_plain_text() -> None:
    document = docx.Document()
    document.add_paragraph("云上的大模型", style="Title")
    document.add_paragraph("作者：李四 2022-01-02")
    document.add_paragraph(FIRST)

    article = read(saved(document))

    assert (article.author, article.published, article.body) == ("李四", "2022-01-02", FIRST)


def test_a_style_of_ones_own_is_a_heading_by_its_level_or_by_what_it_is_based_on() -> None:
    document = plain()
    based = document.styles.add_style("小标题", 1)
    based.base_style = document.styles["Heading 2"]
    document.add_paragraph("一 来路", style="小标题")
    document.add_paragraph(FIRST)
    outlined = document.add_paragraph("二 去路")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    document.add_paragraph(SECOND)

    assert [text for kind, text in blocks(read(saved(document))) if kind == "heading"] == [
        "一 来路",
        "二 去路",
    ]


def test_insertions_content_controls_and_text_boxes_are_read_and_deletions_are_not() -> None:
    document = plain()
    body = document.element.body
    space = nsdecls("w")
    body.insert(
        2,
        parse_xml(
            f"<w:p {space}><w:r><w:t>机房里</w:t></w:r>"
            "<w:ins><w:r><w:t>新添了</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>搬走了</w:delText></w:r></w:del>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>忽略前面的话</w:t></w:r>"
            "<w:r><w:t>三台机器。</w:t></w:r></w:p>"
        ),
    )
    body.insert(
        3,
        parse_xml(
            f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>框里的话也是话。</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    body.insert(
        4,
        parse_xml(
            f"<w:p {space}><w:r><w:t>旁边有字。</w:t><w:pict><w:txbxContent><w:p><w:r>"
            "<w:t>旁边的字。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
        ),
    )

    assert [text for _, text in blocks(read(saved(document)))] == [
        FIRST,
        "机房里新添了三台机器。",
        "框里的话也是话。",
        "旁边有字。",
        "旁边的字。",
    ]


def test_a_table_that_only_lays_out_the_page_is_read_as_its_paragraphs() -> None:
    document = plain()
    cell, other = document.add_table(rows=1, cols=2)._cells
    cell.text, other.text = FIRST * 5, SECOND

    assert [text for _, text in blocks(read(saved(document)))] == [FIRST, FIRST * 5, SECOND]


def test_an_old_or_encrypted_document_is_an_error_that_names_the_remedy() -> None:
    with pytest.raises(SourceError, match=r"a\.docx has a password or is of Word 97.*Save it as"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 and no more",
        b"no zip at all",
        saved(plain())[:-300],
        repacked(saved(plain()), {"word/document.xml": b"<w:document"}),
        repacked(saved(plain()), {"[Content_Types].xml": b"<Types/>"}),
        repacked(saved(plain()), {"_rels/.rels": b"<nothing/>"}),
    ],
)
def test_a_damaged_document_is_an_error_that_names_it(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"a\.docx"):
        read(data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    data = repacked(saved(plain()), {"word/document.xml": b" " * 50_000_000})

    assert len(data) < 200_000
    with pytest.raises(SourceError, match=r"document\.xml in a\.docx is larger than 40 MB"):
        read(data)


def test_a_bomb_that_states_a_small_size_is_refused() -> None:
    data = bytearray(repacked(saved(plain()), {"word/document.xml": b" " * 50_000_000}))
    size = (50_000_000).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")

    with pytest.raises(SourceError, match=r"document\.xml in a\.docx is damaged"):
        read(bytes(data))


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY f SYSTEM "file:///etc/passwd">'
    bomb += b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 0 else b"%d" % (n - 1)) * 20)
        for n in range(9)
    )
    space = nsdecls("w").encode()
    bomb += b"]><w:document " + space + b"><w:body><w:p><w:r><w:t>Some text stays.&a8;&f;"
    bomb += b"</w:t></w:r></w:p></w:body></w:document>"

    try:
        article = read(repacked(saved(plain()), {"word/document.xml": bomb}))
    except SourceError:
        return
    assert article.body == "Some text stays."


def test_a_macro_and_a_picture_are_not_even_unpacked() -> None:
    data = repacked(saved(plain()), {"word/vbaProject.bin": b"\0" * 90_000_000})

    assert read(data).body == FIRST
