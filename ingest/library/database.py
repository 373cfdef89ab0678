"""Articles, passages, names and vectors in one SQLite file.

Knows nothing of Chroma or of embedding. What a reader sees is what the last committed transaction
wrote.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article, Block, Passage
from ingest.library.connection import Connection
from ingest.library.documents import Documents
from ingest.library.facts import Facts, read_facts
from ingest.library.filter import Filter
from ingest.library.passing import Passing, written
from ingest.library.schema import FORGET_OLDER, LANGUAGES, SCHEMA_VERSION, searched_for
from ingest.library.site_lines import SiteLines
from ingest.library.stories import Stories
from ingest.library.terms import TermRows, Terms
from ingest.library.vectors import pack, unpack
from ingest.repeated import cut, line_keys, parts_of, site_of

_ARTICLE = "id, origin, title, body, language, blocks, author, published, site, url, original_title"
# Variables in one statement; SQLite's own limit is 32,766.
_MANY = 10_000
# SQLite refuses patterns of more than 50,000 bytes.
_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is needed to weigh a passage.

    Attributes:
        passage_id: which passage it is.
        language: its article's.
        words: those of the question's words that stand in its text, its heading or its article's
            title.
        vector: unit vector of the library's model.
    """

    passage_id: str
    language: str
    words: frozenset[str]
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage with what the lexical index and the vector table hold of it."""

    passage: Passage
    terms: TermRows
    vector_key: bytes


class Database(Connection):
    """The library's tables."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.documents = Documents(self)
        self.stories = Stories(self)
        self.site_lines = SiteLines(self)
        self.passing = Passing(self)
        self.terms = Terms(self, self.passing)
        self._facts: tuple[int, Facts] | None = None

    def pending(self) -> list[str]:
        """Return the ids of articles whose Chroma rows may differ from what is stored here."""
        return [row[0] for row in self.rows("SELECT article_id FROM pending")]

    def set_pending(self, article_ids: Iterable[str]) -> None:
        """Note that the articles' Chroma rows are about to change."""
        self.many("INSERT OR IGNORE INTO pending VALUES (?)", [(i,) for i in article_ids])

    def clear_pending(self, article_id: str) -> None:
        """Note that the article's Chroma rows are those stored here."""
        self.rows("DELETE FROM pending WHERE article_id = ?", (article_id,))

    # -- articles ------------------------------------------------------------------------------

    def put_article(
        self,
        article: Article,
        content_hash: str,
        rows: Sequence[PassageRow],
        names: Collection[str],
        as_read: Article,
    ) -> None:
        """Insert an article with its passages and names, replacing an older one with its id.

        `as_read` is the article as it was before its site's furniture was cut out.

        Names come into force when `enforce_names` says so, unless they are already. Vectors that
        only the older article used are forgotten.
        """
        old = self.rows("SELECT vector_key FROM passage WHERE article_id = ?", (article.id,))
        forced = self.names_among(names, in_force=True)
        self.delete_article(article.id)
        self.rows(
            f"INSERT INTO article ({_ARTICLE}, content_hash, ingested)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, datetime('now'))",
            (
                article.id,
                article.origin,
                article.title,
                article.body,
                article.language,
                _blocks(article),
                article.author,
                article.published,
                article.site,
                article.url,
                article.original_title,
                content_hash,
            ),
        )
        self.many(
            "INSERT INTO passage (id, article_id, ordinal, start, stop, heading, vector_key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (p.id, p.article_id, p.ordinal, p.start, p.end, p.heading, row.vector_key)
                for row in rows
                for p in (row.passage,)
            ],
        )
        numbers = self.passage_numbers(article.id)
        self.terms.put(article.language, [(numbers[r.passage.id], r.terms) for r in rows])
        self.put_names(article.id, {name: name in forced for name in names})
        if as_read != article:
            self.rows(
                "INSERT INTO as_read VALUES (?, ?, ?)", (as_read.id, as_read.body, _blocks(as_read))
            )
        self.stories.put(article.id, as_read.body)
        self._put_lines(as_read)
        # The furniture may be another by now than when the article was cut.
        if cut(as_read, self.site_lines.furniture(site_of(as_read))) != article:
            self.site_lines.mark(article.id, stale=True)
        self.many(
            "DELETE FROM vector WHERE key = ?1"
            " AND NOT EXISTS (SELECT 1 FROM passage WHERE vector_key = ?1)",
            old,
        )

    def delete_article(self, article_id: str) -> None:
        """Delete an article with its passages and names; unknown ids are no error."""
        self.terms.delete(article_id)
        self.stories.delete(article_id)
        self.site_lines.delete(article_id)
        self.rows("DELETE FROM article WHERE id = ?", (article_id,))

    def write_lines_anew(self) -> None:
        """Find the lines of all articles again; their sites' furniture is as it was."""
        for article_id, _ in self.origins():
            self.site_lines.delete(article_id)
            self._put_lines(self.as_read(article_id))

    def _put_lines(self, as_read: Article | None) -> None:
        if as_read is not None and (site := site_of(as_read)):
            self.site_lines.put(as_read.id, site, line_keys(parts_of(as_read)))

    def content_hash(self, article_id: str) -> str | None:
        """Return the hash that the article was stored with, or None."""
        rows = self.rows("SELECT content_hash FROM article WHERE id = ?", (article_id,))
        return str(rows[0][0]) if rows else None

    def articles(self, query: str, limit: int, offset: int) -> list[Article]:
        """List articles whose title, author, site or date contains the query, newest first."""
        query = query[:_LONGEST_SEARCH]
        pattern = "%" + query.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
        rows = self.rows(
            f"SELECT {_ARTICLE} FROM article"
            " WHERE (title || ' ' || author || ' ' || site || ' ' || published) LIKE ? ESCAPE '!'"
            " ORDER BY published DESC, title, id LIMIT ? OFFSET ?",
            (pattern, limit, offset),
        )
        return [_article(row) for row in rows]

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        rows = self.rows(f"SELECT {_ARTICLE} FROM article WHERE id = ?", (article_id,))
        return _article(rows[0]) if rows else None

    def as_read(self, article_id: str) -> Article | None:
        """Return an article as it was before its site's furniture was cut out, or None."""
        rows = self.rows("SELECT body, blocks FROM as_read WHERE article_id = ?", (article_id,))
        article = self.article(article_id)
        if article is None or not rows:
            return article
        [(body, blocks)] = rows
        return replace(article, body=body, blocks=_blocks_of(blocks))

    def articles_among(
        self, article_ids: Collection[str], limit: int, within: Filter
    ) -> list[Article]:
        """Return those of the articles that pass a filter, oldest first, undated ones last."""
        condition, values = written(within)
        rows = self.rows(
            f"SELECT {_ARTICLE} FROM article a WHERE {condition}"
            " AND a.id IN (SELECT value FROM json_each(?))"
            " ORDER BY published = '', published, origin LIMIT ?",
            (*values, json.dumps(list(article_ids)), limit),
        )
        return [_article(row) for row in rows]

    def origins(self) -> list[tuple[str, str]]:
        """Return (article id, origin) of every article."""
        return [(row[0], row[1]) for row in self.rows("SELECT id, origin FROM article")]

    def facts(self) -> Facts:
        """Return what every question asks and every write changes: the same object until then."""
        generation, kept = self.generation(), self._facts
        if kept is None or kept[0] != generation:
            self._facts = kept = generation, read_facts(self)
        return kept[1]

    # -- names ---------------------------------------------------------------------------------

    def put_names(self, article_id: str, names: Mapping[str, bool]) -> None:
        """Note the names that an article brings, and whether each is in force."""
        self.many(
            "INSERT INTO name VALUES (?, ?, ?)",
            [(name, article_id, in_force) for name, in_force in names.items()],
        )

    def names_among(self, texts: Iterable[str], *, in_force: bool = False) -> frozenset[str]:
        """Return those of the texts that are names, or names in force."""
        rows = self.rows(
            "SELECT DISTINCT name FROM name WHERE in_force >= ?"
            " AND name IN (SELECT value FROM json_each(?))",
            (in_force, json.dumps(list(texts))),
        )
        return frozenset(row[0] for row in rows)

    def brought(self, article_id: str) -> frozenset[str]:
        """Return the names that an article brought."""
        rows = self.rows("SELECT name FROM name WHERE article_id = ?", (article_id,))
        return frozenset(row[0] for row in rows)

    def names_to_come(self) -> frozenset[str]:
        """Return the names that no article has brought into force."""
        rows = self.rows(
            "SELECT name FROM name WHERE in_force = 0"
            " EXCEPT SELECT name FROM name WHERE in_force = 1"
        )
        return frozenset(row[0] for row in rows)

    def enforce_names(self) -> None:
        """Bring all names into force: every passage that contains one has it as a word."""
        self.rows("UPDATE name SET in_force = 1 WHERE in_force = 0")

    def upgraded(self) -> None:
        """Note that the tables hold what this version writes, and drop those of older ones."""
        for statement in FORGET_OLDER:
            self.rows(statement)
        self.set_meta("schema", str(SCHEMA_VERSION))

    # -- passages ------------------------------------------------------------------------------

    def passages(self, article_id: str) -> list[Passage]:
        """Return an article's passages in order."""
        rows = self.rows(
            "SELECT article_id, ordinal, start, stop, heading,"
            " substr(body, start + 1, stop - start)"
            " FROM passage JOIN article ON article.id = article_id"
            " WHERE article_id = ? ORDER BY ordinal",
            (article_id,),
        )
        return [Passage(*row) for row in rows]

    def passage_numbers(self, article_id: str) -> dict[str, int]:
        """Return the row of each of an article's passages, by passage id."""
        return dict(self.rows("SELECT id, row FROM passage WHERE article_id = ?", (article_id,)))

    def evidence(
        self, passage_ids: Sequence[str], asked: Sequence[str], fingerprint: str
    ) -> list[Evidence]:
        """Return what weighs passages for a question's words; ids that do not exist are left out.

        One statement, one conversion of all vectors, and no passage's words taken apart: there are
        a hundred passages to a question.
        """
        select = " UNION ALL ".join(
            f"SELECT p.id, '{language}',"
            + "||".join(f"' '||{t}.body||' '||{t}.heading||' '||{t}.title||' '" for t in tables)
            + ", v.value FROM json_each(?2) wanted CROSS JOIN passage p ON p.id = wanted.value"
            + "".join(f" CROSS JOIN {table} ON {table}.rowid = p.row" for table in tables)
            + " CROSS JOIN vector v ON v.fingerprint = ?1 AND v.key = p.vector_key"
            for language in LANGUAGES
            for tables in (searched_for(language),)
        )
        rows = self.rows(select, (fingerprint, json.dumps(list(passage_ids))))
        if not rows:
            return []
        padded = [(word, f" {word} ") for word in asked]
        vectors = unpack([row[3] for row in rows])
        return [
            Evidence(passage_id, language, frozenset(w for w, there in padded if there in text), v)
            for (passage_id, language, text, _), v in zip(rows, vectors, strict=True)
        ]

    def passages_in_articles(
        self, passage_ids: Sequence[str]
    ) -> dict[str, tuple[Article, Passage]]:
        """Return passages with their articles; ids that do not exist are left out."""
        marks = ", ".join("?" * len(passage_ids))
        with self.snapshot():
            rows = self.rows(
                "SELECT id, article_id, ordinal, start, stop, heading FROM passage"
                f" WHERE id IN ({marks})",
                passage_ids,
            )
            articles = {i: self.article(i) for i in {row[1] for row in rows}}
        found: dict[str, tuple[Article, Passage]] = {}
        for passage_id, article_id, ordinal, start, stop, heading in rows:
            article = articles[article_id]
            if article is not None:
                text = article.body[start:stop]
                found[passage_id] = (
                    article,
                    Passage(article_id, ordinal, start, stop, heading, text),
                )
        return found

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
            rows = self.rows(
                f"SELECT key, value FROM vector WHERE fingerprint = ? AND key IN ({marks})",
                (fingerprint, *some),
            )
            known.update((row[0], unpack([row[1]])[0]) for row in rows)
        return known

    def put_vectors(self, fingerprint: str, vectors: Mapping[bytes, NDArray[np.float32]]) -> None:
        """Store unit vectors of a model."""
        self.many(
            "INSERT OR IGNORE INTO vector VALUES (?, ?, ?)",
            [(fingerprint, key, pack(vector)) for key, vector in vectors.items()],
        )

    def vectors(self, fingerprint: str, article_id: str) -> dict[str, NDArray[np.float32]]:
        """Return an article's passage ids and unit vectors."""
        rows = self.rows(
            "SELECT p.id, v.value FROM passage p JOIN vector v"
            " ON v.fingerprint = ? AND v.key = p.vector_key WHERE p.article_id = ?",
            (fingerprint, article_id),
        )
        return {row[0]: unpack([row[1]])[0] for row in rows}

    def forget_unused_vectors(self) -> None:
        """Delete the vectors that no passage uses, and those of other models."""
        self.rows(
            "DELETE FROM vector WHERE key NOT IN (SELECT vector_key FROM passage)"
            " OR fingerprint <> (SELECT value FROM meta WHERE key = 'fingerprint')"
        )


def _article(row: Sequence[Any]) -> Article:
    values = list(row)
    values[5] = _blocks_of(values[5])
    return Article(*values)


def _blocks(article: Article) -> str:
    return json.dumps([astuple(block) for block in article.blocks])


def _blocks_of(written: str) -> tuple[Block, ...]:
    return tuple(Block(*block) for block in json.loads(written))
