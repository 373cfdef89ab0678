"""Read what a web page states for programs: JSON-LD, meta elements, microdata, script variables.

Knows the names that sites use for the same fact; what they say is judged elsewhere.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_MAX_JSON = 500_000
_MAX_VALUE = 2000
# JSON-LD nests an article in a graph and a name in a list of people, and hardly deeper.
_DEEPEST = 4
_TITLE_KEYS = ("og:title", "twitter:title", "headline", "dc.title", "title", "articletitle")
_DATE_KEYS = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time",
    "og:release_date", "og:time", "pubdate", "publishdate", "publish_date", "publish-date",
    "publish_time", "publishtime", "published_time", "firstpublishedtime", "date", "dc.date",
    "dc.date.issued", "dc.date.created", "dcterms.created", "dcterms.date", "sailthru.date",
    "parsely-pub-date", "weibo:article:create_at", "originalpublicationdate", "displaydate",
    "bt:pubdate", "cxenseparse:recs:publishtime", "apub:time", "citation_publication_date",
    "citation_date", "datecreated",
)  # fmt: skip
_AUTHOR_KEYS = (
    "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator",
    "parsely-author", "byl", "sailthru.author", "citation_author", "article:author_name",
    "twitter:data1",
)  # fmt: skip
_SITE_KEYS = ("og:site_name", "application-name", "mediaid", "source")
_LEAD_KEYS = ("og:description", "description", "twitter:description")
_ARTICLES = re.compile(
    r"Article$|^BlogPosting$|^Report$|^WebPage$|^Review$|^DiscussionForumPosting$"
)
# Variables that a page's program fills in what is printed from.
_VARIABLE = re.compile(
    r"""["']?\b\w{0,12}(?:publish_?(?:ed)?_?(?:time|date|at)|pub_?(?:time|date)|create_?time)["']?"""
    r"""\s{0,5}[:=]\s{0,5}["']?(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{10}(?:\d{3})?)(?!\d)""",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]{1,500}>")
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class PageData:
    """What a page states, each fact by every name that has it, the most trusted first.

    Attributes:
        titles: headlines, without that of the window.
        authors: who is said to have written it.
        dates: when it is said to have been published.
        sites: the names of the site.
        url: the page's own address.
    """

    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    url: str = ""


def read_page_data(tree: "HtmlElement") -> PageData:
    """Read what a page states.

    Args:
        tree: the parsed page; it is not changed.
    """
    data, meta = _json_ld(tree), _meta(tree)
    marked = _microdata(tree)

    def stated(name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        found = (data.get(name, ""), *(meta.get(key, "") for key in keys), marked.get(name, ""))
        return tuple(value for value in found if value)

    return PageData(
        titles=stated("title", _TITLE_KEYS),
        authors=stated("author", _AUTHOR_KEYS),
        dates=stated("published", _DATE_KEYS),
        sites=stated("site", _SITE_KEYS),
        url=_canonical(tree) or meta.get("og:url", "") or data.get("url", ""),
    )


def stated_leads(tree: "HtmlElement") -> tuple[str, ...]:
    """Read the descriptions of a page, which are often the lines between its title and text."""
    meta = _meta(tree)
    return tuple(meta[key] for key in _LEAD_KEYS if key in meta)


def stated_body(tree: "HtmlElement") -> str:
    """Read the text of the article as JSON-LD has it, for pages that print it by script.

    Returns:
        Its paragraphs, one a line; empty where none is stated.
    """
    for nodes in _described(tree):
        for node in nodes:
            body = node.get("articleBody")
            if isinstance(body, str) and body.strip():
                return unescape(_TAG.sub("\n", body))
    return ""


def date_in_scripts(tree: "HtmlElement") -> str:
    """Find the date of publication in the variables of a page's scripts.

    Returns:
        The date as it is written, or that of a time in seconds or milliseconds since 1970 in
        China, where pages are that print nothing else; empty where there is none.
    """
    for script in tree.iter("script"):
        found = _VARIABLE.search((script.text or "")[:_MAX_JSON])
        if found and not found.group(1).isdecimal():
            return found.group(1)
        if found:
            seconds = int(found.group(1)[:10])
            return datetime.fromtimestamp(seconds, UTC).astimezone(_CHINA).date().isoformat()
    return ""


def _meta(tree: "HtmlElement") -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = "".join((element.get(attribute) or "").lower().split())
            if key and content:
                found.setdefault(key, unescape(content)[:_MAX_VALUE])
    return found


def _canonical(tree: "HtmlElement") -> str:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return (link.get("href") or "").strip()
    return ""


def _microdata(tree: "HtmlElement") -> dict[str, str]:
    """Read author and date of elements with `itemprop`, a person's name inside the author's."""
    found: dict[str, str] = {}
    for element in tree.iterfind(".//*[@itemprop]"):
        kinds = (element.get("itemprop") or "").lower().split()
        if "author" in kinds and element.tag != "meta":
            inner = element.find(".//*[@itemprop='name']")
            found.setdefault("author", _value(element if inner is None else inner))
        elif "datepublished" in kinds:
            found.setdefault("published", _value(element))
    return found


def _value(element: "HtmlElement") -> str:
    value = element.get("content") or element.get("datetime") or element.text_content()[:200]
    return " ".join(value.split())


def _json_ld(tree: "HtmlElement") -> Mapping[str, str]:
    """Read title, author, date, site and address of the first article that JSON-LD describes."""
    for nodes in _described(tree):
        for node in nodes:
            found = _of_article(node, nodes)
            if found:
                return found
    return {}


def _described(tree: "HtmlElement") -> Iterator[list[dict[str, object]]]:
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _MAX_JSON:
            continue
        try:
            yield list(_nodes(json.loads(text, strict=False), 0))
        except (ValueError, RecursionError):
            continue


def _of_article(node: dict[str, object], nodes: list[dict[str, object]]) -> dict[str, str]:
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    # What Baidu has Chinese sites state bears no type: title, pubDate, upDate.
    if not any(isinstance(n, str) and _ARTICLES.search(n) for n in names) and not (
        kinds is None and "pubDate" in node
    ):
        return {}
    found = {
        "title": _words(node.get("headline") or node.get("title"), nodes),
        "author": _words(node.get("author"), nodes),
        "published": _words(node.get("datePublished") or node.get("pubDate"), nodes),
        "site": _words(node.get("publisher"), nodes),
        "url": _words(node.get("url"), nodes),
    }
    return found if found["title"] or found["published"] else {}


def _nodes(loaded: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(loaded, list):
        for item in loaded[:50]:
            yield from _nodes(item, depth + 1)
    elif isinstance(loaded, dict):
        yield loaded
        yield from _nodes(loaded.get("@graph"), depth + 1)


def _words(value: object, nodes: list[dict[str, object]], depth: int = 0) -> str:
    if isinstance(value, str):
        return " ".join(unescape(value).split())[:_MAX_VALUE]
    if depth > _DEEPEST:
        return ""
    if isinstance(value, dict):
        # A graph names each person once and refers to them elsewhere.
        if "name" not in value and "@id" in value:
            value = next((n for n in nodes if n.get("@id") == value["@id"] and "name" in n), value)
        return _words(value.get("name"), nodes, depth + 1)
    if isinstance(value, list):
        names = (_words(item, nodes, depth + 1) for item in value[:10])
        return ", ".join(name for name in names if name)
    return ""
