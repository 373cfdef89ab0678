"""Texts that no person wrote: endless, nested, invisible, in the wrong encoding, or claiming much.

Each function writes one file of its kind; which one, chance decides.
"""

import csv
import io
import json
import random
from collections.abc import Callable
from functools import cache

from bench.malformed.wellformed import (
    STORIES,
    File,
    book_parts,
    lines_of,
    markdown_of,
    page_of,
    pdf_file,
    pdf_objects,
    rows_of,
    table_of,
    text_of,
    word_paragraph,
    word_parts,
    zipped,
)

# Below and above the bounds of a body, a text, a page and a file.
_LENGTHS = (1_900_000, 3_900_000, 7_900_000, 19_000_000, 50_000_000)
_UNITS = (
    *"[ ( ` * _ ~ # > | < & \\ \" ' { = - + 0 a".split(),
    "。", "，", "“", "（", "字", "\t", " ", "\n", "\r", "\u3000", "\u0301", "\u200d", "\x85",
    "](", "**a", "- ", "> ", "1. ", "| ", "|-", "</", "<a ", "<a href=", "<p>", "<b>", "<div>",
    "<br>",
    "<table>", "<!--", "<![CDATA[", "&amp", "&#x", "\\u0041", " \n", "\n\n", "a.", "1 ", "a b ",
    "字 ",
    "2023年1月1日", "https://a.", "www.", "@", "作者：", "By ", "来源：", "责任编辑：", "图：",
    "第1章\n",
    "e\u0301", "👩‍👩‍👧", "\ufdfa", "\u202e", "Mr. ", "，a", "——", "[^1]: ", "[a]: b\n", "---\n",
    "===\n", "```\n",
)  # fmt: skip


def _wrapped(text: str, suffix: str) -> bytes:
    """Put a text into a file of a type, as its one article."""
    if suffix == ".html":
        return page_of(STORIES[0], text)
    if suffix == ".json":
        return json.dumps([{"text": text}]).encode()
    if suffix == ".jsonl":
        return json.dumps({"text": text}, ensure_ascii=False).encode()
    if suffix == ".csv":
        written = io.StringIO(newline="")
        csv.writer(written).writerows([["text"], [text]])
        return written.getvalue().encode()
    if suffix == ".mhtml":
        return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page_of(STORIES[0], text)
    if suffix == ".docx":
        return zipped(word_parts(word_paragraph(_printable(text))).items())
    if suffix == ".epub":
        return zipped(book_parts(f"<p>{_printable(text)}</p>").items())
    return text.encode()


def _printable(text: str) -> str:
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


_WRAPPED = (".txt", ".md", ".html", ".json", ".jsonl", ".csv", ".mhtml", ".docx", ".epub")


def long_line(chance: random.Random) -> File:
    """A lone line of up to 50 MB."""
    suffix = chance.choice(_WRAPPED)
    words = chance.choice(("a", "word ", "The mill computes. ", "机房里亮着灯，", "字"))
    length = chance.choice(_LENGTHS)
    return File(suffix, _wrapped(words * (length // len(words.encode())), suffix))


def repetition(chance: random.Random) -> File:
    """Something small a million times, as backtracking and quadratic searches dislike it."""
    suffix = chance.choice(_WRAPPED)
    unit = "".join(chance.choices(_UNITS, k=chance.choice((1, 1, 1, 2, 3))))
    length = chance.choice((20_000, 300_000, 1_900_000, 3_900_000))
    text = unit * (length // len(unit))
    if chance.random() < 0.3:
        text = f"{STORIES[0].text}\n\n{text}\n\n{STORIES[1].text}"
    return File(suffix, _wrapped(text, suffix))


def nested(chance: random.Random) -> File:
    """Something inside itself, up to 200,000 times."""
    depth = chance.choice((50, 99, 101, 255, 257, 1000, 20_000, 99_000, 200_000))
    closed = chance.random() < 0.5
    suffix, opening, closing = chance.choice(
        (
            *((".html", f"<{tag}>", f"</{tag}>") for tag in
              "div span b a font table ul blockquote svg math select template object q".split()),
            (".html", "<table><tr><td>", "</td></tr></table>"),
            (".html", "<ul><li>", "</li></ul>"),
            (".json", "[", "]"), (".json", '{"text":', "}"), (".json", '[{"a":', "}]"),
            (".jsonl", "[", "]"), (".jsonl", '{"text":', "}"), (".jsonl", '{"text":[', "]}"),
            (".md", "> ", ""), (".md", "- ", ""), (".md", "1. ", ""), (".md", "[", "](a)"),
            (".md", "*a **b ", "***"), (".md", "![", "](a)"), (".md", "<div>", "</div>"),
            (".docx", "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
            (".docx", "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
            (".docx", "<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
            (".docx", "<w:p><w:ins>", "</w:ins></w:p>"),
            (".epub", "<div>", "</div>"), (".epub", "<b>", "</b>"),
            (".epub", "<table><tr><td>", "</td></tr></table>"),
            (".pdf", "[", "]"), (".pdf", "<</a ", ">>"), (".pdf", "(", ")"),
        )
    )  # fmt: skip
    end = closing * depth if closed else ""
    word = STORIES[0].paragraphs[0]
    if suffix == ".md" and chance.random() < 0.5:
        # Each level on a line of its own, for lists and quotations.
        depth = min(depth, 1000)
        lines = [f"{'  ' * level}{opening}{word}" for level in range(depth)]
        return File(suffix, "\n".join(lines).encode())
    if suffix == ".docx":
        inner = f"{opening * depth}{word_paragraph(word)}{end}"
        return File(suffix, zipped(word_parts(inner).items()))
    if suffix == ".epub":
        return File(suffix, zipped(book_parts(f"{opening * depth}{word}{end}").items()))
    if suffix == ".pdf":
        return File(suffix, pdf_file(pdf_objects(f"{opening * depth}{end} Tj".encode())))
    if suffix == ".html":
        return File(suffix, page_of(STORIES[0], f"{opening * depth}{word}{end}"))
    return File(suffix, f"{opening * depth}{json.dumps(word)}{end}".encode())


def _nested_parts(chance: random.Random) -> bytes:
    depth = chance.choice((5, 50, 1000))
    opening = "".join(
        f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'
        for level in range(depth)
    )
    return opening.encode() + b"Content-Type: text/html\r\n\r\n" + page_of(STORIES[0])


def controls(chance: random.Random) -> File:
    """Characters that control a terminal, a direction, a font, or nothing."""
    strange = chance.choice(
        (
            b"\0", b"\x1b[2J\x1b]0;a\x07", b"\x08", b"\x7f", b"\x0c", b"\x1a", b"\x85", b"\xc2\x85",
            b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xf4\x90\x80\x80",
            b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"\xff", b"\xef\xbb\xbf", b"\xf3\xa0\x81\x81",
            "\u202e".encode(), "\u2066".encode(), "\u200d".encode(), "\u0301".encode() * 50,
            "\ufff9\ufffa\ufffb".encode(), "\ue000".encode(), b"\r", b"\x0b", "\u2028".encode(),
        )
    )  # fmt: skip
    suffix, write = chance.choice(_WRITTEN)
    data = bytearray(write())
    for _ in range(chance.choice((1, 5, 50, 500))):
        at = chance.randrange(len(data) + 1)
        data[at:at] = strange
    return File(suffix, bytes(data))


_WRITTEN: tuple[tuple[str, Callable[[], bytes]], ...] = (
    (".txt", lambda: text_of(STORIES[0])),
    (".txt", lambda: text_of(STORIES[1])),
    (".md", lambda: markdown_of(STORIES[1])),
    (".html", lambda: page_of(STORIES[1])),
    (".jsonl", lambda: lines_of(STORIES)),
    (".csv", lambda: table_of(STORIES)),
)
_CODECS = (
    "utf-8-sig utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-7 gb18030 gbk big5hkscs hz "
    "shift_jis euc_jp cp949 cp1252 cp037 iso2022_jp koi8-r mac-roman punycode"
).split()
_CLAIMED = (
    "utf-8 utf-16 utf-32 utf-7 gb2312 big5 shift_jis iso-8859-1 windows-1251 hz-gb-2312 ascii "
    "undefined idna rot13 zlib_codec base64 unicode_escape raw_unicode_escape mbcs cp65001 "
    "x-user-defined none ../../etc/passwd \udcff".split()
)


def encodings(chance: random.Random) -> File:
    """Text in an encoding that it does not say, or says wrongly, or in two."""
    suffix, write = chance.choice(_WRITTEN)
    text = write().decode()
    claimed = chance.choice(_CLAIMED)
    if suffix == ".html":
        text = text.replace('charset="utf-8"', f'charset="{claimed}"')
        if chance.random() < 0.3:
            text = f'<?xml version="1.0" encoding="{claimed}"?>{text}'
    data = text.encode(chance.choice(_CODECS), "replace")
    way = chance.randrange(4)
    if way == 0:
        data += text.encode(chance.choice(_CODECS), "replace")
    elif way == 1:
        # A character cut in two.
        data = data[1:-1]
    elif way == 2:
        data = chance.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0\xfe\xff")) + data
    return File(suffix, data)


def front_matter(chance: random.Random) -> File:
    """Metadata of a Markdown file that wants to be more than metadata."""
    levels = chance.randint(5, 40)
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, levels)
    )
    front = chance.choice(
        (
            f"{bomb}title: *a{levels - 1}",
            f"title: &a [*a, *a]\nauthor: &b {{name: *b}}\n{bomb}",
            "title: &a {name: &b [*a, *b]}\nauthor: *a",
            "<<: &a {<<: *a, title: x}\ntitle: y",
            f"{'k' * 100_000}: v", f"? {'[' * 500}{']' * 500}\n: v", f"title: {'[' * 9000}",
            f"title: {'{a: ' * 4000}", f"title: {'- ' * 9000}x", f"title: '{'x' * 19_000}'",
            f"{'? ' * 5000}x", "\n".join(f"k{n}: {n}" for n in range(2000)),
            "title: !!python/object/apply:os.system ['echo owned > owned']",
            "title: !!binary '////'\ndate: !!timestamp 9999-99-99",
            "date: 0000-00-00T99:99:99+99:99\ntitle: 0x" + "f" * 5000,
            'title: "\\UFFFFFFFF"', 'title: "\\ud800\\udc00\\ud800"', "title: \0", "title: |2\n x",
            "title: !<tag:yaml.org,2002:map> x", "%YAML 9.9\n---\ntitle: x", "title: *nothing",
            "title: [a, {b: [c, {d: e}]}]\nauthor: {name: {name: x}}\nurl: {a: b}",
            "title:\n\tx", "title: x\ntitle: y\nTITLE: z", "- a\n- b", "just words",
            "1: 2\nnull: 3",
            "url: 'http://[::1'\nsite: 'http://'", "url: javascript:alert(1)\nsite: https:///////",
        )
    )  # fmt: skip
    end = chance.choice(("---\n", "...\n", "---", "--\n", ""))
    body = markdown_of(STORIES[0]).decode().split("---\n", 2)[2]
    return File(".md", f"---\n{front}\n{end}{body}".encode("utf-8", "replace"))


@cache
def _wide() -> bytes:
    return b",".join(b"c%d" % number for number in range(1_000_000))


def tables(chance: random.Random) -> File:
    """Tables and lists of objects that are none, or too wide, or partly wrong."""
    good = lines_of(STORIES)
    rows = rows_of(STORIES)
    wide = _wide()
    suffix, data, articles = chance.choice(
        (
            (".csv", wide, None), (".csv", b"text,%s\nword\n" % wide, None),
            (".csv", b"text" + b"," * 2_000_000 + b"\nThe mill computes.", None),
            (".csv", b'text\n"' + table_of(STORIES), None), (".csv", b'"' * 999_999, None),
            (".csv", table_of(STORIES) + b'3,"The mill', len(rows)),
            (".csv", table_of(STORIES) + b"3,a,b,c,d,e,f,g\n", len(rows)),
            (".csv", b"text,text,,text\n" * 200, None), (".csv", b"\n" * 500_000, None),
            (".csv", b"text\n" + b"The mill\0computes.\n", None), (".csv", b"text\r\r\n\rx\r",
            None),
            (".tsv", b"\t" * 2_000_000, None), (".csv", b"text\n" + b"a b\n" * 300, None),
            (".jsonl", good + b"{\n", len(rows)), (".jsonl", b"nonsense\n" + good, len(rows)),
            (".jsonl", good + b"[1, 2]\nnull\n\n7\n", len(rows)),
            (".jsonl", good + good, len(rows)), (".jsonl", b"\0\0\0\n" + good, len(rows)),
            (".jsonl", good + b'{"text": ' + b"9" * 5000 + b"}\n", len(rows)),
            (".jsonl", good + b'{"text": "' + b"x" * 9_000_000 + b'"}\n', len(rows)),
            (".jsonl", b'{"text": 1}\n' * 30_000, None), (".jsonl", b"{}\n" * 200_000, None),
            (".jsonl", b'{"text": "\\ud800 The mill.", "id": "\\udfff"}', None),
            (".jsonl", json.dumps({**rows[0], "id": "../" * 999 + "\n#?"}).encode(), 1),
            (".jsonl", json.dumps({**rows[0], "date": 1e308, "url": {"a": 1}}).encode(), 1),
            (".jsonl", json.dumps({**rows[0], "date": "9" * 13, "title": ["x"] * 9999}).encode(),
            1),
            (".jsonl", json.dumps({**rows[0], **{f"k{n}": n for n in range(99_999)}}).encode(), 1),
            (".json", b"[" + b"{}," * 300_000 + b"{}]", None), (".json", b'{"text":NaN}', None),
            (".json", b"[" + b",".join([b"1e999"] * 99) + b"]", None), (".json", b"[1,,2]", None),
            (".json", json.dumps(rows).encode()[:-1], None), (".json", b'{"a":' * 99, None),
            (".json", json.dumps(rows).encode() + b"]", None), (".json", b'["', None),
            (".json", json.dumps({"a": rows, "b": rows}).encode(), None),
            (".json", b'{"articles": [' + json.dumps(rows[0]).encode() + b", 3]}", 1),
            (".json", b'{"' + b"k" * 2_000_000 + b'": 1}', None), (".json", b'"\\' * 99_999, None),
        )
    )  # fmt: skip
    return File(suffix, data, articles)


def blank(chance: random.Random) -> File:
    """Nothing, or nothing that says anything."""
    suffix = chance.choice((
        *_WRAPPED, ".pdf", ".zip", ".tar", ".tar.gz", ".txt.gz", ".tsv", ".ndjson",
    ))  # fmt: skip
    data = chance.choice((
        b"", b"\0", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"---\n---\n", b"<html></html>",
        b"{}",
        b"[]", b"[{}]", b"text\n", b"......", b"\0" * 100_000, "\u200b\u3000".encode() * 999,
        b"<p>", b"%PDF-1.4", b"PK\5\6" + bytes(18), bytes(10_240), b"...\n***\n- \n> ",
    ))  # fmt: skip
    return File(suffix, data)


def saved_pages(chance: random.Random) -> File:
    """Damage to the encoding and the structure of a saved page."""
    page = page_of(STORIES[0])
    qp = page.replace(b"=", b"=3D")
    head = b"Content-Type: text/html\r\nContent-Transfer-Encoding: %s\r\n\r\n%s"
    multi = b'Content-Type: multipart/related; boundary="b"\r\n\r\n%s'
    part = b"--b\r\nContent-Type: text/html\r\n\r\n" + page + b"\r\n"
    data = chance.choice((
        head % (b"quoted-printable", qp.replace(b"3D", b"3")),
        head % (b"quoted-printable", qp.replace(b"3D", b"ZZ") + b"="),
        head % (b"quoted-printable", b"=" * 500_000), head % (b"base64", b"=" * 500_000),
        head % (b"base64", page), head % (b"base64", b"PCFET0NUWVBFIGh0bWw" * 999),
        head % (b"base64", b"A"), head % (b"x-uuencode", b"begin 644 a\nM" + page),
        head % (b"x-uuencode", b"begin 99999999999 \0\n" + b"\xff" * 999),
        head % (b"8bit\r\nContent-Type: text/html", page), head % (b"\0\xff\x80", page),
        head % (b"7bit\r\nContent-Type: text/html; charset*=x'y'%ZZ; charset*0=a; charset*1=b",
        page),
        multi % page, multi % (part * 3000), multi % (b"--b\r\n" * 100_000),
        multi % b"--b--" + part,
        multi % part.replace(b"text/html", b"text/html; charset=" + b"x" * 9999),
        b"Content-Type: multipart/related; boundary=\r\n\r\n" + part,
        b'Content-Type: multipart/related; boundary="' + b"b" * 99_999 + b'"\r\n\r\n' + part,
        b"X: y\r\n" * 50_000 + head % (b"8bit", page), b"X:" + b" y\r\n" * 50_000 + b"\r\n" + page,
        b"Subject: " + b"=?utf-8?B?////?= " * 9999 + b"\r\n" + head % (b"8bit", page),
        b"Subject: =?a?b?c?=\r\nDate: 99 Foo\r\nContent-ID: <<<>>>\r\n" + head % (b"8bit", page),
        b"Content-Type: message/rfc822\r\n\r\n" * 2000 + page, b": \r\n" + page, b"\r\n\r\n" + page,
        b'Content-Type: text/html; start="' + b"\\" * 9999 + b"\r\n\r\n" + page,
        b"Content-Type: message/partial; id=1; number=1\r\n\r\n" + page, _nested_parts(chance),
        b"Content-Type: text/html; " + b"a=b; " * 20_000 + b"\r\n\r\n" + page,
        b"Content-Location: http://[::1\r\n" + head % (b"8bit", page),
    ))  # fmt: skip
    return File(".mhtml", data)
