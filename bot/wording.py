"""The fixed sentences that surround what is quoted or take its place, in each language."""

from collections.abc import Sequence

from bot.answer import Language, Mismatch

REFUSED: dict[Language, str] = {
    "zh": "文章里没有说到这一点。",
    "en": "The articles do not say.",
}
NEAREST: dict[Language, str] = {
    "zh": "文章没有直接回答这个问题。最接近的一段是这样说的：",
    "en": "The articles do not answer this directly. The nearest passage says:",
}
ENDPOINT_FAILED: dict[Language, str] = {
    "zh": "语言模型没有应答（{problem}），以下直接引用文章原文。",
    "en": "The language model failed ({problem}); these are the articles' own words instead.",
}
OMITTED: dict[Language, str] = {
    "zh": "有 {count} 句话在文章中找不到依据，已略去。",
    "en": "{count} sentence(s) had no support in the articles and were left out.",
}
WIDENED: dict[Language, str] = {
    "zh": "没有符合问题所说时间或来源的文章，查找时没有按它限定。",
    "en": "No article is of the time or source that you name; the search was not narrowed to it.",
}
NO_ARTICLE: dict[Language, str] = {
    "zh": "没有一篇文章符合“{within}”。",
    "en": "No article matches “{within}”.",
}
SINCE: dict[Language, str] = {"zh": "{day} 起", "en": "since {day}"}
UNTIL: dict[Language, str] = {"zh": "至 {day}", "en": "up to {day}"}
LANGUAGE_NAMES: dict[Language, dict[str, str]] = {
    "zh": {"zh": "中文", "en": "英文"},
    "en": {"zh": "Chinese", "en": "English"},
}


def quoted(text: str) -> str:
    """Put a sentence of an article between quotation marks; those within it become single ones."""
    return f"“{text.translate(_SINGLE)}”"


_SINGLE = str.maketrans("“”", "‘’")


def differences(mismatches: Sequence[Mismatch], language: Language) -> str:
    """Say what the question insists on and the nearest passage does not have.

    Returns:
        one sentence for each thing that is said otherwise, and one for all that is not mentioned;
        empty without mismatches.
    """
    said = [_otherwise(one, language) for one in mismatches if one.said]
    unsaid = [one.asked for one in mismatches if not one.said]
    if unsaid and language == "zh":
        named = "、".join(map(_named, unsaid))
        said.append(f"文中没有提到{' ' if named[0].isdecimal() else ''}{named}。")
    elif unsaid:
        said.append(f"The passage does not mention {' or '.join(unsaid)}.")
    return ("" if language == "zh" else " ").join(said)


def _otherwise(mismatch: Mismatch, language: Language) -> str:
    if language == "zh":
        unit = " 年" if _is_year(mismatch.asked) else ""
        return f"问的是 {mismatch.asked}{unit}，文中说的是 {'、'.join(mismatch.said)}{unit}。"
    return f"Asked: {mismatch.asked}; the passage says {', '.join(mismatch.said)}."


def _named(asked: str) -> str:
    return f"{asked} 年" if _is_year(asked) else f"“{asked}”"


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal()
