"""What may be asked of a library; changes nothing."""

import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article, Passage
from ingest.errors import ModelMismatch
from ingest.library.database import Database, Evidence
from ingest.library.documents import Documents
from ingest.library.facts import Site
from ingest.library.filter import EVERYTHING, Filter
from ingest.library.index import VectorIndex
from ingest.library.lexicon import Lexicon
from ingest.library.nearest import nearest
from ingest.library.site_lines import SiteLines
from ingest.library.status import Status, bytes_below
from ingest.model import EmbeddingModel, load_model
from ingest.settings import Settings


class ReadableLibrary:
    """A library on disk, as whoever asks sees it: what the last committed write left."""

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

    def close(self) -> None:
        """Let go of the files."""
        if self._index is not None:
            self._index.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def settings(self) -> Settings:
        """The settings that the library was opened with."""
        return self._settings

    @property
    def documents(self) -> Documents:
        """Where the articles come from."""
        return self._database.documents

    @property
    def site_lines(self) -> SiteLines:
        """The lines of each site's articles, and which of them are furniture."""
        return self._database.site_lines

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
                self._index = VectorIndex(self._folder, collection_of(self.model.fingerprint))
            return self._index

    @property
    def _folder(self) -> Path:
        return self._settings.library / "chroma"

    def stored_hash(self, article_id: str) -> str | None:
        """Return the content hash that the article was stored with, or None."""
        return self._database.content_hash(article_id)

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None."""
        return self._database.article(article_id)

    def as_read(self, article_id: str) -> Article | None:
        """Return an article as it was before its site's furniture was cut out, or None."""
        return self._database.as_read(article_id)

    def articles(self, query: str = "", *, limit: int = 100, offset: int = 0) -> list[Article]:
        """List articles whose title, author, site or date contains the query, newest first."""
        return self._database.articles(query, limit, offset)

    def passages(self, article_id: str) -> list[Passage]:
        """Return an article's passages in order."""
        return self._database.passages(article_id)

    def stories(self, article_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the story's articles, for each whose story several articles tell."""
        return self._database.stories.of(article_ids)

    def articles_among(
        self, article_ids: Collection[str], within: Filter = EVERYTHING, *, limit: int = 100
    ) -> list[Article]:
        """Return those of the articles that pass a filter, oldest first, undated ones last."""
        return self._database.articles_among(article_ids, limit, within)

    def origins(self) -> list[tuple[str, str]]:
        """Return (article id, origin) of every article."""
        return self._database.origins()

    def count(self) -> tuple[int, int]:
        """Count articles and passages."""
        facts = self._database.facts()
        return facts.articles, facts.passages

    def languages(self) -> tuple[str, ...]:
        """Return the languages that articles are written in."""
        return self._database.facts().languages

    def sites(self) -> tuple[Site, ...]:
        """Return the sites that articles come from, in order; the same object until a write."""
        return self._database.facts().sites

    def authors(self) -> tuple[str, ...]:
        """Return the authors of articles, in order; the same object until a write."""
        return self._database.facts().authors

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
        index, fingerprint = self._open_index(), self.model.fingerprint
        return nearest(self._database, index, fingerprint, vector, count, within)

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


def collection_of(fingerprint: str) -> str:
    """Name the Chroma collection of a model's vectors."""
    return f"passages-{fingerprint[:16]}"
