"""The row under the question box that narrows the search: its layout, and what it says is in force.

Knows Gradio; knows nothing of how a search is narrowed. What is in force is what the fields hold
when a question is asked: nothing has to be applied first.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.answer import Language
from bot.errors import AnswerError
from bot.web.render import problem_html
from bot.web.service import Service
from bot.web.theme import own_html
from bot.web.words import CHINESE, WORDS, Words
from bot.within import described, read_within, shortened
from bot.wording import LANGUAGE_NAMES
from ingest.errors import WenyuanError

if TYPE_CHECKING:
    from ingest.library.filter import Filter

CHOICES = 5_000  # sites, and authors, that are listed: some 200 KB each time the row is opened
CHOSEN = 20  # of them at a time
_LONGEST_CHOICE = 60  # characters of a name

Updates = tuple[Any, ...]


class Narrowing:
    """The fields that say which articles are searched, and the handlers between them.

    Args:
        service: the library.
        language: the page's language switch.
    """

    def __init__(self, service: Service, language: gr.Radio) -> None:
        self._service = service
        words = CHINESE
        self.problem = own_html("", "narrow-problem")
        with gr.Column(elem_id="narrow", min_width=0):
            with (
                gr.Accordion(words.narrow, open=False, elem_id="narrow-row") as self._row,
                gr.Row(elem_id="narrow-fields"),
            ):
                self._since = _date_box(words.since, words, "narrow-since")
                self._until = _date_box(words.until, words, "narrow-until")
                self._languages = gr.CheckboxGroup(
                    _languages(words), value=[], label=words.languages, elem_id="narrow-languages"
                )
                self._sites = _name_box(words.sites, "narrow-sites")
                self._authors = _name_box(words.authors, "narrow-authors")
            self._widen = gr.Button(words.widen, size="sm", visible=False, elem_id="narrow-widen")
        self.fields = [self._since, self._until, self._sites, self._authors, self._languages]
        self.labelled = [*self.fields, self._widen]
        self._language = language
        self._connect()

    def labels(self, words: Words) -> Updates:
        """Updates of `labelled` for another language."""
        return (
            gr.update(label=words.since, placeholder=words.date_example),
            gr.update(label=words.until, placeholder=words.date_example),
            gr.update(label=words.sites),
            gr.update(label=words.authors),
            gr.update(label=words.languages, choices=_languages(words)),
            gr.update(value=words.widen),
        )

    def show(self, tab: gr.Tab) -> None:
        """List the choices whenever the tab is opened, since other tabs and sessions add some."""
        self._list_choices(tab.select)

    def read(
        self,
        since: str,
        until: str,
        sites: list[str],
        authors: list[str],
        languages: list[str],
    ) -> "Filter":
        """Read the values of `fields`.

        Raises:
            AnswerError: a date is none, or the first is later than the last.
        """
        return read_within(
            since=since, until=until, sites=sites, authors=authors, languages=languages
        )

    def _connect(self) -> None:
        quick: dict[str, Any] = {
            "show_progress": "hidden",
            "queue": False,
            "api_visibility": "private",
        }
        inputs = [*self.fields, self._language]
        outputs = [self._row, self._widen, self.problem]
        dates = [self._since, self._until]
        chosen = [self._sites.input, self._authors.input, self._languages.input]
        gr.on(
            [*(d.blur for d in dates), *(d.submit for d in dates), *chosen, self._language.change],
            self._say,
            inputs,
            outputs,
            trigger_mode="always_last",
            **quick,
        )
        # A field that was just left may still be being read: what is in force is said last.
        self._widen.click(_nothing_chosen, None, self.fields, **quick).then(
            self._say, inputs, outputs, **quick
        )
        self._list_choices(self._row.expand)

    def _list_choices(self, event: Any) -> None:
        names = [self._sites, self._authors]
        event(
            self._choices,
            [*names, self._language],
            names,
            show_progress="hidden",
            concurrency_limit=8,
            concurrency_id="browse",
            api_visibility="private",
        )

    def _say(self, *values: Any) -> Updates:
        """Say what is in force, or what is wrong with it."""
        *fields, language = values
        words = WORDS[language]
        try:
            said = described(self.read(*fields), language)
        except AnswerError as error:
            return (
                gr.update(label=words.narrow),
                gr.update(visible=True),
                problem_html(error, words),
            )
        label = words.narrowed.format(within=said) if said else words.narrow
        return gr.update(label=label), gr.update(visible=bool(said)), ""

    def _choices(self, sites: list[str], authors: list[str], language: Language) -> Updates:
        words = WORDS[language]
        try:
            library = self._service.library()
            return (
                _offered(library.sites(), sites, words),
                _offered(library.authors(), authors, words),
            )
        except WenyuanError:  # the page's head says it
            return gr.skip(), gr.skip()


def _offered(names: Sequence[str], chosen: Sequence[str], words: Words) -> dict[str, Any]:
    """Offer names to choose from; one that was chosen stays, even if no article has it any more."""
    offered = dict.fromkeys((*names[:CHOICES], *chosen))
    cut = words.choices_cut.format(count=CHOICES) if len(names) > CHOICES else None
    choices = [(shortened(name, _LONGEST_CHOICE), name) for name in offered]
    return gr.update(choices=choices, value=list(chosen), info=cut)


def _nothing_chosen() -> Updates:
    return "", "", [], [], []


def _date_box(label: str, words: Words, elem_id: str) -> gr.Textbox:
    return gr.Textbox(
        value="",
        label=label,
        placeholder=words.date_example,
        max_lines=1,
        max_length=40,
        min_width=0,
        elem_id=elem_id,
    )


def _name_box(label: str, elem_id: str) -> gr.Dropdown:
    return gr.Dropdown(
        [], value=[], label=label, multiselect=True, max_choices=CHOSEN, elem_id=elem_id
    )


def _languages(words: Words) -> list[tuple[str, str]]:
    return [(name, code) for code, name in LANGUAGE_NAMES[words.language].items()]
