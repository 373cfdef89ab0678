"""The lexical index: which words stand in which passage, and BM25 over them.

It is given words that are already separated, and knows nothing of how.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

from ingest.library.bm25 import Bm25, average, inverse_frequency
from ingest.library.connection import Connection
from ingest.library.filter import Filter
from ingest.library.passing import Passing, written
from ingest.library.schema import TERM_TABLES, searched_for

# Occurrences that one search weighs, from the rarest word on: a word that stands everywhere says
# the least and costs the most. Set by hand, so that a search of 100,000 passages costs some
# milliseconds and one of a few hundred leaves nothing out.
_MOST_OCCURRENCES = 4_000
# Occurrences that FTS5 weighs while one passage is read and weighed here: 1 and 25 microseconds.
_DEARER = 20
# How many times more are weighed where too few of what passes a filter has one of those words.
_WIDER = 4
# Heading and title count half: they tell what a passage is about, and all of an article share them.
_COLUMN_WEIGHTS = (1.0, 0.5, 0.5)
# Words whose frequencies are kept until the library changes.
_MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True)
class TermRow:
    """What a table holds of a passage, its heading and its article's title, parted by spaces."""

    body: str
    heading: str
    title: str


# What a passage has in each of the tables of its language.
TermRows = tuple[TermRow, ...]


class Terms:
    """The words of all passages, in the tables of their languages."""

    def __init__(self, connection: Connection, passing: Passing) -> None:
        self._connection = connection
        self._passing = passing
        self._frequencies: dict[str, dict[str, int]] = {one: {} for one in TERM_TABLES}
        self._generation = -1

    def put(self, language: str, rows: Sequence[tuple[int, TermRows]]) -> None:
        """Write the words of passages, by their row, in place of what they had."""
        for at, table in enumerate(searched_for(language)):
            self._connection.many(
                f"INSERT OR REPLACE INTO {table} (rowid, body, heading, title) VALUES (?, ?, ?, ?)",
                [(row, *astuple(terms[at])) for row, terms in rows],
            )

    def delete(self, article_id: str) -> None:
        """Delete the words of an article's passages."""
        for table in TERM_TABLES:
            self._connection.rows(
                f"DELETE FROM {table} WHERE rowid IN"
                " (SELECT row FROM passage WHERE article_id = ?)",
                (article_id,),
            )

    def of_article(self, language: str, article_id: str) -> dict[str, TermRows]:
        """Return the words of each of an article's passages, by passage id."""
        found: defaultdict[str, TermRows] = defaultdict(tuple)
        for table in searched_for(language):
            rows = self._connection.rows(
                "SELECT p.id, t.body, t.heading, t.title FROM passage p"
                f" JOIN {table} t ON t.rowid = p.row WHERE p.article_id = ?",
                (article_id,),
            )
            for passage_id, *texts in rows:
                found[passage_id] += (TermRow(*texts),)
        return dict(found)

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Count, for each word that occurs, the passages it occurs in."""
        by_table = self._by_table(words)
        found = {word: sum(by_table[one][word] for one in TERM_TABLES) for word in words}
        return {word: count for word, count in found.items() if count}

    def _by_table(self, words: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Count each word's passages in each table; those that do not occur count 0."""
        generation = self._connection.generation()
        known = sum(len(counts) for counts in self._frequencies.values())
        if generation != self._generation or known > _MOST_KNOWN:
            self._frequencies = {one: {} for one in TERM_TABLES}
            self._generation = generation
        frequencies = self._frequencies
        for table, counts in frequencies.items():
            unknown = [word for word in words if word not in counts]
            if unknown:
                marks = ", ".join("?" * len(unknown))
                rows = self._connection.rows(
                    f"SELECT term, doc FROM {table}_count WHERE term IN ({marks})",
                    unknown,
                )
                counts.update(dict.fromkeys(unknown, 0) | {row[0]: int(row[1]) for row in rows})
        return frequencies

    def search(self, words: Sequence[str], count: int, within: Filter) -> list[str]:
        """Return ids of passages that share words and pass a filter, best BM25 first.

        As many as `count` are found if as many pass and share one. Words that are too common to
        tell passages apart are left out where the rarer ones find enough, and where nothing is
        narrowed. What a passage has in two tables adds up, as words do in BM25.
        """
        by_table = self._by_table(words)
        scores: defaultdict[str, float] = defaultdict(float)
        for one in within.by_language():
            [language] = one.languages
            for table in searched_for(language):
                counts = {word: n for word in words if (n := by_table[table][word])}
                if counts:
                    for score, passage_id in self._search(table, counts, count, one):
                        scores[passage_id] += score
        return sorted(scores, key=lambda passage_id: (scores[passage_id], passage_id))[:count]

    def _search(
        self, table: str, counts: Mapping[str, int], count: int, within: Filter
    ) -> list[tuple[float, str]]:
        """Search one table for words that occur in it, given how often they do."""
        if not within.narrows:
            return self._ranked(table, _rarest(counts, _MOST_OCCURRENCES), count, within)
        passing = self._passing.count(within)
        if not passing:
            return []
        occurrences = max(_MOST_OCCURRENCES, self._passing.reach(count, within))
        if passing * _DEARER <= min(occurrences, sum(counts.values())):
            return sorted(self._weighed(table, counts, within))[:count]
        while True:
            asked = _rarest(counts, occurrences)
            found = self._ranked(table, asked, count, within)
            if len(found) >= count or len(asked) == len(counts):
                return found
            occurrences *= _WIDER

    def _ranked(
        self, table: str, words: Sequence[str], count: int, within: Filter
    ) -> list[tuple[float, str]]:
        """Let FTS5 weigh all passages with one of the words, and take the best that pass."""
        joined, condition, values = "", "", list[str]()
        if within.narrows:
            condition, values = written(within)
            condition = f" AND {condition}"
            joined = " CROSS JOIN article a ON a.id = p.article_id"
        weights = ", ".join(map(str, _COLUMN_WEIGHTS))
        # The table gives rows best first, so that what is joined ends with the limit.
        return self._connection.rows(
            f"SELECT t.rank, p.id FROM {table} t CROSS JOIN passage p ON p.row = t.rowid{joined}"
            f" WHERE {table} MATCH ? AND t.rank MATCH 'bm25({weights})'{condition}"
            " ORDER BY t.rank LIMIT ?",
            (" OR ".join(f'"{word}"' for word in words), *values, count),
        )

    def _weighed(
        self, table: str, counts: Mapping[str, int], within: Filter
    ) -> Iterator[tuple[float, str]]:
        """Weigh all passages that pass; those that share a word are given."""
        [(record,)] = self._connection.rows(f"SELECT block FROM {table}_data WHERE id = 1")
        rows, length = average(record)
        weights = {word: inverse_frequency(n, rows) for word, n in counts.items()}
        weigh = Bm25(weights, _COLUMN_WEIGHTS, length)
        condition, values = written(within)
        for passage_id, *columns in self._connection.rows(
            "SELECT p.id, t.body, t.heading, t.title FROM article a"
            " CROSS JOIN passage p ON p.article_id = a.id"
            f" CROSS JOIN {table} t ON t.rowid = p.row WHERE {condition}",
            values,
        ):
            score = weigh.score(columns)
            if score:
                yield score, passage_id


def _rarest(counts: Mapping[str, int], most: int) -> list[str]:
    """Return the rarest of words, at least one, as long as they occur no more often in all."""
    words = sorted(counts, key=lambda word: counts[word])
    chosen, occurrences = words[:1], counts[words[0]]
    for word in words[1:]:
        occurrences += counts[word]
        if occurrences > most:
            break
        chosen.append(word)
    return chosen
