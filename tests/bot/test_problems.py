"""What goes wrong, on the Chinese page: the sentences of errors that the real code raises."""

import re
from io import BytesIO
from pathlib import Path

import pytest

from bot.answer import LONGEST_QUESTION
from bot.chain import Answerer
from bot.problems import SENTENCES, said_in
from bot.problems_sources import REASONS
from bot.settings import BotSettings
from ingest.errors import SourceError, WenyuanError
from ingest.formats.records import read_records
from ingest.library import Library
from ingest.read import read_article
from ingest.source import load_source, upload_source
from tests.bot.error_sentences import SLOT, error_sentences

_SLOTS = re.compile(r"\{(\w+)\}")


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    """The sentences of all errors as the source has them, and where."""
    return error_sentences("ingest", "bot")


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

    said = said_in("zh", str(raised.value))
    assert said == f"{tmp_path / 'gone.txt'} 读不了：没有这个文件。请检查它是否存在、能否读取。"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", "[{"),
        ("a.json", "words"),
        ("a.jsonl", '{"text": }'),
        ("a.jsonl", '{"text": NaN}'),
        ("a.csv", 'text,title\na,"b'),
        ("a.csv", "text,title\na,b,c"),
        ("a.csv", "id,name\n1,b"),
        ("a.csv", "text,id\na,1\nb,1"),
    ],
)
def test_a_table_with_faults(name: str, data: str) -> None:
    found = list(read_records(BytesIO(data.encode()), "file:/a", name))

    faults = [said_in("zh", str(one)) for one in found if isinstance(one, SourceError)]
    assert faults
    assert all(is_chinese(said) and said.startswith(name) for said in faults)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a b.txt in made in May.zip is empty.", "made in May.zip 里的 a b.txt 是空文件。"),
        ("made in May.txt in a.tar.gz is empty.", "a.tar.gz 里的 made in May.txt 是空文件。"),
        ("made in May.zip is encrypted.", "made in May.zip 是加密的。"),
    ],
)
def test_a_file_in_an_archive_is_named_in_the_order_of_chinese(english: str, chinese: str) -> None:
    assert said_in("zh", english) == chinese


def test_every_sentence_that_an_error_can_say_has_a_chinese_one(written: dict[str, str]) -> None:
    translated = {_SLOTS.sub(SLOT, english) for english in SENTENCES}

    missing = {text: where for text, where in written.items() if text not in translated}
    assert missing == {}


def test_no_chinese_sentence_is_kept_that_nothing_says(written: dict[str, str]) -> None:
    assert [one for one in SENTENCES if _SLOTS.sub(SLOT, one) not in written] == []


def test_sentences_are_found_however_they_are_put_together(written: dict[str, str]) -> None:
    assert {
        "The question is empty.",  # as it stands
        "{} is empty.",  # with a value
        "Upload {} and {} files.",  # with a constant of the module
        "The host {} ({}) is not on the public internet and is not fetched from.",  # with a choice
        "Row {} of {} is nested too deeply.",  # with what its function is called with
        "The feed at {} names more than {} addresses.",  # by way of three functions and two modules
    } <= written.keys()


def test_a_sentence_gets_its_own_chinese_with_all_its_values() -> None:
    for english, chinese in (SENTENCES | REASONS).items():
        values = {slot: f"<{slot}>" for slot in _SLOTS.findall(english)}

        said = said_in("zh", _SLOTS.sub(lambda slot: f"<{slot[1]}>", english))

        assert said == chinese.format(**values)
        assert all(value in said for value in values.values())
        assert is_chinese(said) or english in REASONS


def test_english_and_what_has_no_translation_stay_as_they_are() -> None:
    assert said_in("en", "The question is empty.") == "The question is empty."
    assert said_in("zh", "{broken} {0}") == "{broken} {0}"
