"""The Ask tab: its layout and what happens when a question is asked.

Knows Gradio; knows nothing of how answers are found or rendered. All of a session's memory is
one `Chat` in a `gr.State`, so that sessions do not see each other.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.components.chatbot import ExampleMessage

from bot.answer import LONGEST_QUESTION, Language
from bot.errors import AnswerError
from bot.web.narrow import Narrowing
from bot.web.render import problem_html, question_html, reply_html
from bot.web.service import Service
from bot.web.sources import panel_html
from bot.web.status import status_text
from bot.web.theme import own_html
from bot.web.turns import Chat
from bot.web.words import CHINESE, WORDS, Words
from ingest.errors import WenyuanError

if TYPE_CHECKING:
    from ingest.library.filter import Filter

ANSWERS_AT_ONCE = 8  # sessions that are answered at the same time

Updates = tuple[Any, ...]


class ChatTab:
    """The components of the Ask tab, and the handlers between them.

    Args:
        service: the library and the answerer.
        language: the page's language switch.
    """

    def __init__(self, service: Service, language: gr.Radio) -> None:
        self._service = service
        words = CHINESE
        self._chat = gr.State(Chat())
        with gr.Row(elem_id="ask"):
            with gr.Column(scale=3, min_width=320, elem_id="chat-column"):
                self._messages = gr.Chatbot(
                    elem_id="chat",
                    show_label=False,
                    container=False,
                    layout="panel",
                    height=None,
                    buttons=[],
                    feedback_options=None,
                    latex_delimiters=[],
                    allow_tags=False,
                    placeholder=words.welcome,
                    examples=_examples(words),
                )
                self._question = gr.Textbox(
                    elem_id="question",
                    show_label=False,
                    label=words.question_label,
                    placeholder=words.placeholder,
                    lines=1,
                    max_lines=6,
                    submit_btn=words.send,
                )
                self._narrowing = Narrowing(service, language)
                with gr.Row(elem_id="chat-actions"):
                    self._retry = gr.Button(words.retry, size="sm", variant="secondary")
                    self._new = gr.Button(words.new_chat, size="sm", variant="secondary")
            with gr.Column(scale=2, min_width=320, elem_id="source-column"):
                self._sources = own_html(panel_html((), words), "sources")
        self.labelled = [
            self._messages,
            self._question,
            self._retry,
            self._new,
            *self._narrowing.labelled,
        ]
        self._connect(language)

    def labels(self, words: Words) -> Updates:
        """Updates of `labelled` for another language."""
        return (
            gr.update(placeholder=words.welcome, examples=_examples(words)),
            gr.update(
                label=words.question_label, placeholder=words.placeholder, submit_btn=words.send
            ),
            gr.update(value=words.retry),
            gr.update(value=words.new_chat),
            *self._narrowing.labels(words),
        )

    def show(self, tab: gr.Tab) -> None:
        """Bring up to date whatever shows what is in the library, whenever the tab is opened."""
        self._narrowing.show(tab)

    def _connect(self, language: gr.Radio) -> None:
        view = [self._messages, self._sources, self._chat, self._question]
        answering: dict[str, Any] = {
            "outputs": [*view, self._narrowing.problem],
            "show_progress": "hidden",
            "concurrency_limit": ANSWERS_AT_ONCE,
            "concurrency_id": "answer",
            # Gradio's "once" would take an answer that was stopped as going on for ever.
            "trigger_mode": "multiple",
            "api_visibility": "private",
        }
        inputs = [self._chat, language, *self._narrowing.fields]
        asked: list[Any] = [
            self._question.submit(self._ask, [self._question, *inputs], **answering),
            self._messages.example_select(self._ask_example, inputs, **answering),
            self._retry.click(self._ask_again, inputs, **answering),
        ]
        quick: dict[str, Any] = {
            "show_progress": "hidden",
            "queue": False,
            "api_visibility": "private",
        }
        for event in asked:
            # An answer settles itself; a key pressed meanwhile must not settle it.
            event.failure(_settle, inputs=[self._chat, language], outputs=view, **quick)
        self._question.stop(
            _settle, inputs=[self._chat, language], outputs=view, cancels=asked, **quick
        )
        language.change(_redraw, [self._chat, language], [self._messages, self._sources], **quick)
        self._new.click(_start_over, inputs=[language], outputs=view, cancels=asked, **quick)

    def _ask_example(
        self, event: gr.SelectData, chat: Chat, language: Language, *narrowing: Any
    ) -> Iterator[Updates]:
        yield from self._ask(str(event.value["text"]), chat, language, *narrowing)

    def _ask_again(self, chat: Chat, language: Language, *narrowing: Any) -> Iterator[Updates]:
        if chat.turns and not chat.answering:
            question = chat.turns[-1].question
            yield from self._ask(question, chat.without_last(), language, *narrowing)
        else:
            yield *_unchanged(), gr.skip()

    def _ask(
        self, question: str, chat: Chat, language: Language, *narrowing: Any
    ) -> Iterator[Updates]:
        """Answer, unless there is no question or it is not clear which articles are to answer."""
        text = question.strip()
        if not text or chat.answering:
            yield *_unchanged(), gr.skip()
            return
        try:
            within = self._narrowing.read(*narrowing)
        except AnswerError as error:
            yield *_unchanged(), problem_html(error, WORDS[language])
            return
        for view in self._answer(text, chat, WORDS[language], within):
            yield *view, ""

    def _answer(self, text: str, chat: Chat, words: Words, within: "Filter") -> Iterator[Updates]:
        earlier = chat.conversation
        # One character too many is kept, so that asking again is refused again.
        chat = chat.asked(text[: LONGEST_QUESTION + 1], within)
        busy = gr.update(value="", submit_btn=False, stop_btn=words.stop)
        yield _messages(chat, words), gr.skip(), chat, busy
        while not self._service.settled(0.5):
            waiting = f"{words.waiting_library} {status_text(self._service.status, words)}"
            yield _messages(chat, words, waiting), gr.skip(), chat, gr.skip()
        try:
            for answer in self._service.answerer().stream(text, earlier, within):
                chat = chat.answered(answer)
                yield _messages(chat, words), panel_html(chat.turns, words), chat, gr.skip()
        except WenyuanError as error:
            chat = chat.failed(error)
        yield _view(chat.settled(), words)


def _settle(chat: Chat, language: Language) -> Updates:
    return _view(chat.settled(), WORDS[language])


def _redraw(chat: Chat, language: Language) -> Updates:
    words = WORDS[language]
    return _messages(chat, words), panel_html(chat.turns, words)


def _start_over(language: Language) -> Updates:
    return _view(Chat(), WORDS[language])


def _view(chat: Chat, words: Words) -> Updates:
    """The whole tab at rest."""
    idle = gr.update(submit_btn=words.send, stop_btn=False)
    return _messages(chat, words), panel_html(chat.turns, words), chat, idle


def _unchanged() -> Updates:
    return gr.skip(), gr.skip(), gr.skip(), gr.skip()


def _messages(chat: Chat, words: Words, waiting: str = "") -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    for turn in chat.turns:
        messages.append({"role": "user", "content": question_html(turn)})
        messages.append({"role": "assistant", "content": reply_html(turn, words, waiting)})
    return messages


def _examples(words: Words) -> list[ExampleMessage]:
    return [{"text": example} for example in words.examples]
