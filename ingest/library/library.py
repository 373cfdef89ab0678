"""The library: articles, passages and their vectors, and the order in which they are written.

A write notes the article as pending, upserts its vectors into Chroma, commits article and passages
to SQLite in one transaction, deletes what is left over in Chroma, and clears the note. A reader
sees a passage when SQLite has it; so a kill at any moment leaves the old article or the new one,
and the next write settles what is pending.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article, Passage
from ingest.errors import ArticleMissing, LibraryError
from ingest.library.database import Database
from ingest.library.index import VectorIndex
from ingest.library.lock import write_lock
from ingest.library.readable import ReadableLibrary, collection_of
from ingest.library.rebuild import fill_index, index_rows, upgrade
from ingest.library.schema import SCHEMA_VERSION
from ingest.model import EmbeddingModel
from ingest.settings import Settings


class Library(ReadableLibrary):
    """A library on disk; any number of threads and processes may have it open."""

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
        index = VectorIndex(self._folder, collection_of(model.fingerprint))
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
                with closing(VectorIndex(self._folder, collection_of(fingerprint))) as index:
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
        document: str = "",
        as_read: Article | None = None,
    ) -> None:
        """Store an article with its passages, in place of what was stored under its id.

        Call it inside `writing()`, and `enforce_names()` after the last article.

        Args:
            article: the article.
            content_hash: what `stored_hash` is to return from now on.
            passages: its passages, each with the key of its vector.
            vectors: the unit vector of each key.
            document: address of the document that holds it, if not its origin.
            as_read: the article before its site's furniture was cut out of it, if any was.
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
            database.put_article(article, content_hash, rows, names, as_read or article)
            database.documents.hold(article.id, document or article.origin)
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

    def settle_furniture(self) -> None:
        """Tell each site's furniture by its articles; those that it cuts otherwise are stale.

        Raises:
            LibraryBusy: another process has been writing for too long.
        """
        if self.site_lines.is_settled():
            return
        with self.writing(), self._database.transaction():
            self._database.site_lines.settle()

    def move(self, article_id: str, origin: str, document: str) -> None:
        """Note that an article is elsewhere than it was; it stays as it is, with its id."""
        with self._database.transaction():
            self._database.documents.move(article_id, origin, document)

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
