"""The vector index: the only module that knows Chroma.

Knows ids, vectors and the few fields that can be filtered on; knows no text. It can always be
rebuilt from the vectors in SQLite, so a doubtful row is a matter of ranking, never of truth.
"""

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from ingest.errors import LibraryError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

# Chroma refuses larger batches (SQLite's limit of variables in one statement).
BATCH = 5_000
# How often a search beside another process's write is tried; the second try nearly always succeeds.
_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What Chroma holds of a passage; `published` is a number such as 20231212, or 0."""

    passage_id: str
    article_id: str
    language: str
    published: int
    vector: NDArray[np.float32]


class VectorIndex:
    """A Chroma collection on disk, re-opened when another process has written to it.

    Chroma keeps an opened index in memory and does not notice other processes' writes; the
    library therefore passes the generation it knows, and a newer one re-opens the collection.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._lock = threading.RLock()
        self._client: Client | None = None
        self._system: System | None = None
        self._collection: Collection | None = None
        self._generation = -1

    def _at(self, generation: int) -> "Collection":
        """Return the collection as of a generation, opening it anew if it is older.

        Raises:
            LibraryError: the collection is not there.
        """
        from chromadb.errors import NotFoundError

        if self._collection is None or generation > self._generation:
            client = self._connect()
            try:
                self._collection = client.get_collection(self._name, embedding_function=None)
            except NotFoundError as error:
                raise LibraryError(
                    "The library's vector index is missing.",
                    "Run `python -m ingest repair`: it makes the index again from the database.",
                ) from error
            self._generation = generation
        return self._collection

    def _connect(self) -> "Client":
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        self.close()
        # A new client alone would get the cached system with its old index in memory.
        SharedSystemClient.clear_system_cache()
        client = chromadb.PersistentClient(
            path=str(self._folder), settings=Settings(anonymized_telemetry=False)
        )
        self._client = cast("Client", client)
        self._system = self._client._system
        return self._client

    def create(self, generation: int, *, anew: bool = False) -> None:
        """Make the collection if it is not there; `anew` empties one that is."""
        from chromadb.errors import NotFoundError

        with self._lock:
            client = self._connect()
            if anew:
                with suppress(NotFoundError):
                    client.delete_collection(self._name)
            self._collection = client.get_or_create_collection(
                self._name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
            self._generation = generation

    def check(self, generation: int) -> None:
        """See that the collection is there.

        Raises:
            LibraryError: it is not.
        """
        with self._lock:
            self._at(generation)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            # Not `client.close()`: it stops whichever system the cache has for this folder, which
            # may be that of another library object in this process.
            if self._system is not None:
                self._system.stop()
            self._client = self._system = self._collection = None

    def upsert(self, rows: Sequence[IndexRow], generation: int) -> None:
        """Add rows, or replace those with the same passage id."""
        with self._lock:
            collection = self._at(generation)
            for first in range(0, len(rows), BATCH):
                batch = rows[first : first + BATCH]
                collection.upsert(
                    ids=[row.passage_id for row in batch],
                    embeddings=np.stack([row.vector for row in batch]),
                    metadatas=[
                        {
                            "article": row.article_id,
                            "language": row.language,
                            "published": row.published,
                        }
                        for row in batch
                    ],
                )

    def delete_leftovers(self, article_id: str, keep: frozenset[str], generation: int) -> None:
        """Delete the article's rows whose passage id is not to be kept."""
        with self._lock:
            collection = self._at(generation)
            found = collection.get(where={"article": article_id}, include=[])
            gone = [passage_id for passage_id in found["ids"] if passage_id not in keep]
            for first in range(0, len(gone), BATCH):
                collection.delete(ids=gone[first : first + BATCH])

    def wrote(self, generation: int) -> None:
        """Note that this process itself brought the index to a generation."""
        with self._lock:
            self._generation = generation

    def nearest(
        self, vector: NDArray[np.float32], count: int, language: str, generation: int
    ) -> list[tuple[str, float]]:
        """Find the passages of a language that are closest to a unit vector.

        Returns:
            (passage id, cosine) pairs, closest first, at most `count`.

        Raises:
            LibraryError: another process kept changing the index during every try.
        """
        from chromadb.errors import InternalError, NotFoundError

        with self._lock:
            for _ in range(_ATTEMPTS):
                collection = self._at(generation)
                try:
                    found = collection.query(
                        query_embeddings=[vector.tolist()],
                        n_results=count,
                        where={"language": language},
                        include=["distances"],
                    )
                    break
                except (InternalError, NotFoundError):
                    # Another process is writing this moment: the filter already knows a row that
                    # the index in memory does not, or the index is being made again.
                    self._collection = None
            else:
                raise LibraryError(
                    "The library is being written to without a pause.",
                    "Ask again in a moment; if it stays so, run `python -m ingest status`.",
                )
        distances = cast(list[list[float]], found["distances"])[0]
        return [(i, 1.0 - d) for i, d in zip(found["ids"][0], distances, strict=True)]

    def delete_other_collections(self) -> None:
        """Delete the collections of models that the library no longer uses."""
        with self._lock:
            if self._client is not None:
                for collection in self._client.list_collections():
                    if collection.name != self._name:
                        self._client.delete_collection(collection.name)
