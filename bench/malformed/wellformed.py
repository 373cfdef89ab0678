"""Write a short article as each type of file that can be read, the same bytes every time.

The two articles are invented. There are only two, so that a library embeds them once however many
files they are written to.
"""

import bz2
import csv
import gzip
import io
import json
import lzma
import random
import tarfile
import textwrap
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written.

    Attributes:
        suffix: its name's end, such as `.tar.gz`.
        data: its bytes.
        articles: how many a reader must find in it; None where it may find any number.
    """

    suffix: str
    data: bytes
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """An article."""

    title: str
    author: str
    date: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The article as plain text."""
        return "\n\n".join((self.title, f"{self.author} {self.date}", *self.paragraphs))


STORIES = (
    Story(
        "The mill that computes",
        "Jane Doe",
        "2023-04-05",
        (
            "The machines in the old mill have been running day and night since last autumn, and "
            "the firms that rent them wait three months for a turn.",
            "Nobody in the village had expected that so much electricity could be turned into so "
            "little noise, and the miller has kept the wheel for the visitors.",
        ),
    ),
    Story(
        "山里的机房",
        "张三",
        "2023-05-06",
        (
            "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，电价也涨了两成。",
            "负责接待的人说，来看房子的人里有一半是第一次进机房，问的头一句话都是能不能再快一点。",
        ),
    ),
)
# Every article that is read from a well-formed file has one of these in it.
MARKS = ("three months for a turn", "要排三个月的队")
Members = Iterable[tuple[str, bytes]]


def zipped(members: Members) -> bytes:
    """Pack a zip file; of the same members always the same."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, data)
    return written.getvalue()


def tarred(members: Members) -> bytes:
    """Pack a tar file."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as packed:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return written.getvalue()


def gzipped(data: bytes) -> bytes:
    """Pack with gzip; of the same data always the same."""
    return gzip.compress(data, mtime=0)


def text_of(story: Story) -> bytes:
    """Write plain text."""
    return story.text.encode()


def markdown_of(story: Story) -> bytes:
    """Write Markdown with front matter."""
    front = f"title: {story.title}\nauthor: {story.author}\ndate: {story.date}"
    body = "\n\n".join(story.paragraphs)
    return f"---\n{front}\n---\n\n{body}\n".encode()


def page_of(story: Story, inside: str = "") -> bytes:
    """Write a web page, which may have more inside its article."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{story.title}</title></head>'
        f"<body><article><h1>{story.title}</h1><p>{story.author} {story.date}</p>{body}{inside}"
        "</article></body></html>"
    ).encode()


def saved_page_of(story: Story) -> bytes:
    """Write a web page as a browser saves it in one file."""
    page = "".join(f"={byte:02X}" if byte > 126 or byte == 61 else chr(byte)
                   for byte in page_of(story))  # fmt: skip
    lines = "=\r\n".join(_cut(page, 70))
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://mill.example/1\r\n"
        f"Subject: {story.date}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b1"\r\n\r\n'
        "----b1\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: https://mill.example/1\r\n\r\n{lines}\r\n----b1--\r\n"
    ).encode()


def _cut(text: str, length: int) -> list[str]:
    """Cut quoted-printable text into pieces, none of them inside `=XX`."""
    pieces, start = [], 0
    while start < len(text):
        end = start + length
        end -= next((back for back in (1, 2) if text[end - back : end - back + 1] == "="), 0)
        pieces.append(text[start:end])
        start = end
    return pieces


def rows_of(stories: Sequence[Story]) -> list[dict[str, str]]:
    """Make rows with the fields of a dump."""
    return [
        {"id": str(number), "title": story.title, "author": story.author, "date": story.date,
         "text": "\n".join(story.paragraphs)}
        for number, story in enumerate(stories, start=1)
    ]  # fmt: skip


def lines_of(stories: Sequence[Story]) -> bytes:
    """Write JSON Lines."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows_of(stories)).encode()


def _json_of(stories: Sequence[Story]) -> bytes:
    return json.dumps(rows_of(stories)).encode()


def table_of(stories: Sequence[Story], delimiter: str = ",") -> bytes:
    """Write a table."""
    rows = rows_of(stories)
    written = io.StringIO(newline="")
    table = csv.DictWriter(written, list(rows[0]), delimiter=delimiter)
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode()


def pdf_objects(content: bytes) -> list[bytes]:
    """Make the objects of a PDF of one page: catalogue, pages, font, page, content, properties."""
    return [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
        b"/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>",
        pdf_stream(content),
        b"<</Title(The mill that computes)/CreationDate(D:20230405)>>",
    ]


def pdf_stream(content: bytes, stated: bytes = b"") -> bytes:
    """Make a stream with what is stated of it besides its length."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (stated, len(content), content)


def pdf_file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Number the objects, from 1, and write the file around them."""
    written = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R/Info 6 0 R%s>>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, trailer, len(written))
    )


def pdf_content(paragraphs: Iterable[str]) -> bytes:
    """Draw paragraphs of ASCII, line by line."""
    lines = [line for paragraph in paragraphs for line in (*textwrap.wrap(paragraph, 80), "")]
    return "\n".join(
        f"BT /F1 12 Tf 60 {800 - 15 * number} Td ({line}) Tj ET"
        for number, line in enumerate(lines)
        if line
    ).encode()


def _pdf_of(story: Story) -> bytes:
    # Only English: the font has no others.
    said = story if story.title.isascii() else STORIES[0]
    return pdf_file(pdf_objects(pdf_content(said.paragraphs)))


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_paragraph(text: str) -> str:
    """Write a paragraph of a Word document."""
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def word_parts(body: str, before: str = "") -> dict[str, bytes]:
    """Make the parts of a Word document.

    Args:
        body: its paragraphs.
        before: what stands before the document's first element, such as definitions of entities.
    """
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>'
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type='
            f'"{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/document.xml": (
            f'{before}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
        ).encode(),
    }


def _word_of(story: Story) -> bytes:
    paragraphs = (story.title, f"{story.author} {story.date}", *story.paragraphs)
    return zipped(word_parts("".join(map(word_paragraph, paragraphs))).items())


def book_parts(chapter: str, before: str = "") -> dict[str, bytes]:
    """Make the files of an electronic book of one chapter, and what stands before its elements."""
    return {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": (
            f'{before}<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
        ).encode(),
        "book.opf": (
            f'{before}<package xmlns="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>The mill</dc:title>'
            '</metadata><manifest><item id="c1" href="1.xhtml"/></manifest>'
            '<spine><itemref idref="c1"/></spine></package>'
        ).encode(),
        "1.xhtml": (
            f'{before}<html xmlns="http://www.w3.org/1999/xhtml"><body>{chapter}</body></html>'
        ).encode(),
    }


def _book_of(story: Story) -> bytes:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    return zipped(book_parts(f"<h1>{story.title}</h1>{body}").items())


_SINGLE: dict[str, Callable[[Story], bytes]] = {
    ".txt": text_of, ".md": markdown_of, ".html": page_of, ".htm": page_of,
    ".mhtml": saved_page_of, ".mht": saved_page_of, ".pdf": _pdf_of, ".docx": _word_of,
    ".epub": _book_of,
}  # fmt: skip
_ROWS: dict[str, Callable[[Sequence[Story]], bytes]] = {
    ".json": _json_of, ".jsonl": lines_of, ".ndjson": lines_of, ".csv": table_of,
    ".tsv": lambda stories: table_of(stories, "\t"),
}  # fmt: skip
_PACKED: dict[str, Callable[[Members], bytes]] = {
    ".zip": zipped,
    ".tar": tarred,
    **dict.fromkeys((".tar.gz", ".tgz"), lambda members: gzipped(tarred(members))),
    **dict.fromkeys((".tar.bz2", ".tbz2"), lambda members: bz2.compress(tarred(members))),
    **dict.fromkeys((".tar.xz", ".txz"), lambda members: lzma.compress(tarred(members))),
}
_GZIPPED = ".txt.gz"
TYPES = (*_SINGLE, *_ROWS, *_PACKED, _GZIPPED)


def well_formed(suffix: str, chance: random.Random) -> File:
    """Write a file of a type, one of `TYPES`, as it should be."""
    story = chance.choice(STORIES)
    if suffix in _SINGLE:
        return File(suffix, _SINGLE[suffix](story), 1)
    if suffix in _ROWS:
        return File(suffix, _ROWS[suffix](STORIES), len(STORIES))
    if suffix == _GZIPPED:
        return File(suffix, gzipped(text_of(story)), 1)
    inner = chance.sample(list(_SINGLE), 2)
    members = [(f"news/{i}{one}", _SINGLE[one](story)) for i, one in enumerate(inner)]
    return File(suffix, _PACKED[suffix](members), len(members))
