"""Make a follow-up question complete, by rule: no language model is needed.

Knows the pronouns and openings that lean on what was said before; knows nothing of topics. A
question that leans on nothing is left as it is, so that a change of topic is a new question.
"""

import re

from bot.answer import Conversation
from ingest.segment import words

_OPENING = re.compile(
    r"^(?:那|那么|还有|另外|而且|其中|然后|所以)"
    r"|^(?:and|so|but|then|what about|how about|what else)\b"
    r"|^(?:why|when|where|who)\s*[?？]?$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"[它他她]们?|该(?:公司|模型|企业|项目|机构|法|条例)|(?<![尤极与])其(?![实他它余])|这[家个款项些]"
    r"|上述|前者|后者"
    r"|\b(?:it|its|they|them|their|he|him|his|she|her|the former|the latter"
    r"|(?:this|that|these|those) (?:company|model|firm|law|act|rule|article|deal|ones?|person))\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z]\w+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# "那2024年呢？", "And in 2024?": nothing but another year.
_OTHER_YEAR = re.compile(
    r"^\s*(?:那么?|and|what about|how about|in|\s|，|,)*((?:19|20)\d\d)\s*年?\s*[呢吗]?\s*[?？]?\s*$",
    re.IGNORECASE,
)
_LONGEST = 300


def complete(question: str, conversation: Conversation) -> str:
    """Return the question with what it leans on put in front of it.

    Args:
        question: as the user typed it.
        conversation: the answers before it.

    Returns:
        A question that can be answered by itself, at most 300 characters longer than the user's.
    """
    if not conversation.answers or not _leans(question):
        return question
    earlier = conversation.answers[-1].standalone
    other = _OTHER_YEAR.match(question)
    if other and _YEAR.search(earlier):
        return _YEAR.sub(other.group(1), earlier)
    return f"{_topic(conversation)} {question}"


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


def _topic(conversation: Conversation) -> str:
    """Return the last question that was complete as typed, else the last one asked."""
    for answer in reversed(conversation.answers):
        if answer.standalone == answer.question:
            return answer.question[:_LONGEST]
    return conversation.answers[-1].standalone[:_LONGEST]
