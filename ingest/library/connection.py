"""The SQLite file: opened, locked, and spoken to in transactions.

Knows nothing of articles. What a reader sees is what the last committed transaction wrote.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import LibraryError
from ingest.library.schema import SCHEMA, SCHEMA_VERSION, UPGRADED_VERSIONS


class Connection:
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
        if self.meta("schema") is None:
            with self.transaction():
                self.set_meta("schema", str(SCHEMA_VERSION))
        elif self.schema() not in UPGRADED_VERSIONS | {SCHEMA_VERSION}:
            raise LibraryError(
                f"The library was written by another version (schema {self.schema()}).",
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
    def snapshot(self) -> Iterator[None]:
        """Read all that is read inside as of one moment, whatever other processes commit."""
        with self._reported():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("COMMIT")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Run a statement and return what it gives.

        Raises:
            LibraryError: the database cannot be read or written.
        """
        with self._reported():
            return self._connection.execute(sql, values).fetchall()

    def many(self, sql: str, values: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each of the values.

        Raises:
            LibraryError: the database cannot be written.
        """
        with self._reported():
            self._connection.executemany(sql, values)

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
        rows = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Write a fact about the library."""
        self.rows("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def schema(self) -> int:
        """Return the version of the tables' contents."""
        return int(self.meta("schema") or SCHEMA_VERSION)

    def generation(self) -> int:
        """Return the number that each write raises."""
        return int(self.meta("generation") or 0)
