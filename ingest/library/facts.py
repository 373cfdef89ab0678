"""What every question asks of a library and only a write changes: read once for each write."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingest.library.connection import Connection

_HOST = re.compile(r"https?://(?:[^/@]*@)?([^/:?#]+)", re.IGNORECASE)
_SITES = "SELECT DISTINCT site FROM article WHERE site <> '' ORDER BY 1"
_AUTHORS = "SELECT DISTINCT author FROM article WHERE author <> '' ORDER BY 1"


class Site(str):
    """A site as articles name it, that also knows its hosts.

    Attributes:
        hosts: of the addresses that its articles have. Where a host's articles name several sites,
            it is that of the one which most of them name, and if none is, of no site.
    """

    __slots__ = ("hosts",)
    hosts: tuple[str, ...]

    def __new__(cls, name: str, hosts: Iterable[str] = ()) -> "Site":
        """Take a site's name and its hosts."""
        site = super().__new__(cls, name)
        site.hosts = tuple(hosts)
        return site


@dataclass(frozen=True, slots=True)
class Facts:
    """What a library holds.

    Attributes:
        articles: how many there are.
        passages: how many there are.
        languages: those that articles are written in.
        sites: those that articles name, in order.
        authors: those that articles name, in order.
    """

    articles: int
    passages: int
    languages: tuple[str, ...]
    sites: tuple[Site, ...]
    authors: tuple[str, ...]


def read_facts(connection: Connection) -> Facts:
    """Read them all; that takes longer the larger the library is."""
    with connection.snapshot():
        [(articles, passages)] = connection.rows(
            "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage)"
        )
        hosts = _hosts(connection)
        return Facts(
            articles=int(articles),
            passages=int(passages),
            languages=_texts(connection, "SELECT DISTINCT language FROM article ORDER BY 1"),
            sites=tuple(Site(name, hosts.get(name, ())) for name in _texts(connection, _SITES)),
            authors=_texts(connection, _AUTHORS),
        )


def _texts(connection: Connection, select: str) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.rows(select))


def _hosts(connection: Connection) -> Mapping[str, list[str]]:
    """Find the hosts of each site."""
    # An address up to its third slash: the eighth character is the last of https://.
    rows = connection.rows(
        "SELECT site, substr(url, 1, 7 + instr(substr(url, 9) || '/', '/')), count(*)"
        " FROM article WHERE site <> '' AND url <> '' GROUP BY 1, 2"
    )
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for site, address, articles in rows:
        found = _HOST.match(address)
        # A site that is called as its host says nothing of who else is meant by it.
        if found and not found[1].lower().endswith(site.lower()):
            named[found[1].lower()][site] += articles
    owned: dict[str, list[str]] = defaultdict(list)
    for host, sites in named.items():
        [(site, articles)] = sites.most_common(1)
        if 2 * articles > sites.total():
            owned[site].append(host)
    return owned
