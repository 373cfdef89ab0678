"""Fetch articles from the web: single pages, feeds, sitemaps and lists of addresses.

What is asked for is safe (`guard.py`: nothing but the public internet, unless it is allowed by
`WENYUAN_FETCH_ALLOW`), polite (`manners.py`: robots.txt, pauses) and bounded in time and bytes
(`wire.py`). What comes back are Sources, which `read_article` reads like files.
"""

from ingest.fetch.client import Client, Gone, Unchanged, Validators
from ingest.fetch.gather import Fetched, Listed, fetch_sources
from ingest.fetch.guard import Guard, load_guard

__all__ = [
    "Client",
    "Fetched",
    "Gone",
    "Guard",
    "Listed",
    "Unchanged",
    "Validators",
    "fetch_sources",
    "load_guard",
]
