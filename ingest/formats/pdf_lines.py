"""Turn the lines of printed pages into headings and paragraphs.

Knows where lines stand and how large they are; knows nothing of PDF or of what the lines say.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from ingest.article import BlockKind
from ingest.blocks import Part

# Lines at a page's top and bottom that may be its header and footer.
_ZONE = 3
# A running header stands on every page, or on every other, or on those of a chapter.
_LEAST_PAGES = 2
_SHARE = 0.3
# A heading is larger than most of the text by this much, and a title than headings.
_HEADING_SIZE = 1.15
_TITLE_SIZE = 1.3
_LONGEST_HEADING = 120
# Lines around a line that tell where its column begins and ends.
_AROUND = 12
_CJK = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—"
_IS_CJK = re.compile(f"[{_CJK}]")
_SPREAD = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000](?=[\u3400-\u9fff])")
_BESIDE_MARK = re.compile(r" (?=[，。、；：？！）》」』】])|(?<=[，。、；：？！（《「『【]) ")
_PAIR = re.compile(r"[\u3400-\u9fff](?=[\u3400-\u9fff])")
_ITEM = re.compile(
    r"(?:[-*•·●■◆▪○]|\d{1,3}[.、)）]|[（(]?[一二三四五六七八九十]{1,3}[、.)）])\s?\S"
)
_SENTENCE_END = re.compile(r"[。！？!?.；;：:][”’」』）)\"']{0,2}$")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
# Fonts that draw a radical and a character alike are written out as the radical, and as one piece
# what is drawn in one piece. Kangxi radicals and ligatures have a compatibility decomposition; the
# radicals of simplified and other forms are as in Unicode's EquivalentUnifiedIdeograph.txt.
_RADICALS = dict(
    zip(
        "⺎⺐⺒⺓⺝⺟⺠⺬⺶⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "兀尢巳幺月母民示羊西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
_AS_WRITTEN = str.maketrans(
    _RADICALS
    | {
        chr(code): unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0x2F00, 0x2FD6), *range(0xFB00, 0xFB07))
    }
)
_NARROW = frozenset("iljtfrI.,:;'|!()[] ")
_BROAD = frozenset("mwMW@%—")


@dataclass(frozen=True)
class Printed:
    """A line: its text, its page, where it begins and its font's size.

    `x` and `y` are in points from the page's lower left corner.
    """

    text: str
    page: int
    x: float
    y: float
    size: float

    @cached_property
    def end(self) -> float:
        """Where it ends, estimated."""
        return self.x + _width(self.text) * self.size


def join_lines(lines: Sequence[Printed]) -> tuple[list[Part], str]:
    """Make headings and paragraphs of lines, without what runs over all pages.

    Returns:
        The parts in the order of the lines; and the title, where lines on the first page are
        larger than all other text.
    """
    lines = _without_furniture([_tidied(line) for line in lines])
    if not lines:
        return [], ""
    words = set(_WORD.findall("\n".join(line.text for line in lines)))
    body = _body_size(lines)
    leading = _leading(lines)
    groups: list[list[Printed]] = [[lines[0]]]
    for index, (above, line) in enumerate(pairwise(lines), start=1):
        if _continues(lines, index, leading, is_large=above.size >= _HEADING_SIZE * body):
            groups[-1].append(line)
        else:
            groups.append([line])
    parts: list[Part] = []
    largest, title = 0.0, ""
    for group in groups:
        text = _joined(group, words)
        size = group[0].size
        is_heading = size >= _HEADING_SIZE * body and len(text) <= _LONGEST_HEADING
        kind: BlockKind = "heading" if is_heading else "text"
        parts.append((kind, text))
        if is_heading and group[0].page == 0 and size >= _TITLE_SIZE * body and size > largest:
            largest, title = size, text
    return parts, title


def _tidied(line: Printed) -> Printed:
    """Write characters as they are written elsewhere, and without spaces that only spread them."""
    text = _BESIDE_MARK.sub("", " ".join(line.text.translate(_AS_WRITTEN).split()))
    spaces = len(_SPREAD.findall(text))
    if spaces > len(_PAIR.findall(text)):
        text = _SPREAD.sub("", text)
    return replace(line, text=text)


def _without_furniture(lines: Sequence[Printed]) -> list[Printed]:
    """Leave out running headers and footers and page numbers.

    They stand at the top or bottom of many pages, at the same height and in the same size, and
    say the same but for numbers.
    """
    pages: dict[int, list[Printed]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    at_edge: dict[Printed, tuple[str, int, int]] = {}
    for page in pages.values():
        by_height = sorted(page, key=lambda line: -line.y)
        for line in (*by_height[:_ZONE], *by_height[-_ZONE:]):
            at_edge[line] = (re.sub(r"\d+", "0", line.text), round(line.size), round(line.y))
    counts = Counter(at_edge.values())
    enough = max(_LEAST_PAGES, _SHARE * len(pages))
    return [line for line in lines if line not in at_edge or counts[at_edge[line]] < enough]


def _body_size(lines: Sequence[Printed]) -> float:
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: sizes[size])


def _leading(lines: Sequence[Printed]) -> float:
    """Return the usual distance of two lines of a paragraph, in sizes of their font."""
    steps = [
        (one.y - two.y) / one.size
        for one, two in pairwise(lines)
        if one.page == two.page and one.size and abs(one.size - two.size) < 0.6
    ]
    steps = [step for step in steps if 0.8 < step < 3]
    return median(steps) if steps else 1.5


def _continues(lines: Sequence[Printed], index: int, leading: float, is_large: bool) -> bool:
    """Whether a line belongs to the paragraph, or the heading, of the line before it."""
    above, line = lines[index - 1], lines[index]
    if abs(above.size - line.size) > 0.08 * above.size:
        return False
    step = (above.y - line.y) / above.size if above.size else 0.0
    # The next column or page begins higher up.
    follows = above.page == line.page and step > 0
    if follows and step > 1.35 * leading:
        return False
    if is_large:
        # A heading is centred as often as not, and its lines are as long as its words allow.
        return follows
    left, right = _column(lines, index - 1)
    start = above.x if follows else _column(lines, index)[0]
    if line.x > start + 0.8 * line.size and not (follows and _ITEM.match(above.text)):
        return False
    # A paragraph of one line is indented as the next one is.
    opens = line.x > left + 0.8 * line.size or _ITEM.match(line.text)
    if opens and _SENTENCE_END.search(above.text):
        return False
    latin = not _IS_CJK.match(line.text)
    if _SENTENCE_END.search(above.text):
        # Chinese characters are all of one width, and that of English words is an estimate.
        return above.end > right - (0.15 if latin else 0.06) * (right - left)
    first = line.text.split(maxsplit=1)[0] if latin else line.text[:2]
    return above.end + _width(f" {first}") * above.size > right - 0.1 * (right - left)


def _column(lines: Sequence[Printed], index: int) -> tuple[float, float]:
    """Return where the column that a line stands in begins and ends, by the lines around it."""
    line = lines[index]
    column = [
        other
        for other in lines[max(0, index - _AROUND) : index + _AROUND + 1]
        if other.page == line.page
        and abs(other.size - line.size) <= 0.08 * line.size
        and abs(other.x - line.x) <= 4 * line.size
    ]
    ends = sorted(other.end for other in column)
    return min(other.x for other in column), ends[int(0.85 * (len(ends) - 1) + 0.5)]


def _width(text: str) -> float:
    """Estimate how wide a text is, in sizes of its font; the widths are those of Helvetica."""
    return sum(
        1.0
        if unicodedata.east_asian_width(c) in "WF"
        else 0.28
        if c in _NARROW
        else 0.86
        if c in _BROAD
        else 0.68
        if c.isupper()
        else 0.54
        for c in text
    )


def _joined(group: Sequence[Printed], words: set[str]) -> str:
    text = group[0].text
    for line in group[1:]:
        text = _glued(text, line.text, words)
    return text


def _glued(text: str, following: str, words: set[str]) -> str:
    """Join two lines of a paragraph: Chinese without a space, a divided English word without `-`.

    A hyphen at the end of a line stays where the document has the word with it elsewhere.
    """
    if re.search(r"[A-Za-z]-$", text) and re.match(r"[a-z]", following):
        start = re.search(r"[A-Za-z]+(?:-[A-Za-z]+)*-$", text)
        end = _WORD.match(following)
        if start and end:
            whole = start[0] + end[0]
            divided = whole in words and start[0][:-1] + end[0] not in words
            return text + following if divided else text[:-1] + following
    if text.endswith("\xad"):
        return text[:-1] + following
    tight = _IS_CJK.match(text[-1]) or _IS_CJK.match(following[0]) or text.endswith("-")
    return text + following if tight else f"{text} {following}"
