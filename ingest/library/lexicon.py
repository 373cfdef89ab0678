"""Which words of an article the lexical index holds, and which of them are names.

A name is in force when every passage that contains it has it as a word, and only then is it read
in a question: so the two agree at all times, whichever article brought the name, and when. Names
stand in passages in pinyin, too (`ingest/pinyin.py`), where questions in English find them.
"""

from collections.abc import Sequence

from ingest.article import Article, Passage
from ingest.library.database import Database, PassageRow
from ingest.library.terms import TermRow, TermRows
from ingest.names import find_names
from ingest.pinyin import romanised
from ingest.segment import fold, pieces, words


class Lexicon:
    """The names of a library, and the words of its passages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def names(self, text: str) -> frozenset[str]:
        """Return the names in force that a text contains, folded."""
        return self._database.names_among(set(pieces(fold(text))), in_force=True)

    def rows(
        self, article: Article, passages: Sequence[tuple[Passage, bytes]]
    ) -> tuple[list[PassageRow], frozenset[str]]:
        """Separate an article's passages into words.

        Returns:
            The passages, each with its words and vector key; and the names that the article brings.
        """
        brought = find_names(article)
        known = brought | self._database.names_among(_pieces(article))
        rows = [
            PassageRow(passage, _terms(article, passage, known), key) for passage, key in passages
        ]
        return rows, brought

    def enforce_names(self) -> None:
        """Bring every name into force, in one transaction."""
        database = self._database
        coming = database.names_to_come()
        with database.transaction():
            for article_id, _ in database.origins():
                article = database.article(article_id)
                # Those that it brought itself are in it since it was added.
                if article is not None and coming & _pieces(article) - database.brought(article_id):
                    self._write(article)
            database.enforce_names()
            database.set_meta("generation", str(database.generation() + 1))

    def write_anew(self) -> None:
        """Find all names and write all words again. Call it inside a transaction."""
        database = self._database
        for article_id, _ in database.origins():
            article = database.article(article_id)
            if article is not None:
                brought = find_names(article) - database.brought(article_id)
                database.put_names(article_id, dict.fromkeys(brought, True))
        for article_id, _ in database.origins():
            article = database.article(article_id)
            if article is not None:
                self._write(article)
        database.enforce_names()

    def _write(self, article: Article) -> None:
        """Write the words of a stored article as they are now, where they differ."""
        database = self._database
        known = database.names_among(_pieces(article))
        numbers = database.passage_numbers(article.id)
        had = database.terms.of_article(article.language, article.id)
        terms = {p.id: _terms(article, p, known) for p in database.passages(article.id)}
        database.terms.put(
            article.language,
            [(numbers[i], one) for i, one in terms.items() if had.get(i) != one],
        )


def _pieces(article: Article) -> set[str]:
    """Return all that could be a name in what is indexed of an article."""
    return set(pieces(fold(f"{article.title}\n{article.body}")))


def _terms(article: Article, passage: Passage, names: frozenset[str]) -> TermRows:
    texts = (passage.text, passage.heading, article.title)
    found = [words(text, names) for text in texts]
    rows = [TermRow(*map(" ".join, found))]
    if article.language == "zh":
        there = frozenset(word for said in found for word in said)
        # A name that is also written in Latin letters is one word of the passage, and counted once.
        pinyin = ([form for form in romanised(said) if form not in there] for said in found)
        rows.append(TermRow(*map(" ".join, pinyin)))
    return tuple(rows)
