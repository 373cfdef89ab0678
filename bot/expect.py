"""Tell what kind of thing a question asks for, and whether a sentence holds such a thing.

A sentence without a number cannot answer "how many". Knows the question words of Chinese and
English; knows nothing of topics.
"""

import re

from bot.numbers import claimed

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

_DATE = re.compile(
    r"\d{4}|\d+\s*[年月日号]|世纪|[一二三四五六七八九十]+月|今年|去年|昨[天日]|今[天日]"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|yesterday|today)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[\u4e00-\u9fff]·[\u4e00-\u9fff]|[A-Z][a-z]+ [A-Z][a-z]+")


def meets_expectation(question: str, sentence: str) -> float:
    """Tell whether a sentence holds the kind of thing that a question asks for.

    Returns:
        1.0 if it does, -1.0 if it does not, 0.0 if the question does not say what it expects.
        A person's name is hard to tell in Chinese, so that its absence counts for nothing.
    """
    if _ASKS_NUMBER.search(question):
        return 1.0 if claimed(sentence) else -1.0
    if _ASKS_DATE.search(question):
        return 1.0 if _DATE.search(sentence) else -1.0
    if _ASKS_PERSON.search(question):
        return 1.0 if _PERSON.search(sentence) else 0.0
    return 0.0
