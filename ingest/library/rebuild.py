"""Write anew what follows from articles and vectors in SQLite; no model is needed for it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article
from ingest.library.database import Database
from ingest.library.index import IndexRow, VectorIndex, day
from ingest.library.lexicon import Lexicon
from ingest.library.schema import INDEXED_VERSION


def index_rows(article: Article, vectors: Mapping[str, NDArray[np.float32]]) -> list[IndexRow]:
    """Return what the vector index holds of an article, given the vectors of its passage ids."""
    published = day(article.published)
    return [
        IndexRow(
            passage_id,
            article.id,
            article.language,
            published,
            article.site,
            article.author,
            vector,
        )
        for passage_id, vector in vectors.items()
    ]


def fill_index(database: Database, index: VectorIndex, fingerprint: str, generation: int) -> None:
    """Write every article's rows to an index, with the vectors of a model."""
    for article_id, _ in database.origins():
        article = database.article(article_id)
        if article is not None:
            vectors = database.vectors(fingerprint, article_id)
            index.upsert(index_rows(article, vectors), generation)


def upgrade(database: Database, index: VectorIndex, fingerprint: str) -> None:
    """Bring a library of an older version up to date: words, documents, vectors, stories, lines.

    The version is written last, so that after a kill it is all done again. Call it with the write
    lock held.

    Args:
        database: the library's tables.
        index: its vector index.
        fingerprint: of the model that embedded it; empty if nothing was ever embedded.
    """
    generation = database.generation() + 1
    is_indexed = database.schema() >= INDEXED_VERSION
    if fingerprint and not is_indexed:
        index.create(generation, anew=True)
        fill_index(database, index, fingerprint, generation)
    with database.transaction():
        if not is_indexed:
            Lexicon(database).write_anew()
            database.documents.adopt()
        database.stories.write_anew()
        database.write_lines_anew()
        database.upgraded()
        database.set_meta("generation", str(generation))
    if not is_indexed:
        index.delete_other_collections()
