"""The articles that filling a library is measured with, as files.

Knows rows, files and sentences; knows nothing of libraries or of what is measured.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote

from bench.build import as_source
from bench.data import Row, read_corpora
from bench.errors import BenchError
from bench.pair import merge
from ingest.sentences import split_sentences

# A generated article has as many paragraphs, of as many sentences: 2,000 characters of Chinese.
_PARAGRAPHS, _SENTENCES = 6, 6
_ANOTHER = {
    "zh": "对于外界的这一说法，公司方面至今没有给出任何书面的回应。",
    "en": "So far the company has given no written reply to any of these reports.",
}


def read_rows(folders: Sequence[Path]) -> list[Row]:
    """Read the rows of every corpus of some folders, each once.

    Raises:
        BenchError: a folder has no corpus or one that cannot be used, or two of them differ in
            what an id stands for.
    """
    merged = merge([corpus for folder in folders for corpus in read_corpora(folder)])
    return list(merged.rows.values())


def choose(data: Path, more: Sequence[Path], count: int) -> list[Row]:
    """Take `count` rows: those of `data`, and what is missing from `more`, evenly spaced.

    Returns:
        The rows, the same ones every time; all, if there are fewer.

    Raises:
        BenchError: as `read_rows`.
    """
    first = sample(read_rows([data]), count)
    named = {row.id for row in first}
    rest = [row for row in read_rows([data, *more]) if row.id not in named]
    return [*first, *sample(rest, count - len(first))]


def sample(rows: Sequence[Row], count: int) -> list[Row]:
    """Take `count` rows, evenly spaced: the same ones every time; all, if there are fewer."""
    total = len(rows)
    return [rows[i * total // count] for i in range(count)] if count < total else list(rows)


def write_markdown(rows: Iterable[Row], folder: Path) -> None:
    """Write each row as `ID.md`, with front matter, so that its text is read as it is."""
    folder.mkdir()
    for row in rows:
        _path(row, folder, ".md").write_bytes(as_source(row).data)


def write_text(rows: Iterable[Row], folder: Path) -> None:
    """Write each row as `ID.txt`: its title, if it has one, and its text."""
    folder.mkdir()
    for row in rows:
        text = "\n\n".join(part for part in (row.title, row.text) if part)
        _path(row, folder, ".txt").write_text(text, encoding="utf-8")


def _path(row: Row, folder: Path, suffix: str) -> Path:
    return folder / f"{quote(row.id, safe=' ')}{suffix}"


def row_id(path: str) -> str:
    """Return the id of the row that a file was written of."""
    return unquote(Path(path).stem)


def longest(rows: Iterable[Row], count: int) -> list[Row]:
    """Take the rows with the longest texts."""
    return sorted(rows, key=lambda row: len(row.text), reverse=True)[:count]


def changed(row: Row) -> Row:
    """Put another sentence in place of the one in the middle of a row's text."""
    sentences = split_sentences(row.text)
    start, end = sentences[len(sentences) // 2]
    another = _ANOTHER["en" if row.language.startswith("en") else "zh"]
    return replace(row, text=row.text[:start] + another + row.text[end:])


def generated(rows: Iterable[Row], count: int) -> Iterator[Row]:
    """Make articles of the rows' sentences, put together anew at random: the same every time.

    Raises:
        BenchError: the rows have no sentences.
    """
    sentences: dict[str, list[str]] = {}
    for row in rows:
        spans = split_sentences(row.text)
        sentences.setdefault(row.language, []).extend(row.text[a:b] for a, b in spans)
    languages = sorted(language for language, found in sentences.items() if found)
    if not languages:
        raise BenchError(
            "There is no sentence to make articles of.", "Name a folder with longer texts."
        )
    for number in range(count):
        chance = random.Random(number)  # noqa: S311 - the same articles every time
        language = chance.choice(languages)
        between = " " if language.startswith("en") else ""
        paragraphs = (
            between.join(chance.choices(sentences[language], k=_SENTENCES))
            for _ in range(_PARAGRAPHS)
        )
        yield Row(
            id=f"generated-{number:06d}",
            text="\n\n".join(paragraphs),
            title=f"{chance.choice(sentences[language])[:30]} {number}",
            language=language,
            date=f"20{10 + number % 14}-{1 + number % 12:02d}-{1 + number % 28:02d}",
            site=f"site {number % 20}",
        )
