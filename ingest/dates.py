"""Find the date of publication in a piece of text.

Knows how dates are written in Chinese and English; knows nothing of where they stand on a page.
"""

import re
from datetime import UTC, date, datetime, timedelta

# The web's first articles; an earlier date is a template's default, such as 1970-01-01.
_EARLIEST = date(1990, 1, 1)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<{0}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{{0,6}}\.?"
_PATTERNS = (
    re.compile(r"(?<!\d)(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号]"),
    re.compile(r"(?<![\d.])(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d{2})(?![\d.])"),
    # A year and, set smaller beside it, month and day.
    re.compile(r"(?<![\d.])(?P<y>20\d{2})\s{1,2}(?P<m>\d{1,2})\s?[-/]\s?(?P<d>\d{1,2})(?![\d/])"),
    re.compile(
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-](?:of\s)?"
        + _MONTH.format("month")
        + r",?[\s-](?P<y>\d{4})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b" + _MONTH.format("month") + r"\s(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y>\d{4})(?!\d)",
        re.IGNORECASE,
    ),
    # Day and month as bare numbers, in either order; see _iso.
    re.compile(r"(?<![\d/])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<s>[-/_]?)(?P<m>0[1-9]|1[0-2])[-/_]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_YEAR_IN_ADDRESS = re.compile(r"[/_-](?P<y>20\d{2})(?=[-/_]|\d{4}(?!\d))")
# A day without its year, with the hour or the words that tell it from a score or a range.
_DAY = re.compile(
    r"(?<![\d/:.-])(?:(?P<m>\d{1,2})[-/](?P<d>\d{1,2})\s{1,3}\d{1,2}[:：]\d{2}"
    r"|(?<!年)(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号])"
)


def parse_date(text: str) -> str:
    """Read the first complete date in a text.

    A date with a time zone is taken as printed, not converted. Day and month as bare numbers
    are read where only one order is possible (`17/9/2004`) and not guessed otherwise (`5/6/2004`).

    Args:
        text: a date, or a short text such as a byline with one in it.

    Returns:
        ISO 8601 date such as `2023-12-12`; empty where there is none, or it is impossible, before
        1990 or in the future.
    """
    found = find_date(text)
    return found[0] if found else ""


def date_in_address(url: str) -> str:
    """Read the date that a web address has in its path: `/2023-12-12/`, `/2023/1212/`."""
    found = _IN_ADDRESS.search(url)
    return _iso(found) if found else ""


def parse_day(text: str, url: str) -> str:
    """Read a day that is printed without its year, which the page's address has.

    Args:
        text: a short text such as `12-12 08:30` or `12月12日`.
        url: the address of the page.

    Returns:
        ISO 8601 date; empty where there is no such day, or no year in the address.
    """
    year, found = _YEAR_IN_ADDRESS.search(url), _DAY.search(text)
    if not (year and found):
        return ""
    month, day = (found[a] or found[b] for a, b in (("m", "month"), ("d", "day")))
    return parse_date(f"{year['y']}-{month}-{day}")


def find_date(text: str) -> tuple[str, int, int] | None:
    """Find the first complete date and the slice of the text that it is written in."""
    matches = [match for pattern in _PATTERNS if (match := pattern.search(text))]
    for match in sorted(matches, key=lambda m: m.start()):
        iso = _iso(match)
        if iso:
            return iso, match.start(), match.end()
    return None


def _iso(match: re.Match[str]) -> str:
    groups = match.groupdict()
    name = groups.get("month")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(groups["m"])
    number = int(groups["d"])
    if match.group().count("/") == 2 and match.start("m") < match.start("y"):
        if month <= 12 and number <= 12 and month != number:
            return ""
        month, number = sorted((month, number))
    try:
        day = date(int(groups["y"]), month, number)
    except ValueError:
        return ""
    # East of here it may be tomorrow already.
    latest = datetime.now(UTC).date() + timedelta(days=1)
    return day.isoformat() if _EARLIEST <= day <= latest else ""
