"""Find people's names: in what is said to be an author, and where a text names its reporters.

Knows how names are written in Chinese and English and what is put in their place; knows nothing
of where a line stands.
"""

import re
from collections.abc import Sequence
from html import unescape

from ingest.dates import find_date

# What programs and editors write where no author is known, and what stands beside a name.
_NO_NAMES = frozenset(
    "admin administrator author authors editor editors user username unknown anonymous none null"
    " undefined test webmaster contributor guest by von share comments follow home news email"
    " print tweet"
    " 作者 匿名 佚名 网络 互联网 未知 不详 本站 管理员 网友 综合 原创 转载 更新 稿件 发布 发表"
    " 编辑 小编 责任编辑 责编 来源 记者 本报 本报记者 本刊 本网 通讯员 关注 举报 收藏 评论 阅读"
    " 分享 登录 注册 首页 正文 返回 手记 观察 调查 专访 时间 日期 字号 打印 关闭 今天 昨天 星期"
    " 上午 下午".split()
) | {"no author", "super user", "staff writer"}
_NO_WORDS = re.compile(
    r"\b(?:published|updated|modified|posts|articles|log(?:ged|in)|sign in|account|download"
    r"|subscribe|newsletter|cookies?|release date|\w*datetime|minutes?|hours?|ago|comments?)\b"
    r"|阅读|评论|分享|举报|登录|注册|责任编辑|责编|推荐|文章|发布|更新|频道$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:view all posts|posted|written|words|story|reported|reporting|by line)?\s?by|authors?"
    r"|[\u3400-\u9fff]{0,6}(?:记者|作者)|撰文|文|由)(?:\s?[:：/／|｜]\s?|\s+)|^(?:本报|本刊|本网)?记者(?=[\u3400-\u9fff]{2,4}$)",
    re.IGNORECASE,
)
# What follows a name: another role, the place that was reported from, a weekday, a time.
_AFTER = re.compile(
    r"\s?[(（]?(?:通讯员|实习生|摄影|编辑|责编|校对|审核|发自|来源|发布于|更新于)"
    r"|\s\S{0,10}报道|\s[|｜•·—–-]\s|\s?[|｜•]|[;；]\s?(?:editing|additional)|\d{1,2}[:：]\d{2}"
    r"|[,，]?\s(?:published|updated|posted|last (?:modified|updated)|(?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)day|senior|staff (?:writer|reporter)|contributing|chief)\b"
    r"|\s(?:on|at|in|for)$|\s[\w-]+\.(?:com|org|net|cn)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[。！？]")
_ADDRESS = re.compile(r"\S+@\S+|(?<!\S)@\w+")
_NO_TEXT = re.compile(r'https?:|www\.|[{}<>="〓]|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$')
_LETTER = re.compile(r"[^\W\d_]")
# The surnames of nine in ten Chinese (Ministry of Public Security, 2020), and traditional forms.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓鄧馮葉蘇呂盧鍾譚陸韋賈鄒邱龍賀顧龔萬錢嚴湯"
)
_EDGES = " \t|｜·•,，、;；/／()（）[]【】<>《》-—–:：。©"

_NAMES = r"[\u3400-\u9fff·]{2,8}(?:[\s、，,/]{1,2}[\u3400-\u9fff·]{2,8}){0,5}"
# `（记者张三）` after the place and day that an agency's report begins with, or at a text's end.
_NOTE = re.compile(
    rf"[（(【\[]\s?[\u3400-\u9fff]{{0,10}}(?:记者(?![会节证站团手])|作者|撰文)[\s:：]{{0,3}}({_NAMES})\s?[）)】\]]"
)
_REPORTING = re.compile(
    r"^\(?reporting by ([A-Z][\w.'’-]*(?:,? (?:and )?[A-Z][\w.'’-]*){1,8})", re.IGNORECASE
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
# A name of two characters is spaced to the width of three.
_SPACED = re.compile(r"^([\u3400-\u9fff])\s([\u3400-\u9fff])$")
_OPENING = 80
_CLOSING = 100


def people(words: str) -> str:
    """Keep the names of what is said to be an author.

    Args:
        words: what is stated or printed as the author, with whatever stands around it.

    Returns:
        The names as they are written; empty where it is a placeholder, an address or a sentence.
    """
    line = " ".join(_ADDRESS.sub(" ", unescape(words[:1000])).split())
    if _SENTENCE_END.search(line):
        return ""
    line = _BEFORE.sub("", line)
    dated = find_date(line)
    line = line[: dated[1]] if dated else line
    after = _AFTER.search(line)
    name = (line[: after.start()] if after else line).strip(_EDGES)
    if name.count("（") + name.count("(") > name.count("）") + name.count(")"):
        # The bracket that closes it was taken for an edge.
        name += "）" if "（" in name else ")"
    return "" if no_name(name) else _SPACED.sub(r"\1\2", name)


def is_person(name: str) -> bool:
    """Whether a name is one as most Chinese bear: a common surname and one or two characters."""
    return len(name) in (2, 3) and name[0] in _SURNAMES and bool(_HAN_NAME.fullmatch(name))


def no_name(name: str) -> bool:
    """Whether words cannot be the name of a person or of those who wrote together."""
    if not 2 <= len(name) <= 120 or len(name.split()) > 14 or not _LETTER.search(name):
        return True
    if re.search(r"[\u3400-\u9fff]", name) and len(name) > 40:
        return True
    lowered = name.lower()
    return lowered in _NO_NAMES or bool(_NO_TEXT.search(lowered) or _NO_WORDS.search(lowered))


def reporters(paragraphs: Sequence[str]) -> str:
    """Find the reporters that an article's first or last paragraph names: `（记者 张三）`."""
    if not paragraphs:
        return ""
    first, last = paragraphs[0][:_OPENING], paragraphs[-1]
    note = _NOTE.search(first) or _NOTE.search(last[-_CLOSING:])
    found = note or _REPORTING.match(last)
    return people(found.group(1)) if found else ""
