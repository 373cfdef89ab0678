"""Find the sites and authors that a question names as a source: "据IT之家报道", "by Ann Reed".

A name alone is no source: a question may be about the site or the person. Knows the words that
make it one; knows nothing of dates. Reads folded text (`ingest/segment.py`).
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.segment import fold

_TEXTS_ZH = "报[道导]|文章|新闻(?!发布会|发言人)|稿件|稿子|快讯|资讯|评论|专栏"
_TEXTS_EN = r"(?:articles?|reports?|news|stor(?:y|ies)|posts?|pieces?|columns?|coverage|headlines)"
# Between a source and its text may stand when it was printed: IT之家7月26日消息.
_WHEN = r"[\d\s年月日号上个本这周今昨去天期]{0,12}"
_ABOUT = re.compile(r"(?:关于|有关|对|对于|about|on)\s*$")

_BEFORE_SITE = re.compile(
    r"(?:根据|据|按照?|引自|来自|来源[于是为]?|出自|援引|引用|(?:刊登|发表|刊|登)[于在])\s*[《“\"]?$"
    r"|\b(?:according to|reported (?:by|in|on)|published (?:by|in|on)|as per)\s+(?:the\s+)?[“\"]?$"
    rf"|\b{_TEXTS_EN}\s+(?:by|from|in|on|of)\s+(?:the\s+)?[“\"]?$"
)
_AFTER_SITE = re.compile(
    rf"[》”\"]?\s*网?站?[上里]?{_WHEN}的?(?:{_TEXTS_ZH}|消息|刊登|刊发|发文|记者|写道|撰文|称)"
    rf"|[”\"]?(?:'s|’s)?\s+(?:{_TEXTS_EN}|report|reported|wrote|write|writes)\b"
)
_ON_SITE = re.compile(r"\bon\s+(?:the\s+)?[“\"]?$")
_ENDS_THERE = re.compile(r"[”\"]?\s*(?:[,.?!，。？！]|$|(?:about|in|since|last|this|yesterday)\b)")
_BEFORE_AUTHOR = re.compile(
    r"(?:根据|据|按照?|引自|(?:作者|记者)(?:是|为|叫)?[:：]?)\s*$"
    r"|\b(?:according to|(?:written|reported|authored) by)\s+$"
    rf"|\b{_TEXTS_EN}\s+(?:\w+\s+)?by\s+$"
)
_AFTER_AUTHOR = re.compile(
    rf"{_WHEN}(?:所?写[的过了]?|撰写|撰文|采写|报道|发表|(?:那篇|的)(?:{_TEXTS_ZH}))"
    rf"|(?:'s|’s)\s+{_TEXTS_EN}\b|\s+(?:write|wrote|writes|report|reported|reports)\b"
)
_ENDING = re.compile(r"\.(?:com|cn|net|org|io|co|info)(?:\.cn)?$|^(?:www\.|the )|(?<=..)网$")
_ATOM = re.compile(r"[a-z0-9]+|[^\W_]")
_SEVERAL = re.compile(r"[,、;/&|]|\band\b|(?<=[\u3400-\u9fff])\s+和?\s*(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Sources:
    """The sites and authors that are named, as the library writes them, and where in the text."""

    sites: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def find_sources(folded: str, sites: Iterable[str], authors: Iterable[str]) -> Sources:
    """Find those of the sites and authors that a folded text names as a source.

    Args:
        folded: the text.
        sites: all sites, as articles name them; their domain's ending or 网 may be left out.
        authors: all authors; of several in one byline each is one.
    """
    squeezed = "".join(_ATOM.findall(folded))
    sites_at = {one: at for one in _within(squeezed, sites) if (at := list(_site(folded, one)))}
    authors_at = {
        one: at for one in _within(squeezed, authors) if (at := list(_author(folded, one)))
    }
    spans = {span for found in (sites_at, authors_at) for at in found.values() for span in at}
    return Sources(tuple(sites_at), tuple(authors_at), tuple(sorted(spans)))


def _within(squeezed: str, names: Iterable[str]) -> Iterator[str]:
    """Give the few of possibly thousands of names that a text without spaces contains."""
    return (name for name in names if any(one in squeezed for one in _spellings(name)))


def _site(folded: str, site: str) -> Iterator[tuple[int, int]]:
    for start, end in _places(folded, site):
        before, after = folded[:start], folded[end:]
        stands_on = _ON_SITE.search(before) and _ENDS_THERE.match(after)
        has_text = _AFTER_SITE.match(after) and not _ABOUT.search(before)
        if _BEFORE_SITE.search(before) or stands_on or has_text:
            yield start, end


def _author(folded: str, author: str) -> Iterator[tuple[int, int]]:
    for start, end in _places(folded, author):
        before, after = folded[:start], folded[end:]
        is_author = _BEFORE_AUTHOR.search(before) or _AFTER_AUTHOR.match(after)
        if is_author and not _ABOUT.search(before):
            yield start, end


def _places(folded: str, name: str) -> Iterator[tuple[int, int]]:
    """Find where a text names a site or an author, whatever the spaces in it."""
    for atoms in _spellings(name).values():
        written = r"[\s._-]*".join(map(re.escape, atoms))
        # A Latin word is not a part of another; Chinese is written without spaces.
        left = r"(?<![a-z0-9])" if atoms[0].isascii() else ""
        right = r"(?![a-z0-9])" if atoms[-1].isascii() else ""
        for match in re.finditer(f"{left}{written}{right}", folded):
            yield match.span()


@functools.lru_cache(maxsize=50_000)
def _spellings(name: str) -> Mapping[str, Sequence[str]]:
    """Return how a name may be written: without spaces, and as its words and characters."""
    whole = fold(name).strip()
    written = [whole, *_SEVERAL.split(whole)]
    short = [_ENDING.sub("", _ENDING.sub("", one.strip())) for one in written]
    spellings = map(_ATOM.findall, (*written, *short))
    joined = {"".join(atoms): atoms for atoms in spellings}
    return {one: joined[one] for one in joined if len(one) > 1}
