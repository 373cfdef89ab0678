"""Measure which articles are taken for one story published again.

The rows of a corpus are edited as sites edit what they publish again, which should be found, and
set beside what should not: the row nearest to them, the row with all its figures replaced where it
has many, and short notices that say the same every day with other figures. The notices and names
here are invented. Every edit is drawn from a seed, so that a run gives the same numbers again.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from bench.data import Corpus, Row
from bench.errors import BenchError
from bench.metrics import share
from bench.table import Table
from ingest.reposts import SIMILAR, bands, resemblance, same_figures, signature, similar
from ingest.sentences import split_sentences

THRESHOLDS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8)
_SHORTEST = 200
# Rows with a figure in so many characters are reports: other figures make another report.
_CHARACTERS_OF_FIGURE = 25
_SYNONYMS = dict(
    pair.split("=")
    for pair in (
        "表示=称 目前=当前 发布=推出 公布=披露 消息=讯 此前=之前 预计=有望 由于=因为 但是=不过 "
        "采用=使用 提供=带来 支持=兼容 进行=开展 已经=已 拥有=具有 可以=能够 今日=今天 包括=涵盖 "
        "显示=表明 增长=上升 下降=下滑 用户=使用者 公司=企业 产品=商品 以及=和 同时=与此同时 "
        "其中=当中 认为=觉得 "
        "said=stated also=additionally because=since about=around many=numerous used=employed "
        "began=started large=big however=but first=initially within=inside known=called"
    ).split()
)
_SYNONYM = re.compile("|".join(sorted(_SYNONYMS, key=len, reverse=True)))
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_OPENING = re.compile(r"^.{0,12}?\d{1,2} ?月 ?\d{1,2} ?日(?:消息|讯|电)[，, ]?")
# N is a number, P a percentage, D a day, X a name, U up or down.
_NOTICES = (
    "D收盘，明河综合指数U P%，报N点，成交额N亿元；青石成份指数U P%，报N点，成交额N亿元。"
    "两市共有N只个股上涨，N只个股下跌。板块方面，X、X概念涨幅居前，X、X概念跌幅居前。外资全天净买入N亿元。",
    "截至D收盘，X报收于N元，U P%，换手率P%，成交量N万手，成交额N亿元。资金流向方面，主力资金"
    "净流出N万元，占总成交额P%，游资资金净流入N万元，占总成交额P%，散户资金净流入N万元，占总成交额P%。最近90天"
    "内共有N家机构给出评级，目标均价为N元。以上内容由本站根据公开信息整理，由算法生成，不构成投资建议。",
    "据地震台网正式测定，DN时N分在X（北纬N度，东经N度）发生P级地震，震源深度N千米。",
    "X气象台D发布天气预报：今天白天多云，有N级偏南风，最高气温N度；夜间阴，有阵雨，最低气温N度，湿度P%。",
    "X今日公布交付数据：D当月共交付新车N辆，同比增长P%，环比增长P%。其中X车型交付N辆，X车型交付N辆。今年"
    "以来累计交付N辆，同比增长P%。截至目前，该公司共有N家门店、N座换电站。",
    "外汇交易中心公布，D银行间外汇市场人民币汇率中间价为：1美元对人民币N元，1欧元对人民币N元，100日元对"
    "人民币N元，1港元对人民币N元，1英镑对人民币N元。",
    "X shares closed U P% at $N on D, with N million shares traded. The index moved P% to N "
    "points. The average target of analysts is $N, and the company trades at N times earnings.",
    "In the week to D, X reported N new cases, P% of them severe, against N a week before. Since "
    "the beginning of the year, N people have been treated in N hospitals, P% of them in X.",
)
_NAMES = "云岭 赤水 松原 白鹭 长汀 石桥 望江 银杏 海棠 青禾 星野 北辰".split()
_DAYS = 5
_NEAREST = "nearest row"
_HEADERS = ("来源：望江在线  作者：编辑部\n", "【望江快讯】", "望江网讯 ")
_FOOTERS = (
    "\n责任编辑：青禾",
    "\n（本文为望江在线转载，版权归原作者所有）",
    "\n更多资讯请关注望江在线",
)


@dataclass(frozen=True, slots=True)
class _Case:
    """Two texts, what was done to the second, and what is made of them."""

    kind: str
    same: bool
    similarity: float
    exact: float
    is_candidate: bool
    figures_agree: bool
    ids: tuple[str, str]

    def is_found(self, limit: float) -> bool:
        """Whether the product would take the two for one story, were this the limit."""
        return self.is_candidate and self.exact >= limit and self.figures_agree


def run(corpora: Sequence[Corpus], limit: int) -> Iterator[Table]:
    """Edit so many rows, compare them with what they were made of, and say how it went.

    Args:
        corpora: what the rows are taken from.
        limit: how many are edited, at most.

    Raises:
        BenchError: no row is long enough to be an article.
    """
    rows = [row for one in corpora for row in one.rows.values() if len(row.text) >= _SHORTEST]
    if len(rows) < 2:
        raise BenchError("The corpora have no two rows of 200 characters.", "Name another folder.")
    wanted = min(limit, len(rows))
    chosen = [rows[i * len(rows) // wanted] for i in range(wanted)]
    cases = [*_edited(chosen), *_nearest(chosen, rows), *_notices()]
    yield _by_threshold(cases)
    yield _by_kind(cases)
    yield _apart(cases)


def _edited(rows: Sequence[Row]) -> Iterator[_Case]:
    for number, row in enumerate(rows):
        chance = random.Random(number)  # noqa: S311
        other = rows[(number + 1) % len(rows)].text
        for kind, edit in _EDITS.items():
            yield _case(kind, True, row.text, edit(row.text, other, chance), (row.id, row.id))
        if len(_FIGURE.findall(row.text)) * _CHARACTERS_OF_FIGURE > len(row.text):
            text = _refigured(row.text, 1.0, chance)
            yield _case("every figure", False, row.text, text, (row.id, row.id))


def _nearest(chosen: Sequence[Row], rows: Sequence[Row]) -> Iterator[_Case]:
    signatures = {row.id: signature(row.text) for row in rows}
    seen: set[frozenset[str]] = set()
    for row in chosen:
        others = (other for other in rows if other.id != row.id)
        near = max(others, key=lambda one: similar(signatures[row.id], signatures[one.id]))
        if frozenset((row.id, near.id)) not in seen:
            seen.add(frozenset((row.id, near.id)))
            yield _case(_NEAREST, False, row.text, near.text, (row.id, near.id))


def _notices() -> Iterator[_Case]:
    chance = random.Random(0)  # noqa: S311
    for number, notice in enumerate(_NOTICES):
        issues = [_issue(notice, chance) for _ in range(_DAYS)]
        for first, second in combinations(issues, 2):
            yield _case("notices", False, first, second, (f"notice {number}", f"notice {number}"))


def _issue(notice: str, chance: random.Random) -> str:
    english = notice.isascii()
    written: dict[str, Callable[[], str]] = {
        "N": lambda: str(chance.choice((chance.randint(2, 99), chance.randint(100, 99999)))),
        "P": lambda: f"{chance.uniform(0.1, 9.9):.2f}",
        "D": lambda: f"{chance.randint(1, 28)} May" if english else f"8月{chance.randint(1, 31)}日",
        "X": lambda: chance.choice(_NAMES),
        "U": lambda: chance.choice(("up", "down") if english else ("涨", "跌")),
    }
    return re.sub(r"(?<![a-zA-Z])[NPDXU](?![a-zA-Z])", lambda match: written[match[0]](), notice)


def _case(kind: str, same: bool, first: str, second: str, ids: tuple[str, str]) -> _Case:
    one, other = signature(first), signature(second)
    return _Case(
        kind,
        same,
        similar(one, other),
        resemblance(first, second),
        not set(bands(one)).isdisjoint(bands(other)),
        same_figures(first, second),
        ids,
    )


def _headed(text: str, _: str, chance: random.Random) -> str:
    """Another header and footer around an unedited text."""
    return f"{chance.choice(_HEADERS)}{_OPENING.sub('', text)}{chance.choice(_FOOTERS)}"


def _cut(text: str, _: str, chance: random.Random) -> str:
    """5 to 20 % of the sentences left out, at least one of several."""
    spans = split_sentences(text)
    dropped = max(1, round(len(spans) * chance.uniform(0.05, 0.2))) if len(spans) > 1 else 0
    gone = set(chance.sample(range(len(spans)), dropped))
    return "".join(text[a:b] for number, (a, b) in enumerate(spans) if number not in gone)


def _lengthened(text: str, other: str, chance: random.Random) -> str:
    """A paragraph of another article, up to a quarter as long, put between the sentences."""
    spans = split_sentences(text)
    at = spans[chance.randrange(len(spans))][1]
    return f"{text[:at]}\n{other[: len(text) // 4]}\n{text[at:]}"


def _some_figures(text: str, _: str, chance: random.Random) -> str:
    """A fifth of the figures replaced."""
    return _refigured(text, 0.2, chance)


def _refigured(text: str, part: float, chance: random.Random) -> str:
    def another(match: re.Match[str]) -> str:
        if chance.random() >= part:
            return match[0]
        return "".join(
            str((int(c) + chance.randint(1, 7)) % 9 + 1) if c.isdigit() else c for c in match[0]
        )

    return _FIGURE.sub(another, text)


def _reworded(text: str, _: str, chance: random.Random) -> str:
    """Two of three words that have a synonym in the list replaced by it."""
    return _SYNONYM.sub(
        lambda match: _SYNONYMS[match[0]] if chance.random() < 2 / 3 else match[0], text
    )


def _traditional(text: str, _: str, __: random.Random) -> str:
    """Traditional characters, with the words of Taiwan."""
    from opencc import OpenCC

    return str(OpenCC("s2twp").convert(text))


def _all_of_it(text: str, other: str, chance: random.Random) -> str:
    """Everything but the added paragraph, one after the other."""
    for edit in (_cut, _some_figures, _reworded, _headed, _traditional):
        text = edit(text, other, chance)
    return text


_EDITS: dict[str, Callable[[str, str, random.Random], str]] = {
    "header and footer": _headed,
    "5-20 % cut": _cut,
    "paragraph added": _lengthened,
    "some figures": _some_figures,
    "synonyms": _reworded,
    "Traditional": _traditional,
    "all but the added": _all_of_it,
}


def _by_threshold(cases: Sequence[_Case]) -> Table:
    rows = []
    for limit in THRESHOLDS:
        alike = [case for case in cases if case.similarity >= limit]
        stories = [case for case in cases if case.is_found(limit)]
        cells = (f"{cell:.3f}" for found in (alike, stories) for cell in _rates(found, cases))
        rows.append((f"{limit:.2f}", *cells))
    return Table(
        "pairs found, by the share of shingles that is asked for",
        ("at least", "P wording", "R wording", "P and figures", "R and figures"),
        rows,
        f"P is precision, R recall. In use: candidates of {SIMILAR}, whose figures agree.",
    )


def _rates(found: Sequence[_Case], cases: Sequence[_Case]) -> tuple[float, float]:
    right = sum(case.same for case in found)
    return share(right, len(found)), share(right, sum(case.same for case in cases))


def _by_kind(cases: Sequence[_Case]) -> Table:
    rows = []
    for kind in dict.fromkeys(case.kind for case in cases):
        of_kind = [case for case in cases if case.kind == kind]
        similarities = sorted(case.exact for case in of_kind)
        rows.append(
            (
                kind,
                "yes" if of_kind[0].same else "no",
                str(len(of_kind)),
                *(f"{similarities[i]:.2f}" for i in (0, len(similarities) // 2, -1)),
                *(
                    f"{share(sum(held), len(of_kind)):.3f}"
                    for held in (
                        [case.is_candidate for case in of_kind],
                        [case.figures_agree for case in of_kind],
                        [case.is_found(SIMILAR) for case in of_kind],
                    )
                ),
            )
        )
    return Table(
        "by what was done to the second text",
        ("kind", "same", "pairs", "lowest", "median", "highest", "candidates", "figures", "found"),
        rows,
        "Share of shingles in common; shares of pairs with a key in common, with figures that "
        "agree, and found.",
    )


def _apart(cases: Sequence[_Case]) -> Table:
    """The rows that are nearest, for a person to judge: a corpus may hold reposts of its own."""
    near = sorted((c for c in cases if c.kind == _NEAREST), key=lambda case: -case.exact)
    return Table(
        "the nearest rows",
        ("row", "nearest", "share", "figures", "found"),
        [
            (
                *case.ids,
                f"{case.exact:.2f}",
                "agree" if case.figures_agree else "differ",
                "yes" if case.is_found(SIMILAR) else "no",
            )
            for case in near[:10]
        ],
    )
