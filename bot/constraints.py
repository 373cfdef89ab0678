"""What a question insists on, its numbers and names, and what of that a passage does not have.

Asked about 2024, a passage about 2023 does not answer, however close it is otherwise.
"""

import re

from bot.answer import Hit, Language
from bot.numbers import claimed, stated

_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*|[a-z]+[A-Z][A-Za-z0-9]*")
_DIGIT = re.compile(r"\d")
_NO_NAMES = frozenset(
    "what which who whom whose when where why how in on at is are was were do does did can could "
    "the a an according for of to from with by during after before has have had please tell and "
    "if name i ai q1 q2 q3 q4".split()
)


def unmet_numbers(question: str, hit: Hit) -> frozenset[str]:
    """Return the numbers, dates and numbered names of a question that a passage does not mention.

    The passage's heading and its article's title and date count as mentioned. A numbered name,
    such as GPT-5, is another thing than the same name with another number.
    """
    asked = claimed(question)
    missing = asked - stated(_context(hit)) if asked else asked
    return missing | _unsaid({name for name in _names(question) if _DIGIT.search(name)}, hit)


def unmet_names(question: str, language: Language, hit: Hit) -> frozenset[str]:
    """Return the names in Latin letters that neither a passage nor its article's title mentions.

    A Chinese passage writes most names in Chinese, so that an English question's say nothing there.
    """
    if language == "en" and hit.article.language != "en":
        return frozenset()
    return _unsaid(_names(question), hit)


def _names(question: str) -> set[str]:
    return {name.lower() for name in _NAME.findall(question)} - _NO_NAMES


def _unsaid(names: set[str], hit: Hit) -> frozenset[str]:
    said = _context(hit).lower()
    return frozenset(name for name in names if name not in said)


def _context(hit: Hit) -> str:
    article, passage = hit.article, hit.passage
    return "\n".join((article.title, passage.heading, article.published, passage.text))
