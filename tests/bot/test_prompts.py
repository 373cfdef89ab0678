import shutil
from pathlib import Path

import pytest

from bot.errors import PromptError
from bot.prompts import PROMPTS, load_prompts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROMPTS, tmp_path / "prompts"))


def test_every_purpose_has_a_prompt_in_every_language() -> None:
    prompts = load_prompts()
    assert set(prompts.answer) == set(prompts.rewrite) == {"zh", "en"}


def test_braces_in_an_article_stay_as_they_are() -> None:
    passage = 'code {question} {{x}} {0} {"a": 1} {'
    messages = (
        load_prompts()
        .answer["zh"]
        .format_messages(question="{passages}", passages=passage, refusal="无")
    )
    assert passage in str(messages[1].content)
    assert str(messages[1].content).endswith("{passages}")


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "rewrite.en.txt").unlink()
    with pytest.raises(PromptError, match=r"rewrite\.en\.txt is missing"):
        load_prompts(folder)


def test_a_file_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "answer.zh.txt").write_bytes("问题".encode("gbk"))
    with pytest.raises(PromptError, match=r"answer\.zh\.txt cannot be read"):
        load_prompts(folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("{passages}", "", r"lacks the slot \{passages\}"),
        ("{question}", "{question}{mood}", r"unknown slot \{mood\}"),
        ("{question}", "{question}{question.__class__}", r"unknown slot \{question.__class__\}"),
        ("{question}", "{question!r}", r"unknown slot \{question\}"),
        ("{question}", "{question}{}", r"unknown slot \{\}"),
        ("{question}", "{question", "stray brace"),
        ("=== user ===", "", "no line '=== user ==='"),
    ],
)
def test_a_file_with_wrong_slots_is_named(folder: Path, old: str, new: str, problem: str) -> None:
    path = folder / "answer.en.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PromptError, match=rf"answer\.en\.txt .*{problem}"):
        load_prompts(folder)
