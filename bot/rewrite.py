"""Make a follow-up question complete, by rule: no language model is needed.

Knows the pronouns and openings that lean on what was said before; knows nothing of topics. A
question that leans on nothing is left as it is, so that a change of topic is a new question.
"""

import re

from bot.answer import Conversation
from ingest.language import detect_language
from ingest.segment import words

_OPENING = re.compile(
    r"^(?:那|那么|还有|另外|而且|其中|然后|所以)"
    r"|^(?:and|so|but|then|what about|how about|what else)\b"
    r"|^(?:why|when|where|who)\s*[?？]?$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"它们?|(?<!其)[他她]们?|该(?:公司|模型|企业|项目|机构|法|条例)|(?<![尤极与])其(?![实他它余])|这[家个款项些]"
    r"|上述|前者|后者"
    r"|\b(?:it|its|they|them|their|he|him|his|she|her|the former|the latter"
    r"|(?:this|that|these|those) (?:company|model|firm|law|act|rule|article|deal|ones?|person))\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z]\w+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# "那2024年呢？", "And in 2024?": nothing but another year.
_OTHER_YEAR = re.compile(
    r"^\s*(?:那么?|and|what about|how about|in|\s|，|,)*((?:19|20)\d\d)\s*年?"
    r"\s*[呢吗]?\s*[?？]?\s*$",
    re.IGNORECASE,
)
# A name in an English question: capitalised words in a row, with what belongs between them.
_NAMES = re.compile(r"[A-Z][\w.-]*(?: (?:of |the |and )?[A-Z0-9][\w.-]*)*")
_ASKING = frozenset(
    "what which who whom when where why how is are was were did does do can".split()
)
# What ends the noun phrase that a Chinese question begins with.
_FUNCTION_ZH = re.compile(
    r"[有是在的被将于用花了由？?，,。！]|什么|多少|哪[些个里家一]?|谁|为何|为什么|如何|怎[么样]|何时"
    r"|(?:19|20)\d\d年(?:\d+月)?|请问|到|从|后来|现在|目前|今年|去年"
)
_LONGEST = 300


def complete(question: str, conversation: Conversation) -> str:
    """Return the question with what it leans on put into it.

    Args:
        question: as the user typed it.
        conversation: the answers before it.

    Returns:
        A question that can be answered by itself; it does not grow as the conversation does.
    """
    if not conversation.answers or not _leans(question):
        return question
    earlier = conversation.answers[-1].standalone
    other = _OTHER_YEAR.match(question)
    if other and _YEAR.search(earlier):
        return _YEAR.sub(other.group(1), earlier)
    about = _subject(earlier) or earlier[:_LONGEST]
    rest = _OPENING.sub("", question, count=1).lstrip("，, ") or question
    pronoun = _PRONOUN.search(rest)
    if pronoun is None:
        return f"{about} {rest}"
    is_english_possessive = pronoun.group().lower() in {"its", "their", "his"}
    name = f"{about}'s" if is_english_possessive else about
    return f"{rest[: pronoun.start()]}{name}{rest[pronoun.end() :]}"


def _leans(question: str) -> bool:
    if _OPENING.search(question) or len(words(question)) <= 1:
        return True
    pronoun = _PRONOUN.search(question)
    if pronoun is None:
        return False
    # "When did OpenAI dismiss its chief?" names in front of the pronoun what it stands for.
    before = question[: pronoun.start()]
    first_word, _, rest = before.strip().partition(" ")
    return len(words(before)) <= 2 and not _NAME.search(rest or first_word)


def _subject(question: str) -> str:
    """Return what a complete question is about: its names, else its first noun phrase; or empty."""
    names = [name for name in _NAMES.findall(question) if name.lower() not in _ASKING]
    if names and detect_language(question) == "en":
        return " ".join(dict.fromkeys(names))[:_LONGEST]
    phrases = [phrase.strip() for phrase in _FUNCTION_ZH.split(question)]
    return next((phrase for phrase in phrases if len(phrase) > 1), "")[:_LONGEST]
