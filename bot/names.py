"""Find the names that a question insists on and a text does not mention.

Asked about 京东, a passage about 华为 does not answer, however close it is otherwise. A name in
Chinese is what jieba's dictionary has as one, what stands between quotation marks, what a word
such as 公司 follows, and a rare word that opens the question. Knows nothing of passages.

Traditional and Simplified characters are the same name. A name is mentioned if any two neighbouring
characters of it are, since names are shortened (北京大学, 北大附中), and if a word of it is.
"""

import functools
import importlib.resources
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.segment import words

Span = tuple[int, int]

_HAN = r"[\u3400-\u9fff]"
_HAN_ONLY = re.compile(rf"{_HAN}{{2,}}")
_QUOTED = re.compile(r"《([^《》]{2,30})》|「([^「」]{2,30})」|“([^“”]{2,30})”")
# What a company, an institution or a product is called after its name.
_KIND = re.compile(
    r"公司|集团|大学|学院|中学|医院|银行|基金会|协会|研究院|研究所|实验室|出版社|电视台"
    r"|手机|汽车|芯片|大?模型|云|平台"
)
# Characters that hardly any name contains.
_NO_NAME = (
    "的了是在有和与及或被把对从到于以之其这那各该每为由让给将用会能可要都也还就又很等们"
    "个家所几哪某多少谁何什么怎一二两年第前后中内上下外间时"
)
_BEFORE_KIND = re.compile(rf"((?:(?![{_NO_NAME}]){_HAN}){{2,4}}?)(?:{_KIND.pattern})")
# A rare word that opens a question names what it is about: 晨星的总经理, 云雀2023年.
_OPENING = re.compile(
    rf"^(?:请问)?((?:(?![{_NO_NAME}]){_HAN}){{2,8}})(?=[的A-Za-z0-9]|{_KIND.pattern})"
)
# 哪个城市, 什么机构: what is asked for, and not a name.
_ASKED_FOR = re.compile(rf"(?:哪|什么|何|几|多少){_HAN}{{0,2}}$")
# Occurrences in jieba's corpus from which on a word is common: 晨星 has 30, 小米 396, 成本 4,289.
_COMMON = 1_000
_NO_NOUN_TAGS = (b"v", b"a", b"d", b"p", b"c", b"r", b"m")
_PERSON_TAGS = frozenset({b"nr", b"nrt", b"nrfg"})
_NAME_TAGS = _PERSON_TAGS | {b"ns", b"nt", b"nz"}
# Tagged as names and none; and the country that an article in Chinese need not mention.
_TAGGED_WRONG = frozenset(
    "东西 城市 都市 籍贯 长度 始祖 祖先 顾问 顾忌 文明 高达 容纳 中国".split()
)
# A person's name of two characters begins with one of these; others that are tagged so are none.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向"
    "汤华康柳岳倪柯梅施翁俞温庄章鲁樊葛殷詹左管童齐尤舒项祝"
)


def unmentioned(question: str, said: str) -> tuple[str, ...]:
    """Return the Chinese names of a question that a Chinese text does not mention.

    Given the passage that answers, 0.3% of cmrc2018's 4,221 questions and 1.5% of DRCD's 3,524 are
    wrongly said to miss a name; given the most similar passage of another article, 34% and 46% are
    said to miss one.

    Args:
        question: the question.
        said: the text.

    Returns:
        the names as the question writes them, in its order.
    """
    asked, text = simplified(question), simplified(said)
    known = _pairs(text)
    missing = [
        (start, end)
        for start, end in _names(asked, text)
        if (pairs := _pairs(_KIND.sub(" ", asked[start:end]))) and not pairs & known
    ]
    # Simplified text is as long as traditional text but for rare words.
    shown = question if len(question) == len(asked) else asked
    return tuple(shown[start:end] for start, end in _outermost(missing))


@functools.cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Write traditional characters as simplified ones."""
    return str(_converter().convert(text))


def _names(asked: str, text: str) -> Iterator[Span]:
    """Find what may be a name; spans may overlap."""
    for quoted in _QUOTED.finditer(asked):
        yield quoted.start() + 1, quoted.end() - 1
    for found in _BEFORE_KIND.finditer(asked):
        if _is_rare(found[1]):
            yield found.span()
    if (opening := _OPENING.match(asked)) and _is_rare(opening[1]):
        yield opening.span(1)
    names, _ = _dictionary()
    for word in dict.fromkeys(words(asked)):
        at = asked.find(word)
        if word in names and at >= 0 and not _ASKED_FOR.search(asked[:at]):
            span = (at, at + len(word))
            if not _is_cut_wrong(asked, span, text):
                yield span


def _is_rare(phrase: str) -> bool:
    """Whether none of a phrase's words is common."""
    _, common = _dictionary()
    return not any(word in common for word in words(phrase))


def _is_cut_wrong(asked: str, span: Span, text: str) -> bool:
    """Whether the text joins a word's end to its neighbour: 海纳曼以 may be cut into 曼以."""
    start, end = span
    joints = (asked[start - 1 : start + 1] if start else "", asked[end - 1 : end + 1])
    return any(
        _HAN_ONLY.fullmatch(joint) and not set(joint) & set(_NO_NAME) and joint in text
        for joint in joints
    )


def _pairs(text: str) -> frozenset[str]:
    """Return all pairs of neighbouring Chinese characters."""
    runs = _HAN_ONLY.findall(text)
    return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Leave out every span that lies within another one."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept


@functools.cache
def _dictionary() -> tuple[frozenset[str], frozenset[str]]:
    """Read jieba's dictionary: its names, and what is no name, for it is common or no noun."""
    names, common = set(), set()
    for line in (importlib.resources.files("jieba") / "dict.txt").read_bytes().splitlines():
        word, occurrences, tag = line.split(b" ")
        if tag in _NAME_TAGS:
            name = word.decode()
            if tag not in _PERSON_TAGS or len(name) > 2 or name[0] in _SURNAMES:
                names.add(name)
        elif len(word) > 3 and (int(occurrences) >= _COMMON or tag.startswith(_NO_NOUN_TAGS)):
            common.add(word.decode())
    return frozenset(names - _TAGGED_WRONG), frozenset(common)
