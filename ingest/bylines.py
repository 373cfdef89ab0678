"""Read bylines: who wrote an article, when and where it was published, as one line says it.

Knows single lines in Chinese and English; knows nothing of files, of HTML or of where a line
stands.
"""

import re
from dataclasses import dataclass

from ingest.dates import find_date, parse_date
from ingest.furniture import site_name
from ingest.people import people

# Longer lines are paragraphs, whatever they begin with.
_LONGEST_LINE = 300
_LONGEST_VALUE = 60
_LONGEST_SIGNED = 120

_LABELS = {
    "author": "作者|记者|撰文|撰稿|文|author|written by",
    "published": "发布时间|发布日期|发表时间|发表日期|发表于|发布于|发布|更新时间|时间|日期|date"
    r"|published(?: on)?|posted(?: on)?",
    "site": "(?:文章|稿件|新闻|信息|本文)?来源|稿源|出处|来自|source",
    "url": "原文链接|原文地址|本文链接|链接|url|link",
    "original_title": "原标题|原文标题|原题",
    "other": "责任编辑|责编|编辑|审核|校对|阅读量?|阅读数|浏览量?|浏览次数|点击量?|点击数|评论数?"
    "|字号|字体|分享到?|收藏|标签|关键词|栏目|译者?|翻译|摄影|设计|排版|监制|出版社|连载"
    r"|updated(?: on)?|last (?:updated|modified)(?: on)?|tags?|editor|edited by|views|comments",
}
_LABEL = re.compile(
    "|".join(f"(?P<{field}>{names})" for field, names in _LABELS.items()).join(
        (r"(?<![A-Za-z])(?:", r")\s{0,3}[:：]")
    ),
    re.IGNORECASE,
)
# A bar may stand for the colon: `文｜张三`, `作者 / 张三`. And pictures may share a byline.
_BARRED = re.compile(
    r"(?<![^\s|｜])(作者|记者|撰文|撰稿|文|来源|责任编辑|责编|编辑|校对|审核|摄影|设计|译者?)"
    r"\s?[|｜丨/／]\s?(?![图|｜])"
)
_WITH_PICTURES = re.compile(r"^(?:图\s?[/／、]\s?文|文\s?[/／、]\s?图|图文)[\s:：|｜/／]{1,3}")
# A name of two characters is spaced to the width of three.
_SPACED = re.compile(r"(?<=[\s:：/／|｜])([\u3400-\u9fff])\s{1,4}([\u3400-\u9fff])(?=\s|$)")
# Bylines that follow something else on their line: a serial's name, a rule of signs.
_AUTHOR_WITHIN = re.compile(
    r"[\s|｜)），；](?:作者|撰文)\s?[:：]\s?([^\s:：，。；|｜]{2,20})(?=[\s|｜，。；]|$)"
)
_SITE_WITHIN = re.compile(
    r"^[^。，：]{1,30}\s来源\s?[:：]\s?([^\s:：，。；|｜]{2,20})(?=[\s|｜]|$)"
)
_SERIES_END = re.compile(r"\bby\s+([^\s,，]{2,30}(?:\s[A-Z][\w.'’-]*){0,3})\W*$", re.IGNORECASE)
_BY = re.compile(r"^by\s(?=[A-Z])", re.IGNORECASE)
_BY_END = re.compile(r"\s?[|·•,—–]\s?|\s(?:on|for)\s|\s-\s")
_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?:\s(?:and|&|de|van|von|der|[^\W\d_][\w.'’-]*)){0,7}$")
_REPORTER = re.compile(
    r"^[\u3400-\u9fff]{0,8}(?:记者|特约撰稿人?|撰稿)[\s:：|｜]{1,3}"
    r"([\u3400-\u9fff·]{2,8}?(?:[\s、][\u3400-\u9fff·]{2,8}?){0,3}?)"
    r"(?:\s?[/／]\s?文)?(?:\s\S{0,10}报道)?$"
)
_PUBLISHED_BEFORE = re.compile(r"(?:发布|发表|更新)(?:时间|日期|于)?[\s:：]{0,3}$")
_TIME = re.compile(
    r"(?:[T\s]|\sat\s)*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?(?:[AaPp]\.?[Mm]\.?|[A-Z]{2,4}\b|[+-]\d{2}:?\d{2}))?"
)
_ITEM = re.compile(r"[·•■▪◆●▲]")
# Counts and buttons that stand on a byline's line.
_COUNTS = re.compile(
    r"(?:阅读|评论|浏览|点赞|收藏|转发|views?|reads?|comments?)\s?[(（]?\s?\d*\s?[)）]?(?=\s|$)"
    r"|(?<=\s)(?:举报|编辑|分享|打印|关注)(?=\s|$)|^posted\s?@?\s",
    re.IGNORECASE,
)
_SITE_NAME = re.compile(
    r"(?:网|报|社|之家|在线|日报|晚报|新闻|周刊|杂志|频道|[a-z]\.(?:com|cn|net|org))$",
    re.IGNORECASE,
)
_OUTLET = re.compile(
    rf"{_SITE_NAME.pattern}|(?:财经|科技|体育|娱乐|汽车|证券|资讯|要闻)$", re.IGNORECASE
)
# News agencies sign with their name alone.
_AGENCIES = frozenset(
    "ap afp reuters jiji kyodo xinhua bloomberg dpa pti ani tass yonhap 新华社 中新社".split()
) | {"associated press", "the associated press", "agence france-presse", "jiji press"}
_EDGES = " \t|｜·•,，/()（）[]【】-—–:：;；"


@dataclass(frozen=True, slots=True)
class Byline:
    """What the lines around an article say about it; whatever they do not say is empty."""

    author: str = ""
    published: str = ""
    site: str = ""
    url: str = ""
    original_title: str = ""

    def or_else(self, other: "Byline") -> "Byline":
        """Complete it with what another says."""
        return Byline(
            author=self.author or other.author,
            published=self.published or other.published,
            site=self.site or other.site,
            url=self.url or other.url,
            original_title=self.original_title or other.original_title,
        )


def parse_byline(line: str) -> Byline | None:
    """Read a line such as `作者:张三发布时间:2023-12-12` or `By Jane Doe | Dec 12, 2023`.

    Returns:
        What the line says, or None where it is no byline.
    """
    if len(line) > _LONGEST_LINE:
        return None
    line = _SPACED.sub(r"\1\2", line)
    line = _BARRED.sub(r"\1：", _WITH_PICTURES.sub("文：", line))
    labels = list(_LABEL.finditer(line))
    if labels and not line[: labels[0].start()].strip(_EDGES):
        return _labelled(line, labels)
    if _BY.match(line):
        return _by(line)
    reporter = _REPORTER.match(line)
    if reporter:
        return Byline(author=people(reporter.group(1)))
    if line.lower().strip(_EDGES) in _AGENCIES:
        return Byline(author=line.strip(_EDGES))
    said = _bare(line, labels[0].start() if labels else len(line), labels)
    if len(line) > _LONGEST_SIGNED:
        return said
    author, site = _AUTHOR_WITHIN.search(line), _SITE_WITHIN.search(line)
    within = Byline(
        author=people(author.group(1)) if author else "", site=site.group(1) if site else ""
    )
    return (said or Byline()).or_else(within) if said or within != Byline() else None


def is_outlet(name: str) -> bool:
    """Whether a name is one that Chinese newspapers, portals and their channels bear."""
    return bool(re.search(r"[\u3400-\u9fff]", name) and _OUTLET.search(name))


def _labelled(line: str, labels: list[re.Match[str]]) -> Byline | None:
    ends = [label.start() for label in labels[1:]] + [len(line)]
    values: dict[str, str] = {}
    for label, end in zip(labels, ends, strict=True):
        kind = label.lastgroup or "other"
        value = line[label.end() : end].strip(_EDGES if kind != "original_title" else " ")
        if kind in ("author", "site"):
            found = find_date(value)
            if found:
                values.setdefault("published", found[0])
                value = _TIME.sub("", value[: found[1]]).strip(_EDGES)
        if re.search(r'[<>="{}]', value) and kind in ("author", "site"):
            value = ""
        longest = _LONGEST_LINE if kind in ("url", "original_title") else _LONGEST_VALUE
        if len(value) > longest or (kind != "original_title" and value.endswith("。")):
            return None
        values.setdefault(kind, parse_date(value) if kind == "published" else value)
    site = values.get("site", "")
    url = values.get("url", "")
    if site.startswith(("http://", "https://")):
        site, url = "", url or site
    return Byline(
        author=people(values.get("author", "")),
        published=values.get("published", ""),
        site=site_name(site) or _first_word(site),
        url=url,
        original_title=values.get("original_title", ""),
    )


def _first_word(site: str) -> str:
    """Leave out what stands behind a Chinese name: a place, a button."""
    words = site.split()
    return words[0] if words and re.search(r"[\u3400-\u9fff]$", words[0]) else site


def _by(line: str) -> Byline | None:
    if len(line) > 150:
        return None
    published = parse_date(line)
    name = _BY_END.split(line[3:].strip(), maxsplit=1)[0].strip(_EDGES)
    found = find_date(name)
    if found:
        name = name[: found[1]].strip(_EDGES)
    rest = line[3 + len(name) :]
    if not _NAME.match(name) or (not published and (len(rest) > 40 or line.endswith("."))):
        return None
    if not any(word[:1].isupper() for word in name.split()):
        return None
    return Byline(author=people(name), published=published)


def _bare(line: str, stop: int, labels: list[re.Match[str]]) -> Byline | None:
    """Read a date and little more: `IT之家 2023-12-12 10:30`, `2023-12-12 来源：新华社`."""
    found = find_date(line[:stop])
    # What stands in a list is another article.
    if found is None or _ITEM.match(line):
        return None
    published, start, end = found
    if _PUBLISHED_BEFORE.search(line[:start]) and len(line) <= 80:
        signed = _SERIES_END.search(line[end:])
        return Byline(author=people(signed.group(1)) if signed else "", published=published)
    # Sections and tags may follow the hour.
    is_stamp = start == 0 and len(line) <= 120 and "。" not in line and _TIME.match(line[end:])
    rest = _COUNTS.sub("", f"{line[:start]} {_TIME.sub('', line[end:stop])}").strip(_EDGES)
    if len(rest) > 30 or re.search(r"[，。；！？,;!?]|\bago\b", rest):
        return Byline(published=published) if is_stamp else None
    labelled = _labelled(line[stop:], list(_LABEL.finditer(line[stop:]))) if labels else None
    said = labelled or Byline()
    pieces = [
        piece.strip(_EDGES) for piece in re.split(r"[|｜·•/\s]+", rest) if piece.strip(_EDGES)
    ]
    sites = [piece for piece in pieces if _SITE_NAME.search(piece)]
    named = " ".join(piece for piece in pieces if piece not in sites)
    return Byline(
        author=said.author or (people(named) if _may_be_author(named) else ""),
        published=published,
        site=said.site or "".join(sites[:1]),
        url=said.url,
    )


def _may_be_author(words: str) -> bool:
    if re.search(r"[\d(（〓#]", words):
        return False
    if re.search(r"[\u3400-\u9fff]", words):
        return True
    names = words.split()
    return len(names) > 1 and all(name[:1].isupper() for name in names)
