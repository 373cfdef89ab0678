"""Find the days that a text names: "2023年7月", "上周", "since March", "the last three months".

Knows calendars and how Chinese and English name a stretch of days; knows nothing of what happened
then. Reads folded text (`ingest/segment.py`): Simplified, half-width, lower case.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date, date]

_TENS_ZH = ("", "十", "二十", "三十")
_ONES_ZH = "一二三四五六七八九"
_NUMERALS = {
    f"{_TENS_ZH[n // 10]}{_ONES_ZH[n % 10 - 1] if n % 10 else ''}": n for n in range(1, 32)
} | {"两": 2}
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_N = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_WORDS = {
    word: n
    for n, word in enumerate("one two three four five six seven eight nine ten".split(), start=1)
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_DATE = (
    re.compile(
        r"(?P<year>\d{4}|[一二][〇零○一二三四五六七八九]{3}|今|去|前|本)\s*年"
        rf"(?:\s*(?P<month>{_N})\s*月份?(?:\s*(?P<day>{_N})\s*[日号])?)?"
    ),
    re.compile(rf"(?<![\d个])(?P<month>{_N})\s*月份?(?:\s*(?P<day>{_N})\s*[日号])?"),
    re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})(?:\2(?P<day>\d{1,2}))?(?![\d.])"),
    re.compile(rf"\b(?P<day>{_DAY}) (?:of )?(?P<month>{_MONTH})(?:,? (?P<year>\d{{4}})\b)?"),
    re.compile(
        rf"\b(?P<month>{_MONTH})(?: (?P<day>{_DAY}))?(?:,? (?:of )?(?P<year>(?:19|20)\d\d)\b)?"
    ),
    re.compile(r"(?<![\d.,])(?P<year>(?:19|20)\d\d)(?![\d%]|[.,]\d)"),
)
# "may" and "march" alone are months only after one of these.
_VERBS = frozenset({"may", "mar", "march"})
_MONTH_COMES = re.compile(r"\b(?:in|since|from|of|during|after|before|until|till|by|last|this) $")
_NEAR = (
    re.compile(r"(?P<this>今[天日])|(?P<last>昨[天日])|(?P<before>前天)"),
    re.compile(
        r"(?:(?P<this>本|这一?个?)|(?P<last>上一?个?))(?P<unit>周|星期|礼拜|月)(?![一二三四五六日天末刊])"
    ),
    re.compile(r"\b(?:(?P<this>today)|(?P<last>yesterday))\b"),
    re.compile(r"\b(?:(?P<this>this)|(?P<last>last)) (?P<unit>week|month|year)\b"),
)
_ROLLING = (
    re.compile(
        rf"(?:最近|近|过去)的?(?P<n>{_N}|半)个?(?P<unit>天|日|周|星期|礼拜|月|年)(?:以?来|[里内间])?"
    ),
    re.compile(
        rf"\b(?:the )?(?:last|past) (?P<n>\d{{1,3}}|{'|'.join(_WORDS)})"
        r" (?P<unit>day|week|month|year)s\b"
    ),
    re.compile(r"\b(?:the |this )?past (?P<unit>day|week|month|year)\b"),
)
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month"}
_LENGTHS = {"day": 1, "week": 7, "month": 30, "year": 365}

_TO = re.compile(r"\s*(?:到|至|-|~|–|—|\b(?:to|and|until|till|through)\b)\s*")
_FROM_ON = re.compile(r"\s*(?:以来|起|至今|开始|onwards?\b)")
_AFTER = re.compile(r"\s*(?:之后|以后)")
_BEFORE = re.compile(r"\s*(?:之前|以前)")
_SINCE_EN = re.compile(r"\bsince (?:the )?$")
_AFTER_EN = re.compile(r"\bafter (?:the )?$")
_BEFORE_EN = re.compile(r"\bbefore (?:the )?$")
_UNTIL = re.compile(r"\b(?:until|till|up to) (?:the )?$|截[至止]$")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, and where in the text it is named.

    Attributes:
        start: where its name begins, with a word such as "since".
        end: where it ends.
        since: the first day in ISO 8601; empty if it has no beginning.
        until: the last day; empty if it has no end.
        relative: whether it is counted from today: "上周", "last month".
        is_year: whether it is no more than a year's number.
    """

    start: int
    end: int
    since: str
    until: str
    relative: bool
    is_year: bool


@dataclass(frozen=True, slots=True)
class _Named:
    """A single date, month, week or year as written; a year that is not said is None."""

    start: int
    end: int
    days: Days
    relative: bool
    year: int | None
    month: int | None
    day: int | None

    def in_year(self, year: int) -> Days:
        return _days(year, self.month, self.day) or self.days


def find_periods(folded: str, today: date) -> list[Period]:
    """Find the periods that a folded text names, in order.

    A month without a year is the last one that has begun by today.
    """
    found: list[Period] = []
    named = _outermost(_named(folded, today))
    while named:
        first, *named = named
        days, end = first.days, first.end
        if named and (to := _TO.match(folded, end)) and to.end() == named[0].start:
            last = named.pop(0)
            days, end = _joined(first, last), last.end
        found.append(_period(folded, first, days, end))
    return found


def _period(folded: str, first: _Named, days: Days, end: int) -> Period:
    """Make a period of days, open at one side where the text says so."""
    before, (since, until) = folded[: first.start], days
    left: re.Match[str] | None = None
    a, b = since.isoformat(), until.isoformat()
    if (left := _SINCE_EN.search(before)) or (right := _FROM_ON.match(folded, end)):
        b = ""
    elif (left := _AFTER_EN.search(before)) or (right := _AFTER.match(folded, end)):
        a, b = (until + timedelta(1)).isoformat(), ""
    elif (left := _BEFORE_EN.search(before)) or (right := _BEFORE.match(folded, end)):
        a, b = "", (since - timedelta(1)).isoformat()
    elif left := _UNTIL.search(before):
        a, right = "", None
    else:
        right = None
    start = left.start() if left else first.start
    end = right.end() if not left and right else end
    is_year = first.month is None and first.year is not None and not left and not right
    return Period(start, end, a, b, first.relative, is_year)


def _joined(first: _Named, last: _Named) -> Days:
    """Return the days from one date to another; a year that one has the other has, too."""
    since, until = first.days, last.days
    if first.year is None and last.year is not None:
        since = first.in_year(last.year)
    elif last.year is None and first.month is not None:
        until = last.in_year(since[0].year)
        if until[1] < since[0]:
            until = last.in_year(since[0].year + 1)
    return min(since[0], until[0]), max(since[1], until[1])


def _outermost(named: Iterator[_Named]) -> list[_Named]:
    """Leave out what is a part of something longer, in the order of the text."""
    kept: list[_Named] = []
    for one in sorted(named, key=lambda n: (n.start, -n.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _named(folded: str, today: date) -> Iterator[_Named]:
    for pattern in _DATE:
        for match in pattern.finditer(folded):
            if one := _dated(match, today):
                yield one
    for pattern in _NEAR:
        for match in pattern.finditer(folded):
            yield _relative(match, _near(match, today))
    for pattern in _ROLLING:
        for match in pattern.finditer(folded):
            yield _relative(match, _rolling(match, today))


def _relative(match: re.Match[str], days: Days) -> _Named:
    return _Named(match.start(), match.end(), days, True, None, None, None)


def _dated(match: re.Match[str], today: date) -> _Named | None:
    """Read a date, a month or a year; None where there is no such day."""
    parts = {"year": None, "month": None, "day": None} | match.groupdict()
    relative = parts["year"] in {"今", "本", "去", "前"}
    year = _year(parts["year"], today)
    month, day = _month(parts["month"]), _number(parts["day"])
    is_bare = year is None and day is None and parts["month"] in _VERBS
    if is_bare and not _MONTH_COMES.search(match.string[: match.start()]):
        return None
    within = year or today.year
    days = _days(within, month, day)
    if days and year is None and days[0] > today:
        days = _days(within - 1, month, day)
    if days is None:
        return None
    return _Named(match.start(), match.end(), days, relative, year, month, day)


def _days(year: int, month: int | None, day: int | None) -> Days | None:
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def _year(text: str | None, today: date) -> int | None:
    if text is None:
        return None
    ago = {"今": 0, "本": 0, "去": 1, "前": 2}.get(text)
    return int(text.translate(_DIGITS)) if ago is None else today.year - ago


def _month(text: str | None) -> int | None:
    if text is not None and text[:3] in _MONTHS:
        return _MONTHS.index(text[:3]) + 1
    return _number(text)


def _number(text: str | None) -> int | None:
    """Read digits with or without "th", or a Chinese numeral; 0, which is no day, for others."""
    if text is None:
        return None
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else _NUMERALS.get(text, 0)


def _near(match: re.Match[str], today: date) -> Days:
    """Read this or the last day, week, month or year of the calendar."""
    parts = match.groupdict()
    ago = 0 if parts["this"] else 1 if parts["last"] else 2
    unit = parts.get("unit")
    unit = _UNITS.get(unit, unit) if unit else "day"
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * ago)
        return monday, monday + timedelta(6)
    if unit == "month":
        last = today.replace(day=1) - timedelta(1) if ago else today
        return last.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])
    if unit == "year":
        return date(today.year - ago, 1, 1), date(today.year - ago, 12, 31)
    return today - timedelta(ago), today - timedelta(ago)


def _rolling(match: re.Match[str], today: date) -> Days:
    """Read a number of days, weeks, months or years that end today."""
    unit = match["unit"]
    length = _LENGTHS[_UNITS.get(unit, "year" if unit == "年" else unit)]
    said = match.groupdict().get("n")
    if said == "半":
        return today - timedelta(length // 2), today
    count = 1 if said is None else _WORDS.get(said) or _number(said) or 1
    return today - timedelta(count * length), today
