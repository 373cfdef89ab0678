"""Recognise what a news portal prints around an article: breadcrumbs, bylines, footers.

Knows single lines; knows nothing of files, of HTML or of the order of an article's parts.
"""

import re
import unicodedata
from dataclasses import dataclass

from ingest.dates import find_date, parse_date

# Longer lines are paragraphs, whatever they begin with.
_LONGEST_LINE = 300
_LONGEST_VALUE = 60

_BREADCRUMB = re.compile(
    r"(?:您|你)?(?:的|所在|现在)?(?:当前)?(?:所在)?(?:的)?位置(?:是|在)?\s?[:：]|首页\s?[>»›/|·→-]"
)
_TRAIL = re.compile(r"^[^>»›]{1,30}(?:\s?[>»›]{1,2}\s?[^>»›]{1,30}){1,8}$")
_HOME = re.compile(r"^(?:home|首页|主页|新闻中心|网站首页)\s?[>»›/|]", re.IGNORECASE)

_LABELS = {
    "author": "作者|记者|撰文|撰稿|文|author|written by",
    "published": "发布时间|发布日期|发表时间|发表于|发布于|发布|更新时间|时间|日期|date"
    r"|published(?: on)?|posted(?: on)?",
    "site": "文章来源|来源|稿源|出处|来自|source",
    "url": "原文链接|原文地址|本文链接|链接|url|link",
    "original_title": "原标题|原文标题|原题",
    "other": "责任编辑|责编|编辑|审核|校对|阅读量?|阅读数|浏览量?|浏览次数|点击量?|点击数|评论数?"
    "|字号|字体|分享到?|收藏|标签|关键词|栏目"
    "|updated(?: on)?|last updated|tags?|editor|edited by|views|comments",
}
_LABEL = re.compile(
    "|".join(f"(?P<{field}>{names})" for field, names in _LABELS.items()).join(
        (r"(?<![A-Za-z])(?:", r")\s{0,3}[:：]")
    ),
    re.IGNORECASE,
)
_BY = re.compile(r"^by\s(?=[A-Z])", re.IGNORECASE)
_BY_END = re.compile(r"\s?[|·•,—–]\s?|\s(?:on|for)\s|\s-\s")
_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?:\s(?:and|&|de|van|von|der|[^\W\d_][\w.'’-]*)){0,7}$")
_REPORTER = re.compile(
    r"^[\u3400-\u9fff]{0,8}记者[\s:：]{1,3}"
    r"([\u3400-\u9fff·]{2,8}(?:[\s、][\u3400-\u9fff·]{2,8}){0,3})$"
)
_REPORTER_NOTE = re.compile(
    r"[（(【\[]\s?[\u3400-\u9fff]{0,10}(?:记者|作者|撰文)[\s:：]{1,3}"
    r"([\u3400-\u9fff·、 ]{2,30})[）)】\]]\s?$"
)
_PUBLISHED_BEFORE = re.compile(r"(?:发布|发表|更新)(?:时间|日期|于)?[\s:：]{0,3}$")
_TIME = re.compile(
    r"[T\s]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s?(?:[AaPp]\.?[Mm]\.?|[A-Z]{2,4}\b|[+-]\d{2}:?\d{2}))?"
)
_SITE_NAME = re.compile(
    r"(?:网|报|社|之家|在线|日报|晚报|新闻|周刊|杂志|频道|[a-z]\.(?:com|cn|net|org))$",
    re.IGNORECASE,
)
_EDGES = " \t|｜·•,，/()（）[]【】-—–:：;；"

_COPYRIGHT = re.compile(
    r"^\W{0,3}(?:copyright\b|©|\(c\)\s?\d{4}|版权所有(?![者人权的])|本网站?版权所有)|ICP[备证]\s?\w{0,3}\d{5,}|"
    r"公网安备\s?\d{6,}|all rights reserved",
    re.IGNORECASE,
)
_EDITOR = re.compile(
    r"^[（(\[【]?\s?(?:本文)?(?:责任编辑|责编|编辑|实习编辑|审核|校对|审校|editor|edited by)"
    r"\s?[:：]",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(?:上一篇|下一篇|上一页|下一页|相关阅读|相关文章|推荐阅读|延伸阅读|热门推荐|猜你喜欢|更多精彩|扫码关注|扫一扫|"
    r"关注我们|分享到|分享至|微信扫码|打开APP|点击查看更多|阅读原文|我要评论|发表评论|返回顶部|"
    r"广告声明|免责声明|版权声明|特别声明|郑重声明|转载声明|声明\s?[:：]|本文转载自|本文来自微信公众号|"
    r"[（(—\-\s]{0,4}(?:全文)?[完终][）)—\-\s]{0,4}$|[—\-\s]{0,6}(?:the\s)?end[—\-\s]{0,6}$|"
    r"related (?:articles|stories|posts)|read more\b|share this|follow us|subscribe to\b)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[（(【\[]\s?(?:责任编辑|责编|编辑|作者|来源|记者|审核|校对)\s?[:：][^（）()【】\[\]]{1,60}[）)】\]]\s?$"
    r"|(?<=[。！？”])\s?(?:责任编辑|责编)\s?[:：].{1,40}$|广告声明\s?[:：].{1,200}$"
)
_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:www\.)?([a-z0-9](?:[a-z0-9-]{0,61})(?:\.[a-z0-9-]{1,63}){0,3}"
    r"\.(?:com|cn|net|org|io|ai|cc|co|info|tv|me|tech|news|hk|tw|uk|us|de))(?![\w-])",
    re.IGNORECASE,
)
# What a copyright line says besides names: it ends one name and does not begin another.
_COPYRIGHT_WORDS = re.compile(
    r"copyright|©|\(c\)|(?:19|20)\d{2}(?:\s?[-–—至]\s?(?:(?:19|20)\d{2}|present|now))?年?|"
    r"本?网?站?版权所有|保留(?:所有|一切)?权利|all rights reserved|"
    r"\S{0,2}ICP[备证]\s?\S{1,24}|\S{0,2}公网安备\s?\S{1,24}",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?:公司|集团|(?<![A-Za-z])(?:ltd|limited|inc|llc|corp|corporation|co|company|gmbh|plc|group))\.?$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"转载|授权|许可|举报|联系|关于|电话|技术支持|声明|邮箱|地址|投稿|备案|权利|rights|powered by"
    r"|[@:：]|\d{5}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What the lines around an article say about it; whatever they do not say is empty."""

    author: str = ""
    published: str = ""
    site: str = ""
    url: str = ""
    original_title: str = ""


def same_line(one: str, other: str) -> bool:
    """Whether two lines are the same but for spaces, punctuation, case and width."""
    return _essence(one) == _essence(other) != ""


def _essence(line: str) -> str:
    folded = unicodedata.normalize("NFKC", line[:1000]).casefold()
    return "".join(character for character in folded if character.isalnum())


def is_breadcrumb(line: str) -> bool:
    """Whether the line says where in a site the page stands: `首页 > 资讯 > AI`, `Home > News`."""
    if len(line) > 120 or line.endswith(("。", "！", "？", ".")):
        return False
    return bool(_BREADCRUMB.match(line) or _HOME.match(line) or _TRAIL.match(line))


def parse_byline(line: str) -> Byline | None:
    """Read a line such as `作者:张三发布时间:2023-12-12` or `By Jane Doe | Dec 12, 2023`.

    Returns:
        What the line says, or None where it is no byline.
    """
    if len(line) > _LONGEST_LINE:
        return None
    labels = list(_LABEL.finditer(line))
    if labels and not line[: labels[0].start()].strip(_EDGES):
        return _labelled(line, labels)
    if _BY.match(line):
        return _by(line)
    reporter = _REPORTER.match(line)
    if reporter:
        return Byline(author=reporter.group(1).strip())
    return _bare(line, labels[0].start() if labels else len(line), labels)


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
    site = site_name(site) or site
    return Byline(
        author=_strip_by(values.get("author", "")),
        published=values.get("published", ""),
        site=site,
        url=url,
        original_title=values.get("original_title", ""),
    )


def _strip_by(author: str) -> str:
    return _BY.sub("", author).strip(_EDGES)


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
    return Byline(author=name, published=published)


def _bare(line: str, stop: int, labels: list[re.Match[str]]) -> Byline | None:
    """Read a date and little more: `IT之家 2023-12-12 10:30`, `2023-12-12 来源：新华社`."""
    found = find_date(line[:stop])
    if found is None:
        return None
    published, start, end = found
    if _PUBLISHED_BEFORE.search(line[:start]) and len(line) <= 80:
        return Byline(published=published)
    rest = _TIME.sub("", f"{line[:start]} {line[end:stop]}").strip(_EDGES)
    if len(rest) > 30 or re.search(r"[，。；！？,;!?]", rest):
        return None
    labelled = _labelled(line[stop:], list(_LABEL.finditer(line[stop:]))) if labels else None
    said = labelled or Byline()
    pieces = [
        piece.strip(_EDGES) for piece in re.split(r"[|｜·•/\s]+", rest) if piece.strip(_EDGES)
    ]
    sites = [piece for piece in pieces if _SITE_NAME.search(piece)]
    people = " ".join(piece for piece in pieces if piece not in sites)
    if not _may_be_author(people):
        people = ""
    return Byline(
        author=said.author or people,
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


def is_footer(line: str) -> bool:
    """Whether the line stands below an article: copyright, editors, what to read next."""
    if is_copyright(line) or (len(line) <= 120 and _EDITOR.match(line)):
        return True
    return len(line) <= _LONGEST_LINE and bool(_CLOSING.match(line))


def is_copyright(line: str) -> bool:
    """Whether the line is a copyright notice or a Chinese site's registration number."""
    return len(line) <= _LONGEST_LINE and not line.endswith("。") and bool(_COPYRIGHT.search(line))


def is_editor_line(line: str) -> bool:
    """Whether the line names the editors: `责任编辑：张三`."""
    return len(line) <= 120 and bool(_EDITOR.match(line))


def strip_tail(line: str) -> str:
    """Take the editor's note or advertisement notice off the end of an article's last paragraph."""
    head, tail = line[:-400], line[-400:]
    return head + _TAIL.sub("", tail).rstrip()


def reporter_of(line: str) -> str:
    """Find the reporter that a note at a paragraph's end names: `（记者 张三）`."""
    note = _REPORTER_NOTE.search(line[-100:])
    return note.group(1).strip() if note else ""


def footer_domain(line: str) -> str:
    """Find the domain that a copyright line names, without `www.`; empty where there is none."""
    domain = _find_domain(line)
    return domain.group(1).lower() if domain else ""


def _find_domain(line: str) -> re.Match[str] | None:
    return next(
        (
            match
            for match in _DOMAIN.finditer(line[:_LONGEST_LINE])
            if not match.group(1).lower().endswith((".gov.cn", "12377.cn"))
        ),
        None,
    )


def footer_site(line: str) -> str:
    """Find the site that a copyright line names: by its name, else by its domain."""
    return site_name(line) or footer_domain(line)


def site_name(line: str) -> str:
    """Find the name that stands beside a site's domain; empty where there is none.

    A company that runs the site is not its name: of `示例网 example.com 某某有限公司` it is
    `示例网`, and `example.com 某某有限公司` has none.
    """
    domain = _find_domain(line)
    if domain is None:
        return ""
    before, after = _names(line[: domain.start()]), _names(line[domain.end() : _LONGEST_LINE])
    return next((name for name in (*before[-1:], *after[:1]) if _may_be_site(name)), "")


def _names(words: str) -> list[str]:
    # Spaces stand inside English names and between Chinese ones.
    pieces = re.split(
        r"[\t|｜·•,，;；/()（）【】]|(?<=[\u3400-\u9fff])\s|\s(?=[\u3400-\u9fff])",
        _COPYRIGHT_WORDS.sub("|", words),
    )
    return [name for piece in pieces if (name := piece.strip(f"{_EDGES}.。&"))]


def _may_be_site(name: str) -> bool:
    if not 2 <= len(name) <= 30 or any(
        pattern.search(name) for pattern in (_COMPANY, _NO_NAME, _DOMAIN)
    ):
        return False
    words = re.sub(r"\s(?:of|the|and|for|&)(?=\s)", "", name).split()
    return bool(re.search(r"[\u3400-\u9fff]", name)) or all(word[0].isupper() for word in words)
