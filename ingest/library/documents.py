"""Where articles come from: the places that are kept in step, and the documents found there.

A document is a file or a web address. It holds one article, or several if it is a table or an
archive, or names others that do if it is a feed or a sitemap. Its stamp tells whether it has
changed since all that it holds was stored.
"""

import hashlib
from collections.abc import Iterable, Mapping

from ingest.library.connection import Connection


class Documents:
    """The tables of places and documents. Knows nothing of what a stamp or options say."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def places(self) -> dict[str, str]:
        """Return the places that are kept in step, oldest first, each with its options."""
        return dict(self._connection.rows("SELECT place, options FROM place ORDER BY rowid"))

    def note_place(self, place: str, options: str) -> None:
        """Keep a place in step from now on."""
        self._connection.rows(
            "INSERT INTO place (place, options) VALUES (?, ?)"
            " ON CONFLICT (place) DO UPDATE SET options = excluded.options",
            (place, options),
        )

    def stamps(self, root: str) -> dict[str, str]:
        """Return the stamps of the documents at and below an address."""
        below = root if root.endswith("/") else f"{root}/"
        rows = self._connection.rows(
            # The character after the slash is the zero.
            "SELECT address, stamp FROM document WHERE address = ? OR (address > ? AND address < ?)"
            " ORDER BY address",
            (root, below, f"{below[:-1]}0"),
        )
        return dict(rows)

    def stamp(self, address: str) -> str | None:
        """Return a document's stamp, or None for one that is not known."""
        rows = self._connection.rows("SELECT stamp FROM document WHERE address = ?", (address,))
        return str(rows[0][0]) if rows else None

    def note(self, stamps: Mapping[str, str]) -> None:
        """Store the stamps of documents."""
        self._connection.many(
            "INSERT INTO document VALUES (?, ?, '') ON CONFLICT (address)"
            " DO UPDATE SET stamp = excluded.stamp",
            stamps.items(),
        )

    def name(self, listing: str, addresses: Iterable[str]) -> None:
        """Note which known documents a listing names."""
        self._connection.many(
            "UPDATE document SET listing = ? WHERE address = ?",
            [(listing, address) for address in addresses],
        )

    def forget(self, address: str) -> None:
        """Forget a document; the articles that it held stay."""
        self._connection.rows("DELETE FROM document WHERE address = ?", (address,))

    def listed(self, listing: str) -> list[str]:
        """Return the documents that a listing names."""
        rows = self._connection.rows(
            "SELECT address FROM document WHERE listing = ? ORDER BY address", (listing,)
        )
        return [row[0] for row in rows]

    def articles(self, address: str) -> list[tuple[str, str]]:
        """Return (article id, origin) of the articles that a document holds."""
        rows = self._connection.rows(
            "SELECT id, origin FROM held JOIN article ON id = article_id WHERE document = ?"
            " ORDER BY origin",
            (address,),
        )
        return [(row[0], row[1]) for row in rows]

    def holding(self, article_id: str) -> str:
        """Return the address of the document that holds an article; empty for an unknown one."""
        rows = self._connection.rows(
            "SELECT document FROM held WHERE article_id = ?", (article_id,)
        )
        return str(rows[0][0]) if rows else ""

    def hold(self, article_id: str, address: str) -> None:
        """Note which document holds an article."""
        self._connection.rows("INSERT OR REPLACE INTO held VALUES (?, ?)", (article_id, address))

    def hashes(self, addresses: Iterable[str]) -> dict[str, str]:
        """Return the ids of the articles that documents hold, by their content hash."""
        found: dict[str, str] = {}
        for address in addresses:
            rows = self._connection.rows(
                "SELECT content_hash, id FROM held JOIN article ON id = article_id"
                " WHERE document = ?",
                (address,),
            )
            found.update(rows)
        return found

    def move(self, article_id: str, origin: str, address: str) -> None:
        """Note that an article is elsewhere than it was; its id stays."""
        self._connection.rows("UPDATE article SET origin = ? WHERE id = ?", (origin, article_id))
        self.hold(article_id, address)

    def id_for(self, origin: str) -> str:
        """Return the id of what is at an origin: that of the article which is there, or a new one.

        A new one is the origin's hash, unless an article that was there has moved away with it.
        """
        rows = self._connection.rows("SELECT id FROM article WHERE origin = ?", (origin,))
        if rows:
            return str(rows[0][0])
        hashed, salt = "", 0
        while not hashed or self._is_taken(hashed):
            salted = f"{origin}\n{salt}" if salt else origin
            hashed, salt = hashlib.sha256(salted.encode()).hexdigest()[:16], salt + 1
        return hashed

    def _is_taken(self, article_id: str) -> bool:
        return bool(self._connection.rows("SELECT 1 FROM article WHERE id = ?", (article_id,)))

    def adopt(self) -> None:
        """Make a document and a place of every origin of a library that knew neither."""
        rows = self._connection.rows
        rows(
            "INSERT OR IGNORE INTO document SELECT origin, '', '' FROM article"
            " WHERE origin NOT LIKE 'upload:%'"
        )
        rows(
            "INSERT OR IGNORE INTO place (place, options) SELECT address, '' FROM document"
            " ORDER BY address"
        )
        rows("INSERT OR IGNORE INTO held SELECT id, origin FROM article")
