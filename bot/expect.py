"""Tell what kind of thing a question asks for, and whether a sentence holds such a thing.

A sentence without a number cannot answer "how many". Knows the question words of Chinese and
English; knows nothing of topics.
"""

import re

_ASKS_NUMBER = re.compile(
    r"多少|[几幾]|百分之|\bhow (?:many|much|old|long|far|large|big|tall|high|fast|often)\b"
    r"|\bwhat (?:percentage|percent|share|number|amount)\b",
    re.IGNORECASE,
)
_ASKS_DATE = re.compile(
    r"何时|什么时候|什么时间|[哪何]一?年|哪一?[天月日]|几[月号日]"
    r"|\bwhen\b|\b(?:what|which|in what|in which) (?:year|date|day|month|century)\b",
    re.IGNORECASE,
)
_ASKS_PERSON = re.compile(r"谁|哪[位些]人|何人|\bwho(?:m|se)?\b", re.IGNORECASE)

_NUMBER = re.compile(
    r"\d|[〇一二三四五六七八九十百千万亿两]{2,}|[一二三四五六七八九十两][个名人家次年月日座所种位倍款项成]"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand"
    r"|million|billion|half|third|quarter)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{4}|\d+\s*[年月日号]|世纪|[一二三四五六七八九十]+月|今年|去年|昨[天日]|今[天日]"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|yesterday|today)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[\u4e00-\u9fff]·[\u4e00-\u9fff]|[A-Z][a-z]+ [A-Z][a-z]+")

_KINDS = ((_ASKS_NUMBER, _NUMBER), (_ASKS_DATE, _DATE), (_ASKS_PERSON, _PERSON))


def meets_expectation(question: str, sentence: str) -> float:
    """Tell whether a sentence holds the kind of thing that a question asks for.

    Returns:
        1.0 if it does, -1.0 if it does not, 0.0 if the question does not say what it expects.
        A person's name is hard to tell in Chinese, so that its absence counts for nothing.
    """
    for asks, holds in _KINDS:
        if asks.search(question):
            if holds.search(sentence):
                return 1.0
            return 0.0 if holds is _PERSON else -1.0
    return 0.0
