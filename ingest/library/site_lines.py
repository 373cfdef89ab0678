"""Which lines the articles of each site have, and which of them are the site's furniture.

`ingest/repeated.py` says what a line is, and when it is furniture; here its keys are counted. Of
articles that tell the same story (`stories.py`) a site's lines count once. An article that is not
stale is what its site's furniture leaves of it.
"""

import json
import struct
from collections.abc import Collection

from ingest.library.connection import Connection
from ingest.repeated import furniture

_COUNTED = """
SELECT row FROM site_article one WHERE one.site = ? AND NOT EXISTS (
    SELECT 1 FROM repost JOIN site_article other ON other.article_id = repost.other_id
    WHERE repost.article_id = one.article_id AND other.site = one.site
    AND other.article_id < one.article_id
)
"""


class SiteLines:
    """The tables of sites, their articles' lines, and the furniture that articles are cut by."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, article_id: str, site: str, keys: Collection[int]) -> None:
        """Note the lines of a stored article of which none are known."""
        rows = self._connection.rows
        rows(
            "INSERT INTO site (name, changes, settled) VALUES (?, 1, 0)"
            " ON CONFLICT (name) DO UPDATE SET changes = changes + 1",
            (site,),
        )
        [(number,)] = rows("SELECT number FROM site WHERE name = ?", (site,))
        packed = struct.pack(f"{len(keys)}q", *sorted(keys))
        rows(
            "INSERT INTO site_article (article_id, site, keys) VALUES (?, ?, ?)",
            (article_id, number, packed),
        )
        [(row,)] = rows("SELECT row FROM site_article WHERE article_id = ?", (article_id,))
        self._connection.many(
            "INSERT INTO site_line VALUES (?, ?, ?)", [(number, key, row) for key in keys]
        )

    def delete(self, article_id: str) -> None:
        """Forget the lines of an article; an unknown one is no error."""
        rows = self._connection.rows
        for row, number, packed in rows(
            "SELECT row, site, keys FROM site_article WHERE article_id = ?", (article_id,)
        ):
            self._connection.many(
                "DELETE FROM site_line WHERE site = ? AND key = ? AND row = ?",
                [(number, key, row) for (key,) in struct.iter_unpack("q", packed)],
            )
            rows("DELETE FROM site_article WHERE row = ?", (row,))
            rows("UPDATE site SET changes = changes + 1 WHERE number = ?", (number,))

    def furniture(self, site: str) -> frozenset[int]:
        """Return the keys that articles of a site are cut by."""
        rows = self._connection.rows("SELECT number FROM site WHERE name = ?", (site,))
        return self._furniture(rows[0][0]) if rows else frozenset()

    def is_settled(self) -> bool:
        """Whether furniture is up to date with the lines."""
        return not self._connection.rows("SELECT 1 FROM site WHERE changes <> settled LIMIT 1")

    def settle(self) -> None:
        """Bring furniture up to date where lines have changed; what it cut otherwise is stale.

        Call it in a transaction.
        """
        rows = self._connection.rows
        for number, changes in rows("SELECT number, changes FROM site WHERE changes <> settled"):
            before, now = self._furniture(number), self._furniture_now(number)
            self._connection.many(
                "INSERT OR IGNORE INTO stale SELECT article_id FROM site_line line"
                " JOIN site_article one ON one.row = line.row WHERE line.site = ? AND key = ?",
                [(number, key) for key in before ^ now],
            )
            rows("DELETE FROM furniture WHERE site = ?", (number,))
            self._connection.many(
                "INSERT INTO furniture VALUES (?, ?)", [(number, key) for key in now]
            )
            rows("UPDATE site SET settled = ? WHERE number = ?", (changes, number))

    def _furniture(self, number: int) -> frozenset[int]:
        rows = self._connection.rows("SELECT key FROM furniture WHERE site = ?", (number,))
        return frozenset(row[0] for row in rows)

    def _furniture_now(self, number: int) -> frozenset[int]:
        """Tell a site's furniture by the lines of its articles as they are."""
        counted = [row[0] for row in self._connection.rows(_COUNTED, (number,))]
        counts = self._connection.rows(
            "SELECT key, count(*) AS articles FROM site_line WHERE site = ?"
            " AND row IN (SELECT value FROM json_each(?)) GROUP BY key HAVING articles > 1",
            (number, json.dumps(counted)),
        )
        return furniture(dict(counts), len(counted))

    def stale(self) -> list[str]:
        """Return the ids of the articles that are cut otherwise than by their site's furniture."""
        return [row[0] for row in self._connection.rows("SELECT article_id FROM stale")]

    def mark(self, article_id: str, *, stale: bool) -> None:
        """Note whether an article is cut otherwise than by its site's furniture."""
        self._connection.rows(
            "INSERT OR IGNORE INTO stale VALUES (?)"
            if stale
            else "DELETE FROM stale WHERE article_id = ?",
            (article_id,),
        )
