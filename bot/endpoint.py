"""The writer that asks a language model, sentence by sentence.

Knows the prompts and the reply's sentences; knows nothing of HTTP (`bot/reply.py`), of whether a
sentence is true (`bot/ground.py`) or of what is done when the endpoint fails.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.answer import Answer, Conversation, Hit, Language
from bot.errors import EndpointError
from bot.marks import Draft, DraftReader
from bot.prompts import Prompts
from bot.settings import BotSettings
from bot.wording import REFUSED

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PASSAGES_CHARACTERS = 12_000  # eight Chinese passages take a third of it, eight English ones most
MAX_QUESTION = 300  # characters of a rewritten question
_HISTORY_ANSWERS = 3  # a follow-up refers to the last turns
_HISTORY_CHARACTERS = 400  # of each earlier question and answer
_TAG = re.compile(r"<(?=\s{0,3}/?\s{0,3}(?:passage|conversation))", re.IGNORECASE)
_PREAMBLE = re.compile(
    r"^(?:改写后的问题|完整问题|问题|追问|(?:standalone |rewritten )?question|follow-up)\s?[:：]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refused:
    """The model said that the passages do not answer the question."""


def connect(settings: BotSettings) -> "BaseChatModel":
    """Build the model that the settings name; sends nothing, but takes seconds to import.

    Raises:
        EndpointError: the API key cannot be one.
    """
    from bot.reply import chat_model  # costs two seconds

    return chat_model(settings)


def write(
    question: str,
    language: Language,
    hits: Sequence[Hit],
    model: "BaseChatModel",
    prompts: Prompts,
) -> Generator[Draft | Refused, None, None]:
    """Let the model answer from the passages; yield each sentence as soon as it is complete.

    Closing the iterator closes the connection.

    Args:
        question: the standalone question.
        language: the language to answer in.
        hits: the retrieved passages, best first.
        model: what `connect` built, or any other LangChain chat model that streams.
        prompts: what `load_prompts` read.

    Yields:
        drafts, which nobody has checked yet; `Refused` instead of drafts when the model says that
        the passages do not answer.

    Raises:
        EndpointError: the endpoint failed; drafts may have been yielded before.
    """
    from bot.reply import visible_text  # costs two seconds

    passages, count = _quoted(hits)
    prompt = prompts.answer[language].invoke(
        {"question": question, "passages": passages, "refusal": REFUSED[language]}
    )
    wrote = False
    with closing(_drafts(visible_text(model, prompt), count)) as drafts:
        for draft in drafts:
            if not _is_refusal(draft):
                wrote = True
                yield draft
            elif not wrote:
                yield Refused()
                return


def rewrite(
    question: str,
    conversation: Conversation,
    language: Language,
    model: "BaseChatModel",
    prompts: Prompts,
) -> str:
    """Let the model make a follow-up understandable without its conversation.

    Args:
        question: the follow-up, as the user typed it.
        conversation: what was asked and answered before it.
        language: the follow-up's language.
        model: what `connect` built, or any other LangChain chat model that streams.
        prompts: what `load_prompts` read.

    Returns:
        the standalone question, one line of at most `MAX_QUESTION` characters.

    Raises:
        EndpointError: the endpoint failed, or what it sent is no question.
    """
    from bot.reply import visible_text  # costs two seconds

    history = "\n".join(_told(answer) for answer in conversation.answers[-_HISTORY_ANSWERS:])
    prompt = prompts.rewrite[language].invoke({"question": question, "history": history})
    reply = "".join(visible_text(model, prompt)).strip()
    line = _PREAMBLE.sub("", reply.partition("\n")[0]).strip(" “”\"'「」*")
    if not 0 < len(line) <= MAX_QUESTION:
        raise EndpointError(
            "The language model did not make a question of the follow-up.",
            "Ask the whole question, without referring to what was said before.",
        )
    return line


def _drafts(pieces: Generator[str, None, None], passages: int) -> Generator[Draft, None, None]:
    reader = DraftReader(passages)
    complete = False
    with closing(pieces):
        for piece in pieces:
            complete = not piece
            yield from reader.feed(piece)
    yield from reader.close(complete=complete)


def _quoted(hits: Sequence[Hit]) -> tuple[str, int]:
    """Put the passages between numbered delimiters, as many as the character budget takes.

    Returns:
        the text, and how many passages it holds: the first ones of `hits`.
    """
    blocks: list[str] = []
    left = PASSAGES_CHARACTERS
    for number, hit in enumerate(hits, start=1):
        about = f"{hit.article.title[:200]} {hit.article.published}".strip()
        text = _without_tags(f"{about}\n{hit.passage.text}")
        if blocks and len(text) > left:
            break
        blocks.append(f'<passage number="{number}">\n{text[:left]}\n</passage>')
        left -= len(text)
    return "\n".join(blocks), len(blocks)


def _told(answer: Answer) -> str:
    said = " ".join(sentence.text for sentence in answer.sentences)
    question, reply = (t[:_HISTORY_CHARACTERS] for t in (answer.standalone, said))
    return _without_tags(f"Q: {question}\nA: {reply or '-'}")


def _without_tags(text: str) -> str:
    """Keep an article from closing the delimiters that it is quoted in."""
    return _TAG.sub("‹", text)


def _is_refusal(draft: Draft) -> bool:
    said = _letters(draft.text)
    return any(said == _letters(phrase) for phrase in REFUSED.values())


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()
