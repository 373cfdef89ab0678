"""The library: articles, passages and their vectors, and the order in which they are written.

A write notes the article as pending, upserts its vectors into Chroma, commits article and passages
to SQLite in one transaction, deletes what is left over in Chroma, and clears the note. A reader
sees a passage when SQLite has it; so a kill at any moment leaves the old article or the new one,
and the next write settles what is pending.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article, Passage
from ingest.errors import ArticleMissing, LibraryError, ModelMismatch
from ingest.library.database import Database, Evidence
from ingest.library.filter import EVERYTHING, Filter
from ingest.library.index import VectorIndex
from ingest.library.lexicon import Lexicon
from ingest.library.lock import write_lock
from ingest.library.rebuild import fill_index, index_rows, upgrade
from ingest.library.schema import SCHEMA_VERSION
from ingest.library.status import Status, bytes_below
from ingest.model import EmbeddingModel, load_model
from ingest.settings import Settings


class Library:
    """A library on disk; any number of threads and processes may have it open."""

    def __init__(
        self, settings: Settings, database: Database, model: EmbeddingModel | None
    ) -> None:
        self._settings = settings
        self._database = database
        self._model = model
        self._lexicon = Lexicon(database)
        self._index: VectorIndex | None = None
        # Two threads must not load the model, or open the index, at once.
        self._opening = threading.RLock()

    @classmethod
    def open(cls, settings: Settings, model: EmbeddingModel | None = None) -> "Library":
        """Open the library of the settings, making an empty one where there is none.

        Args:
            settings: where it lives, and which model embeds it.
            model: that model where it is already loaded; else it is loaded on first use.

        A library of an older version is brought up to date first, from what it holds and without
        a model; a large one takes minutes.

        Raises:
            LibraryError: the folder cannot be written, or holds something else.
            LibraryBusy: it is of an older version, and another process has been writing for too
                long.
        """
        try:
            settings.library.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"The library's folder cannot be made ({error.strerror}).",
                "Set WENYUAN_HOME to a folder that you may write to.",
            ) from error
        library = cls(settings, Database(settings.library / "library.sqlite3"), model)
        library._bring_up_to_date()
        return library

    def close(self) -> None:
        """Let go of the files."""
        if self._index is not None:
            self._index.close()
        self._database.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def settings(self) -> Settings:
        """The settings that the library was opened with."""
        return self._settings

    # -- the model -----------------------------------------------------------------------------

    @property
    def model(self) -> EmbeddingModel:
        """The embedding model, loaded on first use.

        Raises:
            ModelMismatch: the library was embedded with another model.
            ModelError: the model cannot be loaded.
        """
        with self._opening:
            if self._model is None:
                self._model = load_model(self._settings)
        stored = self._database.meta("fingerprint")
        if stored not in {None, self._model.fingerprint}:
            raise ModelMismatch(
                f"The library was embedded with {self._database.meta('model')}, "
                f"and {self._model.name} is configured.",
                "Run `python -m ingest reembed` to move the library to the configured model, "
                "or set WENYUAN_EMBEDDING_MODEL back.",
            )
        return self._model

    def _open_index(self) -> VectorIndex:
        with self._opening:
            if self._index is None:
                self._index = VectorIndex(self._folder, _collection(self.model.fingerprint))
            return self._index

    @property
    def _folder(self) -> Path:
        return self._settings.library / "chroma"

    # -- writing -------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock, with all that an interrupted write left over put in order.

        Raises:
            LibraryBusy: another process has been writing for too long.
        """
        with self.writing_whichever_model():
            for article_id in self._database.pending():
                self._settle(article_id)
            yield

    @contextmanager
    def writing_whichever_model(self) -> Iterator[None]:
        """Hold the write lock of a library that may be another model's; settles nothing.

        Raises:
            LibraryBusy: another process has been writing for too long.
        """
        with write_lock(self._settings.library, self._settings.lock_seconds):
            yield

    def _settle(self, article_id: str) -> None:
        """Make the article's rows in Chroma those that SQLite has."""
        index, generation = self._open_index(), self._database.generation()
        article = self._database.article(article_id)
        vectors = self._database.vectors(self.model.fingerprint, article_id)
        language = article.language if article is not None else ""
        if article is not None:
            index.upsert(index_rows(article, vectors), generation)
        index.delete_leftovers(article_id, language, len(vectors), generation)
        self._database.clear_pending(article_id)

    def known_vectors(
        self, keys: Sequence[bytes], fingerprint: str
    ) -> dict[bytes, NDArray[np.float32]]:
        """Return the unit vectors of those keys that a model has already embedded."""
        return self._database.vectors_of_keys(fingerprint, keys)

    def keep_vectors(self, vectors: Mapping[bytes, NDArray[np.float32]], fingerprint: str) -> None:
        """Store unit vectors of a model, whether or not it is the library's."""
        with self._database.transaction():
            self._database.put_vectors(fingerprint, vectors)

    def change_model(self, model: EmbeddingModel) -> None:
        """Change over to a model that every passage has a vector of, and forget the others.

        Call it inside `writing_whichever_model()`. The vectors go into a collection of their own,
        so that until the last moment the old model answers from the old one.
        """
        generation = self._database.generation() + 1
        index = VectorIndex(self._folder, _collection(model.fingerprint))
        index.create(generation)
        fill_index(self._database, index, model.fingerprint, generation)
        with self._database.transaction():
            self._describe(model, generation)
            self._database.forget_unused_vectors()
        index.delete_other_collections()
        with self._opening:
            old, self._model, self._index = self._index, model, index
        if old is not None:
            old.close()

    def _bring_up_to_date(self) -> None:
        """Write what older versions did not."""
        if self._database.schema() == SCHEMA_VERSION:
            return
        with self.writing_whichever_model():
            # Another process may have done it meanwhile.
            if self._database.schema() != SCHEMA_VERSION:
                fingerprint = self._database.meta("fingerprint") or ""
                with closing(VectorIndex(self._folder, _collection(fingerprint))) as index:
                    upgrade(self._database, index, fingerprint)

    def repair(self) -> int:
        """Rebuild the vector index from the vectors in SQLite, without the model's help.

        An interrupted repair is finished by the next write.

        Returns:
            How many articles were written to the index.

        Raises:
            LibraryBusy: another process has been writing for too long.
        """
        with self.writing_whichever_model():
            ids = [article_id for article_id, _ in self.origins()]
            generation = self._database.generation() + 1
            index = self._open_index()
            with self._database.transaction():
                self._database.set_pending(ids)
            index.create(generation, anew=True)
            for article_id in self._database.pending():
                self._settle(article_id)
            with self._database.transaction():
                self._database.set_meta("generation", str(generation))
        return len(ids)

    def _describe(self, model: EmbeddingModel, generation: int) -> None:
        self._database.set_meta("model", model.name)
        self._database.set_meta("fingerprint", model.fingerprint)
        self._database.set_meta("dimension", str(model.dimension))
        self._database.set_meta("generation", str(generation))

    def put(
        self,
        article: Article,
        content_hash: str,
        passages: Sequence[tuple[Passage, bytes]],
        vectors: Mapping[bytes, NDArray[np.float32]],
    ) -> None:
        """Store an article with its passages, in place of what was stored under its id.

        Call it inside `writing()`, and `enforce_names()` after the last article.

        Args:
            article: the article.
            content_hash: what `stored_hash` is to return from now on.
            passages: its passages, each with the key of its vector.
            vectors: the unit vector of each key.
        """
        index, database, model = self._open_index(), self._database, self.model
        if database.meta("fingerprint") is None:
            index.create(database.generation())
        rows, names = self._lexicon.rows(article, passages)
        # Vectors first: if the rest fails, the next try need not embed again.
        with database.transaction():
            database.put_vectors(model.fingerprint, vectors)
            database.set_pending([article.id])
        generation = database.generation()
        by_passage = {passage.id: vectors[key] for passage, key in passages}
        index.upsert(index_rows(article, by_passage), generation)
        with database.transaction():
            database.put_article(article, content_hash, rows, names)
            self._describe(model, generation + 1)
        index.wrote(generation + 1)
        index.delete_leftovers(article.id, article.language, len(passages), generation + 1)
        database.clear_pending(article.id)

    def enforce_names(self) -> None:
        """Make the names that new articles brought words of every passage that contains them.

        Until then questions are read without these names. Call it outside `writing()`.

        Raises:
            LibraryBusy: another process has been writing for too long.
        """
        if self._database.names_to_come():
            with self.writing():
                self._lexicon.enforce_names()

    def remove(self, article_id: str) -> None:
        """Remove an article and its passages.

        Raises:
            ArticleMissing: no article has this id.
            LibraryBusy: another process has been writing for too long.
        """
        with self.writing():
            if self._database.content_hash(article_id) is None:
                raise ArticleMissing(
                    f"No article has the id {article_id!r}.",
                    "Run `python -m ingest list` to see the ids.",
                )
            generation = self._database.generation() + 1
            # What cannot be opened is reported before anything is deleted.
            self._open_index().check(generation - 1)
            with self._database.transaction():
                self._database.set_pending([article_id])
                self._database.delete_article(article_id)
                self._database.forget_unused_vectors()
                self._database.set_meta("generation", str(generation))
            self._settle(article_id)

    # -- reading -------------------------------------------------------------------------------

    def stored_hash(self, article_id: str) -> str | None:
        """Return the content hash that the article was stored with, or None."""
        return self._database.content_hash(article_id)

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        return self._database.article(article_id)

    def articles(self, query: str = "", *, limit: int = 100, offset: int = 0) -> list[Article]:
        """List articles whose title, author, site or date contains the query, newest first."""
        return self._database.articles(query, limit, offset)

    def passages(self, article_id: str) -> list[Passage]:
        """Return an article's passages in order."""
        return self._database.passages(article_id)

    def origins(self) -> list[tuple[str, str]]:
        """Return (article id, origin) of every article."""
        return self._database.origins()

    def count(self) -> tuple[int, int]:
        """Count articles and passages."""
        return self._database.counts()

    def languages(self) -> list[str]:
        """Return the languages that articles are written in."""
        return self._database.languages()

    def sites(self) -> list[str]:
        """Return the sites that articles come from."""
        return self._database.distinct("site")

    def authors(self) -> list[str]:
        """Return the authors of articles."""
        return self._database.distinct("author")

    def names(self, text: str) -> frozenset[str]:
        """Return the names of the library that a text contains: `words(text, names)`."""
        return self._lexicon.names(text)

    def nearest(
        self, vector: NDArray[np.float32], count: int, within: Filter = EVERYTHING
    ) -> list[tuple[str, float]]:
        """Find passages whose vectors are closest to a unit vector.

        Args:
            vector: what is looked for.
            count: how many to find; as many are found if as many pass the filter.
            within: what the search is narrowed to.

        Returns:
            (passage id, cosine) pairs, closest first. An id may have vanished meanwhile.
        """
        return self._open_index().nearest(vector, count, within, self._database.generation())

    def lexical(self, words: Sequence[str], count: int, within: Filter = EVERYTHING) -> list[str]:
        """Return ids of passages that share words and pass the filter, best BM25 first."""
        return self._database.terms.search(words, count, within)

    def evidence(self, passage_ids: Sequence[str], asked: Sequence[str] = ()) -> list[Evidence]:
        """Return what weighs passages for a question's words; ids that vanished are left out."""
        return self._database.evidence(passage_ids, asked, self.model.fingerprint)

    def passages_in_articles(
        self, passage_ids: Sequence[str]
    ) -> dict[str, tuple[Article, Passage]]:
        """Return passages with their articles; ids that have vanished are left out."""
        return self._database.passages_in_articles(passage_ids)

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """Count, for each word that occurs, the passages it occurs in."""
        return self._database.terms.frequencies(words)

    def status(self) -> Status:
        """Return what is in the library."""
        articles, passages = self.count()
        return Status(
            folder=self._settings.library,
            articles=articles,
            passages=passages,
            model=self._database.meta("model") or "",
            dimension=int(self._database.meta("dimension") or 0),
            generation=self._database.generation(),
            bytes_on_disk=bytes_below(self._settings.library),
        )


def _collection(fingerprint: str) -> str:
    return f"passages-{fingerprint[:16]}"
