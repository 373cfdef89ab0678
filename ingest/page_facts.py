"""Say what a web page says about its article: title, author, date, site, address.

Chooses among what the page states for programs, what its elements are marked as, and what it
prints above and below the article; what it cannot find it leaves empty.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ingest.bylines import Byline, is_outlet, parse_byline
from ingest.dates import date_in_address, parse_date, parse_day
from ingest.draft import Draft
from ingest.furniture import essence, footer_domain, same_line
from ingest.page_data import PageData, date_in_scripts, read_page_data
from ingest.page_lines import PageLine
from ingest.people import is_person, people

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_SEPARATOR = re.compile(
    r"\s[-–—|·:»«@]{1,2}\s|\s?[_|｜]\s?|\s?::\s?|\s?--+\s?|(?<=[\u3400-\u9fff”」》)）])-(?=[\u3400-\u9fff]{2,10}$)"
)
_NO_TITLE = re.compile(
    r"(?:about(?: us)?|home(?: ?page)?|index|welcome(?: to .{1,30})?|untitled.*"
    r"|(?:.*谢谢|.*欢迎).{0,3}(?:访问|光临).*|首页|主页|关于我们|正文|详细?内容|(?:新闻|文章)?(?:正文|详情|内容)页?)$",
    re.IGNORECASE,
)
_POWERED = re.compile(r"powered by\b", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HEADINGS = ("h1", "h2", "h3", "h4")
# Lines of a header, from the title on, and lines that are looked at for a byline elsewhere.
_HEADER = 25
_MOST_LINES = 3000
_LONGEST_BYLINE = 200
_LONGEST_ELSEWHERE = 60
_PROSE = 60

# Words of class names and ids, of which English and Chinese sites make the same few.
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_AUTHORS = frozenset("author authors byline writer zuozhe nickname nick".split())
_DATES = frozenset(
    "pubtime pubdate publish published publishtime ptime date datetime time timedate"
    " timestamp".split()
)
_SOURCES = frozenset("source laiyuan".split())
_ELSEWHERE = frozenset(
    "comment comments reply related recommend recommended sidebar aside footer widget bio avatar"
    " desc description copyright modified updated update editor count rank hot nav menu share"
    " list card".split()
)


def read_page_facts(tree: "HtmlElement", lines: Sequence[PageLine]) -> Draft:
    """Read what a page says about its article.

    Args:
        tree: the parsed page; it is not changed.
        lines: its lines.

    Returns:
        A draft without parts. What is stated wins over what is marked, and that over what is
        printed; the site itself is the author only where nobody else is.
    """
    data = read_page_data(tree)
    title = _title(tree, data, lines)
    header, rest = _around(lines, title)
    above = _printed(header)
    marked = _marked(tree, title)
    # Elsewhere, longer lines are other articles' and references.
    below = _printed([line for line in rest if line.linked < 0.3], _LONGEST_ELSEWHERE)
    named = _named_site(tree, title)
    sites = [*(_unlabelled(site) for site in data.sites), above.site, marked.site, named]
    authors = [*data.authors, marked.author, above.author, below.author]
    return Draft(
        parts=(),
        title=title,
        author=_choose_author(authors, sites),
        published=_choose_date(data, marked, above, header)
        or date_in_address(data.url)
        or below.published
        or date_in_scripts(tree),
        site=next((site for site in sites if site), "") or _domain(data.url),
        url=data.url,
        original_title=above.original_title or below.original_title,
    )


def _choose_author(candidates: Iterable[str], sites: Sequence[str]) -> str:
    """Take the first that names people; else the site itself, where it signs as the author.

    A Chinese portal that states its own name as every article's author signs nothing.
    """
    names = [name for words in candidates if (name := people(words)) and not is_outlet(name)]
    known = [essence(site) for site in sites if site]
    own = {name for name in names if any(site.startswith(essence(name)) for site in known)}
    own = {name for name in own if not is_person(name)}
    persons = [name for name in names if name not in own]
    signed = [name for name in names if not _HAN.search(name)]
    return next(iter((*persons, *signed)), "")


def _choose_date(data: PageData, marked: Byline, above: Byline, header: Sequence[PageLine]) -> str:
    short = [line.text for line in header if len(line.text) <= _LONGEST_ELSEWHERE]
    days = (parse_day(text, data.url) for text in short if not text.endswith("。"))
    printed = above.published or next(filter(None, days), "") or marked.published
    for value in data.dates:
        stated = parse_date(value)
        if stated:
            # Universal time is not what the place has: the page prints its own day.
            universal = re.search(r"\d[Zz]$|[+-]00:?00$", value)
            return printed if universal and _is_next_to(stated, printed) else stated
    return printed


def _is_next_to(one: str, other: str) -> bool:
    if not other:
        return False
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) == 1


def _title(tree: "HtmlElement", data: PageData, lines: Sequence[PageLine]) -> str:
    """Choose the headline: a heading that the page's titles confirm, else the best of those.

    A title that says nothing, such as `About us`, gives way to the page's only main heading, and
    is none where there is no such heading.
    """
    window = _text(tree.find(".//title"))
    stated = [title for title in (*data.titles, window) if title]
    mains = list(filter(None, map(_text, tree.iter("h1"))))
    if stated and _NO_TITLE.match(_without_site(stated[0], data.sites, lines)):
        return mains[0] if len(mains) == 1 else ""
    headings = [text for h in list(tree.iter(*_HEADINGS))[:100] if 2 < len(text := _text(h)) <= 250]
    # The site's own name is often a heading as well; it stands at the title's end.
    confirmed = [h for h in headings if any(_is_head(h, title) for title in stated)]
    if confirmed:
        return max(confirmed, key=len)
    # `Site name -` is a template whose slot for the page's title stayed empty.
    if stated and not (headings and re.search(r"\s[-–|]$", stated[0])):
        return _without_site(stated[0], data.sites, lines)
    return headings[0] if headings else ""


def _text(element: "HtmlElement | None", between: str = "") -> str:
    return "" if element is None else " ".join(between.join(element.itertext()).split())[:1000]


def _is_head(heading: str, title: str) -> bool:
    if same_line(heading, title):
        return True
    first = _SEPARATOR.split(title, maxsplit=1)[0]
    return (len(heading) > 8 and title.startswith(heading)) or same_line(heading, first)


def _without_site(title: str, sites: Sequence[str], lines: Sequence[PageLine]) -> str:
    """Take the names of sections and site off a page's title."""
    pieces = [piece.strip() for piece in _SEPARATOR.split(title) if piece.strip()]
    if len(pieces) < 2:
        return title
    if sites and same_line(pieces[0], sites[0]):
        return title[title.index(pieces[1]) :].strip()
    # The site's name may stand first: the headline is printed, and it is no link home.
    printed = {essence(line.text) for line in lines[:_MOST_LINES] if line.linked < 0.5}
    found = [piece for piece in pieces if essence(piece) in printed]
    if found and pieces[0] not in found:
        return max(found, key=_width)
    head = pieces[0]
    rest = title[len(head) :]
    # A head of a few characters is a topic, not a headline.
    return head if len(head) >= 6 and len(rest) <= max(40, len(head)) else title


def _width(text: str) -> int:
    return sum(1 + (character >= "\u2e80") for character in text)


def _unlabelled(site: str) -> str:
    byline = parse_byline(site)
    return byline.site if byline is not None and byline.site else site


def _named_site(tree: "HtmlElement", title: str) -> str:
    """Find the site's name at the end of the window's title."""
    pieces = [piece.strip() for piece in _SEPARATOR.split(_text(tree.find(".//title")))]
    pieces = [piece for piece in pieces if not _POWERED.match(piece)]
    if len(pieces) < 2 or not same_line(pieces[0], _SEPARATOR.split(title)[0]):
        return ""
    last = next((piece for piece in reversed(pieces) if piece), "")
    return last if 2 <= len(last) <= 30 and not same_line(last, title) else ""


def _domain(url: str) -> str:
    return footer_domain(url.partition("//")[2].partition("/")[0])


def _around(lines: Sequence[PageLine], title: str) -> tuple[Sequence[PageLine], Sequence[PageLine]]:
    """Divide a page's lines into those between its title and its text, and all others."""
    shown = lines[:_MOST_LINES]
    places = [i for i, line in enumerate(shown) if same_line(line.text, title)]
    # A title is repeated in menus and above comments; below the right one stands the text.
    start = next((i for i in places if _prose_within(shown[i + 1 : i + _HEADER])), None)
    start = start if start is not None else next(iter(places), 0)
    end = start + _HEADER
    text = [i for i in range(start + 1, min(end, len(shown))) if _is_prose(shown[i])]
    # A summary may stand above the byline.
    end = text[1] + 1 if len(text) > 1 else end
    return shown[start:end], [*shown[max(0, start - _HEADER) : start], *shown[end:], *shown[:start]]


def _prose_within(lines: Sequence[PageLine]) -> bool:
    return any(_is_prose(line) for line in lines)


def _is_prose(line: PageLine) -> bool:
    return len(line.text) >= _PROSE and line.linked < 0.3 and parse_byline(line.text) is None


def _printed(lines: Sequence[PageLine], longest: int = _LONGEST_BYLINE) -> Byline:
    """Read the bylines among lines, the first of which wins."""
    said = Byline()
    for line in lines:
        byline = parse_byline(line.text) if 1 < len(line.text) <= longest else None
        if byline is not None:
            said = said.or_else(byline)
    return said


def _marked(tree: "HtmlElement", title: str) -> Byline:
    """Read author, date and source of the elements whose class or id says that they are that.

    Those below the title win, since others stand in menus and beside other articles.
    """
    below, above = Byline(), Byline()
    passed = False
    for element in tree.iter():
        if element.tag in _HEADINGS:
            passed = passed or same_line(_text(element), title)
            continue
        said = _marked_element(element)
        if said is not None and passed:
            below = below.or_else(said)
        elif said is not None:
            above = above.or_else(said)
    return below.or_else(above)


def _marked_element(element: "HtmlElement") -> Byline | None:
    rel = (element.get("rel") or "").lower().split()
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    words = {word.lower() for word in _WORD.findall(names)}
    if not (words or rel or element.tag == "time") or element.tag in ("meta", "script", "body"):
        return None
    if "author" in rel or (words & _AUTHORS and not words & _ELSEWHERE):
        return _marked_author(element)
    if element.tag == "time" or (words & _DATES and not words & _ELSEWHERE):
        # What is printed is the day of the place, what is stated may be universal time.
        said = (_text(element)[:80], element.get("title") or "", element.get("datetime") or "")
        return Byline(published=next(filter(None, map(parse_date, said)), ""))
    if words & _SOURCES and not words & _ELSEWHERE:
        text = _text(element)
        byline = parse_byline(text) if len(text) <= 60 else None
        return byline or (Byline(site=text) if 2 <= len(text) <= 20 else None)
    return None


def _marked_author(element: "HtmlElement") -> Byline | None:
    # Name, office and paper are set apart by style alone.
    text = _text(element, " ")
    if len(text) > 120:
        return None
    byline = parse_byline(text)
    # A label in it tells an editor or a source from an author.
    return byline if byline is not None else Byline(author=people(text))
