"""The library as a LangChain retriever, usable by itself in any chain."""

import threading
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from bot.answer import Hit
from bot.center import Centers, load_centers
from bot.retrieve import Query, prepare, retrieve
from ingest.library import Library


class LibraryRetriever(BaseRetriever):
    """Gives the passages that a question is about as LangChain documents, best first.

    Attributes:
        library: an open library.
        count: the most passages to return.
        candidates: passages taken from each search and language before they are weighed.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    count: int = 8
    candidates: int = 30
    _centers: Centers | None = PrivateAttr(default=None)
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

    def find(self, question: str) -> tuple[Query, tuple[Hit, ...]]:
        """Find passages for a standalone question.

        Returns:
            The question, prepared, and its hits with their evidence, best first.

        Raises:
            ModelMismatch: the library was embedded with another model.
        """
        query = prepare(self.library, self.centers, question)
        hits = retrieve(self.library, query, self.centers, self.candidates)
        return query, tuple(hits[: self.count])

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
    ) -> list[Document]:
        return [_document(hit) for hit in self.find(query)[1]]


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
