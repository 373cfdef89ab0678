"""Load the prompts from `prompts/` and check their slots.

Knows the files and their slots; knows nothing of models or of what fills the slots. A file is named
`<purpose>.<language>.txt`; what stands before the line `=== user ===` is the system message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import get_args

from langchain_core.prompts import ChatPromptTemplate

from bot.answer import Language
from bot.errors import PromptError
from ingest.settings import PROJECT

PROMPTS = PROJECT / "prompts"
_SLOTS = {
    "answer": frozenset({"question", "passages", "refusal"}),
    "rewrite": frozenset({"question", "history"}),
}
_USER = "=== user ==="


@dataclass(frozen=True, slots=True)
class Prompts:
    """The chat prompts, by language.

    Attributes:
        answer: slots `question`, `passages` and `refusal`.
        rewrite: a follow-up made standalone; slots `question` and `history`.
    """

    answer: Mapping[Language, ChatPromptTemplate]
    rewrite: Mapping[Language, ChatPromptTemplate]


def load_prompts(folder: Path = PROMPTS) -> Prompts:
    """Read and check every prompt file.

    Raises:
        PromptError: a file is missing or unreadable, lacks the line `=== user ===`, or has other
            slots than its purpose needs.
    """
    languages: tuple[Language, ...] = get_args(Language)
    return Prompts(
        answer={language: _load(folder, "answer", language) for language in languages},
        rewrite={language: _load(folder, "rewrite", language) for language in languages},
    )


def _load(folder: Path, purpose: str, language: Language) -> ChatPromptTemplate:
    path = folder / f"{purpose}.{language}.txt"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PromptError(
            f"The prompt file {path.name} is missing.", "Restore it in the folder prompts."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(
            f"The prompt file {path.name} cannot be read ({type(error).__name__}).",
            "Restore it in the folder prompts, as UTF-8 text.",
        ) from None
    system, mark, user = text.partition(f"\n{_USER}\n")
    if not mark:
        raise PromptError(
            f"The prompt file {path.name} has no line {_USER!r}.",
            "Put it between the rules for the model and the reader's question.",
        )
    _check_slots(path.name, text, _SLOTS[purpose])
    # Values are filled in once and never formatted again, so braces in an article stay braces.
    return ChatPromptTemplate.from_messages([("system", system.strip()), ("human", user.strip())])


def _check_slots(name: str, text: str, needed: frozenset[str]) -> None:
    try:
        fields = [(slot, spec, kind) for _, slot, spec, kind in Formatter().parse(text)]
    except ValueError as error:
        raise PromptError(
            f"The prompt file {name} has a stray brace ({error}).",
            "Write {{ and }} for braces that are no slot.",
        ) from None
    slots = {slot for slot, _, _ in fields if slot is not None}
    if missing := sorted(needed - slots):
        raise PromptError(
            f"The prompt file {name} lacks the slot {{{missing[0]}}}.",
            f"Put it where the model is to read the {missing[0]}.",
        )
    plain = {slot for slot, spec, kind in fields if slot and not spec and not kind}
    if unknown := sorted((slots - needed) | (slots - plain)):
        raise PromptError(
            f"The prompt file {name} has the unknown slot {{{unknown[0]}}}.",
            f"Its slots are {', '.join(f'{{{slot}}}' for slot in sorted(needed))}, written so.",
        )
