"""The Articles tab: its layout and what happens when articles are searched, read, added, removed.

Knows Gradio; knows nothing of how articles are read or stored, nor of their HTML.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.answer import Language
from bot.web.adding import Work, add_uploads, read_again, run
from bot.web.listing import PAGE, article_html, list_html, progress_html, report_html
from bot.web.render import one_line, problem_html
from bot.web.service import Service
from bot.web.status import header_html
from bot.web.theme import own_html
from bot.web.words import CHINESE, WORDS, Words
from ingest.errors import WenyuanError
from ingest.source import SUFFIXES

if TYPE_CHECKING:
    from ingest.article import Article

# The list's rows, and the reader's other versions of a story, are links to the reader; a click on
# one also becomes the component's own event.
_CHOOSE = """
element.addEventListener("click", (event) => {
  const row = event.target.closest("[data-article]");
  if (row) trigger("select", { article: row.dataset.article });
});
"""

# Articles of the same story that the reader links to.
_OTHERS = 30
Updates = tuple[Any, ...]
_QUICK: dict[str, Any] = {
    "show_progress": "hidden",
    "concurrency_limit": 8,
    "concurrency_id": "browse",
    "api_visibility": "private",
}
# The library has one writer at a time, so a second upload waits here rather than at its lock.
_WORK: dict[str, Any] = {
    "show_progress": "hidden",
    "concurrency_limit": 1,
    "concurrency_id": "ingest",
    "api_visibility": "private",
}


class ArticlesTab:
    """The components of the Articles tab, and the handlers between them.

    Args:
        service: the library.
        language: the page's language switch.
        header: the page's head, which shows how many articles there are.
    """

    def __init__(self, service: Service, language: gr.Radio, header: gr.HTML) -> None:
        self._service = service
        self._language = language
        words = CHINESE
        self._first = gr.State(0)
        self._chosen = gr.State("")
        with gr.Row(elem_id="articles"):
            with gr.Column(scale=2, min_width=320):
                self._hint = own_html(_hint_html(words), "hint")
                with gr.Row(elem_id="adding"):
                    self._upload = gr.UploadButton(
                        words.upload,
                        file_count="multiple",
                        file_types=list(SUFFIXES),
                        variant="primary",
                        elem_id="upload",
                    )
                    self._refresh = gr.Button(words.refresh, elem_id="refresh")
                self._report = own_html("", "report")
                self._search = gr.Textbox(
                    value="",
                    label=words.search,
                    placeholder=words.search_placeholder,
                    max_lines=1,
                    elem_id="search",
                )
                self._list = own_html("", "article-list", _CHOOSE)
                with gr.Row(elem_id="paging"):
                    self._previous = gr.Button(words.previous, size="sm", interactive=False)
                    self._next = gr.Button(words.next, size="sm", interactive=False)
            with gr.Column(scale=3, min_width=320):
                self._article = own_html(_none_html(words), "article", _CHOOSE)
                self._remove = gr.Button(words.remove, size="sm", visible=False, elem_id="remove")
                with gr.Column(visible=False, elem_id="confirm") as self._confirm:
                    self._confirm_text = own_html("", "confirm-text")
                    with gr.Row():
                        self._yes = gr.Button(words.remove_yes, variant="stop", size="sm")
                        self._no = gr.Button(words.remove_no, size="sm")
        self._listing = [self._list, self._previous, self._next, self._first]
        self._reading = [self._article, self._remove, self._confirm, self._chosen]
        self._header = header
        self.labelled = [
            self._search,
            self._previous,
            self._next,
            self._hint,
            self._upload,
            self._refresh,
            self._remove,
            self._yes,
            self._no,
        ]
        self._connect()

    def labels(self, words: Words) -> Updates:
        """Updates of `labelled` for another language."""
        return (
            gr.update(label=words.search, placeholder=words.search_placeholder),
            gr.update(value=words.previous),
            gr.update(value=words.next),
            _hint_html(words),
            gr.update(label=words.upload),
            gr.update(value=words.refresh),
            gr.update(value=words.remove),
            gr.update(value=words.remove_yes),
            gr.update(value=words.remove_no),
        )

    def show(self, tab: gr.Tab) -> None:
        """Fill the list whenever the tab is opened, since other sessions add articles too."""
        tab.select(self._page, outputs=self._listing, inputs=self._place(), **_QUICK)

    def _place(self) -> list[Any]:
        return [self._search, self._first, self._chosen, self._language]

    def _connect(self) -> None:
        place, language = self._place(), self._language
        self._search.change(self._search_again, place, self._listing, **_QUICK)
        self._previous.click(self._page_before, place, self._listing, **_QUICK)
        self._next.click(self._page_after, place, self._listing, **_QUICK)
        language.change(self._page, place, self._listing, **_QUICK)
        language.change(self._read, [self._chosen, language], self._reading, **_QUICK)
        for chosen_from in (self._list, self._article):
            chosen_from.select(self._choose, [language], self._reading, **_QUICK).then(
                self._page, place, self._listing, **_QUICK
            )
        self._remove.click(
            self._ask_to_remove,
            [self._chosen, language],
            [self._remove, self._confirm, self._confirm_text],
            **_QUICK,
        )
        self._no.click(self._read, [self._chosen, language], self._reading, **_QUICK)
        changed = [*self._listing, self._header]
        self._yes.click(
            self._remove_article, [self._chosen, language], [*self._reading, self._report], **_WORK
        ).then(self._after_change, place, changed, **_QUICK)
        self._upload.upload(
            self._add, [self._upload, language], [self._report, self._upload], **_WORK
        ).then(self._after_change, place, changed, **_QUICK)
        self._refresh.click(self._read_again, [language], [self._report], **_WORK).then(
            self._after_change, place, changed, **_QUICK
        ).then(self._read, [self._chosen, language], self._reading, **_QUICK)

    def _page(self, query: str, first: int, chosen: str, language: Language) -> Updates:
        words = WORDS[language]
        try:
            found = self._service.library().articles(query.strip(), limit=PAGE + 1, offset=first)
        except WenyuanError as error:
            return problem_html(error, words), _off(), _off(), first
        return (
            list_html(found[:PAGE], first, chosen, words),
            gr.update(interactive=first > 0),
            gr.update(interactive=len(found) > PAGE),
            first,
        )

    def _search_again(self, query: str, _: int, chosen: str, language: Language) -> Updates:
        return self._page(query, 0, chosen, language)

    def _page_before(self, query: str, first: int, chosen: str, language: Language) -> Updates:
        return self._page(query, max(0, first - PAGE), chosen, language)

    def _page_after(self, query: str, first: int, chosen: str, language: Language) -> Updates:
        return self._page(query, first + PAGE, chosen, language)

    def _choose(self, language: Language, event: gr.EventData) -> Updates:
        return self._read(str(event.article), language)

    def _read(self, chosen: str, language: Language) -> Updates:
        try:
            article = self._find(chosen)
            others = self._others(chosen)
        except WenyuanError as error:
            return problem_html(error, WORDS[language]), _hidden(), _hidden(), ""
        if article is None:
            return _none_html(WORDS[language]), _hidden(), _hidden(), ""
        html = article_html(article, WORDS[language], others)
        return html, gr.update(visible=True), _hidden(), article.id

    def _find(self, chosen: str) -> "Article | None":
        return self._service.library().article(chosen) if chosen else None

    def _others(self, chosen: str) -> "list[Article]":
        """The other articles that tell the chosen one's story."""
        library = self._service.library()
        story = library.stories([chosen]).get(chosen, ())
        return library.articles_among([one for one in story if one != chosen], limit=_OTHERS)

    def _ask_to_remove(self, chosen: str, language: Language) -> Updates:
        try:
            article = self._find(chosen)
        except WenyuanError as error:
            return _hidden(), gr.update(visible=True), problem_html(error, WORDS[language])
        if article is None:
            return _hidden(), _hidden(), ""
        said = WORDS[language].remove_question.format(title=article.title)
        return _hidden(), gr.update(visible=True), f"<p>{one_line(said)}</p>"

    def _remove_article(self, chosen: str, language: Language) -> Updates:
        words = WORDS[language]
        said = ""
        try:
            article = self._find(chosen)
            if article is not None:
                self._service.library().remove(article.id)
                title = words.removed.format(title=article.title)
                said = f'<p class="aside" role="status">{one_line(title)}</p>'
        except WenyuanError as error:
            said = problem_html(error, words)
        return *self._read(chosen, language), said

    def _after_change(self, query: str, first: int, chosen: str, language: Language) -> Updates:
        words = WORDS[language]
        header = header_html(self._service.status, self._service.count(), words)
        return *self._page(query, first, chosen, language), header

    def _add(self, paths: list[str], language: Language) -> Iterator[Updates]:
        words = WORDS[language]
        try:
            work = add_uploads([Path(path) for path in paths], words)
        except WenyuanError as error:
            yield problem_html(error, words), None
            return
        for html in self._progress(work, words):
            yield html, None

    def _read_again(self, language: Language) -> Iterator[str]:
        yield from self._progress(read_again, WORDS[language])

    def _progress(self, work: Work, words: Words) -> Iterator[str]:
        from ingest.sync import Progress

        yield progress_html(None, words)
        try:
            for event in run(work, self._service.library()):
                if isinstance(event, Progress):
                    yield progress_html(event, words)
                else:
                    yield report_html(event, words)
        except WenyuanError as error:
            yield problem_html(error, words)


def _hint_html(words: Words) -> str:
    return f'<h3>{escape(words.add_heading)}</h3><p class="aside">{escape(words.add_hint)}</p>'


def _none_html(words: Words) -> str:
    return f'<p class="aside">{escape(words.no_article)}</p>'


def _hidden() -> dict[str, Any]:
    return gr.update(visible=False)


def _off() -> dict[str, Any]:
    return gr.update(interactive=False)
