"""Store articles: split them, embed what is new, write them down.

Articles are embedded together and written one by one, each in one transaction.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.article import Article, Passage
from ingest.library import Library
from ingest.repeated import cut, site_of
from ingest.split import split_article

# Raised when a change to reading or splitting must reach articles whose source did not change.
PIPELINE = 2


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article that is ready to be embedded.

    Attributes:
        article: the article, without its site's furniture.
        as_read: the article with it.
        document: address of the file or page that holds it.
        content_hash: of all that is stored of it.
        passages: each with what is embedded for it.
    """

    article: Article
    as_read: Article
    document: str
    content_hash: str
    passages: tuple[tuple[Passage, str], ...]


def prepare(library: Library, as_read: Article, document: str) -> Prepared:
    """Cut an article's furniture out, and split it into passages.

    Args:
        library: where it will be stored.
        as_read: the article.
        document: address of the file or page that holds it.
    """
    model = library.model
    article = cut(as_read, library.site_lines.furniture(site_of(as_read)))
    longest = min(library.settings.passage_tokens, model.max_tokens)
    passages = split_article(article, longest, model.count_tokens)
    return Prepared(
        article,
        as_read,
        document,
        content_hash(library, as_read),
        tuple((passage, embedded_text(article, passage)) for passage in passages),
    )


def store(library: Library, prepared: Sequence[Prepared], *, again: bool = False) -> None:
    """Embed articles and write them; names that they bring are words after `enforce_names`.

    Args:
        library: where they are stored.
        prepared: the articles.
        again: whether they come from the library itself: one that it has otherwise by then, or
            elsewhere, or no longer, is left as it is.

    Raises:
        LibraryBusy: another process has been writing for too long.
    """
    vectors = _embed(library, [text for one in prepared for _, text in one.passages])
    with library.writing():
        for one in prepared:
            if again and not _is_there(library, one):
                continue
            keys = [(passage, vector_key(text)) for passage, text in one.passages]
            own = {key: vectors[key] for _, key in keys}
            library.put(one.article, one.content_hash, keys, own, one.document, one.as_read)


def _is_there(library: Library, one: Prepared) -> bool:
    article_id = one.as_read.id
    is_held = library.documents.holding(article_id) == one.document
    return is_held and library.as_read(article_id) == one.as_read


def _embed(library: Library, texts: Sequence[str]) -> Mapping[bytes, NDArray[np.float32]]:
    """Return the vector of each text, by its key: embedded once, and only where none is known."""
    by_key = {vector_key(text): text for text in texts}
    model = library.model
    vectors = library.known_vectors(list(by_key), model.fingerprint)
    unknown = [key for key in by_key if key not in vectors]
    embedded = model.embed_arrays([by_key[key] for key in unknown], kind="passage")
    return vectors | dict(zip(unknown, embedded, strict=True))


def embedded_text(article: Article, passage: Passage) -> str:
    """Return what the model embeds for a passage: title and heading, then the text.

    The title tells what "the company" or "it" in the passage is about.
    """
    parts = (article.title, passage.heading, passage.text)
    if passage.text.startswith(passage.heading):
        parts = (article.title, "", passage.text)
    if passage.text.startswith(article.title):
        parts = ("", "", passage.text)
    return "\n".join(part for part in parts if part)


def vector_key(text: str) -> bytes:
    """Return what the vector of an embedded text is stored under."""
    return hashlib.sha256(text.encode()).digest()


def content_hash(library: Library, article: Article) -> str:
    """Hash all that is stored of an article but where it is: a moved one has the same."""
    fields = repr((PIPELINE, library.settings.passage_tokens, replace(article, id="", origin="")))
    return hashlib.sha256(fields.encode()).hexdigest()
