"""What passes a filter, in SQL.

A narrowed search can go two ways: look at all passages that pass, or search the whole language for
so many more that enough of them pass. It goes the one that looks at fewer: of n passages, whatever
share of them passes, at about the square root of n, times a constant.
"""

import json
import math
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from ingest.library.connection import Connection
from ingest.library.filter import Filter
from ingest.library.vectors import unpack

# A search of the whole language asks for as many times what would do if those that pass were
# spread evenly over what it finds. They are not: a site writes more of one matter than of another.
_SPARE = 2
# Filters whose passages are kept counted until the library changes.
_MOST_KEPT = 1_000
# Articles whose vectors are in memory at a time; their passages' have some megabytes.
_AT_A_TIME = 500


class Passing:
    """The passages that pass a filter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kept: tuple[int, dict[Filter, int]] = (-1, {})

    def count(self, within: Filter) -> int:
        """Count the passages that pass: once for each filter and write."""
        generation, kept = self._connection.generation(), self._kept
        if kept[0] != generation or len(kept[1]) > _MOST_KEPT:
            self._kept = kept = generation, {}
        known = kept[1].get(within)
        if known is None:
            [(known,)] = self._connection.rows(
                *_where(
                    "SELECT count(*) FROM article a CROSS JOIN passage p ON p.article_id = a.id",
                    within,
                )
            )
            kept[1][within] = known
        return known

    def reach(self, count: int, within: Filter) -> int:
        """Return how many to look at in whole languages, so that `count` of them pass.

        Args:
            count: how many are wanted.
            within: a filter that some passage passes.
        """
        whole = self.count(Filter(languages=within.languages))
        return math.ceil(_SPARE * count * whole / self.count(within))

    def among(self, passage_ids: Collection[str], within: Filter) -> frozenset[str]:
        """Return those of the passages that pass; ids that do not exist do not."""
        sql, values = _where(
            "SELECT p.id FROM json_each(?) one CROSS JOIN passage p ON p.id = one.value"
            " CROSS JOIN article a ON a.id = p.article_id",
            within,
        )
        rows = self._connection.rows(sql, (json.dumps(list(passage_ids)), *values))
        return frozenset(row[0] for row in rows)

    def vectors(
        self, within: Filter, fingerprint: str
    ) -> Iterator[tuple[list[str], NDArray[np.float32]]]:
        """Give the ids and a model's unit vectors of all passages that pass, some at a time."""
        found = self._connection.rows(*_where("SELECT a.id FROM article a", within))
        articles = [row[0] for row in found]
        for first in range(0, len(articles), _AT_A_TIME):
            rows = self._connection.rows(
                "SELECT p.id, v.value FROM json_each(?) one"
                " CROSS JOIN passage p ON p.article_id = one.value"
                " CROSS JOIN vector v ON v.fingerprint = ? AND v.key = p.vector_key",
                (json.dumps(articles[first : first + _AT_A_TIME]), fingerprint),
            )
            if rows:
                yield [row[0] for row in rows], unpack([row[1] for row in rows])


def written(within: Filter) -> tuple[str, list[str]]:
    """Write what a filter asks of an article `a` as SQL, never empty, with its values."""
    searched = within.searched
    parts = [f"a.language IN ({_marks(searched)})"]
    values = [*searched]
    # With a plus no index on the date is used: reading every article that passes takes longer than
    # reading all of the index that has every field.
    if within.since:
        parts.append("+a.published >= ?")
        values.append(within.since)
    if within.until:
        parts.append("+a.published BETWEEN '0' AND ?")
        values.append(within.until)
    fields = {"a.site": within.sites, "a.author": within.authors, "a.id": within.articles}
    for field, wanted in fields.items():
        if wanted:
            parts.append(f"{field} IN ({_marks(wanted)})")
            values.extend(wanted)
    return " AND ".join(parts), values


def _where(select: str, within: Filter) -> tuple[str, list[str]]:
    """Narrow a statement that reads an article `a`."""
    condition, values = written(within)
    return f"{select} WHERE {condition}", values


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))
