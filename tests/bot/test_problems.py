"""What goes wrong, on the Chinese page: the sentences of errors that the real code raises."""

from pathlib import Path

import pytest

from bot.answer import LONGEST_QUESTION
from bot.chain import Answerer
from bot.problems import said_in
from bot.settings import BotSettings
from ingest.errors import WenyuanError
from ingest.library import Library
from ingest.read import read_article
from ingest.source import load_source, upload_source


def is_chinese(text: str) -> bool:
    return "。" in text and ". " not in text and not text.endswith(".")


@pytest.mark.parametrize("question", ["", "问" * (LONGEST_QUESTION + 1)], ids=["empty", "long"])
def test_a_question_that_cannot_be_answered(question: str, answerer: Answerer) -> None:
    with pytest.raises(WenyuanError) as raised:
        answerer.answer(question)

    assert is_chinese(said_in("zh", str(raised.value)))


def test_an_empty_library(library: Library) -> None:
    with pytest.raises(WenyuanError) as raised:
        Answerer(library, BotSettings()).answer("有什么新闻？")

    assert is_chinese(said_in("zh", str(raised.value)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.txt", b""),
        ("no text.txt", b" \n\n "),
        ("binary.txt", bytes(range(256)) * 40),
        ("a.pdf", b"%PDF"),
        ("big.txt", b"a" * 20_000_001),
        ("long.txt", b"word. " * 500_000),
    ],
)
def test_a_file_that_is_no_article(name: str, data: bytes) -> None:
    with pytest.raises(WenyuanError) as raised:
        read_article(upload_source(name, data))

    said = said_in("zh", str(raised.value))
    assert is_chinese(said)
    assert name in said


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(WenyuanError) as raised:
        load_source(tmp_path / "gone.txt")

    assert said_in("zh", str(raised.value)).startswith(str(tmp_path / "gone.txt"))


def test_english_and_what_has_no_translation_stay_as_they_are() -> None:
    assert said_in("en", "The question is empty.") == "The question is empty."
    assert said_in("zh", "{broken} {0}") == "{broken} {0}"
