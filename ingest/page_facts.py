"""Read what a web page says about its article outside the article: title, author, date, site, URL.

Knows JSON-LD, meta elements and what portals print above an article; what it cannot find it
leaves empty. Knows nothing of the article's text.
"""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.dates import parse_date
from ingest.draft import Draft
from ingest.furniture import Byline, parse_byline, same_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_MAX_JSON = 500_000
_MAX_LINES = 600
# JSON-LD nests an article in a graph and a name in a list of people, and hardly deeper.
_DEEPEST = 4
_SEPARATOR = re.compile(
    r"\s[-–—|·:»«@]{1,2}\s|\s?[_|｜]\s?|\s?::\s?|\s?--+\s?|(?<=[\u3400-\u9fff”」》)）])-(?=[\u3400-\u9fff]{2,10}$)"
)
_TITLE_KEYS = ("og:title", "twitter:title", "headline", "dc.title", "title", "articletitle")
_DATE_KEYS = (
    "article:published_time", "datepublished", "og:published_time", "og:release_date", "pubdate",
    "publishdate", "publish_date", "publish-date", "date", "dc.date", "dc.date.issued",
    "sailthru.date", "parsely-pub-date", "weibo:article:create_at", "originalpublicationdate",
    "displaydate",
)  # fmt: skip
_AUTHOR_KEYS = (
    "author",
    "article:author",
    "dc.creator",
    "parsely-author",
    "byl",
    "sailthru.author",
)
_SITE_KEYS = ("og:site_name", "application-name", "mediaid")
_ARTICLE_TYPES = re.compile(r"Article$|^BlogPosting$|^Report$|^WebPage$")
_BLOCKS = frozenset(
    "p div td th li tr table h1 h2 h3 h4 h5 section article header br ul center".split()
)
_SKIPPED = frozenset("script style noscript template select option textarea title".split())


def read_page_facts(tree: "HtmlElement") -> Draft:
    """Read a page's metadata.

    Args:
        tree: the parsed page; it is not changed.

    Returns:
        A draft without parts. JSON-LD wins over meta elements, and both over what is printed.
    """
    data = _json_ld(tree)
    meta = _meta(tree)
    title = _title(tree, meta, data)
    printed = _printed(tree, title)
    return Draft(
        parts=(),
        title=title,
        author=_author(data.get("author", ""))
        or next((_author(meta[key]) for key in _AUTHOR_KEYS if _author(meta.get(key, ""))), "")
        or _printed_author(tree)
        or printed.author,
        published=parse_date(data.get("published", ""))
        or next((iso for key in _DATE_KEYS if (iso := parse_date(meta.get(key, "")))), "")
        or printed.published
        or _printed_date(tree),
        site=data.get("site")
        or next((meta[key] for key in _SITE_KEYS if meta.get(key)), "")
        or printed.site,
        url=_canonical(tree) or meta.get("og:url", "") or data.get("url", ""),
        original_title=printed.original_title,
    )


def _meta(tree: "HtmlElement") -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            key = element.get(attribute)
            content = (element.get("content") or "").strip()
            if key and content:
                found.setdefault(key.strip().lower(), content[:2000])
    return found


def _json_ld(tree: "HtmlElement") -> dict[str, str]:
    """Read title, author, date, site and URL of the first article that JSON-LD describes."""
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > _MAX_JSON:
            continue
        try:
            loaded = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(loaded, 0):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(name, str) and _ARTICLE_TYPES.search(name) for name in names):
                found = {
                    "title": _words(node.get("headline")),
                    "author": _words(node.get("author")),
                    "published": _words(node.get("datePublished")),
                    "site": _words(node.get("publisher")),
                    "url": _words(node.get("url")),
                }
                if found["title"] or found["published"]:
                    return found
    return {}


def _nodes(loaded: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(loaded, list):
        for item in loaded[:50]:
            yield from _nodes(item, depth + 1)
    elif isinstance(loaded, dict):
        yield loaded
        yield from _nodes(loaded.get("@graph"), depth + 1)


def _words(value: object, depth: int = 0) -> str:
    if isinstance(value, str):
        return " ".join(value.split())[:2000]
    if depth > _DEEPEST:
        return ""
    if isinstance(value, dict):
        return _words(value.get("name"), depth + 1)
    if isinstance(value, list):
        names = (_words(item, depth + 1) for item in value[:10])
        return ", ".join(name for name in names if name)
    return ""


def _author(name: str) -> str:
    """Keep a name, drop an address, a placeholder or a template's variable."""
    line = re.sub(r"^by\s", "", " ".join(name.split()), flags=re.IGNORECASE)
    if len(line) > 120 or re.search(r'https?:|www\.|[{}<>@="]', line):
        return ""
    return "" if line.lower() in ("admin", "author", "no author", "作者", "none", "null") else line


def _title(tree: "HtmlElement", meta: dict[str, str], data: dict[str, str]) -> str:
    """Choose the headline: an `h1` that the page's other titles confirm, else the best of those."""
    stated = [data.get("title", ""), *(meta.get(key, "") for key in _TITLE_KEYS)]
    page_title = " ".join((tree.findtext(".//title") or "").split())[:1000]
    stated = [" ".join(title.split()) for title in (*stated, page_title) if title.strip()]
    headings = [" ".join(h.text_content().split()) for h in list(tree.iter("h1", "h2"))[:60]]
    headings = [heading for heading in headings if 2 < len(heading) <= 250]
    # The site's own name is often an h1 as well; it stands at the title's end.
    confirmed = [h for h in headings if any(_is_head(h, title) for title in stated)]
    if confirmed:
        return max(confirmed, key=len)
    # `Site name -` is a template whose slot for the page's title stayed empty.
    if stated and not (headings and re.search(r"\s[-–|]$", stated[0])):
        return _without_site(stated[0], meta)
    return headings[0] if headings else ""


def _is_head(heading: str, title: str) -> bool:
    if same_line(heading, title):
        return True
    first = _SEPARATOR.split(title, maxsplit=1)[0]
    return (len(heading) > 8 and title.startswith(heading)) or same_line(heading, first)


def _without_site(title: str, meta: dict[str, str]) -> str:
    """Take the names of sections and site off the end of a page's title."""
    pieces = [piece for piece in _SEPARATOR.split(title) if piece.strip()]
    if len(pieces) < 2:
        return title
    site = meta.get("og:site_name", "")
    if site and same_line(pieces[0], site):
        return title[title.index(pieces[1]) :].strip()
    head = pieces[0].strip()
    rest = title[len(head) :]
    # A head of a few characters is a topic, not a headline.
    return head if len(head) >= 6 and len(rest) <= max(40, len(head)) else title


def _canonical(tree: "HtmlElement") -> str:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return (link.get("href") or "").strip()
    return ""


def _printed(tree: "HtmlElement", title: str) -> Byline:
    """Read the bylines that the page prints, those below the title first."""
    lines = list(_lines(tree))
    below = next((i for i, line in enumerate(lines) if same_line(line, title)), 0)
    author = published = site = original_title = ""
    for line in (*lines[below:], *lines[:below]):
        byline = parse_byline(line) if 4 < len(line) <= 200 else None
        if byline is not None:
            author = author or _author(byline.author)
            published = published or byline.published
            site = site or byline.site
            original_title = original_title or byline.original_title
    return Byline(author, published, site, "", original_title)


def _lines(tree: "HtmlElement") -> Iterator[str]:
    """The page's visible lines, in order, up to a bound."""
    line: list[str] = []
    count = 0
    skipped: HtmlElement | None = None
    from lxml.etree import iterwalk  # type: ignore[import-untyped]

    for event, element in iterwalk(tree, events=("start", "end")):
        if skipped is not None:
            if event == "end" and element is skipped:
                skipped = None
                line.append(element.tail or "")
            continue
        breaks = element.tag in _BLOCKS
        if breaks and line:
            text = " ".join("".join(line).split())
            line = []
            if text:
                yield text
                count += 1
                if count >= _MAX_LINES:
                    return
        if event == "start" and element.tag in _SKIPPED:
            skipped = element
        elif event == "start":
            line.append(element.text or "")
        else:
            line.append(element.tail or "")


def _printed_author(tree: "HtmlElement") -> str:
    """The text of the first element that marks itself as the author's name."""
    for element in tree.iterfind(".//*[@rel='author']"):
        name = _author(element.text_content()[:200])
        if name:
            return name
    for element in tree.iterfind(".//*[@itemprop='author']"):
        name = _author(element.text_content()[:200])
        if name and len(name) <= 60:
            return name
    return ""


def _printed_date(tree: "HtmlElement") -> str:
    for element in list(tree.iter("time"))[:20]:
        published = parse_date(element.get("datetime") or "") or parse_date(element.text_content())
        if published:
            return published
    return ""
