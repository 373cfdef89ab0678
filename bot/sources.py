"""Find the sites and authors that a question names as a source: "据IT之家报道", "by Ann Reed".

A name alone is no source: a question may be about the site or the person. Knows the words that
make it one; knows nothing of dates. Reads folded text (`ingest/segment.py`).
"""

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.library.facts import Site
from ingest.segment import STOP_WORDS, fold

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
_SEVERAL = re.compile(r"[,、;/&|]|\band\b|(?<=[\u3400-\u9fff])\s+和?\s*(?=[\u3400-\u9fff])")
_SEVERAL_SITES = re.compile(r"[/|、;()]")
_SHORTENED = re.compile(r"^the |(?<=...)网$")

_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_TOP_LEVEL = re.compile(r"(?:\.(?:com|net|org|gov|edu|ac|co))?\.[a-z]{2,}$")
# What a question may write before and after a site's name, to make it an address.
_FRONT = re.compile(r"(?<![a-z0-9.-])(?:https?://)?(?:[a-z0-9-]+\.)*$")
_REST = re.compile(r"(?:(?:\.[a-z]{2,6})+(?![a-z0-9]))?/?")

# A Latin word or number is not a part of another; Chinese is written without spaces.
_ATOM = re.compile(r"[a-z0-9]+|[^\W_]")
_BETWEEN = re.compile(r"[\s._·•'’&-]*")
# Letters and digits of a name; longer ones nobody writes.
_LONGEST = 60
# What articles give as a site or an author, or a host begins with, and a question says without
# meaning any: they name none by themselves.
_EVERYDAY = STOP_WORDS | frozenset(
    "www wap mobile web site website home index official online internet network media press "
    "news tech technology science business economy finance money market markets sport sports auto "
    "health life culture travel game games video live world local global international national "
    "people public today daily weekly time times post report reports article articles story blog "
    "blogs forum bbs club community research data paper papers admin editor editors staff author "
    "reporter "
    "新闻 资讯 科技 财经 体育 娱乐 网站 网络 互联网 媒体 官网 官方 本站 本报 本刊 原创 转载 综合 "
    "首页 来源 中国 编辑 小编 记者 作者 佚名".split()
)


@dataclass(frozen=True, slots=True)
class Sources:
    """The sites and authors that are named, as the library writes them, and where in the text."""

    sites: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


def find_sources(folded: str, sites: Sequence[Site], authors: Sequence[str]) -> Sources:
    """Find those of the sites and authors that a folded text names as a source.

    What is made of all sites and authors is kept as long as the same objects are given: then the
    time that this takes does not depend on how many there are.

    Args:
        folded: the text.
        sites: all sites, as articles name them: by a name or by a host. A text may call them by
            that name, without 网 if it is a long one, or by a host of theirs, without what all
            hosts have (www.ithome.com: ithome). Sites that share a host are the same one.
        authors: all authors; of several in one byline each is one.
    """
    sites_at = _found(folded, _site_names(_Same(sites)), _is_site)
    authors_at = _found(folded, _author_names(_Same(authors)), _is_author)
    spans = {span for found in (sites_at, authors_at) for at in found.values() for span in at}
    return Sources(tuple(sites_at), tuple(authors_at), tuple(sorted(spans)))


class _Names:
    """Names, by what a text may call them: those of a text are found without looking at all."""

    def __init__(self, spelled: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._meant: dict[str, dict[str, None]] = {}
        for spelling, names in spelled:
            if 1 < len(spelling) <= _LONGEST and _tells(spelling):
                self._meant.setdefault(spelling, {}).update(dict.fromkeys(names))
        self._longest = max(map(len, self._meant), default=0)

    def places(self, folded: str) -> Iterator[tuple[int, int, Iterable[str]]]:
        """Give where names stand, and which may be meant; what is part of a longer one is none."""
        atoms = list(_ATOM.finditer(folded))
        covered = 0
        for first, atom in enumerate(atoms):
            joined, meant = "", ""
            end = stop = atom.start()
            for one in itertools.islice(atoms, first, None):
                joined += one[0]
                if len(joined) > self._longest or not _BETWEEN.fullmatch(folded, end, one.start()):
                    break
                end = one.end()
                if joined in self._meant:
                    meant, stop = joined, end
            if stop > covered and meant:
                covered = stop
                yield atom.start(), stop, self._meant[meant]


def _found(
    folded: str, names: _Names, is_source: Callable[[str, str], object]
) -> dict[str, list[tuple[int, int]]]:
    """Find the names that stand where a source would, and all places where they do."""
    found: dict[str, list[tuple[int, int]]] = {}
    for start, end, meant in names.places(folded):
        front, rest = _FRONT.search(folded[:start]), _REST.match(folded, end)
        span = front.start() if front else start, rest.end() if rest else end
        if is_source(folded[: span[0]], folded[span[1] :]):
            for name in meant:
                found.setdefault(name, []).append(span)
    return found


def _is_site(before: str, after: str) -> object:
    stands_on = _ON_SITE.search(before) and _ENDS_THERE.match(after)
    has_text = _AFTER_SITE.match(after) and not _ABOUT.search(before)
    return _BEFORE_SITE.search(before) or stands_on or has_text


def _is_author(before: str, after: str) -> object:
    is_author = _BEFORE_AUTHOR.search(before) or _AFTER_AUTHOR.match(after)
    return is_author and not _ABOUT.search(before)


@dataclass(frozen=True, eq=False, slots=True)
class _Same:
    """Names that are equal only to the same object: to compare thousands would take long."""

    names: Sequence[Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.names is other.names

    def __hash__(self) -> int:
        return id(self.names)


@functools.lru_cache(maxsize=4)
def _author_names(authors: _Same) -> _Names:
    return _Names((spelling, [one]) for one in authors.names for spelling in _author_spellings(one))


@functools.lru_cache(maxsize=4)
def _site_names(sites: _Same) -> _Names:
    sharing: dict[str, dict[str, None]] = {}
    for site in sites.names:
        for host in _hosts(site):
            sharing.setdefault(_without_front(host), {})[str(site)] = None

    def spelled() -> Iterator[tuple[str, Iterable[str]]]:
        for site in sites.names:
            hosts = _hosts(site)
            meant = {str(site): None}
            for host in hosts:
                meant |= sharing[_without_front(host)]
            for spelling in (
                *_site_spellings(site),
                *itertools.chain(*map(_host_spellings, hosts)),
            ):
                yield spelling, meant

    return _Names(spelled())


# These are asked again for all names at every write.
@functools.lru_cache(maxsize=50_000)
def _author_spellings(author: str) -> tuple[str, ...]:
    whole = fold(author)
    return tuple(dict.fromkeys(map(_squeezed, (whole, *_SEVERAL.split(whole)))))


@functools.lru_cache(maxsize=10_000)
def _site_spellings(site: str) -> tuple[str, ...]:
    """Return what a site's name says beside its hosts, whole and without what may be left out."""
    whole = _HOST.sub(" ", fold(site))
    written = [one.strip() for one in (whole, *_SEVERAL_SITES.split(whole))]
    short = [_SHORTENED.sub("", one) for one in written]
    return tuple(dict.fromkeys(map(_squeezed, (*written, *short))))


def _hosts(site: Site) -> list[str]:
    return [*_HOST.findall(fold(site)), *site.hosts]


def _host_spellings(host: str) -> Iterator[str]:
    short = _without_front(host)
    name = _TOP_LEVEL.sub("", short)
    yield from map(_squeezed, (host, short))
    # it.com, 36.com: what is too short is a word, or a number that a question counts by.
    if len(name) > 2:
        yield _squeezed(name)


def _without_front(host: str) -> str:
    """Leave out what says only which part of a site it is: www, m, news."""
    top = _TOP_LEVEL.search(host)
    labels = (host[: top.start()] if top else host).split(".")
    first = next((i for i, one in enumerate(labels) if len(one) > 2 and _tells(one)), -1)
    return ".".join(labels[first:]) + (top[0] if top else "")


def _squeezed(text: str) -> str:
    return "".join(_ATOM.findall(text))


def _tells(word: str) -> bool:
    """Whether a word names something by itself."""
    return word not in _EVERYDAY and not word.isdecimal()
