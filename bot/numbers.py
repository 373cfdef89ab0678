"""Numbers and dates in a text, in one normal form for Chinese and English.

Knows how numbers are written; knows nothing of what they count: units other than per cent are not
compared. Chinese numerals and number words become digits first, then digits are read.

A value is a string: `300000` (30万, 300 thousand), `52.3%`, `1/3`, `Q3` (third quarter), `12月`,
`12日` and `12月12日`. A date gives its year, its month, its day, and month and day together.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

_WIDE = str.maketrans("．％", ".%")
# Full-width digits, and those of other scripts.
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3})")

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_NUMERAL = r"[零〇○一二两三四五六七八九十百千万亿]{1,24}"
_CHINESE = re.compile(
    rf"(?P<parts>{_NUMERAL})分之(?P<share>{_NUMERAL}(?:点[零〇一二三四五六七八九]{{1,9}})?|\d+(?:\.\d+)?)"
    rf"|(?P<run>{_NUMERAL})(?:点(?P<fraction>[零〇一二三四五六七八九]{{1,9}})(?P<scale>[万亿]{{0,2}}))?"
)
# 数百, 几十, 上万, 30多万: the unit belongs to a vague amount or to the digits before it.
_VAGUE = "数几上多余来"
# What a measured amount is counted in: 两年 and "two years" are claims ...
_AMOUNT = re.compile(r"(?:年|个?月|天|日|号|倍|小时|分钟|秒|周|岁|成|%|元|美元|个百分点|季度)")
# ... while 两家 and "the two companies" mostly point back at what was named before.
_COUNTED = re.compile(
    r"(?:个(?!方面)|家|款|种|人|位|名|台|项|次|轮|届|代|座|条|颗|张|所|支|层|级|核)"
)

_WORDS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
        range(1, 11),
        strict=True,
    )
)
_ENGLISH_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "mn": 10**6,
    "bn": 10**9,
}
_WORD = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<ones>{'|'.join(list(_WORDS)[:9])}))?"
    rf"|(?P<word>{'|'.join(_WORDS)})|(?P<a>an?)(?=\s+(?:{'|'.join(_ENGLISH_SCALES)})\b)"
    rf"|(?P<ordinal>{'|'.join(_ORDINALS)}))\b",
    re.IGNORECASE,
)
_AMOUNT_WORD = re.compile(
    rf"[\s-](?:{'|'.join(_ENGLISH_SCALES)}|years?|months?|weeks?|days?|hours?|minutes?|seconds?|times|"
    r"percent|per cent|dollars|yuan)\b",
    re.IGNORECASE,
)

_MONTHS = {
    name: index
    for index, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sept sep|october oct|november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?:{'|'.join(n.capitalize() for n in _MONTHS)})\b\.?"
_TO = r"\s*(?:[-~～—–至到]|\bto\b)\s*"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_DATES = (
    re.compile(
        r"(?:(?P<year>\d{4})\s*年\s*)?(?<!\d)(?P<month>\d{1,2})\s*月(?:份)?"
        rf"(?:\s*(?P<day>\d{{1,2}})(?:\s*[日号]?{_TO}(?P<last>\d{{1,2}}))?\s*[日号])?"
    ),
    re.compile(r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![\d.])"),
    re.compile(
        rf"\b(?P<name>{_MONTH})\s+(?P<day>{_DAY})(?:\s*[-–]\s*(?P<last>{_DAY}))?"
        r"(?:,?\s+(?P<year>\d{4})(?!\d))?"
    ),
    re.compile(
        rf"\b(?P<day>{_DAY})(?:\s*[-–]\s*(?P<last>{_DAY}))?\s+(?:of\s+)?(?P<name>{_MONTH})"
        r"(?:,?\s+(?P<year>\d{4})(?!\d))?"
    ),
    re.compile(rf"\b(?P<name>{_MONTH})(?:,?\s+(?:of\s+)?(?P<year>\d{{4}})(?!\d))"),
    # March and May alone are words more often than months.
    re.compile(rf"\b(?P<name>(?!May\b|March\b|Mar\b){_MONTH})"),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:{_TO}(?P<last>\d{{1,2}}))?\s*[日号](?!\w?线)"),
)
_QUARTER = re.compile(r"\bQ([1-4])(?!\d)|(?<!\d)([1-4])Q\b|第?\s*(?<!\d)([1-4])\s*(?:季度|quarter)")

_SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
    "k": 10**3,
    "m": 10**6,
    "b": 10**9,
    "t": 10**12,
} | _ENGLISH_SCALES
_UNIT = (
    r"(?:\s*[多余来]?\s*(?P<{0}>%|个?百分点|percent(?:age points?)?\b|per cent\b"
    r"|万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![瓦克米卡赫兆])|百(?!分)"
    rf"|(?:{'|'.join(_ENGLISH_SCALES)})\b)|(?P<{{0}}_letter>[KMBTkmbt])(?![A-Za-z]))?"
)
_AMOUNT_OF = r"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d.])|\d+(?:\.\d+)*"
_NUMBER = re.compile(
    (
        rf"(?P<ordinal>第\s*)?(?P<first>{_AMOUNT_OF})(?P<suffix>st|nd|rd|th)?{_UNIT.format('unit')}"
        rf"(?:{_TO}(?P<second>{_AMOUNT_OF}){_UNIT.format('unit2')})?"
    )
    .replace("{{", "{")
    .replace("}}", "}")
)
_COMPOUND = re.compile(r"(?<![\d.])(\d{1,9}(?:\.\d{1,9})?)亿(\d{1,4}(?:\.\d{1,4})?)万")
_FRACTION = re.compile(r"(?<![\d/])\d{1,6}/\d{1,6}(?![\d/])")


def claimed(text: str) -> frozenset[str]:
    """Find the numbers that a reader would hold a sentence to.

    Leaves out what is hardly a claim: 一个, "one of", 第一, 两家, 统一, 数百.

    Args:
        text: a sentence of any language.

    Returns:
        normalised values, as the module describes; a subset of `stated(text)`.
    """
    return frozenset(_values(text, loose=False))


def stated(text: str) -> frozenset[str]:
    """Find every number that a text mentions, however loosely: what a claim may rest on."""
    return frozenset(_values(text, loose=True)) | claimed(text)


def _values(text: str, *, loose: bool) -> Iterator[str]:
    text = _WIDE_COMMA.sub(",", " ".join(text.split())).translate(_WIDE)
    text = _FOREIGN_DIGIT.sub(lambda m: str(unicodedata.decimal(m[0])), text)
    text = _CHINESE.sub(lambda m: _chinese_digits(m, loose=loose), text)
    text = _COMPOUND.sub(lambda m: f"{Decimal(m[1]) * 10**4 + Decimal(m[2])}万", text)
    text = _WORD.sub(lambda m: _english_digits(m, loose=loose), text)
    for pattern in _DATES:
        for match in pattern.finditer(text):
            yield from _date_values(match.groupdict())
        # What was read as a date is not read again as a number.
        text = pattern.sub(" ; ", text)
    for match in _QUARTER.finditer(text):
        yield f"Q{match.group(1) or match.group(2) or match.group(3)}"
    text = _QUARTER.sub(" ; ", text)
    yield from _FRACTION.findall(text)
    for match in _NUMBER.finditer(_FRACTION.sub(" ; ", text)):
        yield from _number_values(match, loose=loose)


def _date_values(found: dict[str, str | None]) -> Iterator[str]:
    if found.get("year"):
        yield _normal(Decimal(found["year"] or 0))
    name = (found.get("name") or "").rstrip(".").lower()
    month = _MONTHS.get(name) or int(found.get("month") or 0)
    if month:
        yield f"{month}月"
    for key in ("day", "last"):
        day = re.sub(r"\D", "", found.get(key) or "")
        if day:
            yield f"{int(day)}日"
            if month:
                yield f"{month}月{int(day)}日"


def _number_values(match: re.Match[str], *, loose: bool) -> Iterator[str]:
    first, second = match["first"], match["second"]
    is_ordinal = bool(match["ordinal"] or match["suffix"])
    if is_ordinal and first in {"1", "2", "3"} and not loose:
        return
    unit = match["unit"] or match["unit_letter"] or ""
    unit2 = match["unit2"] or match["unit2_letter"] or ""
    # 2-3万 and "2 to 3 million": the unit stands once and means both.
    yield _measured(first, unit or (unit2 if second else ""))
    if second:
        yield _measured(second, unit2)
    if loose and match["unit_letter"]:
        yield _measured(first, "")  # a name such as GPT-4T says 4 as well as 4 trillion


def _measured(digits: str, unit: str) -> str:
    digits = digits.replace(",", "")
    if digits.count(".") > 1:
        return digits  # a version, such as 6.31.0
    if unit == "%" or unit.endswith("百分点") or unit.startswith("per"):
        return f"{_normal(Decimal(digits))}%"
    return _normal(Decimal(digits) * _SCALES.get(unit.lower(), 1))


def _normal(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _chinese_digits(match: re.Match[str], *, loose: bool) -> str:
    if match["parts"]:
        return _chinese_share(match)
    run, fraction, scale = match["run"], match["fraction"], match["scale"]
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 5]
    if run[0] not in _DIGITS and (before.isdigit() or before in _VAGUE) and before:
        return match.group()
    if fraction:
        whole = _chinese_value(run)
        if whole is None:
            return match.group()
        digits = "".join(str(_DIGITS[c]) for c in fraction)
        return f"{whole}.{digits}{scale}"
    if len(run) == 1:
        return _single(run, before, after, loose=loose)
    if all(c in _DIGITS for c in run):
        is_year = len(run) == 4 and after.startswith("年")
        is_code = "〇" in run or "○" in run
        return "".join(str(_DIGITS[c]) for c in run) if is_year or is_code else run
    value = _chinese_value(run)
    # The units after the numeral must not read as digits of it: 十2 never arises, 30 + 万 does.
    return match.group() if value is None else str(value)


def _chinese_share(match: re.Match[str]) -> str:
    parts, share = _chinese_value(match["parts"]), match["share"]
    whole, _, fraction = share.partition("点")
    value = whole if whole[0].isascii() else _chinese_value(whole)
    if value is None or parts is None:
        return match.group()
    number = f"{value}.{''.join(str(_DIGITS[c]) for c in fraction)}" if fraction else str(value)
    return f"{number}%" if parts == 100 else f"{number}/{parts}"


def _single(numeral: str, before: str, after: str, *, loose: bool) -> str:
    """Read one numeral alone, which is a number (三天, 三个) or part of a word (三星, 统一)."""
    if numeral not in _DIGITS and numeral != "十":
        return numeral
    value = str(_DIGITS.get(numeral, 10))
    if after.startswith("季度"):
        return value
    if loose:
        return f" {value}" if before.isdigit() else value
    if numeral in "零〇○一" or before in {"第", "唯"}:
        return numeral
    is_counted = numeral not in "二两" and _COUNTED.match(after)
    return value if is_counted or _AMOUNT.match(after) else numeral


def _chinese_value(run: str) -> int | None:
    """Read a Chinese numeral: 一百三十, 三亿五千万, 两万五; None if it is not well formed."""
    total = section = 0
    digit: int | None = None
    smallest, last_unit = 10**9, 1
    for index, character in enumerate(run):
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
            last_unit = last_unit if digit else 1
        elif character in _SMALL:
            unit = _SMALL[character]
            if unit >= smallest or (digit is None and index and unit != 10):
                return None
            section += (1 if digit is None else digit) * unit
            smallest = last_unit = unit
            digit = None
        else:
            unit = _LARGE[character]
            section += digit or 0
            if not section and index and character == "万":
                return None
            section = section or (0 if total else 1)
            total = (total + section) * unit if unit == 10**8 else total + section * unit
            section, smallest, last_unit, digit = 0, 10**9, unit, None
    # 一百三 is 130 and 两万五 is 25,000: the last digit counts the next smaller unit.
    tail = (digit or 0) * (last_unit // 10 if last_unit >= 100 else 1)
    return total + section + tail


def _english_digits(match: re.Match[str], *, loose: bool) -> str:
    after = match.string[match.end() : match.end() + 12]
    if match["tens"]:
        return str(_TENS[match["tens"].lower()] + _WORDS.get((match["ones"] or "").lower(), 0))
    if match["a"]:
        return "1"
    if match["ordinal"]:
        number = _ORDINALS[match["ordinal"].lower()]
        return str(number) if loose or after.lower().startswith(" quarter") else match.group()
    value = _WORDS[match["word"].lower()]
    is_claim = value > 2 or (_AMOUNT_WORD.match(after) and (value == 2 or _scaled(after)))
    return str(value) if loose or is_claim else match.group()


def _scaled(after: str) -> bool:
    """Whether a scale follows, so that even "one" is a number: one million, but not one day."""
    return after.strip(" -").lower().startswith(tuple(_ENGLISH_SCALES))
