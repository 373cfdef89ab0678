"""A library to be damaged, what damages it, and what is to be said of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from ingest.article import Article, Passage
from ingest.library import Library
from ingest.library.check import Check, check
from ingest.store import embedded_text, vector_key

SHIPS = "# 蓝湾公司\n\n## 造船\n\n蓝湾公司在深圳造船。\n\n## 卖船\n\n蓝湾公司卖出两艘船。"
NEWS = "# Ships\n\n## Blue Bay\n\nBlue Bay built a ship.\n\n## Sales\n\nIt sold two of them."
RESTORE = "Restore the library's folder from a copy"
AGAIN = "Remove these articles with `python -m ingest remove`, add them again"
REPAIR = "Run `python -m ingest repair`"


def key_of(article: Article, passage: Passage) -> bytes:
    return vector_key(embedded_text(article, passage))


def looked_at(library: Library) -> Check:
    return check(library, key_of)


def damage(library: Library, *statements: str) -> None:
    """Change the database behind the library's back."""
    path = library.settings.library / "library.sqlite3"
    with closing(sqlite3.connect(path)) as file, file:
        for statement in statements:
            assert file.execute(statement).rowcount > 0


def page_of(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as file:
        [(page,)] = file.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    return int(page)


def overwrite(path: Path, page: int) -> None:
    """Write over a page of an SQLite file."""
    with path.open("r+b") as file:
        file.seek(16)
        size = int.from_bytes(file.read(2), "big")
        file.seek(size * (page - 1))
        file.write(b"\xa5" * size)
