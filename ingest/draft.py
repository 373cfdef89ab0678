"""What a parser found in one source, before it is checked, bounded and made an Article.

Plain data, shared by the parsers of plain text, Markdown and HTML.
"""

from dataclasses import dataclass

from ingest.blocks import Part


@dataclass(frozen=True, slots=True)
class Draft:
    """Parts in reading order and the metadata as found; whatever was not found is empty."""

    parts: tuple[Part, ...]
    title: str = ""
    author: str = ""
    published: str = ""
    site: str = ""
    url: str = ""
    original_title: str = ""
