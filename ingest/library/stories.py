"""Which articles tell the same story: found as each comes in, by `ingest/reposts.py`.

Every article has a signature and is entered under its bands. One that comes in is compared with
those that share a band and are similar, and tied to each that tells the same story. A story is
what ties hold together, so it follows from the pairs alone, in whatever order they came; and an
article that goes takes its ties along, which leaves together what other ties hold.
"""

import json
from collections import Counter
from collections.abc import Collection

from ingest.library.connection import Connection
from ingest.reposts import SIMILAR, SIMILAR_ERROR, bands, same_story, signature, similar

# What bounds the work of one article where thousands share a wording, as notices that a machine
# writes do: rows that are read of a band, those of them whose signatures are compared, the ones
# that share the most bands first, and those whose texts are, the most similar first. A band that so
# many share tells least; one that tells more has fewer.
_OF_A_BAND = 50
_SIGNATURES = 200
_TEXTS = 16
# Characters that are compared: a repost of a book is known by as much.
_COMPARED = 100_000


class Stories:
    """The tables of signatures, of bands, and of the ties between articles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, article_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return all articles of the story, for each of the articles whose story others tell too.

        Returns:
            Article ids, in their order, by those article ids that are tied to another.
        """
        asked = json.dumps(list(article_ids))
        tied = self._connection.rows(
            "SELECT DISTINCT article_id FROM repost"
            " WHERE article_id IN (SELECT value FROM json_each(?))",
            (asked,),
        )
        stories: dict[str, tuple[str, ...]] = {}
        for (article_id,) in tied:
            if article_id not in stories:
                story = self._held_together(article_id)
                stories |= dict.fromkeys(story, story)
        return {article_id: stories[article_id] for (article_id,) in tied}

    def put(self, article_id: str, body: str) -> None:
        """Sign a stored article that has no signature, and tie it to those that tell its story."""
        written = signature(body[:_COMPARED])
        self._connection.rows(
            "INSERT INTO signature (article_id, value) VALUES (?, ?)", (article_id, written)
        )
        [(row,)] = self._connection.rows(
            "SELECT row FROM signature WHERE article_id = ?", (article_id,)
        )
        self._connection.many("INSERT INTO band VALUES (?, ?)", [(k, row) for k in bands(written)])
        self._tie(article_id)

    def delete(self, article_id: str) -> None:
        """Delete what is known of an article; what only it held together falls apart."""
        tied = self._tied(article_id)
        signed = self._connection.rows(
            "SELECT row, value FROM signature WHERE article_id = ?", (article_id,)
        )
        for row, value in signed:
            self._connection.many(
                "DELETE FROM band WHERE key = ? AND row = ?", [(key, row) for key in bands(value)]
            )
        self._connection.rows("DELETE FROM signature WHERE article_id = ?", (article_id,))
        self._connection.rows("DELETE FROM repost WHERE article_id = ?", (article_id,))
        self._connection.rows("DELETE FROM repost WHERE other_id = ?", (article_id,))
        if len(tied) > 1:
            # Where not all texts were compared, some may tell the same story without a tie.
            together = self._held_together(tied[0])
            for other in tied:
                if other not in together:
                    self._tie(other)

    def write_anew(self) -> None:
        """Sign and tie all articles again. Call it inside a transaction."""
        rows = self._connection.rows
        rows("DELETE FROM repost")
        rows("DELETE FROM band")
        rows("DELETE FROM signature")
        for (article_id,) in rows("SELECT id FROM article ORDER BY id"):
            self.put(article_id, self._text(article_id))

    def _tied(self, article_id: str) -> list[str]:
        rows = self._connection.rows(
            "SELECT other_id FROM repost WHERE article_id = ? ORDER BY other_id", (article_id,)
        )
        return [row[0] for row in rows]

    def _held_together(self, article_id: str) -> tuple[str, ...]:
        rows = self._connection.rows(
            "WITH RECURSIVE story (id) AS (SELECT ? UNION"
            " SELECT other_id FROM story JOIN repost ON article_id = story.id)"
            " SELECT id FROM story ORDER BY id",
            (article_id,),
        )
        return tuple(row[0] for row in rows)

    def _tie(self, article_id: str) -> None:
        """Tie a signed article to those that tell its story."""
        text = self._text(article_id)
        told = [one for one in self._nearest(article_id) if same_story(text, self._text(one))]
        self._connection.many(
            "INSERT OR IGNORE INTO repost VALUES (?, ?)",
            [pair for one in told for pair in ((article_id, one), (one, article_id))],
        )

    def _nearest(self, article_id: str) -> list[str]:
        """Return the articles that may tell an article's story, the most similar first."""
        [(row, own)] = self._connection.rows(
            "SELECT row, value FROM signature WHERE article_id = ?", (article_id,)
        )
        keys = bands(own)
        if not keys:
            return []
        some = "SELECT * FROM (SELECT row FROM band WHERE key = ? LIMIT ?)"
        found = self._connection.rows(
            " UNION ALL ".join([some] * len(keys)), [n for key in keys for n in (key, _OF_A_BAND)]
        )
        shared = Counter(other for (other,) in found if other != row)
        rows = self._connection.rows(
            "SELECT article_id, value FROM signature WHERE row IN (SELECT value FROM json_each(?))",
            (json.dumps([other for other, _ in shared.most_common(_SIGNATURES)]),),
        )
        alike = sorted((-similar(own, value), other) for other, value in rows)
        least = SIMILAR - SIMILAR_ERROR
        return [other for negated, other in alike if -negated >= least][:_TEXTS]

    def _text(self, article_id: str) -> str:
        """Return what is compared of an article."""
        [(text,)] = self._connection.rows(
            "SELECT substr(coalesce(as_read.body, article.body), 1, ?) FROM article"
            " LEFT JOIN as_read ON article_id = id WHERE id = ?",
            (_COMPARED, article_id),
        )
        return str(text)
