"""Measure what is read from web pages against what people and tools found on them.

Two readers of the same bytes: ours, and trafilatura as it comes. A page is `CASE.html`, what it
should give `CASE.expected.json`; what stands before the first hyphen of a case is its group.
"""

import json
import logging
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from bench.errors import BenchError
from bench.metrics import contains_any, normalise, share, span_f1
from bench.record import Write, record
from bench.table import Table
from ingest.dates import parse_date
from ingest.decode import declared_charset, decode
from ingest.errors import SourceError
from ingest.read import read_article
from ingest.source import Source

OURS, THEIRS = "wenyuan", "trafilatura"
_EXPECTED = ".expected.json"
# What joins the names of section and site to a headline.
_JOINT = re.compile(r"\s[-–—|·:@[]{1,2}|\s?[_|]\s?")


class Expected(BaseModel):
    """What a page should give; None, and an empty text or name, is what nobody looked for."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    text: str | None = None
    must_have: list[str] = []
    must_not: list[str] = []


class Found(NamedTuple):
    """What a reader found on a page, and the page's source as it decoded it."""

    text: str
    title: str
    author: str
    date: str
    decoded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How right a reader was about a page; None for what nobody looked for.

    Attributes:
        case: the page.
        reader: `wenyuan` or `trafilatura`.
        f1: of the text's words, in Chinese its characters.
        had: how many of the phrases that its text must have it has, and how many those are.
        kept_out: the same of the phrases that its text must not have.
        title: whether the headline is right, with or without section and site.
        author: whether every name is one that it should give.
        date: whether the day is right.
        misread: whether a character was decoded wrongly.
    """

    case: str
    reader: str
    f1: float | None
    had: tuple[int, int]
    kept_out: tuple[int, int]
    title: bool | None
    author: bool | None
    date: bool | None
    misread: bool


def run(folder: Path, write: Write) -> list[Read]:
    """Read every page of a folder with both readers.

    Args:
        folder: the pages and what they should give.
        write: is given a line for each page and reader.

    Raises:
        BenchError: there are no pages, or one cannot be used.
    """
    reads: list[Read] = []
    for path in sorted(folder.glob(f"*{_EXPECTED}")):
        expected, data = _load(path)
        case = path.name.removesuffix(_EXPECTED)
        print(f"  {case}", file=sys.stderr, flush=True)
        for reader, read in _READERS.items():
            reads.append(judge(case, reader, read(data), expected))
            write(record("html", reads[-1]))
    if not reads:
        raise BenchError(
            f"{folder} holds no pages.", f"Put CASE.html there, and CASE{_EXPECTED} beside it."
        )
    return reads


def judge(case: str, reader: str, found: Found, expected: Expected) -> Read:
    """Compare what a reader found on a page with what it should have found."""
    names = _names(expected.author or "")
    had = sum(contains_any(found.text, [phrase]) for phrase in expected.must_have)
    kept = sum(not contains_any(found.text, [phrase]) for phrase in expected.must_not)
    return Read(
        case=case,
        reader=reader,
        f1=span_f1(found.text, [expected.text]) if expected.text else None,
        had=(had, len(expected.must_have)),
        kept_out=(kept, len(expected.must_not)),
        title=_same_title(found.title, expected.title) if expected.title else None,
        author=bool(found.author) and _names(found.author) <= names if names else None,
        date=parse_date(found.date) == parse_date(expected.date) if expected.date else None,
        misread=_is_misread(found.decoded, expected),
    )


def tables(reads: Sequence[Read]) -> list[Table]:
    """Print the readers by group, and the text of each page from the worst to the best of ours."""
    groups = sorted({_group(one) for one in reads})
    rows = [
        (name, reader, *_row([one for one in reads if one.reader == reader and within(one)]))
        for name, within in [*((g, _is_of(g)) for g in groups), ("all", lambda _: True)]
        for reader in _READERS
    ]
    f1 = {(one.case, one.reader): one.f1 for one in reads if one.f1 is not None}
    pages = sorted({case for case, _ in f1}, key=lambda case: f1[case, OURS])
    return [
        Table(
            "",
            ("group", "reader", "pages", "F1", "must have", "must not",
             "title", "author", "date", "misread"),
            rows,
            "F1 is the mean over pages; counts are of what was looked for.",
        ),
        Table(
            "Text F1",
            ("page", *_READERS),
            [(case, *(f"{f1[case, reader]:.3f}" for reader in _READERS)) for case in pages],
        ),
    ]  # fmt: skip


def _load(path: Path) -> tuple[Expected, bytes]:
    page = path.with_name(path.name.removesuffix(_EXPECTED) + ".html")
    try:
        lines: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        given = {name: value for name, value in lines.items() if value is not None}
        return Expected.model_validate(given), page.read_bytes()
    except (OSError, ValueError, AttributeError, ValidationError) as error:
        raise BenchError(
            f"{path.name} and {page.name} are no page and what it should give.",
            "Correct them, or move them elsewhere.",
        ) from error


def _read_ours(data: bytes) -> Found:
    try:
        article = read_article(Source("bench:page.html", "page.html", data))
    except SourceError:
        return Found("", "", "", "", "")
    decoded = decode(data, declared_charset(data))
    return Found(article.body, article.title, article.author, article.published, decoded)


def _read_theirs(data: bytes) -> Found:
    from trafilatura import extract, extract_metadata
    from trafilatura.utils import decode_file

    # Its complaints are about single pages, and the table shows those.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    facts = extract_metadata(data)
    title, author, date = (getattr(facts, name) or "" for name in ("title", "author", "date"))
    return Found(extract(data) or "", title, author, date, decode_file(data))


_READERS: dict[str, Callable[[bytes], Found]] = {OURS: _read_ours, THEIRS: _read_theirs}


def _same_title(said: str, annotated: str) -> bool:
    ends = [joint.start() for joint in _JOINT.finditer(annotated)]
    return normalise(said) in {normalise(annotated[:end]) for end in (*ends, None)} - {""}


def _names(author: str) -> set[str]:
    lines = re.split(r"[\n,;/()（）、]|\sand\s", author)
    names = (re.sub(r"^\s*by\s", "", line, flags=re.IGNORECASE) for line in lines)
    return {normalise(name) for name in names if not parse_date(name)} - {""}


def _is_misread(decoded: str, expected: Expected) -> bool:
    """Whether a letter outside ASCII that the page should have is not in it, or is a box."""
    wanted = "".join([expected.text or "", *expected.must_have])
    letters = {letter for letter in wanted if not letter.isascii() and letter.isalnum()}
    return "\ufffd" in decoded or not letters <= set(unescape(decoded))


def _group(one: Read) -> str:
    return one.case.partition("-")[0]


def _is_of(group: str) -> Callable[[Read], bool]:
    return lambda one: _group(one) == group


def _row(reads: Sequence[Read]) -> list[str]:
    scores = [one.f1 for one in reads if one.f1 is not None]
    return [
        str(len(reads)),
        f"{share(sum(scores), len(scores)):.3f}" if scores else "-",
        _of(sum(one.had[0] for one in reads), sum(one.had[1] for one in reads)),
        _of(sum(one.kept_out[0] for one in reads), sum(one.kept_out[1] for one in reads)),
        *(_right([getattr(one, fact) for one in reads]) for fact in ("title", "author", "date")),
        str(sum(one.misread for one in reads)),
    ]


def _right(held: Sequence[bool | None]) -> str:
    known = [one for one in held if one is not None]
    return _of(sum(known), len(known))


def _of(part: int, total: int) -> str:
    return f"{part}/{total}" if total else "-"
