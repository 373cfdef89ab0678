"""What a search is narrowed to. Both searches apply it inside, so `count` results stay `count`."""

from dataclasses import dataclass, replace
from datetime import date

from ingest.library.schema import LANGUAGES


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search looks into; a field that is empty leaves all of them in.

    Attributes:
        since: ISO 8601 date; articles of that day or later. One without a date is left out.
        until: ISO 8601 date; articles of that day or earlier. One without a date is left out.
        sites: sites as the articles name them; any of these.
        authors: authors as the articles name them; any of these.
        languages: ISO 639-1 codes; any of these.
        articles: article ids; any of these.

    Raises:
        ValueError: since or until is no ISO 8601 date.
    """

    since: str = ""
    until: str = ""
    sites: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for day in filter(None, (self.since, self.until)):
            if date.fromisoformat(day).isoformat() != day:
                raise ValueError(f"{day!r} is not written as YYYY-MM-DD")

    @property
    def searched(self) -> list[str]:
        """The languages whose articles are looked into."""
        return [one for one in LANGUAGES if not self.languages or one in self.languages]

    @property
    def narrows(self) -> bool:
        """Whether it leaves out articles of the languages that are looked into."""
        return replace(self, languages=()) != EVERYTHING

    def by_language(self) -> "list[Filter]":
        """Return it for each of the languages that are looked into."""
        return [replace(self, languages=(language,)) for language in self.searched]


EVERYTHING = Filter()
