import json
from pathlib import Path

import pytest

from bench.__main__ import main

SUBJECTS = "机房 大桥 油田 湿地 古城 车站 码头 小学 剧院 农场".split()
FOOTER = (
    "本站内容均来自公开渠道，仅供读者参考，不构成任何建议，读者据此操作风险自担，与本站立场无关。"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        {"id": f"r{n}", "text": _story(n, subject), "lang": "zh", "site": "望江在线"}
        for n, subject in enumerate(SUBJECTS)
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "corpus.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def _story(number: int, subject: str) -> str:
    words = [f"{subject}{a}{b}" for a in "东南西北中" for b in "门厅墙窗桥路"]
    told = "".join(f"工程师说，{word}在{i + number}月前修好了。" for i, word in enumerate(words))
    return f"8月{number + 1}日消息，{told}\n{FOOTER}"


def cells(printed: str, name: str) -> list[str]:
    [line] = [line for line in printed.splitlines() if line.startswith(name)]
    return line.removeprefix(name).split()


def test_reposts_says_how_many_edits_are_found_and_how_many_others(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reposts", str(data), "--limit", "2"]) == 0

    printed = capsys.readouterr().out
    assert cells(printed, "header and footer")[:2] == ["yes", "2"]
    assert cells(printed, "header and footer")[-1] == "1.000"
    assert cells(printed, "notices")[-1] == "0.000"
    assert "the nearest rows" in printed


def test_reposts_needs_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"id": "a", "text": "短"}', encoding="utf-8")

    assert main(["reposts", str(tmp_path)]) == 1
    assert "200 characters" in capsys.readouterr().err


def test_repeated_prints_every_line_that_is_cut(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["repeated", str(data)]) == 0

    printed = capsys.readouterr().out
    assert "10" in printed
    assert FOOTER in printed
    assert "工程师" not in printed
