"""Documents that lead their reader astray: PDF, XML in Word documents and books, web pages."""

import random
import zlib
from collections.abc import Callable

from bench.malformed.wellformed import (
    STORIES,
    File,
    book_parts,
    page_of,
    pdf_content,
    pdf_file,
    pdf_objects,
    pdf_stream,
    word_paragraph,
    word_parts,
    zipped,
)

# Stands in a file beside the inputs; no article may ever say it.
UNSAID = "the word that only the file beside the inputs says"
UNSAID_FILE = "beside.txt"
_TEXT = STORIES[0].paragraphs[0]
_STATED = '<script type="application/ld+json">'


def _definitions(chance: random.Random) -> str:
    """Define an entity `e` that swells, or is fetched."""
    bomb = '<!ENTITY e0 "hahahaha">' + "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)
    )
    outside = chance.choice(
        (UNSAID_FILE, f"../{UNSAID_FILE}", "/etc/passwd", "file:///etc/passwd", "/dev/zero",
         "http://127.0.0.1:9/x", "ftp://127.0.0.1:9/x", "php://filter/x", f"file:{UNSAID_FILE}")
    )  # fmt: skip
    inside = chance.choice(
        (
            f'{bomb}<!ENTITY e "&e11;">', f'<!ENTITY e "{"x" * 100_000}">', '<!ENTITY e "&e;">',
            f'<!ENTITY e SYSTEM "{outside}">', f'<!ENTITY e PUBLIC "a" "{outside}">',
            f'<!ENTITY % p SYSTEM "{outside}">%p;<!ENTITY e "x">', '<!ENTITY e "<w:p><w:r>">',
            f'<!ENTITY % p "<!ENTITY e SYSTEM \'{outside}\'>">%p;', '<!ENTITY e "&#0;&#xFFFF;">',
        )
    )  # fmt: skip
    return (
        f"<!DOCTYPE d [{inside}]>" if chance.random() < 0.8 else f'<!DOCTYPE d SYSTEM "{outside}">'
    )


def entities(chance: random.Random) -> File:
    """Entities in the XML of a Word document, a book or a page."""
    defined = _definitions(chance)
    used = "&e;" * chance.choice((1, 10_000))
    suffix = chance.choice((".docx", ".docx", ".epub", ".epub", ".html", ".mhtml"))
    if suffix == ".docx":
        parts = word_parts(word_paragraph(_TEXT))
        body = f"<w:p><w:r><w:t>{_TEXT}{used}</w:t></w:r></w:p>"
        if chance.random() < 0.7:
            parts = word_parts(body, defined)
        else:
            name = chance.choice(list(parts))
            parts[name] = defined.encode() + parts[name].replace(b">", b">&e;", 1)
        return File(suffix, zipped(parts.items()))
    if suffix == ".epub":
        return File(suffix, zipped(book_parts(f"<p>{_TEXT}{used}</p>", defined).items()))
    page = page_of(STORIES[0], used).replace(b"<!DOCTYPE html>", defined.encode())
    head = b"" if suffix == ".html" else b"Content-Type: application/xhtml+xml\r\n\r\n"
    return File(suffix, head + page)


def pages(chance: random.Random) -> File:
    """Web pages with too much of something, or with something that never ends."""
    letters = "".join(chance.choices("abcdefgh", k=5))
    inside = chance.choice(
        (
            f"<p {' '.join(f'a{n}={n}' for n in range(50_000))}>x",
            f"<p title='{'x' * 3_000_000}'>",
            "<!--", "<!-- -- -->" * 9000, "<script>" * 5000, "<style>", "<textarea>", "<plaintext>",
            "<a href='x'>y</a>" * 49_000, "<br>" * 99_000, "<p>x" * 99_000, "&#xFFFFFFFF;" * 50_000,
            "&#0;&#x80;&#xD800;&#x1FFFF;" * 999, "&" * 900_000, "&amp" * 900_000, "<" * 99_000,
            "<table>" + "<tr>" * 300 + "<td>x" * 40_000, "<td colspan=999999999 rowspan=-1>x",
            "<table>" * 300 + "x", "<select>" + "<option>x" * 40_000, "<svg><p><title><p></svg>",
            "<math><mtext><table><mglyph><style><!--</style><img>",
            "<frameset><frame src=/dev/zero>",
            "<meta http-equiv=refresh content='0;url=file:///etc/passwd'>",
            "<base href='http://[::1'>",
            "<iframe srcdoc='<p>x'>", f"<{letters * 9000}>x",
            f"<{letters}:{letters}>x</{letters}>" * 9000,
            f"{_STATED}{'[' * 99_000}</script>",
            _STATED + '{"@graph":' * 900 + "1" + "}" * 900 + "</script>",
            f'{_STATED}{{"@type":"NewsArticle","articleBody":"{_TEXT * 9000}"}}</script>',
            f'{_STATED}{{"author":[[[{{"name":{{"name":[]}}}}]]],"datePublished":1e999}}</script>',
            f'{_STATED}{{"headline":"\\ud800","author":{"9" * 5000}}}</script>',
            '<script id="__NEXT_DATA__" type="application/json">' + '{"a":[' * 400 + "</script>",
            "<time datetime='99999-99-99T99:99'>x</time>" * 9000, "<h1>x</h1>" * 30_000,
            f"<p>{'作者：' * 300_000}</p>", f"<p>{'2023年1月1日 ' * 100_000}</p>",
            "<p>" + "a, " * 600_000,
            "<b><i>" * 5000 + "x", "<p><b>x</p></b>" * 9000, "<form><a><form><a>" * 5000,
            f"<p style='{'display:' * 99_000}none'>x", "<div hidden>" * 200 + _TEXT, "\0" * 9999,
            "</body></html>" * 5000 + f"<p>{_TEXT}", "<html><body>" * 900, "<ruby>" * 999 + "<rt>x",
        )
    )  # fmt: skip
    return File(chance.choice((".html", ".htm")), page_of(STORIES[0], inside))


def _packed(length: int) -> bytes:
    """A stream that unpacks to so many zeros, made at once."""
    block = zlib.compressobj(9)
    start = block.compress(bytes(1 << 20)) + block.flush(zlib.Z_FULL_FLUSH)
    again = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = again.compress(bytes(1 << 20)) + again.flush(zlib.Z_FULL_FLUSH)
    return start + zeros * (length >> 20) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


_CONTENT = pdf_content(STORIES[0].paragraphs)
_CMAP = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n%s\nendcmap end end"
_FORM = (
    b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>/Font<</F1 3 0 R>>>>"
)
# What a PDF's first six objects are, to be put in their places. The seventh hangs on some of them.
_CATALOGUES = (b"<</Type/Catalog/Pages 1 0 R>>", b"<<>>", b"null", b"1 0 R")
_TREES = (
    b"<</Type/Pages/Kids[2 0 R]/Count 1>>",
    b"<</Kids[4 0 R 2 0 R]/Count 2>>",
    b"<</Type/Pages/Kids[" + b"4 0 R " * 200_000 + b"]/Count 200000>>",
    b"<</Type/Pages/Kids[" + b"4 0 R " * 2900 + b"]/Count 2900>>",
    b"<</Type/Pages/Kids[4 0 R]/Count 2147483647>>",
    b"<</Type/Pages/Count -1>>",
    b"<</Type/Pages/Kids 2 0 R/Parent 2 0 R/Count 2 0 R>>",
    b"<</Type/Pages/Kids[99 0 R null (x) 1.5 [] <<>>]/Count 6>>",
    b"2 0 R",
)
_FONTS = (
    b"3 0 R",
    b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[3 0 R]"
    b"/ToUnicode 7 0 R>>",
    b"<</Type/Font/DescendantFonts[3 0 R]/Encoding 3 0 R>>",
    b"<</Type/Font/Subtype/Type1/FirstChar -2147483648/LastChar 2147483647/Widths[1 2]>>",
    b"<</Type/Font/Subtype/Type1/Encoding<</Differences[" + b"0 /a " * 300_000 + b"]>>>>",
    b"<</Type/Font/Subtype/TrueType/BaseFont/A/ToUnicode 7 0 R>>",
)
_PAGES = (
    b"<</Type/Page/Parent 4 0 R>>",
    b"<" * 99_999,
    b"[" * 99_999,
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 NaN 1e999]/Contents 5 0 R>>",
    b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
    b"<</Type/Page/Parent 2 0 R/Contents[" + b"5 0 R " * 100_000 + b"]>>",
    b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</X 7 0 R>>/Font<</F1 3 0 R>>>>"
    b"/Contents 7 0 R>>",
)
_CONTENTS: tuple[Callable[[], bytes], ...] = (
    lambda: pdf_stream(_packed(70), b"/Filter/FlateDecode"),
    lambda: pdf_stream(_packed(300), b"/Filter/FlateDecode"),
    lambda: pdf_stream(zlib.compress(_packed(300)), b"/Filter[/FlateDecode/FlateDecode]"),
    lambda: pdf_stream(zlib.compress(_CONTENT * 20_000), b"/Filter/FlateDecode"),
    lambda: pdf_stream(_CONTENT, b"/Filter[" + b"/ASCIIHexDecode" * 9000 + b"]"),
    lambda: pdf_stream(b"\x80\x01" * 300_000, b"/Filter/LZWDecode"),
    lambda: pdf_stream(b"\x81a" * 1_000_000, b"/Filter/RunLengthDecode"),
    lambda: pdf_stream(b"z" * 3_000_000, b"/Filter/ASCII85Decode"),
    lambda: pdf_stream(
        zlib.compress(_CONTENT),
        b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647>>",
    ),
    lambda: pdf_stream(_CONTENT, b"/Filter/Crypt"),
    lambda: pdf_stream(b"q " * 1_000_000),
    lambda: pdf_stream(b"BI /W 9 ID " + bytes(999_999)),
    lambda: pdf_stream(b"[" * 200_000),
    lambda: pdf_stream(b"(" * 200_000 + _CONTENT),
    lambda: pdf_stream(b"BT /F1 1e308 Tf 1e308 0 0 1e308 9e307 9e307 Tm (x) Tj ET " * 999),
    lambda: pdf_stream(b"BT /F1 9 Tf " + b"(x) Tj T* " * 300_000 + b"ET"),
    lambda: b"<</Length 5 0 R>>stream\nx\nendstream",
    lambda: b"<</Length 999999999>>stream\nx",
    lambda: b"<</F(/etc/passwd)/Length 0>>stream\n\nendstream",
    lambda: b"(" + b"x" * 5_000_000 + b")",
)
_PROPERTIES = (
    b"<</Title 6 0 R/Author[6 0 R]/CreationDate<<>>>>",
    b"<</Title(" + b"x" * 3_000_000 + b")>>",
    b"<</Title(\xfe\xff\xd8\x00)/Author(\x00\x1b[2J)/CreationDate(D:99999999)>>",
)
_HUNG_ON = (
    pdf_stream(b"/X Do /X Do (x) Tj", _FORM),
    pdf_stream(_CMAP % b"1 beginbfrange <0000> <FFFFFFFF> <0000> endbfrange"),
    pdf_stream(_CMAP % (b"9 beginbfchar <00> <" + b"0041" * 200_000 + b"> endbfchar")),
    pdf_stream(b"/A usecmap " * 9000),
)
_TRAILERS = (
    b"/Prev 9",
    b"/Prev -1",
    b"/Prev 99999999999",
    b"/Size 2147483647",
    b"/XRefStm 15",
    b"/Root 7 0 R",
    b"/Encrypt<</Filter/Standard/V 1/R 2/P -1/O(%b)/U(%b)>>/ID[(a)(b)]" % (b"x" * 32, b"y" * 32),
    b"/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -1/O()/U()/OE()/UE()/Perms()>>",
    b"/Encrypt<</Filter/Other/V 4>>",
    b"/Encrypt 7 0 R",
    b"/Encrypt 5 0 R/ID 5",
)


def pdfs(chance: random.Random) -> File:
    """PDFs whose references run in circles, whose streams swell, whose numbers lie."""
    objects = pdf_objects(_CONTENT)
    spoilt = (_CATALOGUES, _TREES, _FONTS, _PAGES, (), _PROPERTIES)
    at = chance.choices(range(6), weights=[len(one) or len(_CONTENTS) for one in spoilt])[0]
    objects[at] = chance.choice(spoilt[at]) if spoilt[at] else chance.choice(_CONTENTS)()
    objects.append(chance.choice(_HUNG_ON))
    data = pdf_file(objects, chance.choice(_TRAILERS) if chance.random() < 0.2 else b"")
    way = chance.randrange(8)
    if way == 0:
        # The table of objects points anywhere.
        data = data.replace(b"00000 n", b"65535 n", 3)
    elif way == 1:
        data = b"junk\n" * 300 + data + b"\n%%EOF" * 300
    elif way == 2:
        data = data.replace(b"startxref\n", b"startxref\n-")
    return File(".pdf", data)


def inside(chance: random.Random) -> File:
    """A Word document or a book, whole as a zip file, with a part damaged or missing."""
    body = "".join(map(word_paragraph, STORIES[0].paragraphs))
    suffix, parts = chance.choice(
        ((".docx", word_parts(body)), (".epub", book_parts(f"<p>{_TEXT}</p>")))
    )
    name = chance.choice([one for one in parts if one != "mimetype"])
    part = bytearray(parts[name])
    way = chance.randrange(6)
    if way == 0:
        del parts[name]
        return File(suffix, zipped(parts.items()))
    if way == 1:
        part = part[: chance.randrange(len(part))]
    elif way == 2:
        for _ in range(chance.randint(1, 20)):
            part[chance.randrange(len(part))] = chance.randrange(256)
    elif way == 3:
        start, end = sorted(chance.choices(range(len(part)), k=2))
        part[start:end] = part[start:end] * chance.choice((2, 1000))
    elif way == 4:
        part = bytearray(part.decode().encode(chance.choice(("utf-16", "utf-16-be", "utf-32"))))
    else:
        word = chance.choice((b"word/document.xml", b"book.opf", b"1.xhtml", b"http://", b"id="))
        other = chance.choice(
            (b"", b"../../etc/passwd", b"\xff", b"x" * 99_999, b"word/", b"http://[::1")
        )
        part = part.replace(word, other)
    return File(suffix, zipped((parts | {name: bytes(part)}).items()))
