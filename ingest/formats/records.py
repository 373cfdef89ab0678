"""Take the rows of a JSON, JSON Lines or CSV file as one source each.

Knows which field of a row is what, by a mapping; `rows.py` knows the syntaxes.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import BinaryIO

from ingest.decode import clean
from ingest.errors import SourceError
from ingest.formats.mapping import FieldMapping, has_field, pick_values
from ingest.formats.rows import Row, read_rows
from ingest.source import Facts, Source

MAX_ROWS = 1_000_000
# Bad rows that are told of one by one; the others are counted.
MAX_REPORTED = 100
_LONGEST_ID = 200
_LONGEST_FACT = 4000
_MOST_NAMES = 20
# Two tags of these make a row's text a web page's, not a text about one.
_TAG = re.compile(
    r"</?(?:p|div|article|section|h[1-6]|ul|ol|li|table|tr|td|blockquote|figure|body|html)"
    r"(?:\s[^<>]{0,500})?>|<br\s?/?>|<img\s[^<>]{1,500}>",
    re.IGNORECASE,
)
_TAG_SAMPLE = 50_000
_WHOLE_PAGE = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
# Seconds, or milliseconds, from 1990 to 2100.
_SECONDS = (631_152_000, 4_102_444_800)


def read_records(
    file: BinaryIO, origin: str, name: str, mapping: FieldMapping | None = None
) -> Iterator[Source | SourceError]:
    """Read the rows of a file as sources.

    Args:
        file: open for reading and seeking; it is read twice where the first rows lack a field.
        origin: that of the file; a row's is it with `#` and the row's id, or else its number.
        name: the file's name.
        mapping: which field holds what; guessed without one.

    Yields:
        Sources, whose facts are the row's fields, and a SourceError in the place of each row that
        cannot be read: at most 100, then one that counts the rest. A field that is named in the
        mapping and that no row has is an error before all, and nothing is read.
    """
    mapping = mapping or FieldMapping()

    def is_row(fields: dict[str, object]) -> bool:
        return has_field(fields, "text", mapping)

    missing = _find_missing(read_rows(file, name, is_row), name, mapping)
    if missing is not None:
        yield missing
        return
    numbers: dict[str, int] = {}
    bad = 0
    count = 0
    for count, row in enumerate(read_rows(file, name, is_row), start=1):
        if count > MAX_ROWS:
            yield SourceError(
                f"{name} has more than {MAX_ROWS:,} rows; the others were left out.",
                "Split it into smaller files.",
            )
            break
        found = (
            row if isinstance(row, SourceError) else _source(row, origin, name, mapping, numbers)
        )
        bad += isinstance(found, SourceError)
        if isinstance(found, Source) or bad <= MAX_REPORTED:
            yield found
    if bad > MAX_REPORTED:
        yield SourceError(
            f"{bad - MAX_REPORTED:,} more rows of {name} cannot be read.",
            "Correct the rows and add the file again.",
        )
    if count == 0:
        yield SourceError(f"{name} has no rows.", "Check that it holds articles.")


def _find_missing(
    rows: Iterator[Row | SourceError], name: str, mapping: FieldMapping
) -> SourceError | None:
    """Find a field that no row has: the text's, or another that the mapping names.

    Reads no further than to the row that has the last of them, which is mostly the first.
    """
    wanted = {"text", *mapping.named()}
    seen: dict[str, None] = {}
    for row in islice(rows, MAX_ROWS):
        if isinstance(row, SourceError):
            continue
        wanted = {use for use in wanted if not has_field(row.fields, use, mapping)}
        if not wanted:
            return None
        if len(seen) < _MOST_NAMES:
            seen.update(dict.fromkeys(clean(key)[:60] for key in row.fields))
    if not seen:
        # There are no rows to speak of, which their own errors say.
        return None
    use = min(wanted, key=lambda use: (use != "text", use))
    field = f"the field {mapping.named()[use]!r}" if use in mapping.named() else "a field of text"
    return SourceError(
        f"No row of {name} has {field}; there are {', '.join(list(seen)[:_MOST_NAMES])}.",
        f"Say which field it is, such as {use}={next(iter(seen))}.",
    )


def _source(
    row: Row, origin: str, name: str, mapping: FieldMapping, numbers: dict[str, int]
) -> Source | SourceError:
    values = pick_values(row.fields, mapping)
    text = clean(_text(values["text"]))
    if not text.strip():
        return SourceError(
            f"Row {row.number} of {name} has no text.", "Fill in its text or take the row out."
        )
    row_id = " ".join(clean(_words(values["id"])).split())[:_LONGEST_ID] or str(row.number)
    if row_id in numbers:
        return SourceError(
            f"Row {row.number} of {name} has the id {row_id} of row {numbers[row_id]}.",
            "Give each row an id of its own.",
        )
    numbers[row_id] = row.number
    is_page = len(_TAG.findall(text[:_TAG_SAMPLE])) > 1
    if is_page and not _WHOLE_PAGE.search(text[:_TAG_SAMPLE]):
        text = f"<html><body><article>{text}</article></body></html>"
    return Source(
        f"{origin}#{row_id}",
        f"{name}#{row_id}{'.html' if is_page else '.txt'}",
        text.encode(),
        Facts(
            title=_words(values["title"]),
            author=_words(values["author"]),
            published=_date(values["published"]),
            site=_words(values["site"]),
            url=_words(values["url"]),
        ),
    )


def _text(value: object) -> str:
    """Return a text; a list of strings is its paragraphs."""
    if isinstance(value, list):
        return "\n\n".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""


def _words(value: object) -> str:
    """Return a name or an address as one line; of a list its names, of an object its `name`."""
    if isinstance(value, str):
        return " ".join(value[:_LONGEST_FACT].split())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        name = value.get("name", "")
        return _words(name) if isinstance(name, str) else ""
    if isinstance(value, list):
        names = [item for item in value[:_MOST_NAMES] if isinstance(item, str | dict)]
        return ", ".join(name for name in map(_words, names) if name)
    return ""


def _date(value: object) -> str:
    """Return a date as it is written; a count of seconds since 1970 as the date in UTC."""
    words = _words(value)
    if not re.fullmatch(r"\d{9,13}(?:\.\d{1,9})?", words):
        return words
    seconds = float(words)
    if seconds > _SECONDS[1]:
        seconds /= 1000
    if not _SECONDS[0] <= seconds <= _SECONDS[1]:
        return words
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
