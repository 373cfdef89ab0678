import io
import json
import time
from itertools import islice

import pytest

from ingest.article import Article
from ingest.errors import SourceError
from ingest.formats.mapping import FieldMapping, parse_mapping
from ingest.formats.records import MAX_REPORTED, read_records
from ingest.read import read_article
from ingest.source import Facts, Source

FIRST = (
    "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，"
    "电价也跟着涨了两成。"
)
SECOND = (
    "The firms that rent the machines wait three months for a turn, and nobody had expected it."
)
CHINESE = {
    "标题": "云上的大模型",
    "正文": FIRST,
    "作者": "张三",
    "发布时间": "2023年4月5日 10:00",
    "来源": "某某日报",
    "链接": "https://example.com/1",
}
AMERICAN = {
    "Headline": "Models in the clouds",
    "Content": SECOND,
    "Authors": [{"name": "Ann"}, "Bob"],
    "publishedAt": "2023-04-05T10:00:00Z",
    "source": {"id": None, "name": "The Daily"},
    "url": "https://example.com/2",
}


def lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def read(
    data: bytes, name: str = "rows.jsonl", mapping: str = ""
) -> tuple[list[Source], list[str]]:
    """The sources of a file, and the errors."""
    found = list(read_records(io.BytesIO(data), f"file:/{name}", name, parse_mapping(mapping)))
    return (
        [source for source in found if isinstance(source, Source)],
        [str(error) for error in found if isinstance(error, SourceError)],
    )


def article(source: Source) -> Article:
    return read_article(source)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rows.jsonl", lines(CHINESE, AMERICAN)),
        ("rows.ndjson", b"\xef\xbb\xbf" + lines(CHINESE, AMERICAN) + b"\r\n\r\n"),
        ("rows.json", json.dumps([CHINESE, AMERICAN]).encode()),
        ("rows.json", json.dumps([CHINESE, AMERICAN], indent=2, ensure_ascii=False).encode()),
        ("rows.json", json.dumps({"status": "ok", "articles": [CHINESE, AMERICAN]}).encode()),
        ("rows.json", lines(CHINESE, AMERICAN)),
        ("rows.json", json.dumps([CHINESE, AMERICAN], ensure_ascii=False).encode("gb18030")),
    ],
)
def test_rows_are_articles_whose_facts_are_their_fields(name: str, data: bytes) -> None:
    sources, errors = read(data, name)
    chinese, american = map(article, sources)

    assert not errors
    assert (chinese.title, chinese.body, chinese.author) == ("云上的大模型", FIRST, "张三")
    assert (chinese.published, chinese.site, chinese.url) == (
        "2023-04-05",
        "某某日报",
        "https://example.com/1",
    )
    assert (american.title, american.body, american.author) == (
        "Models in the clouds",
        SECOND,
        "Ann, Bob",
    )
    assert (american.published, american.site) == ("2023-04-05", "The Daily")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_whatever_divides_it_and_in_any_encoding(
    delimiter: str, codec: str
) -> None:
    rows = [["编号", "标题", "正文"], ["7", "云，上", f'"{FIRST}\n\n{SECOND}, a; b | c"']]
    rows.append(["8", "水里", f'"他说""好""。{FIRST}"'])
    text = "\r\n".join(delimiter.join(row) for row in rows)

    sources, errors = read(text.encode(codec), "rows.csv")

    assert not errors
    assert [source.origin for source in sources] == ["file:/rows.csv#7", "file:/rows.csv#8"]
    assert article(sources[0]).title == "云，上"
    assert article(sources[0]).body == f"{FIRST}\n\n{SECOND}, a; b | c"
    assert article(sources[1]).body == f'他说"好"。{FIRST}'


def test_a_table_with_one_column_is_read() -> None:
    sources, errors = read(f"text\n{SECOND}\n{FIRST}\n".encode(), "rows.csv")

    assert not errors
    assert [article(source).body for source in sources] == [SECOND, FIRST]


def test_a_row_is_known_by_its_id_or_else_by_its_number() -> None:
    rows = [{"id": 17, "text": FIRST}, {"id": "a b\n", "text": FIRST}, {"text": FIRST}]

    sources, _ = read(lines(*rows))

    assert [source.origin for source in sources] == [
        "file:/rows.jsonl#17",
        "file:/rows.jsonl#a b",
        "file:/rows.jsonl#3",
    ]


def test_a_row_of_html_is_read_as_a_page_and_one_that_mentions_a_tag_as_text() -> None:
    page = f"<h2>出路</h2><p>{FIRST}</p><p>{FIRST[::-1]}<br/></p>"
    words = f"The tag <p> begins a paragraph. {SECOND}"

    sources, _ = read(lines({"title": "云", "content": page}, {"title": "P", "content": words}))

    assert [source.name for source in sources] == ["rows.jsonl#1.html", "rows.jsonl#2.txt"]
    assert FIRST in article(sources[0]).body
    assert "<" not in article(sources[0]).body
    assert article(sources[1]).body == words


def test_the_first_line_of_a_row_with_a_title_is_not_lost() -> None:
    sources, _ = read(lines({"title": "云上的大模型", "text": f"又是一年秋天\n\n{FIRST}"}))

    assert article(sources[0]).title == "云上的大模型"
    assert article(sources[0]).body == f"又是一年秋天\n\n{FIRST}"


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        (1680696000, "2023-04-05"),
        (1680696000123, "2023-04-05"),
        ("1680696000", "2023-04-05"),
        (20230405, "2023-04-05"),
        ("2023-04-05", "2023-04-05"),
        (5, ""),
        (None, ""),
        (True, ""),
    ],
)
def test_a_date_may_be_a_count_of_seconds(stated: object, date: str) -> None:
    sources, _ = read(lines({"text": SECOND, "date": stated}))

    assert article(sources[0]).published == date


def test_paragraphs_may_be_a_list() -> None:
    sources, _ = read(lines({"text": [FIRST, SECOND]}))

    assert article(sources[0]).body == f"{FIRST}\n\n{SECOND}"


def test_a_mapping_is_used_as_it_is_given() -> None:
    row = {"text": "not this", "story": FIRST, "kicker": "云上的大模型", "title": "nor this"}

    sources, errors = read(lines(row), mapping="text=story, title=kicker")

    assert not errors
    assert sources[0].facts == Facts(title="云上的大模型")
    assert article(sources[0]).body == FIRST


def test_a_named_field_that_no_row_has_is_an_error_that_lists_the_fields() -> None:
    rows = lines({"text": FIRST, "标题": "甲"}, {"text": SECOND, "headline": "乙"})

    sources, errors = read(rows, mapping="text=text,title=titel")

    assert not sources
    assert errors == [
        "No row of rows.jsonl has the field 'titel'; there are text, 标题, headline. "
        "Say which field it is, such as title=text."
    ]
    assert read(rows, mapping="title=headline")[1] == []


def test_rows_without_a_field_that_could_be_the_text_are_one_error_that_lists_the_fields() -> None:
    sources, errors = read(lines({"a": 1, "b": 2}, {"c": 3}))

    assert not sources
    assert errors == [
        "No row of rows.jsonl has a field of text; there are a, b, c. "
        "Say which field it is, such as text=a."
    ]


@pytest.mark.parametrize("text", ["text", "text=", "words=a", "text=a,text=b", "=a"])
def test_a_mapping_that_says_nothing_is_an_error_that_shows_one(text: str) -> None:
    with pytest.raises(SourceError, match="text=content"):
        parse_mapping(text)


def test_a_mapping_may_be_empty() -> None:
    assert parse_mapping("") == FieldMapping()


def test_a_bad_row_is_told_of_with_its_line_and_the_others_are_read() -> None:
    bad = [
        b'{"text": "unfinished',
        b'["no object"]',
        b'{"text": NaN}',
        b'{"text": ' + b"[" * 100_000,
        b'{"text": "", "title": "no text"}',
        b'{"text": 5}',
        b"\xff\xfe\x00 binary \x89PNG" + bytes(range(128, 256)) * 20,
    ]
    data = b"\n".join([lines({"text": FIRST}), b"", *bad, lines({"text": SECOND})])

    sources, errors = read(data)

    assert [article(source).body for source in sources] == [FIRST, SECOND]
    assert len(errors) == len(bad)
    assert all(f"Row {n} of rows.jsonl" in e for n, e in enumerate(errors, start=3))
    assert all(len(error) < 250 and "\n" not in error for error in errors)


def test_a_bad_row_of_a_json_file_does_not_hide_the_others() -> None:
    data = b'[\n{"text": "%b"},\n{"text": oops},\n7,\n{"text": "%b"}]' % (
        SECOND.encode(),
        FIRST.encode(),
    )

    sources, errors = read(data, "rows.json")

    assert [article(source).body for source in sources] == [SECOND, FIRST]
    assert [error.split(" is ")[0] for error in errors] == [
        "Row 2 of rows.json",
        "Row 3 of rows.json",
    ]


def test_a_bad_row_of_a_table_does_not_hide_the_others() -> None:
    data = f'id,text\n1,{SECOND.replace(",", "")}\n2,a,b,c\n3,"so "he" said"\n4,"{FIRST}"\n'

    sources, errors = read(data.encode(), "rows.csv")

    assert [source.origin[-1] for source in sources] == ["1", "4"]
    assert ["Row 3 of" in errors[0], "Row 4 of" in errors[1]] == [True, True]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("rows.tsv", b'id\ttext\n1\t"so "he" said"\n', "a tab expected"),
        ("rows.csv", b'text\n"so "he" said"\n', "the end of the line expected"),
        ("rows.csv", b'id,text\n1,"so "he" said"\n', "',' expected"),
    ],
)
def test_what_a_table_lacks_is_said_in_characters_that_are_seen(
    name: str, data: bytes, expected: str
) -> None:
    _, errors = read(data, name)

    assert expected in errors[0]
    assert errors[0].isprintable()


def test_a_quotation_mark_that_is_not_closed_does_not_swallow_the_rows_below_unseen() -> None:
    data = f'id,text\n1,"{FIRST}\n2,"{SECOND}"\n3,"{FIRST}"\n'

    sources, errors = read(data.encode(), "rows.csv")

    assert any("Row 2 of rows.csv" in error for error in errors)
    assert [source.origin[-1] for source in sources][-1:] == ["3"]


def test_an_id_that_two_rows_have_is_an_error_that_names_both() -> None:
    sources, errors = read(lines({"id": 1, "text": FIRST}, {"id": "1", "text": SECOND}))

    assert [article(source).body for source in sources] == [FIRST]
    assert "Row 2 of rows.jsonl has the id 1 of row 1" in errors[0]


def test_many_bad_rows_are_counted_and_not_all_told_of() -> None:
    data = lines({"text": FIRST}) + b"\n{" * 1000 + b"\n" + lines({"text": SECOND})

    sources, errors = read(data)

    assert len(sources) == 2
    assert len(errors) == MAX_REPORTED + 1
    assert errors[-1].startswith("900 more rows of rows.jsonl")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rows.jsonl", b""),
        ("rows.csv", b"id,text\n"),
        ("rows.json", b"[]"),
        ("rows.json", b"{}"),
        ("rows.json", b"words"),
        ("rows.json", b'[{"text": "a"'),
        ("rows.json", b'[{"text": "a'),
        ("rows.json", b'{"text": "a"} more'),
        ("rows.json", b"[" * 1_000_000),
        ("rows.json", b'{"a":' * 1_000_000),
        ("rows.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50),
        ("rows.jsonl", '{"text": "words"}'.encode("utf-16")),
    ],
)
def test_a_file_without_rows_is_one_error_that_names_it(name: str, data: bytes) -> None:
    sources, errors = read(data, name)

    assert not sources
    assert len(errors) == 1
    assert name in errors[0]


def test_what_stands_after_the_end_of_a_json_file_is_told_of() -> None:
    sources, errors = read(lines([{"text": FIRST}]) + b"\n[1]", "rows.json")

    assert len(sources) == 1
    assert "more after its end" in errors[0]


class Endless(io.RawIOBase):
    """A file that is read only in small pieces, and notes the largest."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)
        self.largest = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._data.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)

    def readline(self, size: int | None = -1) -> bytes:
        line = self._data.readline(-1 if size is None else size)
        self.largest = max(self.largest, len(line))
        return line


def test_a_line_of_fifty_megabytes_is_never_in_memory_and_the_next_row_is_read() -> None:
    file = Endless(b'{"text": "' + b"a" * 50_000_000 + b'"}\n' + lines({"text": FIRST}))
    started = time.process_time()

    found = list(read_records(file, "file:/rows.jsonl", "rows.jsonl"))  # type: ignore[arg-type]

    assert "Row 1 of rows.jsonl is larger than 8 MB" in str(found[0])
    assert isinstance(found[1], Source)
    assert file.largest < 10_000_000
    assert time.process_time() - started < 10


def test_rows_are_read_as_they_are_asked_for() -> None:
    rows = lines({"text": FIRST}) + b"\n{" * 1_000_000

    [first] = islice(read_records(io.BytesIO(rows), "file:/rows.jsonl", "rows.jsonl"), 1)

    assert isinstance(first, Source)


@pytest.mark.parametrize("suffix", ["json", "csv", "jsonl"])
@pytest.mark.parametrize(
    "hostile", ['"', "[", "{", "[]", "{},", '"\\', "\\", ",", '",', '"\n', "\n", "\t", '{"a":[{}]}']
)
def test_a_megabyte_of_hostile_rows_is_read_or_refused_in_time(suffix: str, hostile: str) -> None:
    prefix = f'[{{"text": "{SECOND}"}},' if suffix == "json" else "text,id\n"
    data = (prefix + hostile * (1_000_000 // len(hostile))).encode()
    started = time.process_time()

    _, errors = read(data, f"rows.{suffix}")

    assert len(errors) <= MAX_REPORTED + 2
    assert time.process_time() - started < 10


def test_escapes_that_hide_characters_do_not_reach_the_article() -> None:
    row = r'{"id": "7\u200b", "title": "云上\ud800的", "text": "TEXT\u202e\udb40"}'

    sources, _ = read(row.replace("TEXT", SECOND).encode())

    assert sources[0].origin == "file:/rows.jsonl#7"
    assert (article(sources[0]).title, article(sources[0]).body) == ("云上的", SECOND)
