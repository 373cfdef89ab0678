"""Romanise the Chinese names of a text as a question in English writes them.

`Huawei`, `Ren Zhengfei` and `Shenzhen` are asked for where 华为, 任正非 and 深圳 are written. Only
what articles hold is romanised, never a question: what a Chinese question asks for stays the same.

Names are, of two to four characters, those that jieba's dictionary marks as such, its rarer nouns
(小米, 豆包 and 商汤 are nouns there), and all that it does not know. Among 5,308 passages of both
languages, the right one is first for .47 instead of .32 of 450 English questions on CMRC 2018 and
DRCD that could have a name in pinyin, and among the first ten for .78 instead of .62. Frequent
nouns find no more, and names weigh less: with 世界 there, the given name of Zhu Shijie weighs half.
"""

import functools
import importlib.resources
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from ingest.segment import is_known, words

_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_PERSON_TAGS = frozenset({b"nr", b"nrfg"})
_NAME_TAGS = _PERSON_TAGS | {b"ns", b"nt", b"nz", b"nrt"}
# Occurrences in jieba's corpus from which on a noun is common: 豆包 has 30, 小米 396, 世界 34,387.
_COMMON = 1_000
# Companies and models that the dictionary takes for verbs or common nouns.
_ALSO_NAMES = frozenset("百度 联想 理想 平安 悟道".split())
# Spelt otherwise than in pinyin.
_SPELT = {
    "陕西": "Shaanxi",
    "香港": "Hong Kong",
    "澳门": "Macau",
    "台北": "Taipei",
    "高雄": "Kaohsiung",
    "西藏": "Tibet",
    "拉萨": "Lhasa",
    "内蒙古": "Inner Mongolia",
    "呼和浩特": "Hohhot",
    "乌鲁木齐": "Urumqi",
    "哈尔滨": "Harbin",
    "清华": "Tsinghua",
}
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向"
    "汤华康柳岳倪柯梅施翁俞温庄章鲁樊葛殷詹左管童齐尤舒项祝单查解仇"
)
_LONG_SURNAMES = frozenset("欧阳 诸葛 司马 上官 东方 皇甫 慕容 令狐 夏侯 司徒 公孙 端木".split())
# As surnames they are read otherwise than as words.
_SURNAMES_READ = {"曾": "zeng", "覃": "qin", "单": "shan", "查": "zha", "解": "xie", "仇": "qiu"}
# Everyday English words, stemmed, that a name of the dictionary or a surname reads like: 马克 make,
# 龙 long. They are among the 5,000 most frequent words of films and Wikipedia.
_ENGLISH = frozenset(
    "age agent aid aim alik amen anger ash babi bail bait bake ban band bang bank base basi bay "
    "bent bike bind bite bodi bore box boy bush busi buy can cane chang chase cheer chequ citi "
    "daili danc danger dash date day deer deni dice die dime dish due duti end eye fade fake fame "
    "fan fanci fate fax furi fuse gang gene guid gun guy hail hand hang hate hesit hey huge human "
    "hunch junk ladi laid lake land late lay lazi lean lie like lime line liner link long longer "
    "loud lung made maid make male man mate men mend mile mind miner mint mix mode mole mule nail "
    "nine paid pant pier pile pin pint pipe poke pole puke push queer ran rang reli rise rude ruin "
    "run rush sail sake salad sand sane sank say semi send shade shape sheer shine shini side site "
    "six size song sun sunk tail take tan tank tax taxi tie tier time tini tire tuna wage wait "
    "wake want wash way went woke".split()
)


def romanised(found: Iterable[str]) -> list[str]:
    """Romanise the names among the words of a text.

    Args:
        found: the text's index words (`ingest.segment.words`).

    Returns:
        the index words of questions that write those names in Latin letters, each once.
    """
    return list(dict.fromkeys(form for word in dict.fromkeys(found) for form in _forms(word)))


@functools.lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, ...]:
    if not _HAN_NAME.fullmatch(word) or (word not in _names() and is_known(word)):
        return ()
    # As a question is read: stemmed (Beijing), without its stop words and diacritics.
    return tuple(form for form in words(" ".join(_spellings(word))) if form not in _ENGLISH)


def _spellings(name: str) -> Iterator[str]:
    syllables = _syllables(name)
    yield "".join(syllables)
    if name in _SPELT:
        yield _SPELT[name]
    surname = name[:2] if name[:2] in _LONG_SURNAMES else name[:1]
    if _names().get(name, True) and surname in _LONG_SURNAMES | _SURNAMES:
        yield _SURNAMES_READ.get(surname) or "".join(_syllables(surname))
        yield "".join(_syllables(name.removeprefix(surname)))
    elif len(name) == 4 and name not in _names():
        # 通义千问 is Tongyi Qianwen.
        yield "".join(syllables[:2])
        yield "".join(syllables[2:])


def _syllables(text: str) -> list[str]:
    """Read a text; a character without a reading is left out."""
    if len(text) > 2 or text in _phrases():
        return _read(text)
    return [syllable for character in text for syllable in _read_alone(character)]


def _read(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text, errors="ignore", v_to_u=True)


# Most pairs are no phrase: reading their characters takes a tenth of the time.
_read_alone = functools.cache(_read)


@functools.cache
def _phrases() -> Collection[str]:
    """Return what is not read character by character, such as 重庆: chongqing."""
    # Loaded on first use: it takes some tenths of a second.
    from pypinyin.constants import PHRASES_DICT

    return PHRASES_DICT


@functools.cache
def _names() -> Mapping[str, bool]:
    """Read the names of jieba's dictionary, and whether they are tagged as a person's."""
    names = {}
    for line in (importlib.resources.files("jieba") / "dict.txt").read_bytes().splitlines():
        written, occurrences, tag = line.split(b" ")
        word = written.decode()
        noun = tag == b"n" and int(occurrences) < _COMMON
        if (tag in _NAME_TAGS or noun or word in _ALSO_NAMES) and _HAN_NAME.fullmatch(word):
            names[word] = tag in _PERSON_TAGS
    return names
