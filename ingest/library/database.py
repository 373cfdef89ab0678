"""Articles, passages, words and vectors in one SQLite file: the only module that knows SQLite.

Knows nothing of Chroma or of embedding. What a reader sees is what the last committed transaction
wrote.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article, Block, Passage
from ingest.errors import LibraryError
from ingest.library.schema import SCHEMA, SCHEMA_VERSION

_ARTICLE = "id, origin, title, body, language, blocks, author, published, site, url, original_title"
# Variables in one statement; SQLite's own limit is 32,766.
_MANY = 10_000
# SQLite refuses patterns of more than 50,000 bytes.
_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is needed to weigh a passage: itself, its article, its words and its vector.

    Attributes:
        words: the words of the text, its heading and its article's title, as indexed.
        vector: unit vector of the library's model.
    """

    article: Article
    passage: Passage
    words: frozenset[str]
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage with what the lexical index and the vector table hold of it."""

    passage: Passage
    body_words: str
    heading_words: str
    vector_key: bytes


class Database:
    """One connection, used by one thread at a time; other processes may have their own."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                path, timeout=60, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"The library's file {path.name} cannot be opened ({error}).",
                "Restore it from a copy, or move its folder away and ingest the articles again.",
            ) from error
        version = self.meta("schema")
        if version is None:
            with self.transaction():
                self.set_meta("schema", str(SCHEMA_VERSION))
        elif version != str(SCHEMA_VERSION):
            raise LibraryError(
                f"The library was written by another version (schema {version}).",
                "Use that version, or move the folder away and ingest the articles again.",
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that is written inside, or nothing of it."""
        with self._reported():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Read all that is read inside as of one moment, whatever other processes commit."""
        with self._reported():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("COMMIT")

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._reported():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Hold the connection; what SQLite says goes to the user as a sentence."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise LibraryError(
                    f"The library's database reports: {error}.",
                    "Nothing was changed. See that the disk has room and the folder can be "
                    "written, and try again.",
                ) from error

    # -- facts about the library ---------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """Return a fact about the library, or None."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about the library."""
        self._rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def generation(self) -> int:
        """Return the number that each write raises."""
        return int(self.meta("generation") or 0)

    def pending(self) -> list[str]:
        """Return the ids of articles whose Chroma rows may differ from what is stored here."""
        return [row[0] for row in self._rows("SELECT article_id FROM pending")]

    def set_pending(self, article_ids: Iterable[str]) -> None:
        """Note that the articles' Chroma rows are about to change."""
        with self._reported():
            self._connection.executemany(
                "INSERT OR IGNORE INTO pending VALUES (?)", [(i,) for i in article_ids]
            )

    def clear_pending(self, article_id: str) -> None:
        """Note that the article's Chroma rows are those stored here."""
        self._rows("DELETE FROM pending WHERE article_id = ?", (article_id,))

    # -- articles ------------------------------------------------------------------------------

    def put_article(
        self, article: Article, content_hash: str, title_words: str, rows: Sequence[PassageRow]
    ) -> None:
        """Insert an article with its passages, replacing an older one with its id.

        Vectors that only the older one used are forgotten.
        """
        old = self._rows("SELECT vector_key FROM passage WHERE article_id = ?", (article.id,))
        self.delete_article(article.id)
        with self._reported():
            self._connection.execute(
                f"INSERT INTO article ({_ARTICLE}, content_hash, ingested)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, datetime('now'))",
                (
                    article.id,
                    article.origin,
                    article.title,
                    article.body,
                    article.language,
                    json.dumps([astuple(block) for block in article.blocks]),
                    article.author,
                    article.published,
                    article.site,
                    article.url,
                    article.original_title,
                    content_hash,
                ),
            )
            for row in rows:
                passage = row.passage
                cursor = self._connection.execute(
                    "INSERT INTO passage (id, article_id, ordinal, start, stop, heading,"
                    " vector_key) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        passage.id,
                        passage.article_id,
                        passage.ordinal,
                        passage.start,
                        passage.end,
                        passage.heading,
                        row.vector_key,
                    ),
                )
                self._connection.execute(
                    "INSERT INTO terms (rowid, body, heading, title) VALUES (?, ?, ?, ?)",
                    (cursor.lastrowid, row.body_words, row.heading_words, title_words),
                )
            self._connection.executemany(
                "DELETE FROM vector WHERE key = ?1"
                " AND NOT EXISTS (SELECT 1 FROM passage WHERE vector_key = ?1)",
                old,
            )

    def delete_article(self, article_id: str) -> None:
        """Delete an article and its passages; unknown ids are no error."""
        passages = "SELECT row FROM passage WHERE article_id = ?"
        self._rows(f"DELETE FROM terms WHERE rowid IN ({passages})", (article_id,))
        self._rows("DELETE FROM article WHERE id = ?", (article_id,))

    def content_hash(self, article_id: str) -> str | None:
        """Return the hash that the article was stored with, or None."""
        rows = self._rows("SELECT content_hash FROM article WHERE id = ?", (article_id,))
        return str(rows[0][0]) if rows else None

    def articles(self, query: str, limit: int, offset: int) -> list[Article]:
        """List articles whose title, author, site or date contains the query, newest first."""
        query = query[:_LONGEST_SEARCH]
        pattern = "%" + query.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
        rows = self._rows(
            f"SELECT {_ARTICLE} FROM article"
            " WHERE (title || ' ' || author || ' ' || site || ' ' || published) LIKE ? ESCAPE '!'"
            " ORDER BY published DESC, title, id LIMIT ? OFFSET ?",
            (pattern, limit, offset),
        )
        return [_article(row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        rows = self._rows(f"SELECT {_ARTICLE} FROM article WHERE id = ?", (article_id,))
        return _article(rows[0]) if rows else None

    def origins(self) -> list[tuple[str, str]]:
        """Return (article id, origin) of every article."""
        return [(row[0], row[1]) for row in self._rows("SELECT id, origin FROM article")]

    def counts(self) -> tuple[int, int]:
        """Count articles and passages."""
        rows = self._rows("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)")
        return int(rows[0][0]), int(rows[0][1])

    def languages(self) -> list[str]:
        """Return the languages that articles are written in."""
        return [row[0] for row in self._rows("SELECT DISTINCT language FROM article")]

    # -- passages ------------------------------------------------------------------------------

    def passages(self, article_id: str) -> list[Passage]:
        """Return an article's passages in order."""
        rows = self._rows(
            "SELECT article_id, ordinal, start, stop, heading,"
            " substr(body, start + 1, stop - start)"
            " FROM passage JOIN article ON article.id = article_id"
            " WHERE article_id = ? ORDER BY ordinal",
            (article_id,),
        )
        return [Passage(*row) for row in rows]

    def evidence(self, passage_ids: Sequence[str], fingerprint: str) -> dict[str, Evidence]:
        """Return what is known of passages; ids that do not exist are left out."""
        marks = ", ".join("?" * len(passage_ids))
        with self._snapshot():
            rows = self._rows(
                "SELECT p.id, p.article_id, p.ordinal, p.start, p.stop, p.heading,"
                " t.body || ' ' || t.heading || ' ' || t.title, v.value"
                " FROM passage p JOIN terms t ON t.rowid = p.row"
                " JOIN vector v ON v.fingerprint = ? AND v.key = p.vector_key"
                f" WHERE p.id IN ({marks})",
                (fingerprint, *passage_ids),
            )
            articles = {i: self.article(i) for i in {row[1] for row in rows}}
        found: dict[str, Evidence] = {}
        for passage_id, article_id, ordinal, start, stop, heading, words, value in rows:
            article = articles[article_id]
            if article is None:
                continue
            passage = Passage(article_id, ordinal, start, stop, heading, article.body[start:stop])
            found[passage_id] = Evidence(article, passage, frozenset(words.split()), _vector(value))
        return found

    def lexical(self, words: Sequence[str], count: int, language: str) -> list[str]:
        """Return ids of passages that share words with a question, best BM25 first.

        Heading and title count at half the weight of the text: they tell what the passage is
        about, and all passages of an article share them.
        """
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        rows = self._rows(
            "SELECT p.id FROM terms JOIN passage p ON p.row = terms.rowid"
            " JOIN article a ON a.id = p.article_id"
            " WHERE terms MATCH ? AND a.language = ?"
            " ORDER BY bm25(terms, 1.0, 0.5, 0.5) LIMIT ?",
            (match, language, count),
        )
        return [row[0] for row in rows]

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Count, for each word that occurs, the passages it occurs in."""
        marks = ", ".join("?" * len(words))
        rows = self._rows(f"SELECT term, doc FROM term_count WHERE term IN ({marks})", words)
        return {row[0]: int(row[1]) for row in rows}

    # -- vectors -------------------------------------------------------------------------------

    def vectors_of_keys(
        self, fingerprint: str, keys: Iterable[bytes]
    ) -> dict[bytes, NDArray[np.float32]]:
        """Return the unit vectors of those keys that have one of the model."""
        wanted = list(set(keys))
        known: dict[bytes, NDArray[np.float32]] = {}
        for first in range(0, len(wanted), _MANY):
            some = wanted[first : first + _MANY]
            marks = ", ".join("?" * len(some))
            rows = self._rows(
                f"SELECT key, value FROM vector WHERE fingerprint = ? AND key IN ({marks})",
                (fingerprint, *some),
            )
            known.update((row[0], _vector(row[1])) for row in rows)
        return known

    def put_vectors(self, fingerprint: str, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Store unit vectors as float16: cosines move by less than 0.0005."""
        with self._reported():
            self._connection.executemany(
                "INSERT OR IGNORE INTO vector VALUES (?, ?, ?)",
                [(fingerprint, k, v.astype(np.float16).tobytes()) for k, v in vectors.items()],
            )

    def vectors(self, fingerprint: str, article_id: str) -> dict[str, NDArray[np.float32]]:
        """Return an article's passage ids and unit vectors."""
        rows = self._rows(
            "SELECT p.id, v.value FROM passage p JOIN vector v"
            " ON v.fingerprint = ? AND v.key = p.vector_key WHERE p.article_id = ?",
            (fingerprint, article_id),
        )
        return {row[0]: _vector(row[1]) for row in rows}

    def forget_unused_vectors(self) -> None:
        """Delete the vectors that no passage uses, and those of other models."""
        self._rows(
            "DELETE FROM vector WHERE key NOT IN (SELECT vector_key FROM passage)"
            " OR fingerprint <> (SELECT value FROM meta WHERE key = 'fingerprint')"
        )


def _vector(value: bytes) -> NDArray[np.float32]:
    vector = np.frombuffer(value, np.float16).astype(np.float32)
    unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
    return unit


def _article(row: Sequence[Any]) -> Article:
    values = list(row)
    values[5] = tuple(Block(*block) for block in json.loads(values[5]))
    return Article(*values)
