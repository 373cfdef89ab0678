"""What the Articles tab shows: the list, one article, progress and reports, as HTML.

Knows HTML and articles; knows nothing of Gradio. Every character from an article or a file's
name is escaped, and what is shown is bounded.
"""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from bot.problems import said_in
from bot.web.render import article_line, one_line
from bot.web.sources import body_html, original_link
from bot.web.words import Words
from bot.wording import LANGUAGE_NAMES
from ingest.article import Article

if TYPE_CHECKING:
    from ingest.sync import Change, Progress, Report

PAGE = 12  # articles of one page of the list: what fits a laptop's screen
ARTICLE_LIMIT = 100_000  # characters of an article that are shown; a long report has 60,000
REPORT_LIMIT = 200  # rows of a report


def list_html(articles: list[Article], first: int, chosen: str, words: Words) -> str:
    """One page of the list of articles; each row links to the reader and carries the article's id.

    Args:
        articles: the articles of this page.
        first: how many articles come before this page.
        chosen: id of the article that is being read, or empty.
        words: the page's language.

    Returns:
        HTML.
    """
    if not articles:
        return f'<p class="aside">{escape(words.list_empty)}</p>'
    rows = "".join(_row_html(article, article.id == chosen, words) for article in articles)
    said = words.list_range.format(first=first + 1, last=first + len(articles))
    return f'<ul class="articles">{rows}</ul><p class="aside range">{escape(said)}</p>'


def article_html(article: Article, words: Words, others: Sequence[Article] = ()) -> str:
    """One article: what is known of it, its clean text, and links to what tells the same story.

    Args:
        article: the article.
        words: the page's language.
        others: the other articles that tell its story; each link carries its article's id.

    Returns:
        HTML.
    """
    facts = [article_line(article), escape(_language_name(article, words))]
    facts.append(original_link(article, words.original))
    meta = " · ".join(fact for fact in facts if fact)
    reprint = ""
    if article.original_title:
        said = words.reprint_of.format(title=article.original_title)
        reprint = f'<p class="meta">{one_line(said)}</p>'
    same = ""
    if others:
        links = " · ".join(_other_html(other) for other in others)
        same = f'<p class="meta">{escape(words.same_story)} {links}</p>'
    note = ""
    if len(article.body) > ARTICLE_LIMIT:
        said = words.article_cut.format(shown=ARTICLE_LIMIT, total=len(article.body))
        note = f'<p class="aside">{escape(said)}</p>'
    return (
        f'<a class="back" href="#article-list">↑ {escape(words.back_to_list)}</a>'
        f'<article class="reading" lang="{escape(article.language)}">'
        f'<h2>{one_line(article.title)}</h2><p class="meta">{meta}</p>{reprint}{same}{note}'
        f"{body_html(article, (0, ARTICLE_LIMIT))}</article>"
    )


def _other_html(article: Article) -> str:
    name = ", ".join(filter(None, (article.site, article.published))) or article.title
    return f'<a href="#article" data-article="{escape(article.id)}">{one_line(name)}</a>'


def progress_html(progress: "Progress | None", words: Words) -> str:
    """How far adding has come; None before it has begun."""
    if progress is None:
        return f'<p class="aside" role="status">{escape(words.working)}</p><progress></progress>'
    said = words.reading.format(done=progress.done, total=progress.total, name=progress.name)
    return (
        f'<p class="aside" role="status">{one_line(said)}</p>'
        f'<progress max="{max(progress.total, 1)}" value="{progress.done}"></progress>'
    )


def report_html(report: "Report", words: Words) -> str:
    """What became of every article, those that failed first, with their reasons."""
    if not report.changes:
        return f'<p class="aside" role="status">{escape(words.report_nothing)}</p>'
    labels = words.report_outcomes
    order = {outcome: place for place, outcome in enumerate(labels)}
    changes = sorted(report.changes, key=lambda change: order[change.outcome])
    body = "".join(_change_html(change, words) for change in changes[:REPORT_LIMIT])
    if len(changes) > REPORT_LIMIT:
        more = words.report_more.format(count=len(changes) - REPORT_LIMIT)
        body += f'<tr><td></td><td class="aside">{escape(more)}</td></tr>'
    counts = Counter(change.outcome for change in changes)
    summary = " · ".join(
        f"{escape(label)} {counts[outcome]:,}"
        for outcome, label in labels.items()
        if counts[outcome]
    )
    head = f"<tr><th>{escape(words.report_result)}</th><th>{escape(words.report_article)}</th></tr>"
    return (
        f'<table class="report"><caption role="status">{summary}</caption>'
        f"<thead>{head}</thead><tbody>{body}</tbody></table>"
    )


def _change_html(change: "Change", words: Words) -> str:
    label = words.report_outcomes[change.outcome]
    reason = one_line(said_in(words.language, change.reason))
    return (
        f'<tr class="{change.outcome}"><td>{escape(label)}</td><td>{one_line(change.name)}'
        f"{f'<p>{reason}</p>' if reason else ''}</td></tr>"
    )


def _row_html(article: Article, is_chosen: bool, words: Words) -> str:
    facts = [
        one_line(article.published or words.no_date),
        one_line(article.site),
        one_line(article.author),
        escape(_language_name(article, words)),
    ]
    meta = " · ".join(fact for fact in facts if fact)
    current = ' aria-current="true"' if is_chosen else ""
    return (
        f'<li><a href="#article" data-article="{escape(article.id)}"{current}>'
        f'<span class="title">{one_line(article.title)}</span>'
        f'<span class="meta">{meta}</span></a></li>'
    )


def _language_name(article: Article, words: Words) -> str:
    return LANGUAGE_NAMES[words.language].get(article.language, article.language)
