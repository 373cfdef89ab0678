"""Turn text into the words that the lexical index holds.

Chinese is read as Simplified and separated by jieba's dictionary in its search mode (long words
and the words inside them), Latin words are lower-cased and stemmed. How a text is separated
depends on that text alone: jieba's guesses at unknown words are left out, since they depend on what
stands around them, and an unknown name is held by its characters and their pairs instead (words
and pairs together do best: Nie et al. 2000, "On the use of words and n-grams for Chinese
information retrieval"). On XQuAD both find the same. Knows nothing of ranking.
"""

import functools
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Collection, Iterator
from typing import Any

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    # A number with its short unit is one word: 7b, 8x7b, 80gb.
    r"|(?P<number>\d+(?:[.,:]\d+)*(?:[a-z]{1,2}(?![a-z])\d*[a-z]?(?![a-z]))?)"
    # The apostrophe of pinyin parts no words: Xi'an is Xian.
    rf"|(?P<latin>[^\W_{_HAN}]+(?:(?:[-.]|['’](?=[aeo]))[^\W_{_HAN}]+)*)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_APOSTROPHES = re.compile("['’]")

# Words that say how something is asked, not what is asked about.
_STOP_ZH = (
    "的 了 在 是 和 与 及 或 吗 呢 吧 啊 呀 么 什么 哪 哪些 哪个 哪里 哪家 哪一 谁 怎么 "
    "怎样 如何 为什么 为何 多少 几 有 被 把 对 从 到 于 以 之 其 这 那 这个 那个 这些 那些 "
    "一个 多久 多大 多长 最 更 已经 现在 目前 以前 我 你 他 她 它 我们 你们 他们 她们 它们 "
    "请问 告诉 请 会 能 可以 要 都 也 还 就 又 很 并 而 但 因为 所以 个 位 家 款 项 年 月 日 "
    "时候 何时 何 由 让 给 为 称 说 根据"
)
_STOP_EN = (
    "a an the of in on at to for from by with about as into and or but if than then that this "
    "these those is are was were be been being am do does did done has have had having can could "
    "will would shall should may might must i you he she it we they me him her us them my your his "
    "its our their what which who whom whose when where why how many much there here not no s t "
    "please tell say said according any some"
)
STOP_WORDS = frozenset(f"{_STOP_ZH} {_STOP_EN}".split())


_NAME_RUN = re.compile(r"[^\W_]+")
# A Chinese character, or a Latin word or number: a name does not begin or end inside one.
_ATOM = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
HAN = re.compile(rf"[{_HAN}]")
LONGEST_NAME = 8
_LONGEST_NAME_WRITTEN = 24


# Most of a second for jieba's dictionary, 20 ms for OpenCC's: each is loaded on first use, by one
# thread. Once loaded, any number of threads may use them at a time.
_loading = threading.Lock()


@functools.cache
def _load_jieba() -> Any:
    with warnings.catch_warnings():
        # jieba 0.42.1 has escapes in its sources that newer Pythons warn of.
        warnings.simplefilter("ignore")
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


@functools.cache
def _load_opencc() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _jieba() -> Any:
    with _loading:
        return _load_jieba()


def _opencc() -> Any:
    with _loading:
        return _load_opencc()


@functools.cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@functools.lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def fold(text: str) -> str:
    """Write a text in one width, lower case and Simplified characters."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return str(_opencc().convert(folded)) if HAN.search(folded) else folded


def words(text: str, names: Collection[str] = ()) -> list[str]:
    """Separate a text into index words, in order, repeats included, stop words left out.

    Full-width forms are folded to half-width, Traditional characters to Simplified, Latin letters
    to lower case without diacritics.

    Args:
        text: any text.
        names: folded names (`ingest/names.py`). Those that the text contains follow the words, so
            that a name is one word beside its parts wherever it stands.
    """
    folded = fold(text)
    found: list[str] = []
    for run in _RUN.finditer(folded):
        piece = run.group()
        if run.lastgroup == "han":
            found.extend(_chinese(piece))
        elif run.lastgroup == "number":
            found.append(re.sub(r"[.,:]", "x", piece.replace(",", "")))
        else:
            found.extend(_latin(piece))
    for name in sorted(names):
        found.extend([name] * folded.count(name))
    return found


def pieces(folded: str) -> Iterator[str]:
    """Give every stretch of a folded text that could be a name with Chinese characters in it."""
    for run in _NAME_RUN.finditer(folded):
        text = run.group()
        if not HAN.search(text):
            continue
        # Where a character or a Latin word begins, and the end.
        cuts = [*(atom.start() for atom in _ATOM.finditer(text)), len(text)]
        for first, start in enumerate(cuts[:-2]):
            for end in cuts[first + 2 : first + LONGEST_NAME + 1]:
                if end - start <= _LONGEST_NAME_WRITTEN and not text[start:end].isascii():
                    yield text[start:end]


def parts(folded: str) -> Iterator[list[str]]:
    """Separate each run of letters and digits of a folded text into its dictionary's words."""
    for run in _NAME_RUN.finditer(folded):
        yield list(_jieba().cut(run.group(), HMM=False))


def is_known(word: str) -> bool:
    """Whether the dictionary has a Chinese word; a pair of unknown characters it has not."""
    return bool(_jieba().FREQ.get(word))


def _chinese(run: str) -> Iterator[str]:
    """Give a run's words, and the pairs of neighbours that are part of no word."""
    before = ""
    for word in _jieba().cut_for_search(run, HMM=False):
        if word in STOP_WORDS:
            before = ""
            continue
        if before and len(word) == 1:
            yield before + word
        before = word if len(word) == 1 else ""
        yield word


def _latin(piece: str) -> list[str]:
    """Take a Latin run apart: `gpt-4` is the name `gpt4` and the word `gpt`, `h100` one name."""
    found = [
        _stem(_without_diacritics(word))
        for word in _LETTERS.findall(_APOSTROPHES.sub("", piece))
        if word not in STOP_WORDS and len(word) > 1
    ]
    if any(character.isdigit() for character in piece):
        found.insert(0, re.sub("[-.'’]", "", piece))
    return found


def _without_diacritics(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(c for c in decomposed if not unicodedata.category(c).startswith("M"))
