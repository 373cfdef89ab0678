"""What a feed, a sitemap or a list of addresses says: which pages there are, and what of them.

Plain data, shared by the readers of these formats; and the simplest of them, a list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingest.errors import SourceError
from ingest.source import Facts

# What the protocol of sitemaps permits one of them to name.
MAX_ENTRIES = 50_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One page that a listing names.

    Attributes:
        id: what tells the entry from the others of its listing: the feed's GUID, or the address.
        url: the page's address, or empty where a feed carries an article that is on no page.
        facts: what the listing says of the article; `site` is the feed's own title.
        content: the article itself in HTML, where a feed carries all of it.
        stamp: when the page was last changed, as a sitemap writes it.
    """

    id: str
    url: str
    facts: Facts = field(default=Facts())
    content: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing names, in its order.

    Attributes:
        entries: the pages, none twice.
        sitemaps: the sitemaps that an index names.
        is_whole: it was read to its end; otherwise its markup is broken, and some may be missing.
        tells_changes: it changes whenever one of its pages does.
    """

    entries: tuple[Entry, ...]
    sitemaps: tuple[Entry, ...] = ()
    is_whole: bool = True
    tells_changes: bool = False


def read_list(text: str, name: str) -> Listing:
    """Read a list of addresses, one a line; blank lines and lines that begin with # are left out.

    Args:
        text: the list.
        name: what it is called in a message.

    Raises:
        SourceError: it names more than 50,000 addresses.
    """
    return Listing(once((Entry(line, line) for line in _lines(text)), name))


def is_list(text: str) -> bool:
    """Tell whether a text is nothing but addresses, one a line."""
    lines = list(_lines(text))
    return bool(lines) and all(
        line.startswith(("http://", "https://")) and len(line.split()) == 1 for line in lines
    )


def once(entries: Iterable[Entry], name: str) -> tuple[Entry, ...]:
    """Keep the first of the entries that have the same id and title.

    The id alone would do, but for feeds that give all of their articles the same.

    Raises:
        SourceError: there are more than 50,000 of them; the message says `name`.
    """
    kept: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        kept.setdefault((entry.id, entry.facts.title), entry)
        if len(kept) > MAX_ENTRIES:
            raise too_many(name)
    return tuple(kept.values())


def too_many(name: str) -> SourceError:
    """Say that a listing names more than 50,000 addresses."""
    return SourceError(
        f"{name} names more than {MAX_ENTRIES:,} addresses.", "Give them in several lists."
    )


def _lines(text: str) -> Iterator[str]:
    lines = (line.strip() for line in text.splitlines())
    return (line for line in lines if line and not line.startswith("#"))
