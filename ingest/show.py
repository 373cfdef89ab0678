"""Show an article of the library as text: what was read, and what of its source was left out."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal

from ingest.article import Article, Passage
from ingest.errors import SourceError
from ingest.formats import CONTAINER_SUFFIXES, container_for
from ingest.formats.mapping import FieldMapping
from ingest.left_out import compare, source_lines
from ingest.source import Source, load_source, open_source

View = Literal["text", "passages", "raw", "json"]

# Of what is in a container: the container's address, then `!/` and a path, or `#` and a row's id.
_INSIDE = re.compile(
    rf"(file:.+?(?:{'|'.join(map(re.escape, CONTAINER_SUFFIXES))}))(?:!/|#).+",
    re.IGNORECASE | re.DOTALL,
)


def show(
    article: Article, passages: Sequence[Passage], view: View, others: Sequence[Article] = ()
) -> str:
    """Return an article as text.

    Args:
        article: the article.
        passages: its passages.
        view: its facts and `text`; or, in place of the text, its `passages`, or `raw` all lines of
            its source as that is now, with `- ` before those that are not in the text and two
            spaces before the others; or everything as `json`.
        others: the other articles that tell its story.

    Raises:
        SourceError: for `raw`, the source cannot be had again, or is none that has lines.
    """
    if view == "json":
        fields = {
            **asdict(article),
            "passages": [asdict(passage) for passage in passages],
            "same_story": [other.id for other in others],
        }
        return json.dumps(fields, ensure_ascii=False, indent=2)
    names = ("title", "author", "published", "site", "url", "original_title", "origin")
    facts = [
        f"{name.replace('_', ' ')}: {value}" for name in names if (value := getattr(article, name))
    ]
    for other in others:
        about = "  ".join(filter(None, (other.id, other.published, other.site, other.title)))
        facts.append(f"same story: {about}")
    if view == "raw":
        marked = compare(source_lines(_source_again(article.origin)), article)
        lines = [f"{' ' if kept else '-'} {line}" for line, kept in marked]
    elif view == "passages":
        lines = [
            f"--- {one.id} [{one.start}:{one.end}] {one.heading}\n{one.text}" for one in passages
        ]
    else:
        lines = [article.body]
    return "\n".join([*facts, "", *lines])


def _source_again(origin: str) -> Source:
    """Read or fetch a source again."""
    if origin.startswith("upload:"):
        raise SourceError(
            f"The file of the upload {origin.removeprefix('upload:')} was not kept.",
            "Add your own copy of it with `python -m ingest add`, and show that.",
        )
    if inside := _INSIDE.fullmatch(origin):
        found = _opened(Path(inside[1].removeprefix("file:")), inside[1])
    elif origin.startswith("file:"):
        return load_source(Path(origin.removeprefix("file:")))
    else:
        found = _fetched(origin)
    for source in found:
        if source.origin == origin:
            return source
    raise SourceError(f"{origin} could not be read again.", "Show the article without --raw.")


def _opened(path: Path, address: str) -> Iterator[Source]:
    """Read the files of an archive or the rows of a table."""
    if container := container_for(path.name):
        with open_source(path) as file:
            for one in container(file, address, path.name, FieldMapping()):
                if isinstance(one, Source):
                    yield one


def _fetched(address: str) -> Iterator[Source]:
    """Fetch a page; of what a feed carries, hardly any page is asked for."""
    from ingest.fetch import Client, fetch_sources

    for one in fetch_sources(address, {}, Client(), limit=1):
        if isinstance(one.outcome, Source):
            yield replace(one.outcome, origin=one.address)
        elif isinstance(one.outcome, SourceError) and one.address == address:
            raise one.outcome
