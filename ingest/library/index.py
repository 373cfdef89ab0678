"""The vector index: the only module that knows Chroma.

Knows ids, vectors and the few fields that can be filtered on; knows no text. It can always be
rebuilt from the vectors in SQLite, so a doubtful row is a matter of ranking, never of truth.

Each language has a collection of its own, because every question is searched in each of them:
Chroma searches a collection of 100,000 passages in 0.8 ms, and in 120 ms when a filter has to pick
those of one language. So it filters nothing; `ingest/library/nearest.py` does.
"""

import itertools
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from ingest.article import Passage
from ingest.errors import IndexDamaged, LibraryError
from ingest.library.schema import LANGUAGES

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

# The vectors of one language lie close together: at Chroma's own 100, nine in a hundred of the
# nearest 30 among 4,400 passages are missed, at 400 seven in a thousand.
_HNSW: "CreateHNSWConfiguration" = {"space": "cosine", "ef_search": 400}
# Chroma refuses larger batches (SQLite's limit of variables in one statement).
BATCH = 5_000
# How often a search beside another process's write is tried; the second try nearly always succeeds.
_ATTEMPTS = 8
# Ids that are looked up at a time for rows of an article that has become shorter.
_PROBED = 100
_connecting = threading.Lock()


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What Chroma holds of a passage; `published` is a number such as 20231212, or 0."""

    passage_id: str
    article_id: str
    language: str
    published: int
    site: str
    author: str
    vector: NDArray[np.float32]


class VectorIndex:
    """Collections on disk, one a language, re-opened when another process has written to them.

    Chroma keeps an opened index in memory and does not notice other processes' writes; the
    library therefore passes the generation it knows, and a newer one re-opens the collections.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._names = {language: f"{name}-{language}" for language in LANGUAGES}
        self._lock = threading.RLock()
        self._client: Client | None = None
        self._system: System | None = None
        self._collections: dict[str, Collection] = {}
        self._generation = -1

    def _at(self, generation: int) -> "dict[str, Collection]":
        """Return the collections as of a generation, opening them anew if they are older.

        Raises:
            IndexDamaged: a collection is not there.
        """
        from chromadb.errors import NotFoundError

        if not self._collections or generation > self._generation:
            client = self._connect()
            try:
                self._collections = {
                    language: client.get_collection(name, embedding_function=None)
                    for language, name in self._names.items()
                }
            except NotFoundError as error:
                raise IndexDamaged(
                    "The library's vector index is missing.",
                    "Run `python -m ingest repair`: it makes the index again from the database.",
                ) from error
            self._generation = generation
        return self._collections

    def _connect(self) -> "Client":
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        self.close()
        # A new client alone would get the cached system with its old index in memory; or, of two
        # threads that connect at once, the other's, which stops when the other is closed.
        with _connecting:
            SharedSystemClient.clear_system_cache()
            client = chromadb.PersistentClient(
                path=str(self._folder), settings=Settings(anonymized_telemetry=False)
            )
        self._client = cast("Client", client)
        self._system = self._client._system
        return self._client

    def create(self, generation: int, *, anew: bool = False) -> None:
        """Make the collections that are not there; `anew` empties those that are."""
        from chromadb.errors import NotFoundError

        with self._lock:
            if anew and self.damage():
                self.close()
                shutil.rmtree(self._folder)
            client = self._connect()
            for language, name in self._names.items():
                if anew:
                    with suppress(NotFoundError):
                        client.delete_collection(name)
                self._collections[language] = client.get_or_create_collection(
                    name, configuration={"hnsw": _HNSW}, embedding_function=None
                )
            self._generation = generation

    def check(self, generation: int) -> None:
        """See that the collections are there.

        Raises:
            IndexDamaged: one is not.
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
            self._client = self._system = None
            self._collections = {}

    def upsert(self, rows: Sequence[IndexRow], generation: int) -> None:
        """Add rows, or replace those of the same language with the same passage id."""
        with self._lock:
            for language, collection in self._at(generation).items():
                written = [row for row in rows if row.language == language]
                for first in range(0, len(written), BATCH):
                    batch = written[first : first + BATCH]
                    collection.upsert(
                        ids=[row.passage_id for row in batch],
                        embeddings=np.stack([row.vector for row in batch]),
                        metadatas=[
                            {
                                "article": row.article_id,
                                "published": row.published,
                                "site": row.site,
                                "author": row.author,
                            }
                            for row in batch
                        ],
                    )

    def delete_leftovers(self, article_id: str, language: str, kept: int, generation: int) -> None:
        """Delete the article's rows in other languages, and in its own all after the first `kept`.

        Rows are looked for by id, some at a time until there are none: looking for them by article
        takes as long as a filtered search.
        """
        with self._lock:
            for one, collection in self._at(generation).items():
                gone: list[str] = []
                for first in itertools.count(kept if one == language else 0, _PROBED):
                    places = range(first, first + _PROBED)
                    ids = [Passage(article_id, place, 0, 0, "", "").id for place in places]
                    found = collection.get(ids=ids, include=[])["ids"]
                    if not found:
                        break
                    gone += sorted(found)
                # The last first, so that those which a kill leaves follow on what is kept.
                while gone:
                    collection.delete(ids=gone[-BATCH:])
                    del gone[-BATCH:]

    def wrote(self, generation: int) -> None:
        """Note that this process itself brought the index to a generation."""
        with self._lock:
            self._generation = generation

    def nearest(
        self, language: str, vector: NDArray[np.float32], count: int, generation: int
    ) -> list[tuple[str, float]]:
        """Find the passages of a language that are closest to a unit vector.

        Returns:
            (passage id, cosine) pairs, closest first: `count` of them, if there are as many.

        Raises:
            LibraryError: another process kept changing the index during every try.
        """
        from chromadb.errors import InternalError, NotFoundError

        with self._lock:
            for _ in range(_ATTEMPTS):
                try:
                    found = self._at(generation)[language].query(
                        query_embeddings=[vector.tolist()],
                        n_results=count,
                        include=["distances"],
                    )
                except (InternalError, NotFoundError):
                    # Another process is writing this moment: a row is listed that the index in
                    # memory does not have yet, or the index is being made again.
                    self._collections = {}
                    continue
                distances = cast(list[list[float]], found["distances"])[0]
                return [(i, 1.0 - d) for i, d in zip(found["ids"][0], distances, strict=True)]
        raise LibraryError(
            "The library is being written to without a pause.",
            "Ask again in a moment; if it stays so, run `python -m ingest status`.",
        )

    def damage(self) -> str:
        """Return what is wrong with the file that Chroma keeps its rows in, or nothing.

        Chroma itself does not report all of it: it ends the thread.
        """
        path = self._folder / "chroma.sqlite3"
        if not path.exists():
            return ""
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            try:
                [(said,)] = file.execute("PRAGMA quick_check(1)").fetchall()
            except sqlite3.DatabaseError as error:
                return str(error)
        return "" if said == "ok" else str(said)

    def vectors(
        self, language: str, passage_ids: Sequence[str], generation: int
    ) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of those of the passages that a language's collection has.

        Raises:
            IndexDamaged: the index is missing or cannot be read.
        """
        known: dict[str, NDArray[np.float32]] = {}
        with self._reading(language, generation) as collection:
            for first in range(0, len(passage_ids), BATCH):
                some = list(passage_ids[first : first + BATCH])
                found = collection.get(ids=some, include=["embeddings"])
                vectors = np.asarray(found["embeddings"], np.float32)
                known.update(zip(found["ids"], vectors, strict=True))
        return known

    def ids(self, language: str, generation: int) -> Iterator[list[str]]:
        """Give the ids of all rows of a language, some at a time.

        Raises:
            IndexDamaged: the index is missing or cannot be read.
        """
        with self._reading(language, generation) as collection:
            for first in itertools.count(0, BATCH):
                found = collection.get(limit=BATCH, offset=first, include=[])["ids"]
                if not found:
                    break
                yield found

    @contextmanager
    def _reading(self, language: str, generation: int) -> "Iterator[Collection]":
        """Hold a collection while no process writes; what Chroma says becomes a sentence."""
        from chromadb.errors import ChromaError

        with self._lock:
            try:
                yield self._at(generation)[language]
            except ChromaError as error:
                raise IndexDamaged(
                    f"The library's vector index cannot be read ({error}).",
                    "Run `python -m ingest repair`: it makes the index again from the database.",
                ) from error

    def delete_other_collections(self) -> None:
        """Delete the collections of models that the library no longer uses."""
        with self._lock:
            if self._client is not None:
                for collection in self._client.list_collections():
                    if collection.name not in self._names.values():
                        self._client.delete_collection(collection.name)


def day(published: str) -> int:
    """Write an ISO 8601 date as a number that Chroma can compare: 20231212; 0 for none."""
    return int(published.replace("-", "") or 0)
