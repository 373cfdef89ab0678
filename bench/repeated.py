"""Show which lines are taken for a site's furniture, and what that cuts from its articles.

Everything that is cut is printed, so that a person sees what should have stayed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bench.data import Corpus, Row
from bench.table import Table
from ingest.blocks import Part
from ingest.repeated import furniture, line_keys, without

_LONGEST = 70


def run(corpora: Sequence[Corpus]) -> Iterator[Table]:
    """Cut the furniture of every site from the rows of some corpora.

    A row's lines are its parts, as they stand in the corpus; a row without a site is none's.
    """
    sites: defaultdict[str, list[Row]] = defaultdict(list)
    for corpus in corpora:
        for row in corpus.rows.values():
            if row.site:
                sites[row.site].append(row)
    cut = {site: _cut(rows) for site, rows in sites.items()}
    yield Table(
        "sites",
        ("site", "articles", "lines", "cut from"),
        [
            (site, str(len(sites[site])), str(len(lines)), str(len({i for _, i in found})))
            for site, found in cut.items()
            for lines in [{line for line, _ in found}]
        ],
    )
    yield Table(
        "what is cut",
        ("site", "articles", "line"),
        [
            (site, str(count), line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")
            for site, found in cut.items()
            for line, count in Counter(line for line, _ in found).most_common()
        ],
    )


def _cut(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return every piece of text that is cut, and the id of the row that it is cut from."""
    articles: dict[str, tuple[Part, ...]] = {
        row.id: tuple(("text", line) for line in row.text.split("\n") if line.strip())
        for row in rows
    }
    counts = Counter(key for parts in articles.values() for key in line_keys(parts))
    found = furniture(counts, len(articles))
    return [
        (piece, name)
        for name, parts in articles.items()
        for piece in _removed(parts, without(parts, found))
    ]


def _removed(parts: Sequence[Part], kept: Sequence[Part]) -> Iterator[str]:
    left = [text for _, text in kept]
    for _, text in parts:
        if left and left[0] in text:
            before, _, after = text.partition(left.pop(0))
            yield from filter(None, (before.strip(), after.strip()))
        else:
            yield text.strip()
