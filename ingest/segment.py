"""Turn text into the words that the lexical index holds.

Chinese is separated by jieba in its search mode (long words and the words inside them), Latin
words are lower-cased and stemmed. Knows nothing of ranking.
"""

import functools
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from typing import Any, cast

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    # A number with its short unit is one word: 7b, 8x7b, 80gb.
    r"|(?P<number>\d+(?:[.,:]\d+)*(?:[a-z]{1,2}(?![a-z])\d*[a-z]?(?![a-z]))?)"
    rf"|(?P<latin>[^\W_{_HAN}]+(?:[-.][^\W_{_HAN}]+)*)"
)
_LETTERS = re.compile(r"[^\W\d_]+")

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


class _Jieba:
    """jieba with its dictionary loaded once, on first use: it takes most of a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cut: Callable[..., Iterator[str]] | None = None

    def cut(self, text: str) -> Iterator[str]:
        with self._lock:
            if self._cut is None:
                with warnings.catch_warnings():
                    # jieba 0.42.1 has escapes in its sources that newer Pythons warn of.
                    warnings.simplefilter("ignore")
                    import jieba

                    jieba.setLogLevel(logging.WARNING)
                    tokenizer: Any = jieba.Tokenizer()
                    tokenizer.initialize()
                self._cut = cast(Callable[..., Iterator[str]], tokenizer.cut_for_search)
        return self._cut(text)


_jieba = _Jieba()


@functools.cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@functools.lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def words(text: str) -> list[str]:
    """Separate a text into index words, in order, repeats included, stop words left out.

    Full-width forms are folded to half-width, Latin letters to lower case without diacritics.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    found: list[str] = []
    for run in _RUN.finditer(folded):
        piece = run.group()
        if run.lastgroup == "han":
            found.extend(word for word in _jieba.cut(piece) if word not in STOP_WORDS)
        elif run.lastgroup == "number":
            found.append(re.sub(r"[.,:]", "x", piece.replace(",", "")))
        else:
            found.extend(_latin(piece))
    return found


def _latin(piece: str) -> list[str]:
    """Take a Latin run apart: `gpt-4` is the name `gpt4` and the word `gpt`, `h100` one name."""
    found = [
        _stem(_without_diacritics(word))
        for word in _LETTERS.findall(piece)
        if word not in STOP_WORDS and len(word) > 1
    ]
    if any(character.isdigit() for character in piece):
        found.insert(0, re.sub(r"[-.]", "", piece))
    return found


def _without_diacritics(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(c for c in decomposed if not unicodedata.category(c).startswith("M"))
