"""Check a library against itself: SQLite, the vectors in it, and Chroma.

What SQLite alone has to hold is read as of one moment, beside whoever writes. Chroma cannot be read
so, and beside a writer it would differ by what is merely under way; it is therefore compared with
SQLite under the write lock, which is waited for as a write waits for it. Writers wait meanwhile,
readers do not. Only the articles that an interrupted write left pending are passed over there: the
next write settles them. Nothing is changed, and no model is needed.

An article at a time is in memory, or the vectors of some.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article, Passage
from ingest.errors import IndexDamaged, LibraryError
from ingest.library.check_lines import of_lines
from ingest.library.check_stories import of_stories
from ingest.library.database import Database
from ingest.library.filter import Filter
from ingest.library.index import VectorIndex
from ingest.library.lock import write_lock
from ingest.library.readable import ReadableLibrary, collection_of
from ingest.library.schema import LANGUAGES, TERM_TABLES, searched_for
from ingest.library.vectors import unpack

# Gives the key that the vector of a passage is stored under.
KeyOf = Callable[[Article, Passage], bytes]

# Findings that are listed; who has more has one cause for all of them.
_MOST = 100
# Articles whose vectors are compared at a time; those of their passages have some megabytes.
_AT_A_TIME = 100
# float16 moves a unit vector by at most 2^-11 of its length, and scaling it to unit length again by
# as much: https://en.wikipedia.org/wiki/Half-precision_floating-point_format
_ROUNDING = 0.001

# The passages of a table's languages that it has no words of, and its rows of no such passage.
_WORDLESS = """
SELECT a.id, count(*) FROM passage p JOIN article a ON a.id = p.article_id
WHERE a.language IN (SELECT value FROM json_each(?)) AND p.row NOT IN (SELECT rowid FROM {table})
GROUP BY a.id
"""
_TEXTLESS = """
SELECT count(*) FROM {table} WHERE rowid NOT IN (
    SELECT p.row FROM passage p JOIN article a ON a.id = p.article_id
    WHERE a.language IN (SELECT value FROM json_each(?))
)
"""
# https://www.sqlite.org/fts5.html#the_integrity_check_command
_COMPARE = "INSERT INTO {table} ({table}) VALUES ('integrity-check')"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        what: one sentence.
        article_id: the article that it is about, or empty.
        repairable: whether `python -m ingest repair` puts it right.
    """

    what: str
    article_id: str = ""
    repairable: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, and what is wrong.

    Attributes:
        articles: how many were looked at; none in a file that cannot be relied on.
        passages: how many were looked at.
        findings: what is wrong, at most a hundred; the rest shows when these are put right.
        found: how many findings there are in all.
        pending: articles that an interrupted write left unfinished; the next write settles them.
        leftovers: vectors that no passage uses, as such a write leaves; they only take up room.
    """

    articles: int
    passages: int
    findings: tuple[Finding, ...]
    found: int
    pending: int = 0
    leftovers: int = 0

    @property
    def remedy(self) -> str:
        """What to do next, in one sentence; empty if nothing is wrong."""
        if not self.findings:
            return ""
        if all(one.repairable for one in self.findings):
            return "Run `python -m ingest repair`: it makes the vector index again."
        if all(one.repairable or one.article_id for one in self.findings):
            return (
                "Remove these articles with `python -m ingest remove`, add them again with "
                "`python -m ingest add`, and run `python -m ingest repair`."
            )
        return (
            "Restore the library's folder from a copy, or move it away and add the articles "
            "again with `python -m ingest add`."
        )


def check(library: ReadableLibrary, key_of: KeyOf) -> Check:
    """Check a library.

    Args:
        library: an open library; it is read through a connection of its own, so that questions
            that are asked of it meanwhile need not wait.
        key_of: gives the key of a passage's vector, which tells what text it was made of.

    Raises:
        LibraryError: the database cannot be read.
        LibraryBusy: another process has been writing for too long.
    """
    settings = library.settings
    with closing(Database(settings.library / "library.sqlite3")) as database:
        damage = list(_of_file(database)) or list(_of_meta(database))
        if damage:
            return Check(0, 0, tuple(damage[:_MOST]), len(damage))
        with database.snapshot():
            [(articles, passages)] = database.rows(
                "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)"
            )
            alone, found_alone = _bounded(_of_database(database, key_of))
        with write_lock(settings.library, settings.lock_seconds):
            both, found_both = _bounded(
                chain(_of_word_index(database), _of_index(database, settings.library / "chroma"))
            )
            pending = len(database.pending())
            leftovers = _leftovers(database)
    kept = tuple((alone + both)[:_MOST])
    return Check(articles, passages, kept, found_alone + found_both, pending, leftovers)


def _bounded(findings: Iterable[Finding]) -> tuple[list[Finding], int]:
    """Keep the first findings, and count all."""
    rest = iter(findings)
    kept = list(islice(rest, _MOST))
    return kept, len(kept) + sum(1 for _ in rest)


# -- the file ------------------------------------------------------------------------------------


def _of_file(database: Database) -> Iterator[Finding]:
    """Ask SQLite whether its file is whole."""
    for (said,) in database.rows(f"PRAGMA quick_check({_MOST})"):
        if said != "ok":
            yield Finding(f"The database's file is damaged: {' '.join(said.split())}.")


def _of_meta(database: Database) -> Iterator[Finding]:
    """See that a library that was written to says how."""
    has_model = bool(database.meta("fingerprint"))
    if not has_model and not database.rows("SELECT 1 FROM article LIMIT 1"):
        return
    if not has_model:
        yield Finding("The database does not say which model its vectors are of.")
    for fact in ("dimension", "generation"):
        value = database.meta(fact) or ""
        if not (value.isdecimal() and int(value)):
            yield Finding(f"The database gives {value!r} as its {fact}.")


def _of_database(database: Database, key_of: KeyOf) -> Iterator[Finding]:
    """See that what the tables hold fits together."""
    yield from _of_references(database)
    yield from _of_words(database)
    yield from _of_articles(database, key_of)
    yield from (Finding(what, article_id) for what, article_id in of_stories(database))
    yield from (Finding(what, article_id) for what, article_id in of_lines(database))


def _of_references(database: Database) -> Iterator[Finding]:
    """See that what is said of articles is said of some that are there."""
    for table, rows in database.rows(
        'SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1'
    ):
        yield Finding(f"The table {table} has {_many(rows, 'row')} of articles that do not exist.")


# -- words ---------------------------------------------------------------------------------------


def _of_words(database: Database) -> Iterator[Finding]:
    """See that each table of words has a row for each passage of its languages, and none else."""
    for table in TERM_TABLES:
        languages = json.dumps([one for one in LANGUAGES if table in searched_for(one)])
        for article_id, rows in database.rows(_WORDLESS.format(table=table), (languages,)):
            lacks = f"The table {table} lacks the words of {_many(rows, 'passage')}."
            yield Finding(lacks, article_id)
        [(rows,)] = database.rows(_TEXTLESS.format(table=table), (languages,))
        if rows:
            yield Finding(f"The table {table} has {_many(rows, 'row')} of no passage.")


def _of_word_index(database: Database) -> Iterator[Finding]:
    """Have FTS5 compare each table's index with its rows, which it does as a write."""
    for table in TERM_TABLES:
        try:
            database.rows(_COMPARE.format(table=table))
        except LibraryError:
            yield Finding(f"The index of the table {table} does not agree with its rows.")


# -- articles ------------------------------------------------------------------------------------


def _of_articles(database: Database, key_of: KeyOf) -> Iterator[Finding]:
    """See that each article is whole, with its passages and their vectors."""
    fingerprint, dimension = _model(database)
    for article_id, _ in database.origins():
        try:
            article = database.article(article_id)
            rows = database.rows(
                "SELECT p.id, p.ordinal, p.start, p.stop, p.heading, p.vector_key,"
                " CAST(v.value AS BLOB)"
                " FROM passage p LEFT JOIN vector v ON v.fingerprint = ? AND v.key = p.vector_key"
                " WHERE p.article_id = ? ORDER BY p.ordinal",
                (fingerprint, article_id),
            )
            said = list(_of_article(article, rows, dimension, key_of)) if article else []
        except (LibraryError, TypeError, ValueError):
            # A column holds what was never written there.
            said = ["What the database has of the article cannot be read."]
        for what in said:
            yield Finding(what, article_id)


def _of_article(
    article: Article, rows: Sequence[Any], dimension: int, key_of: KeyOf
) -> Iterator[str]:
    """Say what is wrong with an article, given its passages in order, with keys and vectors."""
    if article.language not in LANGUAGES:
        yield f"The article's language is {article.language!r}, in which nothing is searched."
    passages = [
        Passage(article.id, place, start, stop, heading, article.body[start:stop])
        for place, (_, _, start, stop, heading, _, _) in enumerate(rows)
    ]
    if [(p.id, p.ordinal) for p in passages] != [(row[0], row[1]) for row in rows]:
        yield "The article's passages are not numbered one after another."
    ends = [0, *(p.end for p in passages)]
    starts = [*(p.start for p in passages), len(article.body)]
    between = list(zip(ends, starts, strict=True))
    if not all(p.start < p.end for p in passages) or not all(a <= b for a, b in between):
        yield "The article's passages do not follow one another inside its text."
    elif any(article.body[a:b].strip() for a, b in between):
        yield "The article's passages leave out some of its text."
    else:
        keys = [row[5] for row in rows]
        strange = sum(key_of(article, p) != key for p, key in zip(passages, keys, strict=True))
        if strange:
            yield f"The vectors of {_many(strange, 'passage')} are those of another text."
    values = [row[6] for row in rows]
    if lacking := values.count(None):
        yield f"The database lacks the vectors of {_many(lacking, 'passage')}."
    if damaged := sum(v is not None and not _is_unit(v, dimension) for v in values):
        what = f"no unit vectors of {dimension} numbers"
        yield f"The vectors of {_many(damaged, 'passage')} are {what}."


def _model(database: Database) -> tuple[str, int]:
    """Return fingerprint and dimension of the library's model; neither while it has none."""
    return database.meta("fingerprint") or "", int(database.meta("dimension") or 0)


def _is_unit(value: bytes | None, dimension: int) -> bool:
    """Whether a stored value is a vector of the library's; one that is not finite is none."""
    if value is None or len(value) != 2 * dimension:
        return False
    # A damaged vector may hold any numbers.
    with np.errstate(all="ignore"):
        length = np.linalg.norm(np.frombuffer(value, np.float16).astype(np.float32))
    return bool(abs(length - 1) <= _ROUNDING)


def _leftovers(database: Database) -> int:
    """Count the vectors that no passage uses. Call it with the write lock held.

    A write stores the vectors before the article.
    """
    [(rows,)] = database.rows(
        "SELECT count(*) FROM vector WHERE fingerprint <> ?"
        " OR key NOT IN (SELECT vector_key FROM passage)",
        (_model(database)[0],),
    )
    return int(rows)


# -- the vector index ----------------------------------------------------------------------------


def _of_index(database: Database, folder: Path) -> Iterator[Finding]:
    """Compare Chroma in a folder with SQLite. Call it with the write lock held."""
    fingerprint, _ = _model(database)
    if not fingerprint:
        return
    with closing(VectorIndex(folder, collection_of(fingerprint))) as index:
        if damage := index.damage():
            what = f"The file of the vector index is damaged: {' '.join(damage.split())}."
            yield Finding(what, repairable=True)
            return
        pending = frozenset(database.pending())
        try:
            yield from _lacking(database, index, pending)
            yield from _too_many(database, index, pending)
        except IndexDamaged as error:
            yield Finding(error.problem, repairable=True)


def _lacking(database: Database, index: VectorIndex, pending: frozenset[str]) -> Iterator[Finding]:
    """Find passages that Chroma does not have, or has with another vector than SQLite."""
    fingerprint, dimension = _model(database)
    generation = database.generation()
    articles = [one for one, _ in database.origins() if one not in pending]
    for first in range(0, len(articles), _AT_A_TIME):
        rows = database.rows(
            "SELECT a.language, p.id, a.id, CAST(v.value AS BLOB) FROM json_each(?) one"
            " CROSS JOIN article a ON a.id = one.value"
            " CROSS JOIN passage p ON p.article_id = a.id"
            " LEFT JOIN vector v ON v.fingerprint = ? AND v.key = p.vector_key",
            (json.dumps(articles[first : first + _AT_A_TIME]), fingerprint),
        )
        for language in LANGUAGES:
            stored = {row[1]: (row[2], row[3]) for row in rows if row[0] == language}
            there = index.vectors(language, list(stored), generation)
            lacking = Counter(one for i, (one, _) in stored.items() if i not in there)
            differing = Counter(
                one
                for i, (one, value) in stored.items()
                # What SQLite itself has wrong or lacks was found there.
                if i in there and _is_unit(value, dimension) and not _agree(there[i], value)
            )
            yield from _counted("The vector index lacks {}.", lacking)
            yield from _counted("The vector index has other vectors of {}.", differing)


def _too_many(database: Database, index: VectorIndex, pending: frozenset[str]) -> Iterator[Finding]:
    """Find rows of Chroma that are no passages of their language."""
    generation = database.generation()
    extra: Counter[str] = Counter()
    for language in LANGUAGES:
        for ids in index.ids(language, generation):
            strange = set(ids) - database.passing.among(ids, Filter(languages=(language,)))
            extra.update(i.rpartition("-")[0] for i in strange)
    kept = {one: rows for one, rows in extra.items() if one not in pending}
    yield from _counted("The vector index has {} too many.", kept)


def _agree(vector: NDArray[np.float32], value: bytes) -> bool:
    """Whether a vector of Chroma's is the one that is stored."""
    stored = unpack([value])[0]
    with np.errstate(all="ignore"):
        return vector.shape == stored.shape and bool(np.linalg.norm(vector - stored) <= _ROUNDING)


def _counted(what: str, passages: Mapping[str, int]) -> Iterator[Finding]:
    """Write findings on Chroma, given how many passages of each article they are about."""
    for article_id, count in passages.items():
        yield Finding(what.format(_many(count, "passage")), article_id, repairable=True)


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
