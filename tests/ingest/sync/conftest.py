"""A folder of articles, and how it changes."""

import os
from pathlib import Path

import pytest

ARTICLE = "# 晨星模型\n\n晨星公司在5月发布了模型。\n\n它有70亿参数。\n"
OTHER = "蓝湾公司\n\n蓝湾公司成立于2019年，总部在海口。"
LONG_AGO = 1_700_000_000


def write(path: Path, text: str) -> None:
    """Write a file as if that had been long ago, a second later with each time."""
    earlier = path.stat().st_mtime if path.exists() else LONG_AGO
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (earlier + 1, earlier + 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two articles."""
    folder = tmp_path / "articles"
    write(folder / "a.md", ARTICLE)
    write(folder / "b.txt", OTHER)
    return folder
