"""BM25 of a few passages at a time, as SQLite's FTS5 computes it.

FTS5 counts a word in all passages before it weighs one of them. Here nothing is read but the
passages that are weighed and how often each word occurs, and the weights are the same:
https://sqlite.org/fts5.html#the_bm25_function (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75).
"""

import math
from collections.abc import Iterator, Mapping, Sequence

_K1 = 1.2
_B = 0.75
# A word that stands in more than half of all passages says hardly anything, and never less.
_LEAST = 1e-6


def average(record: bytes) -> tuple[int, float]:
    """Read how many rows an FTS5 table has and how many words a row has on average.

    Args:
        record: row 1 of the table's `_data` table: the number of rows, and of words in each
            column (`FTS5_AVERAGES_ROWID` in SQLite's ext/fts5/fts5_index.c).
    """
    rows, *columns = _varints(record)
    return rows, sum(columns) / max(1, rows)


def inverse_frequency(occurrences: int, rows: int) -> float:
    """Return the weight of a word that occurs in so many of a table's rows."""
    return max(_LEAST, math.log((rows - occurrences + 0.5) / (occurrences + 0.5)))


class Bm25:
    """Weighs rows for a question.

    Args:
        words: those of the question, with their inverse frequencies.
        column_weights: what an occurrence in each of a row's columns counts.
        average_length: words that a row has on average.
    """

    def __init__(
        self, words: Mapping[str, float], column_weights: Sequence[float], average_length: float
    ) -> None:
        self._words = [(f" {word} ", weight) for word, weight in words.items()]
        self._column_weights = column_weights
        self._average_length = average_length

    def score(self, columns: Sequence[str]) -> float:
        """Weigh a row's columns, words parted by single spaces: the less, the better.

        Returns:
            0 if it has none of the question's words.
        """
        whole = f" {' '.join(columns)} "
        present = [one for one in self._words if one[0] in whole]
        if not present:
            return 0.0
        length = sum(column.count(" ") + 1 for column in columns if column)
        saturation = _K1 * (1 - _B + _B * length / self._average_length)
        # Every word gets two spaces of its own, so that neighbours do not share one.
        spaced = [f" {column} ".replace(" ", "  ") for column in columns]
        score = 0.0
        for word, weight in present:
            often = 0.0
            for counts, column in zip(self._column_weights, spaced, strict=True):
                often += counts * column.count(word)
            score -= weight * often * (_K1 + 1) / (often + saturation)
        return score


def _varints(record: bytes) -> Iterator[int]:
    """Read SQLite's numbers of seven bits a byte, the highest first."""
    value = 0
    for byte in record:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            yield value
            value = 0
