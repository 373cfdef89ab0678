"""Tell section headings and image captions from paragraphs among unmarked lines.

Knows a line and its neighbours; knows nothing of files or metadata.
"""

import re
from collections.abc import Sequence

from ingest.blocks import Line, Part

_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[。！？!?.；;：:，,、…][”’」』）)\"']{0,3}$")
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}[章节部分]|[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"0\d\s|\d{1,2}[、．]|\d{1,2}\.\s|part\s\w{1,6}\b|[IVX]{1,5}\.\s)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"^#{1,6}\s(.{1,200})$")
_BULLET = re.compile(r"^[-–—*•·●■◆▪○>]\s?")
_ADDRESS = re.compile(r"https?://|\w\.com/|@\w")
_CAPTION = re.compile(
    r"^(?:[▲△▼↑↓]|图\s?[:：]|图\s?[\d一二三四五六七八九十]{1,3}\s?[:：、.\s]|图片?(?:来源|说明|注|源)|"
    r"图为|图自|题图|配图|资料图|示意图|拍摄[:：]|[（(].{1,80}来源[:：].{1,40}[）)]$|"
    r"[（(]\s?图|[【\[]图|photo(?:graph)?s?\s?(?:by|:|credit|courtesy)|"
    r"image\s?(?:by|:|credit|source|courtesy)|"
    r"(?:figure|fig\.)\s?\d{1,3}\s?[:.]|credit\s?:|caption\s?:|picture\s?:)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:[\u3400-\u9fff]{2,4}\s?[/／]?\s?摄|供图|摄影|资料图|资料照片|视觉中国"
    r"|/\s?getty images)[）)]?$",
    re.IGNORECASE,
)
_ROLE = (
    "总裁|总经理|经理|董事长|董事|首席[\u3400-\u9fff]{1,6}官|首席科学家|创始人|合伙人|教授|院士|主任|总监|负责人|分析师|"
    "局长|部长|院长|所长|校长|司长|处长|主席|理事长|秘书长|会长|专家|工程师|科学家|研究员|博士|记者|主编|CEO|CTO|CFO|COO|CIO"
)
_ROLE_THEN_NAME = re.compile(
    rf"(?:{_ROLE})\s?([\u3400-\u9fff·]{{2,12}}|[A-Z][A-Za-z.]*(?:\s[A-Z][A-Za-z.]*){{0,3}})$"
)
_NAME_THEN_ROLE = re.compile(
    rf"^([\u3400-\u9fff]{{2,4}})[，,、\s（(|｜].{{1,40}}(?:{_ROLE})[）)]?$"
)
_ENGLISH_ROLE = re.compile(
    r"^([A-Z][\w.'’-]{0,30}(?:\s[A-Z][\w.'’-]{0,30}){1,3}),\s.{0,60}\b(?:chief|ceo|cto|cfo|president|founder|co-founder|"
    r"director|professor|chair|chairman|chairwoman|minister|analyst|researcher|engineer|head|manager|secretary)\b",
    re.IGNORECASE,
)
_ON_STAGE = re.compile(rf"(?:{_ROLE}).{{2,40}}(?:演讲|致辞|讲话|发言|合影|出席|接受采访|现场)$")
_INTERVIEW = re.compile(r"^(?:专访|对话|访谈|采访|独家|对谈)")


def looks_like_title(line: str) -> bool:
    """Whether a line is short enough for a headline and does not end like a sentence."""
    return len(line) <= _longest(line, 60, 160) and not re.search(r"[。；;，,：:]$|[a-z]\.$", line)


def is_caption_line(line: str) -> bool:
    """Whether a line says that it belongs to an image: `图：…`, `图片来源：…`, `Photo by …`."""
    if len(line) > 160:
        return False
    return bool(_CAPTION.match(line) or (len(line) <= 60 and _CREDIT.search(line)))


def mark_lines(parts: Sequence[Line]) -> list[Part]:
    """Give each unmarked line its kind.

    A heading is a short line without an end mark that stands before a longer paragraph, in a text
    that marks no headings itself. A caption names a person and an office, and a paragraph beside
    it names the person again; or it says itself that it is one. A table's row is text.

    Args:
        parts: lines of a body in order; only those of kind `text` are looked at.
    """
    short = [kind == "text" and _is_short(line) for kind, line in parts]
    inferring = all(kind != "heading" for kind, _ in parts)
    captions = {
        index
        for index, (kind, line) in enumerate(parts)
        if kind == "text"
        and (is_caption_line(line) or (short[index] and _names_a_person(parts, index)))
    }
    openers = [index for index, _ in enumerate(parts) if short[index] and index not in captions]
    headings = _find_headings(parts, short, openers) if inferring else set()
    marked: list[Part] = []
    for index, (kind, line) in enumerate(parts):
        if kind == "row":
            marked.append(("text", line))
            continue
        if kind != "text":
            marked.append((kind, line))
            continue
        hashes = _MARKED.match(line)
        if hashes:
            marked.append(("heading", hashes.group(1).rstrip(" #")))
        elif index in captions:
            marked.append(("caption", line))
        elif index in headings:
            marked.append(("heading", line))
        else:
            marked.append((kind, line))
    return marked


def _longest(line: str, han: int, latin: int) -> int:
    return han if _HAN.search(line[:200]) else latin


def _is_short(line: str) -> bool:
    if len(line) > _longest(line, 40, 90) or _BULLET.match(line) or " | " in line:
        return False
    if _ADDRESS.search(line):
        return False
    return bool(_NUMBERED.match(line)) or not _SENTENCE_END.search(line)


def _find_headings(
    parts: Sequence[Line], short: Sequence[bool], candidates: Sequence[int]
) -> set[int]:
    """Find the lines that open a section, and in a text with several also those alike.

    Where two lines open sections beyond doubt, another that is no longer than they are and stands
    alone between paragraphs opens one as well, however short the paragraph below it is.
    """
    found = {index for index in candidates if _opens_section(parts, short, index)}
    if len(found) < 2:
        return found
    longest = max(len(parts[index][1]) for index in found)
    alike = {
        index
        for index in candidates
        if len(parts[index][1]) <= longest and _stands_alone(parts, short, index)
    }
    return found | alike


def _stands_alone(parts: Sequence[Line], short: Sequence[bool], index: int) -> bool:
    """Whether a paragraph, or a table, stands above the line and a longer paragraph below it."""
    if not 0 < index < len(parts) - 1 or short[index - 1] or short[index + 1]:
        return False
    kind, following = parts[index + 1]
    return kind == "text" and len(following) > len(parts[index][1])


def _opens_section(parts: Sequence[Line], short: Sequence[bool], index: int) -> bool:
    """Whether a longer paragraph follows, with at most one heading or caption between."""
    line = parts[index][1]
    # Three short lines and more in a row are a list or a table, unless they are numbered.
    if not _NUMBERED.match(line) and _run_length(short, index) > 2:
        return False
    for (kind, following), is_short in zip(
        parts[index + 1 : index + 3], short[index + 1 : index + 3], strict=True
    ):
        # What stands before a table names the table.
        if kind == "row":
            return False
        if kind == "text" and not is_short and not is_caption_line(following):
            return len(following) > max(len(line), _longest(line, 20, 60))
    return False


def _run_length(short: Sequence[bool], index: int) -> int:
    first, last = index, index
    while first > 0 and short[first - 1] and index - first < 3:
        first -= 1
    while last + 1 < len(short) and short[last + 1] and last - index < 3:
        last += 1
    return last - first + 1


def _names_a_person(parts: Sequence[Line], index: int) -> bool:
    line = parts[index][1]
    if _INTERVIEW.match(line):
        return False
    if _ON_STAGE.search(line):
        return True
    beside = [
        text for _, text in (*parts[max(0, index - 1) : index], *parts[index + 1 : index + 3])
    ]
    found = _ROLE_THEN_NAME.search(line) or _NAME_THEN_ROLE.match(line)
    if found:
        return any(found.group(1) in text for text in beside)
    english = _ENGLISH_ROLE.match(line)
    if english:
        surname = english.group(1).split()[-1]
        return any(surname in text for text in beside)
    return False
