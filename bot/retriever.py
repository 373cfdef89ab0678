"""The library as a LangChain retriever, usable by itself in any chain."""

import threading
from dataclasses import replace
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from bot.answer import Hit
from bot.arrange import arrange
from bot.calibration import load_calibration
from bot.center import Centers, load_centers
from bot.reader.load import load_reader
from bot.reader.reader import Reader
from bot.rerank import rerank
from bot.retrieve import Query, prepare, retrieve
from ingest.library import EVERYTHING, Filter, Library


class LibraryRetriever(BaseRetriever):
    """Gives the passages that a question is about as LangChain documents, best first.

    `invoke(question, within=Filter(...))` looks into some articles only.

    Attributes:
        library: an open library.
        count: the most passages to return.
        candidates: passages taken from each search and language before they are weighed.
        read: how many of the best the reader reads, to put them in order.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    count: int = 8
    candidates: int = 30
    read: int = 24
    _centers: Centers | None = PrivateAttr(default=None)
    _reader: Reader | None = PrivateAttr(default=None)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def centers(self) -> Centers:
        """The centers of the library's model.

        Raises:
            ModelMismatch: the library was embedded with another model.
        """
        with self._lock:
            if self._centers is None:
                self._centers = load_centers(self.library.model, self.library.settings.models)
            return self._centers

    @property
    def reader(self) -> Reader:
        """The reader, loaded when it is first needed.

        Raises:
            ModelError: the packaged model cannot be loaded.
            ReaderError: the reader's weights are missing or damaged.
        """
        model, settings = self.library.model, self.library.settings
        with self._lock:
            if self._reader is None:
                self._reader = load_reader(model, settings)
            return self._reader

    def find(
        self, question: str, within: Filter = EVERYTHING, today: date | None = None
    ) -> tuple[Query, tuple[Hit, ...]]:
        """Find passages for a standalone question, in the order in which a writer reads them.

        Takes, returns and raises what `search` does; `bot/arrange.py` says what the order is.
        """
        query, hits = self.search(question, within, today)
        read = rerank(query, hits[: self.read], self.reader, load_calibration())
        return query, tuple(arrange(question, [*read, *hits[self.read :]])[: self.count])

    def search(
        self, question: str, within: Filter = EVERYTHING, today: date | None = None
    ) -> tuple[Query, tuple[Hit, ...]]:
        """Find passages for a standalone question.

        Args:
            question: the question; the articles that it says it is about narrow the search, too.
            within: what the search is narrowed to in any case.
            today: what "last week" is counted from; if None, the day that this machine's clock
                shows.

        Returns:
            The question, prepared, and its hits with their evidence, best first. Where no article
            is what the question says, all that pass `within` are searched, and
            `query.scope.widened` says so.

        Raises:
            ModelMismatch: the library was embedded with another model.
        """
        query = prepare(self.library, self.centers, question, today)
        narrowed = query.scope.within(within)
        hits = self._search(query, narrowed)
        if not hits and narrowed != within:
            query = replace(query, scope=replace(query.scope, widened=True))
            hits = self._search(query, within)
        return query, tuple(hits)

    def _search(self, query: Query, within: Filter) -> list[Hit]:
        count = max(self.count, self.read)
        return retrieve(self.library, query, self.centers, self.candidates, count, within)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
        within: Filter = EVERYTHING,
    ) -> list[Document]:
        return [_document(hit) for hit in self.find(query, within)[1]]


def _document(hit: Hit) -> Document:
    article, passage = hit.article, hit.passage
    metadata: dict[str, Any] = {
        "article_id": article.id,
        "title": article.title,
        "author": article.author,
        "published": article.published,
        "site": article.site,
        "url": article.url,
        "heading": passage.heading,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
