"""Turn questions and answers into the chat's messages.

Knows the chat's HTML; knows nothing of Gradio or of the source panel, but for the names of its
anchors. Every character that comes from a user, an article or a model is escaped here. Each
message is one line of HTML: the chat's Markdown leaves a line that opens with a tag alone, so no
character in it can become Markdown.
"""

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.answer import Answer, Citation
from bot.problems import said_in
from bot.web.turns import Turn
from bot.web.words import WORDS, Words
from bot.within import described, passed_none, shortened
from bot.wording import ALSO, NEAREST, NO_ARTICLE, REFUSED, differences, otherwise, quoted
from ingest.article import Article
from ingest.errors import WenyuanError

if TYPE_CHECKING:
    from ingest.library.filter import Filter

# Articles that say the same which are named below an answer, and characters of each name.
_NAMED = 5
_LONGEST_NAME = 16


def turn_anchor(turn: int) -> str:
    """The id of a question in the chat."""
    return f"turn{turn}"


def citation_anchor(turn: int, number: int) -> str:
    """The id of a citation in the source panel; `number` counts from 1 within the answer."""
    return f"turn{turn}-c{number}"


def version_anchor(turn: int, number: int, version: int) -> str:
    """The id of another article that says what a citation says; `version` counts from 1."""
    return f"{citation_anchor(turn, number)}-v{version}"


def one_line(text: str) -> str:
    """Escape a text and keep its line breaks, all in one line of HTML."""
    return "<br>".join(escape(line) for line in text.splitlines())


def article_line(article: Article) -> str:
    """Name an article in one line: author, date and site, escaped; without those it lacks."""
    parts = (article.author, article.published, article.site)
    return " · ".join(one_line(part) for part in parts if part)


def question_html(turn: Turn) -> str:
    """The user's words, as text."""
    return f'<div class="question" id="{turn_anchor(turn.number)}">{one_line(turn.question)}</div>'


def reply_html(turn: Turn, words: Words, waiting: str = "") -> str:
    """What the bot says to a turn: an answer, a problem, that it was stopped, or that it waits.

    Args:
        turn: the turn to reply to.
        words: the page's language, for what belongs to the page and not to the answer.
        waiting: what to say as long as there is no outcome.

    Returns:
        One line of HTML.
    """
    parts = []
    if turn.answer is not None:
        parts.append(answer_html(turn.answer, turn.number, turn.within))
    if turn.problem is not None:
        parts.append(problem_html(turn.problem, words))
    if turn.stopped:
        parts.append(f'<p class="aside">{escape(words.stopped)}</p>')
    if not parts:
        said = escape(waiting or words.searching)
        parts.append(f'<p class="aside waiting" role="status">{said}</p>')
    return f'<div class="reply">{"".join(parts)}</div>'


def answer_html(answer: Answer, turn: int, within: "Filter | None" = None) -> str:
    """An answer in the language of its question; all that is quoted has its citation marks.

    Args:
        answer: the answer, as far as it is written.
        turn: the number of its question.
        within: which articles were searched, which is said; None if all were.

    Returns:
        One line of HTML.
    """
    words = WORDS[answer.language]
    citations = answer.citations
    parts = []
    if answer.standalone.strip() and answer.standalone.strip() != answer.question.strip():
        understood = words.understood_as.format(question=answer.standalone.strip())
        parts.append(f'<p class="aside">{one_line(understood)}</p>')
    narrowed = described(within, answer.language)
    if passed_none(answer, within):
        said = NO_ARTICLE[answer.language].format(within=narrowed)
        return "".join((*parts, _refusal_html(said)))
    if narrowed:
        parts.append(f'<p class="aside">{one_line(words.narrowed.format(within=narrowed))}</p>')
    if answer.notice:
        parts.append(f'<p class="aside notice">{one_line(answer.notice)}</p>')
    if answer.state == "nothing":
        parts.append(_refusal_html(REFUSED[answer.language]))
    elif answer.state == "nearest":
        parts.append(_nearest_html(answer, citations, turn))
    elif answer.sentences:
        parts.append(_sentences_html(answer, citations, turn))
    parts.append(_versions_html(answer, citations, turn))
    return "".join(parts)


def problem_html(problem: WenyuanError, words: Words) -> str:
    """A problem and its remedy, in the page's language."""
    what, remedy = (said_in(words.language, s) for s in (problem.problem, problem.remedy))
    said = f"<strong>{one_line(what)}</strong> {one_line(remedy)}"
    return f'<p class="problem" role="alert">{said}</p>'


def _sentences_html(answer: Answer, citations: tuple[Citation, ...], turn: int) -> str:
    numbers = {citation: number for number, citation in enumerate(citations, start=1)}
    pieces = []
    for sentence in answer.sentences:
        marks = "".join(_mark_html(turn, numbers[c], c) for c in sentence.citations)
        pieces.append((sentence.text.strip(), f"{one_line(sentence.text.strip())}{marks}"))
    html = "".join(
        shown + _gap(text, following) for (text, shown), (following, _) in pairwise(pieces)
    )
    return f'<p class="answer" lang="{answer.language}">{html}{pieces[-1][1]}</p>'


def _gap(text: str, following: str) -> str:
    """The space between two sentences: none between Chinese ones."""
    return " " if text[-1:].isascii() or following[:1].isascii() else ""


def _mark_html(turn: int, number: int, citation: Citation) -> str:
    anchor = citation_anchor(turn, number)
    return f'<a class="cite" href="#{anchor}" title="{_title(citation.article)}">[{number}]</a>'


def _versions_html(answer: Answer, citations: tuple[Citation, ...], turn: int) -> str:
    """What other articles that tell the same story make of what is quoted."""
    numbers = {citation: number for number, citation in enumerate(citations, start=1)}
    language = answer.language
    different, alike = [], []
    for citation in answer.cited:
        mark = _mark_html(turn, numbers[citation], citation)
        for one in citation.otherwise:
            said = one_line(otherwise(one, language))
            where = _mark_html(turn, numbers[one.citation], one.citation)
            different.append(f'<p class="otherwise">{mark} {said}{where}</p>')
        if citation.also:
            said = f"{ALSO[language]} {_also_html(citation, turn, numbers[citation])}"
            alike.append(f'<p class="aside also">{mark} {said}</p>')
    return "".join((*different, *alike))


def _also_html(citation: Citation, turn: int, number: int) -> str:
    """Links to the first articles that say the same, and to the rest of them."""
    links = [
        f'<a href="#{version_anchor(turn, number, version)}" title="{_title(one.article)}">'
        f"{escape(shortened(one.article.site or one.article.title, _LONGEST_NAME))}</a>"
        for version, one in enumerate(citation.also[:_NAMED], start=1)
    ]
    if more := len(citation.also) + citation.more - len(links):
        links.append(f'<a href="#{citation_anchor(turn, number)}">+{more:,}</a>')
    return " · ".join(links)


def _title(article: Article) -> str:
    return escape(" ".join(article.title.split()))


def _nearest_html(answer: Answer, citations: tuple[Citation, ...], turn: int) -> str:
    """What comes closest: quotations with their citation marks, and what they lack."""
    quotations = "".join(
        f'<blockquote class="nearest" lang="{escape(citation.article.language)}">'
        f"{one_line(quoted(citation.text))}"
        f"{_mark_html(turn, citations.index(citation) + 1, citation)}</blockquote>"
        for citation in answer.nearest
    )
    lacks = ""
    if answer.mismatches:
        said = differences(answer.mismatches, answer.language)
        lacks = f'<p class="mismatch">{one_line(said)}</p>'
    return f"{_refusal_html(NEAREST[answer.language])}{quotations}{lacks}"


def _refusal_html(said: str) -> str:
    return f'<p class="answer refusal">{escape(said)}</p>'
