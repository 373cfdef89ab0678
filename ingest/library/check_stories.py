"""See that the tables of stories fit together: signatures, their bands, and ties.

Whether a tie is right is not asked: to compare all texts takes as long as to add them again.
"""

import json
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ingest.library.connection import Connection
from ingest.reposts import bands

_UNMATCHED = """
SELECT count(*) FROM repost r WHERE NOT EXISTS (
    SELECT 1 FROM repost o WHERE o.article_id = r.other_id AND o.other_id = r.article_id
)
"""


def of_stories(connection: Connection) -> Iterator[tuple[str, str]]:
    """Say what is wrong, each with the article that it is about, or with none."""
    entered = 0
    for article_id, row, value in connection.rows(
        "SELECT a.id, s.row, s.value FROM article a LEFT JOIN signature s ON s.article_id = a.id"
    ):
        keys = _bands(value)
        if keys is None:
            yield "The article has no signature by which its reposts are found.", article_id
            continue
        [(there,)] = connection.rows(
            "SELECT count(*) FROM json_each(?) one CROSS JOIN band"
            " ON band.key = one.value AND band.row = ?",
            (json.dumps(keys), row),
        )
        entered += there
        if there < len(keys):
            yield "The article is not entered under all bands of its signature.", article_id
    [(more,)] = connection.rows("SELECT count(*) - ? FROM band", (entered,))
    if more:
        yield "The table band has rows of no signature.", ""
    [(unmatched,)] = connection.rows(_UNMATCHED)
    if unmatched:
        yield "The table repost ties articles in one direction only.", ""


def _bands(value: Any) -> tuple[int, ...] | None:
    """Return the bands of what is stored as a signature, or None if it is none."""
    with suppress(TypeError, ValueError, struct.error):
        return bands(value)
    return None
