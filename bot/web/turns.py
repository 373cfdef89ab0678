"""What one session's chat has so far: its turns, each a question and what came of it.

Plain data: knows nothing of Gradio, of HTML or of how an answer is found.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answer import Answer, Conversation
from ingest.errors import WenyuanError

if TYPE_CHECKING:
    from ingest.library.filter import Filter


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer so far.

    Attributes:
        number: counts from 1 in a chat and never changes, since links on the page contain it.
        problem: why there is no (whole) answer, or None.
        stopped: the user stopped the answer.
        within: which articles were searched; None if all were.
    """

    number: int
    question: str
    answer: Answer | None = None
    problem: WenyuanError | None = None
    stopped: bool = False
    within: "Filter | None" = None


@dataclass(frozen=True, slots=True)
class Chat:
    """The turns of one session, oldest first.

    Attributes:
        answering: the last turn is being answered; another question has to wait.
    """

    turns: tuple[Turn, ...] = ()
    answering: bool = False

    @property
    def conversation(self) -> Conversation:
        """The answers so far; turns that failed are left out."""
        return Conversation(tuple(turn.answer for turn in self.turns if turn.answer is not None))

    def asked(self, question: str, within: "Filter | None" = None) -> "Chat":
        """The chat with one more turn, not yet answered."""
        number = self.turns[-1].number + 1 if self.turns else 1
        return Chat((*self.turns, Turn(number, question, within=within)), answering=True)

    def answered(self, answer: Answer) -> "Chat":
        """The chat whose last turn has this answer."""
        return self._with_last(replace(self.turns[-1], answer=answer))

    def failed(self, problem: WenyuanError) -> "Chat":
        """The chat whose last turn met this problem; what it answered before stays."""
        return self._with_last(replace(self.turns[-1], problem=problem))

    def settled(self) -> "Chat":
        """The chat with no turn left open: a last turn without any outcome counts as stopped."""
        if not self.turns or self.turns[-1].answer or self.turns[-1].problem:
            return replace(self, answering=False)
        return Chat((*self.turns[:-1], replace(self.turns[-1], stopped=True)))

    def without_last(self) -> "Chat":
        """The chat without its last turn."""
        return Chat(self.turns[:-1])

    def _with_last(self, turn: Turn) -> "Chat":
        return replace(self, turns=(*self.turns[:-1], turn))
