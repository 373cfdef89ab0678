"""The fixed sentences that surround what is quoted or take its place, in each language."""

from collections.abc import Sequence

from bot.answer import Language, Mismatch, Otherwise
from ingest.article import Article

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
# Followed by the articles that say the same.
ALSO: dict[Language, str] = {"zh": "也见于", "en": "Also at"}
AND_MORE: dict[Language, str] = {"zh": "另有 {count:,} 篇", "en": "{count:,} more"}
_OTHERWISE: dict[Language, str] = {
    "zh": "写的是“{figure}”，另一版本（{where}）写的是“{other}”",
    "en": "has “{figure}”; another version ({where}) has “{other}”",
}
SINCE: dict[Language, str] = {"zh": "{day} 起", "en": "since {day}"}
UNTIL: dict[Language, str] = {"zh": "至 {day}", "en": "up to {day}"}
LANGUAGE_NAMES: dict[Language, dict[str, str]] = {
    "zh": {"zh": "中文", "en": "英文"},
    "en": {"zh": "Chinese", "en": "English"},
}


def named(article: Article, language: Language) -> str:
    """Name an article in a few words: by its site and date, or by its title where both lack."""
    comma = "，" if language == "zh" else ", "
    return comma.join(filter(None, (article.site, article.published))) or article.title


def otherwise(one: Otherwise, language: Language) -> str:
    """Say which figure a citation has and which another article has; follows its mark."""
    where = named(one.citation.article, language)
    return _OTHERWISE[language].format(figure=one.figure, other=one.other, where=where)


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
