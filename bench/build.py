"""Make a library of a corpus, through the reading and adding that every article goes through.

Each row becomes a Markdown document, escaped so that its text comes out as it went in.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from bench.data import Corpus, Row
from ingest.library import Library
from ingest.settings import Settings, load_settings
from ingest.source import Source
from ingest.sync import sync_sources

# CommonMark takes a backslash before any of these as "this character, and nothing special".
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_PREFIX, _SUFFIX = "upload:", ".md"


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSettings(Settings):
    """The settings in use, but for the library: the prepared models are shared with the product."""

    folder: Path

    @property
    def library(self) -> Path:
        """Folder of the SQLite file and the Chroma index."""
        return self.folder


def settings_for(folder: Path) -> BenchSettings:
    """Return the settings in use, with the library in `folder`.

    Raises:
        SettingsError: a setting has a value that cannot be used.
    """
    used = load_settings()
    return BenchSettings(**{f.name: getattr(used, f.name) for f in fields(used)}, folder=folder)


@contextmanager
def corpus_library(corpus: Corpus, folder: Path) -> Iterator[Library]:
    """Open the library of exactly this corpus; what the folder already holds is not made again.

    Args:
        corpus: its rows become one article each; rows that cannot be read are reported and missing.
        folder: holds one folder for each corpus.

    Raises:
        LibraryError: the folder cannot be written, or holds something else.
        ModelError: the embedding model cannot be loaded.
    """
    with Library.open(settings_for(folder / corpus.name)) as library:
        print(f"{corpus.name}: {len(corpus.rows)} articles", file=sys.stderr, flush=True)
        for article_id, origin in library.origins():
            if _corpus_id(origin) not in corpus.rows:
                library.remove(article_id)
        for name, reason in sync_sources(library, map(as_source, corpus.rows.values())).failed:
            print(f"{name}: {reason}", file=sys.stderr)
        yield library


def corpus_ids(library: Library) -> Mapping[str, str]:
    """Return the corpus id of each article id."""
    return {article_id: _corpus_id(origin) for article_id, origin in library.origins()}


def _corpus_id(origin: str) -> str:
    return origin.removeprefix(_PREFIX).removesuffix(_SUFFIX)


def as_source(row: Row) -> Source:
    """Write a row as a Markdown document with front matter."""
    stated = {"title": row.title, "date": row.date, "site": row.site}
    # A JSON string is a YAML string too.
    front = [
        f"{key}: {json.dumps(' '.join(value.split()), ensure_ascii=False)}"
        for key, value in stated.items()
        if value.strip()
    ]
    body = [_PUNCTUATION.sub(r"\\\1", line.strip()) for line in row.text.split("\n")]
    document = "\n".join(["---", *front, "---", "", *body])
    name = f"{row.id}{_SUFFIX}"
    return Source(f"{_PREFIX}{name}", name, document.encode())
