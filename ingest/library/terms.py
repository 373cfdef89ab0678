"""The lexical index: which words stand in which passage, and BM25 over them.

Beside `connection.py` and `database.py` the only module that speaks SQL. It is given words that
are already separated, and knows nothing of how.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.library.connection import Connection
from ingest.library.filter import Filter
from ingest.library.schema import LANGUAGES, terms_of

# Occurrences that one search weighs, from the rarest word on: a word that stands everywhere says
# the least and costs the most. Set by hand, so that a search of 100,000 passages costs some
# milliseconds and one of a few hundred leaves nothing out.
_MOST_OCCURRENCES = 4_000
# Words whose frequencies are kept until the library changes.
_MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True)
class TermRow:
    """The words of a passage, of its heading and of its article's title, parted by spaces."""

    body: str
    heading: str
    title: str


class Terms:
    """The words of all passages, one table for each language."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._frequencies: dict[str, dict[str, int]] = {one: {} for one in LANGUAGES}
        self._generation = -1

    def put(self, language: str, rows: Iterable[tuple[int, TermRow]]) -> None:
        """Write the words of passages, by their row, in place of what they had."""
        table = terms_of(language)
        self._connection.many(
            f"INSERT OR REPLACE INTO {table} (rowid, body, heading, title) VALUES (?, ?, ?, ?)",
            [(row, terms.body, terms.heading, terms.title) for row, terms in rows],
        )

    def delete(self, article_id: str) -> None:
        """Delete the words of an article's passages."""
        for language in LANGUAGES:
            self._connection.rows(
                f"DELETE FROM {terms_of(language)} WHERE rowid IN"
                " (SELECT row FROM passage WHERE article_id = ?)",
                (article_id,),
            )

    def of_article(self, language: str, article_id: str) -> dict[str, TermRow]:
        """Return the words of each of an article's passages, by passage id."""
        rows = self._connection.rows(
            "SELECT p.id, t.body, t.heading, t.title FROM passage p"
            f" JOIN {terms_of(language)} t ON t.rowid = p.row WHERE p.article_id = ?",
            (article_id,),
        )
        return {row[0]: TermRow(*row[1:]) for row in rows}

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Count, for each word that occurs, the passages it occurs in."""
        by_language = self._by_language(words)
        found = {word: sum(by_language[one][word] for one in LANGUAGES) for word in words}
        return {word: count for word, count in found.items() if count}

    def _by_language(self, words: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """Count each word's passages in each language; those that do not occur count 0."""
        generation = self._connection.generation()
        known = sum(len(counts) for counts in self._frequencies.values())
        if generation != self._generation or known > _MOST_KNOWN:
            self._frequencies = {one: {} for one in LANGUAGES}
            self._generation = generation
        frequencies = self._frequencies
        for language, counts in frequencies.items():
            unknown = [word for word in words if word not in counts]
            if unknown:
                marks = ", ".join("?" * len(unknown))
                rows = self._connection.rows(
                    f"SELECT term, doc FROM {terms_of(language)}_count WHERE term IN ({marks})",
                    unknown,
                )
                counts.update(dict.fromkeys(unknown, 0) | {row[0]: int(row[1]) for row in rows})
        return frequencies

    def search(self, words: Sequence[str], count: int, within: Filter) -> list[str]:
        """Return ids of passages that share words, best BM25 first.

        Heading and title count at half the weight of the text: they tell what the passage is
        about, and all passages of an article share them. Where the whole library is searched, words
        that are too common to tell passages apart are left out.
        """
        condition, values = _condition(within)
        counts = self._by_language(words)
        found: list[tuple[float, str]] = []
        for language in within.searched:
            asked = _rarest(counts[language], words, bounded=not condition)
            if asked:
                table = terms_of(language)
                # The table gives rows best first, so that what is joined ends with the limit.
                found += self._connection.rows(
                    f"SELECT t.rank, p.id FROM {table} t CROSS JOIN passage p ON p.row = t.rowid"
                    f"{_JOINED if condition else ''} WHERE {table} MATCH ?"
                    f" AND t.rank MATCH 'bm25(1.0, 0.5, 0.5)'{condition} ORDER BY t.rank LIMIT ?",
                    (" OR ".join(f'"{word}"' for word in asked), *values, count),
                )
        return [passage_id for _, passage_id in sorted(found)[:count]]


_JOINED = " CROSS JOIN article a ON a.id = p.article_id"


def _rarest(counts: Mapping[str, int], words: Sequence[str], *, bounded: bool) -> list[str]:
    """Return the words that occur, the rarest first, as long as they may be weighed."""
    present = sorted((word for word in words if counts[word]), key=lambda word: counts[word])
    if not bounded:
        return present
    chosen, occurrences = present[:1], sum(counts[word] for word in present[:1])
    for word in present[1:]:
        occurrences += counts[word]
        if occurrences > _MOST_OCCURRENCES:
            break
        chosen.append(word)
    return chosen


def _condition(within: Filter) -> tuple[str, list[str]]:
    """Write what a filter asks of an article, languages aside, as SQL with its values."""
    parts: list[str] = []
    values: list[str] = []
    if within.since:
        parts.append("a.published >= ?")
        values.append(within.since)
    if within.until:
        parts.append("a.published BETWEEN '0' AND ?")
        values.append(within.until)
    fields = {"a.site": within.sites, "a.author": within.authors, "a.id": within.articles}
    for field, wanted in fields.items():
        if wanted:
            parts.append(f"{field} IN ({', '.join('?' * len(wanted))})")
            values.extend(wanted)
    return "".join(f" AND {part}" for part in parts), values
