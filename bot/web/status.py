"""The line under the title: how many articles there are, or how far opening them has come.

Knows words and HTML; knows nothing of Gradio.
"""

from html import escape

from bot.web.render import problem_html
from bot.web.service import Status
from bot.web.words import TITLE, Words


def status_text(status: Status, words: Words) -> str:
    """What the service is doing, in one plain sentence; empty when it is ready."""
    if status.stage == "opening":
        return words.opening
    if status.stage == "sampling":
        return words.reading_sample.format(done=status.done, total=status.total)
    return words.failed if status.stage == "failed" else ""


def header_html(status: Status, articles: int, words: Words) -> str:
    """The head of the page: title, what the page does, and the state of the library."""
    said = status_text(status, words)
    if not said:
        said = words.library.format(articles=articles) if articles else words.library_empty
    problem = problem_html(status.problem, words) if status.problem is not None else ""
    return (
        f"<h1>{escape(TITLE)}</h1>"
        f'<p class="tagline">{escape(words.tagline)} '
        f'<span class="library" role="status">{escape(said)}</span></p>{problem}'
    )
