"""Read the rows of JSON, JSON Lines and CSV files.

Knows the three syntaxes; knows nothing of what a row's fields mean. A row that is damaged, too
large or no object is an error in its place, and the rows after it are read.

JSON Lines is read line by line, so its files may be of any size. Of a JSON file first the extents
of its rows are found, by counting brackets outside strings, then each is read by itself: no more
than one row is in memory as objects, and a row that is no JSON does not hide the others.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ingest.decode import decode
from ingest.errors import SourceError
from ingest.source import decode_text

# A row is an article: 2 million characters, which as `\uXXXX` are less than this in all but
# the longest.
MAX_ROW = 8_000_000
# A file that is read whole.
MAX_FILE = 50_000_000
_DEEPEST = 100
_CHUNK = 1 << 16
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_MARK = re.compile(r'["\[\]{},]')
_STRING = re.compile(r'"(?:[^"\\]+|\\.)*+"', re.DOTALL)
_KEY = re.compile(r'\s*("(?:[^"\\]|\\.){0,200}+")\s*:\s*')
_NOT_SPACE = re.compile(r"\S")
_OBJECTS = re.compile(r"\[\s*\{")
_DELIMITERS = ",\t;|"
# Decoded text has no such character, so it divides nothing: a table with one column.
_NEVER = "\x1f"
_UNSEEN = {"\t": "a tab", _NEVER: "the end of the line"}
_SAMPLE = 64_000


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a row and its number, counted from 1.

    It is that of the line that the row begins on; in a JSON file, which may be all on one line,
    that of the row among the others.
    """

    number: int
    fields: dict[str, object]


def read_rows(
    file: BinaryIO, name: str, is_row: Callable[[dict[str, object]], bool]
) -> Iterator[Row | SourceError]:
    """Read the rows of a file, from its start.

    A JSON file is an array of objects, one object, or an object that has one array of objects and
    is no row itself; objects that follow each other are taken for JSON Lines.

    Args:
        file: open for reading and seeking.
        name: its name, whose suffix says what it is: one of those of CSV, JSON or JSON Lines.
        is_row: whether an object with these keys is a row, and not what holds the rows.

    Yields:
        Rows, and errors in the place of rows that cannot be read.
    """
    file.seek(0)
    lower = name.lower()
    if lower.endswith((".jsonl", ".ndjson")):
        yield from _read_lines(file, name)
        return
    data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        yield SourceError(
            f"{name} is larger than {MAX_FILE // 1_000_000} MB.",
            "Save it as JSON Lines (.jsonl), one object to a line.",
        )
        return
    try:
        text = decode_text(data, name)
    except SourceError as error:
        yield error
        return
    if lower.endswith((".csv", ".tsv")):
        yield from _read_table(text, name)
    elif _is_lines(text):
        file.seek(0)
        yield from _read_lines(file, name)
    else:
        yield from _read_json(text, name, is_row)


def _bad_row(number: int, name: str, problem: str) -> SourceError:
    return SourceError(
        f"Row {number} of {name} {problem}.", "Correct the row and add the file again."
    )


def _read_lines(file: BinaryIO, name: str) -> Iterator[Row | SourceError]:
    if file.read(4).startswith(_WIDE_BOMS):
        yield SourceError(f"{name} is text in UTF-16.", "Save it as UTF-8 text.")
        return
    file.seek(0)
    number = 0
    while line := file.readline(MAX_ROW + 1):
        number += 1
        if len(line) > MAX_ROW:
            while line and not line.endswith(b"\n"):
                line = file.readline(_CHUNK)
            yield _bad_row(number, name, f"is larger than {MAX_ROW // 1_000_000} MB")
        elif line.strip():
            try:
                text = decode(line)
            except ValueError:
                yield _bad_row(number, name, "is not text in any known encoding")
            else:
                yield _object(text, number, name)


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no value")


# Line breaks inside strings are what some programs write, and they do no harm.
_DECODER = json.JSONDecoder(strict=False, parse_constant=_refuse)


def _object(text: str, number: int, name: str) -> Row | SourceError:
    try:
        loaded = _DECODER.decode(text)
    except RecursionError:
        return _bad_row(number, name, "is nested too deeply")
    except json.JSONDecodeError as error:
        return _bad_row(number, name, f"is no JSON ({error.msg} at character {error.pos + 1})")
    except ValueError as error:
        return _bad_row(number, name, f"is no JSON ({str(error)[:80]})")
    if not isinstance(loaded, dict):
        return _bad_row(number, name, "is no object with named fields")
    return Row(number, loaded)


def _is_lines(text: str) -> bool:
    """Whether another object follows the first line, which is an object by itself."""
    first, _, rest = text.lstrip().partition("\n")
    return first.startswith("{") and first.rstrip().endswith("}") and rest.lstrip()[:1] == "{"


def _read_json(
    text: str, name: str, is_row: Callable[[dict[str, object]], bool]
) -> Iterator[Row | SourceError]:
    start = len(text) - len(text.lstrip())
    first = text[start : start + 1]
    try:
        if first not in ("[", "{"):
            raise ValueError("it begins with neither [ nor {")
        inside = _rows_inside(text, start, is_row) if first == "{" else start
        if inside is None:
            yield _slice(text, start, len(text), 1, name)
            return
        end = inside
        for number, (begin, end) in enumerate(_elements(text, inside), start=1):
            if _NOT_SPACE.search(text, begin, end):
                yield _slice(text, begin, end, number, name)
        if first == "[" and text[end + 1 :].strip():
            raise ValueError("there is more after its end")
    except ValueError as error:
        yield SourceError(f"{name} is no JSON: {error}.", "Check that the file is whole.")


def _slice(text: str, begin: int, end: int, number: int, name: str) -> Row | SourceError:
    if end - begin > MAX_ROW:
        return _bad_row(number, name, f"is longer than {MAX_ROW:,} characters")
    return _object(text[begin:end], number, name)


def _rows_inside(text: str, start: int, is_row: Callable[[dict[str, object]], bool]) -> int | None:
    """Find the one array of objects in an object, unless the object is a row itself."""
    arrays: list[int] = []
    keys: dict[str, object] = {}
    for begin, end in _elements(text, start):
        key = _KEY.match(text, begin, end)
        if key is None:
            continue
        keys[key[1].strip('"')] = ""
        if _OBJECTS.match(text, key.end()):
            arrays.append(key.end())
    return arrays[0] if len(arrays) == 1 and not is_row(keys) else None


def _elements(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Find the slices between the commas of the array or object that begins at `start`.

    Raises:
        ValueError: it does not end, or is nested too deeply.
    """
    depth = 0
    begin = at = start + 1
    while True:
        mark = _MARK.search(text, at)
        if mark is None:
            raise ValueError("its end is missing")
        at = mark.end()
        if mark[0] == '"':
            string = _STRING.match(text, mark.start())
            if string is None:
                raise ValueError("the end of a string is missing")
            at = string.end()
        elif mark[0] in "[{":
            depth += 1
            if depth > _DEEPEST:
                raise ValueError("it is nested too deeply")
        elif mark[0] == ",":
            if depth == 0:
                yield begin, mark.start()
                begin = at
        elif depth == 0:
            yield begin, mark.start()
            return
        else:
            depth -= 1


def _read_table(text: str, name: str) -> Iterator[Row | SourceError]:
    # The limit is the process's own; it is 131,072 characters at first, which some articles have.
    csv.field_size_limit(MAX_ROW)
    delimiter = "\t" if name.lower().endswith(".tsv") else _find_delimiter(text)
    # Strict, because a quotation mark that is not closed would swallow the rows below it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            said = str(error).replace(f"'{delimiter}'", _UNSEEN.get(delimiter, f"'{delimiter}'"))
            yield _bad_row(number, name, f"is not written as CSV is ({said})")
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
        elif len(cells) > len(header):
            yield _bad_row(
                number, name, f"has {len(cells)} fields, and the first row {len(header)}"
            )
        else:
            # Of two columns with one name the first counts.
            pairs = zip(reversed(header[: len(cells)]), reversed(cells), strict=True)
            yield Row(number, {key: cell for key, cell in pairs if key})


def _find_delimiter(text: str) -> str:
    """Find the character that divides the most rows at the top into as many fields as the first."""
    sample = text[:_SAMPLE]
    found = {delimiter: _agreement(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(found, key=lambda delimiter: found[delimiter])
    return best if found[best][0] else _NEVER


def _agreement(sample: str, delimiter: str) -> tuple[float, int]:
    try:
        rows = [
            row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row
        ]
    except csv.Error:
        return 0.0, 0
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    # The sample's end may cut a row in two.
    widths = [len(row) for row in rows[: max(1, len(rows) - 1)]]
    return widths.count(widths[0]) / len(widths), widths[0]
