import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.errors import BenchError
from bench.html import Expected, Found, judge, run

TEXT = "城里的机房从去年秋天起一间接一间地亮灯，租用机器的公司要排三个月的队才能轮到，电价也涨了。"
PAGE = f"""<html><head><meta charset="gb2312"><title>云上的大模型 - 某某网</title></head><body>
<h1>云上的大模型</h1><div>2023-12-12 08:30 作者：张三</div><p>{TEXT}</p><p>{TEXT[::-1]}</p>
</body></html>"""


def found(text: str = "", title: str = "", author: str = "", date: str = "") -> Found:
    return Found(text, title, author, date, text)


def pages(folder: Path, **expected: object) -> Path:
    (folder / "zh-1.html").write_bytes(PAGE.encode("gb18030"))
    (folder / "zh-1.expected.json").write_text(json.dumps(expected), encoding="utf-8")
    return folder


def test_both_readers_are_compared_by_group_and_each_result_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    folder = pages(
        tmp_path,
        title="云上的大模型", author="张三", date="2023-12-12 08:30",
        text=f"{TEXT}\n{TEXT[::-1]}", must_have=["排三个月的队"], must_not=["某某网"],
    )  # fmt: skip

    status = main(["html", str(folder), "--out", str(out)])

    printed = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert ["zh", "wenyuan", "1", "1.000", "1/1", "1/1", "1/1", "1/1", "1/1", "0"] in printed
    assert {row[1] for row in printed if row[:1] == ["all"]} == {"wenyuan", "trafilatura"}
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(line["bench"], line["measured"]["reader"]) for line in lines] == [
        ("html", "wenyuan"),
        ("html", "trafilatura"),
    ]


def test_a_title_is_right_with_or_without_the_site_that_is_annotated() -> None:
    expected = Expected(title="云上的大模型 _科技_某某网")

    assert judge("a", "x", found(title="云上的大模型"), expected).title
    assert judge("a", "x", found(title="云上的大模型_科技_某某网"), expected).title
    assert judge("a", "x", found(title="某某网"), expected).title is False


def test_every_name_must_be_annotated_and_dates_are_compared_by_day() -> None:
    expected = Expected(author="By Jane Doe\n  March 25, 2015", date="2015-03-25T10:00:00Z")

    read = judge("a", "x", found(author="Jane Doe", date="25 March 2015"), expected)
    assert (read.author, read.date) == (True, True)
    assert judge("a", "x", found(author="Jane Doe, John Roe"), expected).author is False
    assert judge("a", "x", found(), expected).author is False
    assert judge("a", "x", found(author="Jane Doe"), Expected(author="")).author is None


def test_a_letter_that_the_page_should_have_and_has_not_was_misread() -> None:
    assert judge("a", "x", found("»úŸ¿"), Expected(text="机房")).misread
    assert judge("a", "x", found("机\ufffd房"), Expected(text="机房")).misread
    assert not judge("a", "x", found("&#26426;房里"), Expected(text="机房")).misread


def test_a_folder_without_pages_or_with_half_of_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no pages"):
        run(tmp_path, lambda _: None)
    (tmp_path / "a.expected.json").write_text("{}", encoding="utf-8")
    with pytest.raises(BenchError, match=r"a\.html"):
        run(tmp_path, lambda _: None)
