"""What a question says about the articles that it wants its answer from.

"据IT之家上周的报道" narrows the search; "2023年营收多少" does not: that year belongs to the fact.
Where the wording leaves it open, articles are preferred and none is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.periods import Period, find_periods
from bot.sources import Sources, find_sources
from ingest.language import detect_language
from ingest.library import EVERYTHING, Filter
from ingest.library.facts import Site
from ingest.segment import fold

# What the newest of the articles found gains where the latest is asked for, in the units of a
# hit's score; an article that is HALF_LIFE days older gains half of it. Among comparable hits it
# decides, and a stray one it does not lift: on DRCD and SQuAD 2.0 the first hit is ahead of the
# second by .23 and .19 where it is right, by .03 where it is wrong (medians).
LATEST = 0.1
HALF_LIFE = 60
# What an article gains that was published in or after a period that the question may mean.
PREFERRED = 0.04

_TEXTS = r"(?:报[道导]|文章|新闻(?!发布会|发言人|中心)|稿件|稿子|快讯|资讯|消息(?!人士))"
_IN = r"\s*(?:期间|当[天日月]|这天)?[里中间]?"
# 7月的报道, 7月发表的关于小米的文章, 上周都有哪些新闻, 7月报道了
_AFTER_ZH = re.compile(
    rf"{_IN}(?:的|(?:发表|发布|刊登|刊发|发出|写|登|见报)的?)?\s*"
    rf"(?:(?:关于|有关|对|对于)[^，。？?,]{{1,20}}?的?)?{_TEXTS}"
    rf"|{_IN}[都还]?有(?:什么|哪些|没有|啥|多少|哪几[篇条])(?:[^，。？?,]{{1,16}}?)?{_TEXTS}"
    rf"|{_IN}[都还就]?(?:报[道导]|刊登|刊发|刊载|登载|发文)"
)
# 发表于7月, 刊登日期是7月
_BEFORE_ZH = re.compile(
    r"(?:(?:发表|刊登|刊发|报[道导]|见报)(?:时间|日期)?|发布(?:时间|日期))[于在是为]?\s*$"
)
_TEXTS_EN = r"(?:articles?|reports?|news|stor(?:y|ies)|posts?|pieces?|coverage|headlines)"
_PREPOSITION = r"(?:\s+(?:in|on|from|during|over|within|between|of))?(?:\s+the)?\s*$"
# reports from July, articles about Xiaomi published last week, what was reported since March
_BEFORE_EN = re.compile(
    rf"\b{_TEXTS_EN}(?:\s+(?:about|on)\s+[^,.?]{{1,40}}?)?{_PREPOSITION}"
    rf"|\b(?:published|posted|reported|written|dated|printed|wrote|covered){_PREPOSITION}"
)
# What is published and no article.
_OTHER_WORKS = re.compile(
    r"\b(?:papers?|books?|stud(?:y|ies)|novels?|journals?|albums?|games?|laws?|rules?|guidelines"
    r"|works?|theor(?:y|ies)|editions?|volumes?|magazines?|maps?|statistics|data|music|songs?"
    r"|findings|results|lists?|first|originally|poems?|essays?|encyclop\w+|newspapers?|bible)\b"
)
# July 2023 articles, last week's AI news
_AFTER_EN = re.compile(rf"(?:'s|’s)?\s+(?:[a-z0-9-]+\s+)?{_TEXTS_EN}\b")
_AFTER_YEAR_EN = re.compile(r"(?:'s|’s)?\s+(?:articles|news|stories|coverage|headlines)\b")
# The nearest place is no latest article.
_LATEST = re.compile(
    r"(?<![离距])最新|最近(?!的?距离)|近期|近日|\b(?:latest|newest|recent(?:ly)?)\b"
)
_FAR_FROM = re.compile(r"[离距][^，。？?]{0,12}最近")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question says about the articles it is about.

    Attributes:
        filter: what it clearly narrows the search to.
        latest: whether newer articles are preferred.
        preferred_since: ISO 8601 date; articles published then or later are preferred. Empty if
            none are.
        widened: whether no article passed the filter, and all were searched instead.
    """

    filter: Filter = EVERYTHING
    latest: bool = False
    preferred_since: str = ""
    widened: bool = False

    @property
    def prefers(self) -> bool:
        """Whether some articles are to gain on others."""
        return self.latest or bool(self.preferred_since)

    def bonuses(self, published: Sequence[str]) -> list[float]:
        """Return what each of the articles found gains, given the dates of all of them.

        At most `LATEST + PREFERRED`; nothing for an article without a date.
        """
        newest = max(published, default="")
        return [self._bonus(day, newest) if day else 0.0 for day in published]

    def _bonus(self, day: str, newest: str) -> float:
        bonus = 0.0
        if self.latest:
            behind = (date.fromisoformat(newest) - date.fromisoformat(day)).days
            bonus += LATEST * 0.5 ** (behind / HALF_LIFE)
        if self.preferred_since and day >= self.preferred_since:
            bonus += PREFERRED
        return bonus

    def within(self, given: Filter) -> Filter:
        """Return what passes both the question's filter and one that the user set.

        Where the two exclude each other, the question's gives way.
        """
        asked = self.filter
        since, until = max(given.since, asked.since), _earlier(given.until, asked.until)
        if since and until and since > until:
            since, until = given.since, given.until
        return replace(
            given,
            since=since,
            until=until,
            sites=_both(given.sites, asked.sites),
            authors=_both(given.authors, asked.authors),
        )


def read_scope(
    question: str, today: date, sites: Sequence[Site] = (), authors: Sequence[str] = ()
) -> Scope:
    """Read what a question says about the articles that it is about.

    Args:
        question: a standalone question, Chinese or English.
        today: what "last week" is counted from.
        sites: all sites that articles name; `find_sources` says why to give the same object again.
        authors: all authors that articles name, likewise.
    """
    folded = fold(question)
    sources = find_sources(folded, sites, authors)
    text = _without(folded, sources)
    chinese = detect_language(question) == "zh"
    periods = find_periods(text, today)
    clear = next((one for one in periods if _is_of_articles(text, one, chinese=chinese)), None)
    unclear = next((one for one in periods if not one.is_year or one.relative), None)
    # "最近三个月" is a period; only what stands outside of one asks for the latest.
    rest = "".join(
        " " if any(p.start <= at < p.end for p in periods) else character
        for at, character in enumerate(text)
    )
    return Scope(
        filter=Filter(
            since=clear.since if clear else "",
            until=clear.until if clear else "",
            sites=sources.sites,
            authors=sources.authors,
        ),
        latest=bool(_LATEST.search(rest)) and not _FAR_FROM.search(rest),
        preferred_since=unclear.since if unclear and not clear else "",
    )


def _without(folded: str, sources: Sources) -> str:
    """Blank out the sources, so that "7月IT之家的报道" reads like "7月的报道"."""
    characters = list(folded)
    for start, end in sources.spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _is_of_articles(text: str, period: Period, *, chinese: bool) -> bool:
    """Whether a period clearly says when articles were published."""
    before, after = text[: period.start], text[period.end :]
    if chinese:
        about = re.search(r"(?:关于|有关|对|对于)\s*$", before)
        return bool(_BEFORE_ZH.search(before) or (_AFTER_ZH.match(after) and not about))
    said = _BEFORE_EN.search(before)
    # "The report in 1964" is of that year, and what is published may be a book.
    is_old = period.is_year and said and said[0].startswith("report")
    is_other = said and said[0].startswith(("pub", "pri", "wr")) and _OTHER_WORKS.search(before)
    if said:
        return not is_old and not is_other
    return bool((_AFTER_YEAR_EN if period.is_year else _AFTER_EN).match(after))


def _earlier(one: str, other: str) -> str:
    return min(one, other) if one and other else one or other


def _both(given: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is in both; an empty one leaves all in."""
    return tuple(value for value in given if value in asked) or given or asked
