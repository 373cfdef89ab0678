"""Cut articles again where what counts as their site's furniture has changed.

A line is known for furniture only when enough articles of its site are there, and those that came
before have been stored with it; when they go, it may be furniture no more.
"""

from ingest.library import Library
from ingest.store import prepare, store

# Articles that are stored together; what an interruption leaves is done by the next run.
_TOGETHER = 16


def recut(library: Library) -> None:
    """Bring the articles of every site whose lines have changed in step with its furniture.

    Raises:
        LibraryBusy: another process has been writing for too long.
    """
    library.settle_furniture()
    stale = library.site_lines.stale()
    for first in range(0, len(stale), _TOGETHER):
        prepared = [
            prepare(library, as_read, library.documents.holding(article_id))
            for article_id in stale[first : first + _TOGETHER]
            if (as_read := library.as_read(article_id)) is not None
        ]
        store(library, prepared, again=True)
