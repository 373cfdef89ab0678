"""What a question insists on, its numbers and names, and what of that a passage does not have.

Asked about 2024, a passage about 2023 does not answer, however close it is otherwise.
"""

import re
import unicodedata

from bot.answer import Hit, Language, Mismatch
from bot.kinds import asked_for, is_of_kind
from bot.names import unmentioned
from bot.numbers import claimed, stated

_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*|[a-z]+[A-Z][A-Za-z0-9]*")
_DIGIT = re.compile(r"\d")
_NO_NAMES = frozenset(
    "what which who whom whose when where why how in on at is are was were do does did can could "
    "the a an according for of to from with by during after before has have had please tell and "
    "if name i ai english european q1 q2 q3 q4 january february march april may june july august "
    "september october november december".split()
)
# A name is one word or several in a row.
_RUN = re.compile(rf"(?:{_NAME.pattern})(?: (?:{_NAME.pattern}))*")
_NUMBERED = re.compile(r"[A-Za-z]+-?\d+(?:\.\d+)*[A-Za-z]*")
# B轮: a letter alone is no name.
_ROUND = re.compile(r"[A-Z]\+?[轮股级型版座类]")
# Years and dates, as `bot/numbers.py` writes them; what other numbers count is not known.
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_KINDS = (_YEAR, *map(re.compile, (r"\d+月\d+日", r"\d+月", r"\d+日", r"Q\d")))
_INTEGER = re.compile(r"\d+")
# How a question may write a number; which one it is shows by its value.
_WRITTEN = re.compile(
    r"\d[\d.,]*\s*(?:%|[百千万亿]+|(?:thousand|million|billion|percent|per cent)\b)?"
    r"|百分之[零〇一二两三四五六七八九十百点]+|[零〇一二两三四五六七八九十百千万亿]+",
    re.IGNORECASE,
)
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
MOST_SAID = 3
# What an article is about stands in its first characters; passages further down say "the company".
LEAD = 200


def mismatches(
    question: str, language: Language, hit: Hit, sentence: str = ""
) -> tuple[Mismatch, ...]:
    """Find what a question insists on and a passage does not have.

    Across languages only years and names in Latin letters are looked for: all else is written in
    too many ways.

    Args:
        question: the question.
        language: its language.
        hit: the passage; its heading and its article's title, date, author and site count as said.
        sentence: what is quoted of the passage: its dates rather than others are said instead.

    Returns:
        dates and numbers, then names, each as it is shown to a reader.
    """
    across = language != hit.article.language
    # GPT-5 insists on that name, and on no 5.
    missing = claimed(_NUMBERED.sub(" ", question)) - stated(hit.context)
    if across:
        missing = frozenset(value for value in missing if _YEAR.fullmatch(value))
    found = [
        Mismatch(_written(value, question, language), _instead(value, language, hit, sentence))
        for value in sorted(missing)
        if not _is_part(value, missing)
    ]
    about = f"{hit.context}\n{hit.article.body[:LEAD]}"
    if language == "zh" or not across:
        found += [Mismatch(name, _renumbered(name, about)) for name in _latin(question, about)]
    if language == hit.article.language == "zh":
        found += [Mismatch(name) for name in unmentioned(question, about)]
    return tuple(found)


def unmet(question: str, language: Language, hit: Hit, answer: str) -> int:
    """Count what a question insists on and a passage does not meet: `mismatches`, and the kind.

    Args:
        question: the question.
        language: its language.
        hit: the passage.
        answer: the words of the passage that answer; empty where that is not known.
    """
    is_other = bool(answer) and not is_of_kind(answer, asked_for(question))
    return len(mismatches(question, language, hit)) + is_other


def _is_part(value: str, values: frozenset[str]) -> bool:
    """Whether a month or a day is part of a date: 5月 and 6日 of 5月6日."""
    is_date = value.endswith(("月", "日"))
    return is_date and any(
        (value != other and other.startswith(value)) or other.endswith(f"月{value}")
        for other in values
    )


def _written(value: str, question: str, language: Language) -> str:
    """Write a number as the question does, a date as its language does."""
    if _kind(value) is not None:
        return _date(value, language)
    written = (match[0].strip(" .,") for match in _WRITTEN.finditer(question))
    return next((one for one in written if value in stated(one)), value)


def _instead(value: str, language: Language, hit: Hit, sentence: str) -> tuple[str, ...]:
    """Find the dates of the same kind that are said instead, the closest first."""
    kind = _kind(value)
    if kind is None:
        return ()
    for text in (sentence, hit.passage.text, hit.article.title, hit.article.published):
        said = [other for other in stated(text) if kind.fullmatch(other)]
        if said:
            said.sort(key=lambda other: (_distance(value, other), other))
            return tuple(_date(other, language) for other in said[:MOST_SAID])
    return ()


def _kind(value: str) -> re.Pattern[str] | None:
    return next((kind for kind in _KINDS if kind.fullmatch(value)), None)


def _distance(value: str, other: str) -> list[int]:
    pairs = zip(_INTEGER.findall(value), _INTEGER.findall(other), strict=True)
    return [abs(int(a) - int(b)) for a, b in pairs]


def _date(value: str, language: Language) -> str:
    """Write a date of `bot/numbers.py` in a language: 5月6日, May 6."""
    if language == "zh" or not value.endswith(("月", "日")):
        return value
    month, _, day = value.removesuffix("日").rpartition("月")
    if value.endswith("月"):
        month, day = value.removesuffix("月"), ""
    name = _MONTHS[int(month) - 1] if month and 0 < int(month) <= len(_MONTHS) else "day"
    return f"{name} {day}".strip()


def _latin(question: str, about: str) -> list[str]:
    """Find the names in Latin letters that a text does not mention.

    Wrong for 1.8% of SQuAD 2.0's answerable questions and their passage, many of them misspelt.
    """
    said = _folded(about)
    found = [_bare(match) for match in _RUN.finditer(question)]
    found = [name for name in found if len(name) > 1] + _ROUND.findall(question)
    return [name for name in dict.fromkeys(found) if not _is_mentioned(name, said)]


def _bare(run: re.Match[str]) -> str:
    """Take the words that are no names off a run's start: "In Oslo", "Which Apple"."""
    parts = run[0].split(" ")
    while parts and parts[0].lower() in _NO_NAMES:
        parts.pop(0)
    # Any word may be the first of a sentence: "Along with".
    opens = run.start() == 0 and len(parts) == 1 and parts[0].istitle()
    return "" if opens and run.end() < len(run.string) and run.string.isascii() else " ".join(parts)


def _is_mentioned(name: str, said: str) -> bool:
    if _DIGIT.search(name):
        return _folded(name) in said
    # Chinese for China, Huawei's for Huawei: names inflect.
    parts = (_folded(part) for part in re.split(r"[ -]", name))
    return any(part[: max(4, len(part) - 3)] in said for part in parts)


def _renumbered(name: str, about: str) -> tuple[str, ...]:
    """Find the same name with other numbers: GPT-4 instead of GPT-5."""
    stem = _DIGIT.split(name)[0]
    if stem == name or len(stem) < 2:
        return ()
    others = re.findall(rf"(?<![A-Za-z0-9]){re.escape(stem)}[\d.]*\d[A-Za-z]?", about)
    return tuple(dict.fromkeys(others))[:MOST_SAID]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return re.sub(r"[\W_]+", "", decomposed).casefold()
