"""See that the tables of sites' lines fit together: lines, furniture, and what is cut by it."""

import json
import struct
from collections.abc import Iterator

from ingest.errors import LibraryError
from ingest.library.database import Database
from ingest.repeated import cut, line_keys, parts_of, site_of

_NOTED = """
SELECT row, number, keys FROM site_article JOIN site ON number = site
WHERE article_id = ? AND name = ?
"""
_ENTERED = """
SELECT count(*) FROM json_each(?) one
CROSS JOIN site_line line ON line.site = ? AND line.key = one.value AND line.row = ?
"""


def of_lines(database: Database) -> Iterator[tuple[str, str]]:
    """Say what is wrong, each with the article that it is about, or with none."""
    stale = set(database.site_lines.stale())
    for article_id, _ in database.origins():
        try:
            said = list(_of_article(database, article_id, article_id in stale))
        except (LibraryError, TypeError, ValueError):
            continue  # What cannot be read of an article is found with the articles.
        for what in said:
            yield what, article_id
    [(lacking,)] = database.rows(
        "SELECT count(*) FROM site_line line WHERE NOT EXISTS"
        " (SELECT 1 FROM site_article one WHERE one.row = line.row)"
    )
    if lacking:
        yield "The table site_line has rows of no article.", ""


def _of_article(database: Database, article_id: str, is_stale: bool) -> Iterator[str]:
    article, as_read = database.article(article_id), database.as_read(article_id)
    if article is None or as_read is None:
        return
    site = site_of(as_read)
    if not site:
        return
    keys = sorted(line_keys(parts_of(as_read)))
    noted = database.rows(_NOTED, (article_id, site))
    if not noted or noted[0][2] != struct.pack(f"{len(keys)}q", *keys):
        yield "The lines by which its site's furniture is found are not the article's."
        return
    [(row, number, _)] = noted
    [(entered,)] = database.rows(_ENTERED, (json.dumps(keys), number, row))
    if entered != len(keys):
        yield "The article is not entered under all of its lines."
    if not is_stale and cut(as_read, database.site_lines.furniture(site)) != article:
        yield "The article is not what its site's furniture leaves of it."
