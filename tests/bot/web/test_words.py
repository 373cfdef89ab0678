"""The page's languages."""

from dataclasses import asdict
from string import Formatter

import pytest

from bot.web.words import CHINESE, ENGLISH, preferred_language


def slots(template: object) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(str(template)) if name}


def test_both_languages_fill_the_same_slots() -> None:
    chinese, english = asdict(CHINESE), asdict(ENGLISH)

    for field in chinese:
        if isinstance(chinese[field], str):
            assert slots(chinese[field]) == slots(english[field]), field


def test_no_word_is_missing() -> None:
    for words in (CHINESE, ENGLISH):
        assert all(asdict(words).values())


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de-DE,de;q=0.9,en;q=0.5", "en"),
        ("fr", "zh"),
        ("", "zh"),
    ],
)
def test_the_page_opens_in_the_browsers_language(header: str, language: str) -> None:
    assert preferred_language(header) == language
