import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.article import Article
from ingest.errors import SourceError
from ingest.formats import pdf
from ingest.read import read_article
from ingest.source import Source

# Left edge, height of the baseline, size of the font, text.
Line = tuple[float, float, float, str]

HAN = (
    "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，电价也跟着涨了两成。"
    "负责接待的人说，来看房子的人里有一半是第一次进机房，问的头一句话都是能不能再快一点。"
)
ENGLISH = (
    "The machines in the old mill have been running day and night since last autumn, and the firms "
    "that rent them wait three months for a turn. Nobody in the village had expected that so much "
    "electricity could be turned into so little noise."
)


def paper(pages: list[list[Line]], info: str = "") -> bytes:
    """A PDF with a font for ASCII and one for Chinese, neither of them embedded."""
    contents = [b"\n".join(_drawn(*line) for line in page if line[3]) for page in pages]
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H"
        b"/DescendantFonts[5 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>",
        f"<<{info}>>".encode(),
    ]
    for content in contents:
        own = len(objects) + 1
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            + f"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents {own + 1} 0 R>>".encode()
        )
        packed = zlib.compress(content)
        objects.append(
            f"<</Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
            + packed
            + b"\nendstream"
        )
    return file_of(objects)


def file_of(objects: list[bytes]) -> bytes:
    """Numbers the objects; the first is the catalogue, the sixth the document's information."""
    written = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {size}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{len(written)}\n%%EOF"
    return written + end.encode()


def _drawn(x: float, y: float, size: float, text: str) -> bytes:
    if text.isascii():
        shown = "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
        return f"BT /F1 {size:.1f} Tf {x:.1f} {y:.1f} Td {shown} Tj ET".encode()
    return (
        f"BT /F2 {size:.1f} Tf {x:.1f} {y:.1f} Td <{text.encode('utf-16-be').hex()}> Tj ET".encode()
    )


def column(text: str, y: float, width: int = 30, indent: int = 2) -> list[Line]:
    """A paragraph of 12 points, set in lines of so many Chinese characters."""
    lines: list[Line] = []
    room = width - indent
    while text:
        cut = room
        if text.isascii():
            cut = len(text) if len(text) <= 2 * room else text.rindex(" ", 0, 2 * room) + 1
        x = 72.0 + (12 * indent if not lines else 0)
        lines.append((x, y - 18 * len(lines), 12, text[:cut].rstrip()))
        text, room = text[cut:], width
    return lines


def read(data: bytes, name: str = "a.pdf") -> Article:
    return read_article(Source(f"file:/{name}", name, data))


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.body[block.start : block.end]) for block in article.blocks]


@pytest.mark.parametrize(
    ("title", "heading", "text"),
    [("云上的大模型", "机房在哪里", HAN), ("Models in the clouds", "Where they stand", ENGLISH)],
)
def test_lines_become_paragraphs_again_and_large_ones_headings(
    title: str, heading: str, text: str
) -> None:
    page = [(150.0, 780.0, 24.0, title)]
    page += [*column(text, 740), *column(text, 630), (72, 520, 16, heading), *column(text, 490)]

    article = read(paper([page]))

    assert article.title == title
    assert blocks(article) == [
        ("text", text),
        ("text", text),
        ("heading", heading),
        ("text", text),
    ]


def test_a_paragraph_goes_on_over_the_page_and_what_runs_over_all_pages_is_left_out() -> None:
    lines = column(HAN * 6, 0)
    pages = [
        [
            (72.0, 810.0, 9.0, "某某日报 经济"),
            *((x, 760 - 18 * row, size, text) for row, (x, _, size, text) in enumerate(part)),
            (290.0, 30.0, 9.0, f"- {number} -"),
        ]
        for number, part in enumerate((lines[:6], lines[6:12], lines[12:]), start=1)
    ]

    article = read(paper([[(150.0, 800.0, 24.0, "云上的大模型"), *pages[0]], *pages[1:]]))

    assert article.body == HAN * 6


def test_a_word_divided_at_the_end_of_a_line_is_whole_again_and_a_hyphen_of_its_own_stays() -> None:
    lines = [
        "A well-known engineer of the company said yesterday that the well-",
        "known machine would be replaced by a better one before the end of au-",
        "tumn, and that nobody had asked for it.",
    ]

    article = read(paper([[(72, 700 - 18 * n, 12, line) for n, line in enumerate(lines)]]))

    assert article.body == (
        "A well-known engineer of the company said yesterday that the well-known machine would be "
        "replaced by a better one before the end of autumn, and that nobody had asked for it."
    )


def test_radicals_and_ligatures_are_written_as_characters_and_spread_lines_are_closed() -> None:
    page = [
        (72.0, 740.0, 12.0, "⻓⻔⾥的⽉光 ， ⻢上就 oﬃce 了。"),
        (72.0, 700.0, 12.0, "目 录 在 这 里"),
    ]

    assert read(paper([page])).body == "长门里的月光，马上就 office 了。\n\n目录在这里"


def test_columns_are_read_one_after_the_other() -> None:
    left = column(HAN, 700, width=16)
    right = [(x + 240, y, size, text) for x, y, size, text in column(ENGLISH, 700, width=16)]

    assert read(paper([[*left, *right]])).body == f"{HAN}\n\n{ENGLISH}"


def test_the_document_states_what_is_not_printed() -> None:
    info = "/Title(Models in the clouds)/Author(Zhang San)/CreationDate(D:20230405120000+08'00')"

    article = read(paper([column(ENGLISH, 740)], info))

    assert (article.title, article.author, article.published) == (
        "Models in the clouds",
        "Zhang San",
        "2023-04-05",
    )


def test_what_is_printed_wins_over_what_a_program_filled_in() -> None:
    info = "/Title(Microsoft Word - draft3.doc)/Author(Administrator)/CreationDate(D:20230405)"
    page = [(72.0, 780.0, 24.0, "云上的大模型"), (72.0, 750.0, 12.0, "作者：李四 2022-01-02")]

    article = read(paper([[*page, *column(HAN, 710)]], info))

    assert (article.title, article.author, article.published) == (
        "云上的大模型",
        "李四",
        "2022-01-02",
    )


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_encrypted_file_opens_without_a_password_if_it_has_none(algorithm: str) -> None:
    def encrypted(password: str) -> bytes:
        writer = PdfWriter(PdfReader(io.BytesIO(paper([column(HAN, 740)]))))
        writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
        written = io.BytesIO()
        writer.write(written)
        return written.getvalue()

    assert read(encrypted("")).body == HAN
    with pytest.raises(SourceError, match=r"a\.pdf has a password\. Save it without one"):
        read(encrypted("secret"))


def test_scanned_pages_are_an_error_that_names_the_remedy() -> None:
    with pytest.raises(SourceError, match=r"a\.pdf has pictures of text.*OCR"):
        read(paper([[], []]))


def test_fonts_that_do_not_say_what_they_show_are_an_error() -> None:
    data = paper([column("\ue000\ue001\ue002\ue003" * 20, 740)])

    with pytest.raises(SourceError, match=r"fonts of a\.pdf.*OCR"):
        read(data)


def test_measures_that_no_page_has_do_no_harm() -> None:
    page = [(1e30, -1e30, 1e30, ENGLISH), (72.0, 700.0, 0.0, ENGLISH)]

    assert ENGLISH in read(paper([page])).body


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"not a PDF at all" * 100,
        paper([column(HAN, 740)])[:300],
        file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
        file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"[" * 50_000]),
    ],
)
def test_a_damaged_file_is_an_error_that_names_it(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"a\.pdf"):
        read(data)


def test_too_many_pages_are_an_error() -> None:
    kids = "7 0 R " * 3001
    page = paper([column(HAN, 740)]).replace(b"/Kids[7 0 R]", f"/Kids[{kids}]".encode())

    with pytest.raises(SourceError, match="too long"):
        read(page)


def test_a_file_that_keeps_its_reader_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # One font with a large table, under so many names that a page would take minutes.
    plain = paper([column(HAN, 740)])
    table = b"1 beginbfrange\n<0000> <ffff> <0000>\nendbfrange"
    stream = f"<</Length {len(table)}>>stream\n".encode() + table + b"\nendstream"
    names = "".join(f"/F{n} 4 0 R" for n in range(5000))
    data = plain.replace(b"/F2 4 0 R", names.encode())
    data = data.replace(b"/DescendantFonts", b"/ToUnicode 9 0 R/DescendantFonts")
    data = data.replace(b"xref\n0 9\n", b"9 0 obj\n" + stream + b"\nendobj\nxref\n0 9\n", 1)
    monkeypatch.setattr(pdf, "_WORK_SECONDS", 3)

    assert read(plain).body == HAN
    with pytest.raises(SourceError, match=r"a\.pdf takes too much time or memory"):
        read(data)


def test_a_stream_that_unpacks_to_gigabytes_is_given_up() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(200)) + packer.flush()
    stream = f"<</Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>"
    data = file_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page,
            stream + b"\nendstream",
        ]
    )

    with pytest.raises(SourceError, match=r"a\.pdf"):
        read(data)
