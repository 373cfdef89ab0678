"""Which articles a reader wants searched: read from what they give, and said in one line.

Shared by the command line and the page. Knows how a filter is written; knows nothing of how a
search applies it. The library is imported when a filter is read, so that the page is there first.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.answer import Answer, Language
from bot.errors import AnswerError
from bot.periods import find_periods
from bot.wording import LANGUAGE_NAMES, SINCE, UNTIL
from ingest.segment import fold

if TYPE_CHECKING:
    from ingest.library.filter import Filter

# Characters; "from the 15th of September 2024" is shorter.
_LONGEST_DATE = 40
# Names of one kind that are said, and characters of each: one line of a phone holds little.
_SAID = 2
_LONGEST_SAID = 24


def read_within(
    *,
    since: str = "",
    until: str = "",
    sites: Sequence[str] = (),
    authors: Sequence[str] = (),
    languages: Sequence[str] = (),
    articles: Sequence[str] = (),
    today: date | None = None,
) -> "Filter":
    """Read which articles are to be searched; what is empty leaves all of them in.

    Args:
        since: a date such as 2024-03-15, 2024-03 or 2024, or as `bot/periods.py` reads it in a
            question; of more than a day, its first one.
        until: a date too; of more than a day, its last one.
        sites: as the articles name them.
        authors: as the articles name them.
        languages: ISO 639-1 codes.
        articles: article ids.
        today: what "last week" is counted from; if None, the day that this machine's clock shows.

    Raises:
        AnswerError: since or until is no date, or since is the later one.
    """
    from ingest.library.filter import Filter

    today = today or datetime.now().astimezone().date()
    first, last = _read_date(since, today)[0], _read_date(until, today)[1]
    if first and last and first > last:
        raise AnswerError(f"{first} is later than {last}.", "Put the earlier date first.")
    return Filter(
        since=first,
        until=last,
        sites=tuple(sites),
        authors=tuple(authors),
        languages=tuple(languages),
        articles=tuple(articles),
    )


def _read_date(text: str, today: date) -> tuple[str, str]:
    """Return the first and the last day of a date; empty for an empty text."""
    if not text.strip():
        return "", ""
    if len(text) <= _LONGEST_DATE:
        folded = fold(text).strip()
        for one in find_periods(folded, today):
            if (one.start, one.end) == (0, len(folded)) and one.since and one.until:
                return one.since, one.until
    raise AnswerError(
        f"“{shortened(text, _LONGEST_DATE)}” is no date.",
        "Write it as 2024-03-15, 2024-03 or 2024.",
    )


def described(within: "Filter | None", language: Language) -> str:
    """Say in a few words what a search is narrowed to, such as "2024 · IT之家".

    Names come from articles: they are cut short and unescaped. Empty if all articles are searched.
    """
    if within is None:
        return ""
    names = LANGUAGE_NAMES[language]
    parts = (
        _period(within.since, within.until, language),
        _some(within.sites, language),
        _some(within.authors, language),
        _some([names.get(one, one) for one in within.languages], language),
        _some(within.articles, language),
    )
    return " · ".join(filter(None, parts))


def shortened(name: str, longest: int) -> str:
    """Write a name in one line of at most so many characters, all of them visible."""
    visible = "".join(c if c.isprintable() else " " for c in name)
    shown = " ".join(visible.split())
    return shown if 0 < len(shown) <= longest else f"{shown[: longest - 1]}…"


def passed_none(answer: Answer, within: "Filter | None") -> bool:
    """Whether an answer has nothing to say because no article is what the search asked for.

    A search finds the nearest passages whatever the question, unless none may be searched.
    """
    narrowed = described(within, answer.language)
    return bool(narrowed) and answer.state == "nothing" and not answer.retrieved


def _period(since: str, until: str, language: Language) -> str:
    """Say a range of days, no more exactly than needed: 2024, 2024-03, 2024-03-15."""
    length = max(_needed(since, is_last=False), _needed(until, is_last=True))
    first, last = since[:length], until[:length]
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return SINCE[language].format(day=first)
    return UNTIL[language].format(day=last) if last else ""


def _needed(day: str, *, is_last: bool) -> int:
    """How many characters of a range's first or last day say it: four where it is a year's."""
    if not day:
        return 4
    year, month, number = map(int, day.split("-"))
    at_month, at_day = (12, monthrange(year, month)[1]) if is_last else (1, 1)
    if number != at_day:
        return 10
    return 4 if month == at_month else 7


def _some(names: Sequence[str], language: Language) -> str:
    said = [shortened(name, _LONGEST_SAID) for name in names[:_SAID]]
    more = f" +{len(names) - _SAID}" if len(names) > _SAID else ""
    return ("、" if language == "zh" else ", ").join(said) + more
