"""Find the passages that are nearest to a vector, of those that pass a filter.

Chroma searches a language; what it finds is checked in SQLite. Chroma's own filter is not used: it
takes longer than the search, the more the more passages pass.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ingest.library.database import Database
from ingest.library.filter import Filter
from ingest.library.index import BATCH, VectorIndex

# How many times more are asked for where too few passed.
_WIDER = 4


def nearest(
    database: Database,
    index: VectorIndex,
    fingerprint: str,
    vector: NDArray[np.float32],
    count: int,
    within: Filter,
) -> list[tuple[str, float]]:
    """Find the nearest passages that pass.

    Args:
        database: says what passes, and holds the vectors that are compared one by one.
        index: the vector index of the same library.
        fingerprint: of the model that embedded it.
        vector: a unit vector.
        count: how many to find; as many are found if as many pass.
        within: the filter.

    Returns:
        (passage id, cosine) pairs, closest first. An id may have vanished meanwhile.

    Raises:
        LibraryError: the index is missing, or another process kept changing it.
    """
    found = [
        pair
        for one in within.by_language()
        for pair in _nearest(database, index, fingerprint, vector, count, one)
    ]
    return sorted(found, key=lambda pair: -pair[1])[:count]


def _nearest(
    database: Database,
    index: VectorIndex,
    fingerprint: str,
    vector: NDArray[np.float32],
    count: int,
    within: Filter,
) -> list[tuple[str, float]]:
    """Find the nearest of one language."""
    [language] = within.languages
    generation, passing = database.generation(), database.passing
    if not within.narrows:
        return index.nearest(language, vector, count, generation)
    pass_ = passing.count(within)
    if not pass_:
        return []
    asked = passing.reach(count, within)
    while asked < min(pass_, BATCH):
        found = index.nearest(language, vector, asked, generation)
        kept = passing.among([passage_id for passage_id, _ in found], within)
        if len(kept) >= count:
            return [pair for pair in found if pair[0] in kept][:count]
        asked *= _WIDER
    compared = _compared(database, fingerprint, vector, within)
    return sorted(compared, key=lambda pair: -pair[1])[:count]


def _compared(
    database: Database, fingerprint: str, vector: NDArray[np.float32], within: Filter
) -> Iterator[tuple[str, float]]:
    """Compare a vector with those of all passages that pass."""
    for ids, vectors in database.passing.vectors(within, fingerprint):
        yield from zip(ids, (vectors @ vector).tolist(), strict=True)
