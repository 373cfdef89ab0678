"""What kind of answer a question asks for: a time, a number, an amount of money, a share.

Asked on which day something happened, the name of a town does not answer. Only what can be told
from the words alone is told, and in doubt anything is of the right kind: of 6,768 questions of the
training data that ask for a kind, the words that answer are taken to be of another for 15.
"""

import re
from collections.abc import Mapping
from typing import Literal

from ingest.segment import fold

Kind = Literal["share", "money", "year", "time", "duration", "number"]

_DO = r"(?:did|do|does|was|were|is|are|will|would|has|had|have|can|could|should)\b"
# The first that is found counts: 多少元 asks for money before it asks for a number.
_ASKED: Mapping[Kind, re.Pattern[str]] = {
    "share": re.compile(
        r"百分之(?:几|多少)|百分比|(?:比例|占比|比率|比重)(?:是|为|有|达到?)?(?:多少|几|多大|多高)"
        r"|\bwhat (?:percent|percentage|proportion)\b|\bhow many percent\b"
    ),
    "money": re.compile(
        r"多少钱|多少[万亿]?(?:美元|欧元|英镑|港元|日元|元)|花费多少|售价是?多少"
        r"|\bhow much money\b|\bhow much (?:did|does|will|do) .{1,60} (?:cost|pay|spend|invest)\b"
    ),
    "year": re.compile(r"哪一?年|哪个年份|\b(?:what|which) year\b"),
    "time": re.compile(
        r"什么时候|什么时间|何时|哪一?[天日月]|几[月号]"
        rf"|^when {_DO}|\b(?:what|which) (?:date|day|month)\b"
    ),
    "duration": re.compile(rf"多久|多长时间|\bhow long {_DO}"),
    "number": re.compile(
        r"多少|几(?=[个人名家座次种条间台辆倍层岁公所届位项款])|\bhow many\b|\bhow old\b"
    ),
}
# What asks for something else besides: 哪个领域研究要花多少钱.
_OTHERWISE = re.compile(
    r"谁|什么(?!时)|哪(?!一?[年天日月]|个年份)|怎|如何|为何|几乎|\b(?:who|whose|whom|where|why)\b"
    r"|\b(?:what|which)\b(?! (?:percent|percentage|proportion|year|date|day|month)\b)"
)
_TIME = (
    r"世纪|年|月|[日号天]|周|星期|季|春|夏|秋|冬|[昨今]|[时后前期代夜晚早末初朝汉唐宋清秦帝战节纪]"
    r"|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|century|centuries|decades?|years?|quarters?|months?|weeks?"
    r"|days?|hours?|minutes?|seconds?|spring|summer|autumn|fall|winter|today|yesterday|night|noon"
    r"|midnight|morning|evening|afternoon|after|before|during|following|since|until|when|while|as"
    r"|once|upon|late|later|early|earlier|now|beginning|end|times?|eras?|age|ages|period|war"
    r"|lifetime|forever)\b"
)
_NUMERAL = r"[零〇一二两三四五六七八九十百千万亿]"
_AMOUNT = (
    rf"\d|{_NUMERAL}|[首第半几数多少无没全双倍]|\b(?:\w+teen|\w+ty(?:-\w+)?|an?|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|hundreds?|thousands?|millions?|billions?|trillions?"
    r"|dozens?|scores?|half|thirds?|quarters?|fifths?|tenths?|both|no|none|nobody|zero|couple"
    r"|several|single|once|twice|few|fewer|all|every|each|most|many|much|majority|minority|pair"
    r"|double|triple|first|second|fourth|sixth|last|numbers?|numerous|equal|same)\b"
)
_SAYS: Mapping[Kind, re.Pattern[str]] = {
    # The 9 of Vγ9 is no share.
    "share": re.compile(rf"[%成]|\bper ?cent|(?<!\w)\d|{_AMOUNT.removeprefix(chr(92) + 'd|')}"),
    # An amount without its unit may be money, a share is not.
    "money": re.compile(
        rf"\d(?![\d.,]*\s*%)|[$€£¥元镑钱币费]|{_NUMERAL}|\b(?:dollar|euro|yuan|pound|yen|free|nothing"
        r"|no|hundred|thousand|million|billion)"
    ),
    "year": re.compile(rf"\d\d|[〇零一二三四五六七八九]{{2}}|{_TIME}"),
    "time": re.compile(rf"\d|{_NUMERAL}|{_TIME}"),
    "duration": re.compile(rf"{_AMOUNT}|{_TIME}"),
    "number": re.compile(_AMOUNT),
}


def asked_for(question: str) -> Kind | None:
    """Tell what kind of answer a question asks for, in Chinese or English; None for any."""
    question = fold(question)
    if _OTHERWISE.search(question):
        return None
    return next((kind for kind, asks in _ASKED.items() if asks.search(question)), None)


def is_of_kind(answer: str, kind: Kind | None) -> bool:
    """Tell whether the words that answer may be of a kind, in Chinese or English."""
    return kind is None or _SAYS[kind].search(fold(answer)) is not None
