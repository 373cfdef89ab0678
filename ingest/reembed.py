"""Move a library to another embedding model.

The new vectors are written beside the old ones, which serve until all are there; then one
transaction changes over. Started again after an interruption, it goes on where it was.
"""

from ingest.library import Library
from ingest.model import load_model
from ingest.store import embedded_text, vector_key

# Passages embedded between two commits: what an interruption can cost.
_BATCH = 64


def reembed(library: Library) -> int:
    """Embed every passage with the configured model and change the library over to it.

    Returns:
        How many passages had to be embedded.

    Raises:
        ModelError: the configured model cannot be loaded.
        LibraryBusy: another process has been writing for too long.
    """
    model = load_model(library.settings)
    embedded = 0
    with library.writing_whichever_model():
        texts: dict[bytes, str] = {}
        for article in library.articles(limit=-1):
            for passage in library.passages(article.id):
                text = embedded_text(article, passage)
                texts[vector_key(text)] = text
        known = library.known_vectors(list(texts), model.fingerprint)
        missing = [key for key in texts if key not in known]
        for first in range(0, len(missing), _BATCH):
            some = missing[first : first + _BATCH]
            vectors = model.embed_arrays([texts[key] for key in some], kind="passage")
            library.keep_vectors(dict(zip(some, vectors, strict=True)), model.fingerprint)
            embedded += len(some)
        library.change_model(model)
    return embedded
