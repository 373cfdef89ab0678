"""Add articles to the library: read, split, embed what is new, store.

One article is one transaction: a bad file is reported and does not stop the others, and an article
that has not changed is left as it is.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ingest.article import Article, Passage
from ingest.errors import SourceError
from ingest.library import Library
from ingest.read import read_article
from ingest.source import Source, find_sources, load_source
from ingest.split import split_article

if TYPE_CHECKING:
    from ingest.fetch import Client

Outcome = Literal["added", "updated", "unchanged"]

# Raised when a change to reading or splitting must reach articles whose source did not change.
_PIPELINE = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` sources are finished, `name` is the last of them.

    How many a web address has shows only at its end: until then `total` is `done`.
    """

    done: int
    total: int
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each source, by name; a failure comes with its reason."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


OnProgress = Callable[[Progress], None]
_Load = Callable[[], Source]


def add_paths(
    library: Library, paths: Sequence[Path], on_progress: OnProgress | None = None
) -> Report:
    """Add the articles of files and folders.

    Raises:
        SourceError: a path does not exist or is a file of no known type.
        ModelMismatch: the library was embedded with another model.
        LibraryBusy: another process has been writing for too long.
    """
    found = list(find_sources(paths))
    return _add(library, [(path.name, _loader(path)) for path in found], on_progress)


def add_sources(
    library: Library, sources: Iterable[Source], on_progress: OnProgress | None = None
) -> Report:
    """Add the articles of sources that are in memory, such as uploads.

    Raises:
        ModelMismatch: the library was embedded with another model.
        LibraryBusy: another process has been writing for too long.
    """
    return _add(library, [(s.name, _constant(s)) for s in sources], on_progress)


def add_addresses(
    library: Library,
    addresses: Sequence[str],
    client: "Client",
    on_progress: OnProgress | None = None,
) -> Report:
    """Add the articles of web addresses: of pages, feeds, sitemaps and lists of addresses.

    Args:
        library: where they go.
        addresses: http and https addresses.
        client: what asks for them.
        on_progress: is told of each article.

    Raises:
        ModelMismatch: the library was embedded with another model.
        LibraryBusy: another process has been writing for too long.
    """
    return _add(library, _fetched(addresses, client), on_progress)


def _fetched(addresses: Sequence[str], client: "Client") -> Iterator[tuple[str, _Load]]:
    from ingest.fetch import Gone, fetch_sources

    for address in addresses:
        for one in fetch_sources(address, {}, client):
            if isinstance(one.outcome, Source):
                yield one.address, _constant(one.outcome)
            elif isinstance(one.outcome, SourceError):
                yield one.address, _failing(one.outcome)
            elif isinstance(one.outcome, Gone):
                gone = SourceError(
                    f"There is nothing at {one.address}.", "Check the spelling of the address."
                )
                yield one.address, _failing(gone)


def refresh(library: Library, on_progress: OnProgress | None = None) -> Report:
    """Read the file of every article again; a file that is gone is reported, its article kept.

    Raises:
        ModelMismatch: the library was embedded with another model.
        LibraryBusy: another process has been writing for too long.
    """
    paths = [Path(o.removeprefix("file:")) for _, o in library.origins() if o.startswith("file:")]
    return _add(library, [(path.name, _loader(path)) for path in sorted(paths)], on_progress)


def _loader(path: Path) -> _Load:
    return lambda: load_source(path)


def _constant(source: Source) -> _Load:
    return lambda: source


def _failing(error: SourceError) -> _Load:
    def load() -> Source:
        raise error

    return load


def _add(
    library: Library, sources: Iterable[tuple[str, _Load]], on_progress: OnProgress | None
) -> Report:
    library.model  # noqa: B018 - a library of another model is refused before anything is read
    outcomes: dict[Outcome, list[str]] = {"added": [], "updated": [], "unchanged": []}
    failed: list[tuple[str, str]] = []
    for done, (name, load) in enumerate(sources, start=1):
        try:
            outcomes[add_article(library, read_article(load()))].append(name)
        except SourceError as error:
            failed.append((name, str(error)))
        if on_progress is not None:
            total = len(sources) if isinstance(sources, Sequence) else done
            on_progress(Progress(done, total, name))
    library.enforce_names()
    return Report(
        added=tuple(outcomes["added"]),
        updated=tuple(outcomes["updated"]),
        unchanged=tuple(outcomes["unchanged"]),
        failed=tuple(failed),
    )


def add_article(library: Library, article: Article) -> Outcome:
    """Store an article with its passages and vectors, unless it is there unchanged.

    The names that it brings are words once `Library.enforce_names` was called.

    Raises:
        LibraryBusy: another process has been writing for too long.
    """
    content_hash = _content_hash(library, article)
    if library.stored_hash(article.id) == content_hash:
        return "unchanged"
    model = library.model
    longest = min(library.settings.passage_tokens, model.max_tokens)
    passages = split_article(article, longest, model.count_tokens)
    texts = {vector_key(text): text for text in (embedded_text(article, p) for p in passages)}
    vectors = library.known_vectors(list(texts), model.fingerprint)
    unknown = [key for key in texts if key not in vectors]
    embedded = model.embed_arrays([texts[key] for key in unknown], kind="passage")
    vectors.update(zip(unknown, embedded, strict=True))
    keys = [(p, vector_key(embedded_text(article, p))) for p in passages]
    with library.writing():
        known = library.stored_hash(article.id) is not None
        library.put(article, content_hash, keys, vectors)
    return "updated" if known else "added"


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


def _content_hash(library: Library, article: Article) -> str:
    fields = repr((_PIPELINE, library.settings.passage_tokens, astuple(article)))
    return hashlib.sha256(fields.encode()).hexdigest()
