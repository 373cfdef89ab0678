"""Find the figures that two versions of a text disagree about.

A figure is a number with its unit, or a date. Two sentences are versions of one another where they
say the same but for figures and a few words; a figure of one that stands where the other has
another one is a difference. Numbers are read as far as it takes to see that 30万 is 300,000 and
三 is 3. Knows nothing of articles or of which version is right.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import pairwise

from ingest.segment import fold
from ingest.sentences import split_sentences

Span = tuple[int, int]

# Two sentences are versions of one another where they share so much of their wording (Jaccard, of
# pairs of neighbouring words): half of it leaves room for a figure and two replaced words.
_SAME_SENTENCE = 0.5
# Wording that so many sentences of one text have is a list's, and finds no version of any of them.
_TOO_COMMON = 50

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_SCALES = _PLACES | {"万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "千万": 10**7, "百万": 10**6}
_SCALES |= {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_NUMERAL = f"[{''.join(_DIGITS)}{''.join(_PLACES)}]"
_UNITS = (
    r"%|‰|个?百分点|percentage points?\b|per ?cent\b|[美欧日港韩]元|人民币|港币|英镑|卢比"
    r"|元|dollars?\b|yuan\b|euros?\b|pounds?\b|年|个?月|日|号|天|个?小时|分钟|时|分|秒|周|岁|倍|成"
    r"|years?\b|months?\b|weeks?\b|days?\b|hours?\b|minutes?\b|seconds?\b|times\b"
)
# A digit inside a name, such as GPT-4 or M2, is part of the name.
_TOKEN = re.compile(
    r"(?P<date>\d{4}\s?年(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?)?"
    r"|\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号]|份)"
    r"|(?<!\d)\d{4}([-/.])\d{1,2}\2\d{1,2}(?!\d))"
    rf"|(?P<named>\b(?:{_MONTH}\s\d{{1,2}}(?!\d)(?:st|nd|rd|th)?(?:,?\s\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH}(?:,?\s\d{{4}})?)\b)"
    rf"|(?P<number>(?<![a-z])(?<![a-z]-)(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:[.:]\d+)*)"
    rf"|{_NUMERAL}+(?:点[{''.join(_DIGITS)}]+)?|\b(?:{'|'.join(_WORDS)})\b)"
    rf"(?:\s?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![瓦米克卡赫]))?"
    rf"(?:\s?(?P<unit>{_UNITS}))?"
    r"|(?P<word>[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+)"
)
_PERCENT = re.compile(r"per ?cent")


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that one text has where the other has another.

    Attributes:
        first: the figure of the first text, in one width and Simplified characters.
        second: that of the second.
        first_at: start and end of the first's sentence in its text.
        second_at: the same of the second.
    """

    first: str
    second: str
    first_at: Span
    second_at: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two texts say in the sentences that both have.

    Attributes:
        agreed: how many figures are the same.
        different: those that are not, in the order of the first text.
        sentences: where the sentences that both have stand in the first and in the second, in the
            order of the first.
    """

    agreed: int
    different: tuple[Difference, ...]
    sentences: tuple[tuple[Span, Span], ...]

    @property
    def disagreement(self) -> float:
        """The share of the compared figures that differ; 0 where there are none."""
        compared = self.agreed + len(self.different)
        return len(self.different) / compared if compared else 0.0


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, or a figure with what it says; two figures agree where one says all the other does.

    `8月10日` says less than `2023年8月10日`, and nothing else.
    """

    text: str
    says: frozenset[str] = frozenset()

    def agrees(self, other: "_Token") -> bool:
        return self.says <= other.says or other.says <= self.says


@dataclass(frozen=True, slots=True)
class _Sentence:
    at: Span
    tokens: tuple[_Token, ...]
    # Its words, its words with a mark for every figure, and its pairs of neighbouring words.
    texts: tuple[str, ...]
    wording: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]


_Pair = tuple[_Sentence, _Sentence]


def compare(first: str, second: str) -> Comparison:
    """Compare the figures of two versions of a text.

    Sentences that only one of them has count for nothing, nor do figures that one of them adds.

    Args:
        first: any text, Traditional or Simplified.
        second: another version of it.
    """
    agreed = 0
    different: list[Difference] = []
    versions = _versions(_sentences(first), _sentences(second))
    for one, other in versions:
        same, apart = _differing(one.tokens, other.tokens)
        agreed += same
        different += [Difference(a.text, b.text, one.at, other.at) for a, b in apart]
    return Comparison(agreed, tuple(different), tuple((a.at, b.at) for a, b in versions))


def _sentences(text: str) -> list[_Sentence]:
    found = []
    for start, end in split_sentences(text):
        # A full-width comma between two numbers is none of theirs.
        tokens = tuple(_tokens(fold(text[start:end].replace("，", "、"))))
        texts = tuple(token.text for token in tokens)
        words = [token.text for token in tokens if not token.says]
        found.append(
            _Sentence(
                (start, end),
                tokens,
                texts,
                tuple("#" if token.says else token.text for token in tokens),
                frozenset(pairwise(words)),
            )
        )
    return found


def _tokens(folded: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(folded):
        text = match.group()
        if match["word"]:
            yield _Token(text)
        elif match["date"]:
            yield _Token(text, _date(re.findall(r"\d+", text)))
        elif match["named"]:
            yield _Token(text, _named_date(text))
        else:
            value = _value(match["number"], match["scale"] or "")
            unit = _PERCENT.sub("%", match["unit"] or "")
            # 12月 says part of what a date says, 12 part of what 12 元 says.
            says = {f"{value}{unit}"} if unit and unit in "年月日" else {value, unit} - {""}
            yield _Token(text, frozenset(says))


def _date(numbers: Sequence[str]) -> frozenset[str]:
    units = "年月日" if len(numbers[0]) == 4 else "月日"
    return frozenset(f"{int(n)}{unit}" for n, unit in zip(numbers, units, strict=False))


def _named_date(text: str) -> frozenset[str]:
    month = next(i for i, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}", text))
    parts = {f"{month}月"}
    for number in re.findall(r"\d+", text):
        parts.add(f"{int(number)}{'年' if len(number) == 4 else '日'}")
    return frozenset(parts)


def _value(number: str, scale: str) -> str:
    digits = number.replace(",", "")
    if number in _WORDS:
        digits = str(_WORDS.index(number) + 1)
    elif not number[0].isdigit():
        whole, _, fraction = number.partition("点")
        digits = _chinese(whole)
        if fraction:
            digits = f"{digits}.{''.join(str(_DIGITS[c]) for c in fraction)}"
    if ":" in digits or digits.count(".") > 1:
        return digits  # a time or a version
    return f"{(Decimal(digits) * _SCALES.get(scale, 1)).normalize():f}"


def _chinese(numeral: str) -> str:
    """Read a Chinese numeral: 一百三十, 三亿五千万, 二〇二三."""
    if all(c in _DIGITS for c in numeral):
        return "".join(str(_DIGITS[c]) for c in numeral)
    total = section = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
            continue
        place = _PLACES[character]
        if place < 10**4:
            section += (digit or 1) * place
        elif place == 10**4:
            total += (section + digit or 1) * place
        else:
            total = (total + section + digit or 1) * place
        section, digit = section if place < 10**4 else 0, 0
    return str(total + section + digit)


def _versions(first: Sequence[_Sentence], second: Sequence[_Sentence]) -> list[_Pair]:
    """Pair the sentences of two texts: first those alike to the letter, last those nearly alike."""
    alike, first, second = _paired(first, second, lambda one: one.texts)
    worded, first, second = _paired(first, second, lambda one: one.wording)
    return sorted([*alike, *worded, *_nearly(first, second)], key=lambda pair: pair[0].at)


def _paired(
    first: Sequence[_Sentence],
    second: Sequence[_Sentence],
    key: Callable[[_Sentence], tuple[str, ...]],
) -> tuple[list[_Pair], list[_Sentence], list[_Sentence]]:
    """Pair the sentences with the same key, in order, and give what is left of both."""
    waiting: defaultdict[tuple[str, ...], deque[_Sentence]] = defaultdict(deque)
    for other in second:
        waiting[key(other)].append(other)
    pairs: list[_Pair] = []
    rest: list[_Sentence] = []
    for one in first:
        if one.pairs and waiting[key(one)]:
            pairs.append((one, waiting[key(one)].popleft()))
        else:
            rest.append(one)
    return pairs, rest, [other for others in waiting.values() for other in others]


def _nearly(first: Sequence[_Sentence], second: Sequence[_Sentence]) -> Iterator[_Pair]:
    """Pair the sentences that share most of their wording, those that share the most first."""
    having: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, other in enumerate(second):
        for pair in other.pairs:
            having[pair].append(number)
    scored: list[tuple[float, int, int]] = []
    for place, one in enumerate(first):
        shared = Counter(
            number
            for pair in one.pairs
            if len(having.get(pair, ())) <= _TOO_COMMON
            for number in having.get(pair, ())
        )
        for number, common in shared.items():
            likeness = common / (len(one.pairs) + len(second[number].pairs) - common)
            if likeness >= _SAME_SENTENCE:
                scored.append((-likeness, place, number))
    taken_first: set[int] = set()
    taken_second: set[int] = set()
    for _, place, number in sorted(scored):
        if place not in taken_first and number not in taken_second:
            taken_first.add(place)
            taken_second.add(number)
            yield first[place], second[number]


def _differing(
    one: Sequence[_Token], other: Sequence[_Token]
) -> tuple[int, list[tuple[_Token, _Token]]]:
    """Count the figures that two versions of a sentence share, and pair those that differ."""
    agreed = 0
    apart: list[tuple[_Token, _Token]] = []
    for action, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        figures = [token for token in one[a:b] if token.says]
        if action == "equal":
            agreed += sum(map(_is_claim, figures))
        elif action == "replace":
            left = [token for token in other[c:d] if token.says]
            unlike: list[_Token] = []
            for figure in figures:
                same = next((token for token in left if figure.agrees(token)), None)
                if same is None:
                    unlike.append(figure)
                else:
                    left.remove(same)
                    agreed += _is_claim(figure)
            apart += zip(unlike, left, strict=False)
    return agreed, apart


def _is_claim(figure: _Token) -> bool:
    """Whether a figure is more than one numeral, which is as often part of a word: 一些, 三星."""
    return len(figure.text) > 1 or figure.text.isascii()
