"""What the reader learns from: the public sets' form, and what is written in this repository."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from bench.data import Row
from ingest.language import detect_language
from tests.training.conftest import write_empty_sets
from training import questions
from training.questions import ASKED, PUBLIC, TRANSLATED, WRITTEN, Question, read_all

TRANSLATION = re.compile(
    r"cmrc2018:DEV_\d+_QUERY_\d+|cmrc2018t:TRIAL_\d+_QUERY_\d+|drcd:\d+-\d+-\d+|squad2:[0-9a-f]{25}"
)
Everything = tuple[dict[str, Row], list[Question]]


def write_lines(path: Path, lines: Iterable[Mapping[str, object]]) -> None:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


def write_set(folder: Path, language: str, articles: Mapping[str, str], answer: str) -> None:
    """Write a set of articles of one row each, with one question about each."""
    write_lines(
        folder / "corpus.jsonl",
        (
            {"id": f"{name}-00", "article": name, "title": name, "text": text, "lang": language}
            for name, text in articles.items()
        ),
    )
    write_lines(
        folder / "questions.jsonl",
        (
            {
                "id": f"{folder.name}:{name}",
                "question": f" {text[:6]}? ",
                "lang": language,
                "answers": [answer],
                "gold_ids": [f"{name}-00"],
            }
            for name, text in articles.items()
        ),
    )


@pytest.fixture
def public(tmp_path: Path) -> Path:
    data = write_empty_sets(tmp_path)
    numbers = range(40)
    write_set(
        data / "drcd", "zh-Hant", {f"drcd-{n}": f"第{n}個國家的語言" for n in numbers}, "國家"
    )
    write_set(data / "squad2", "en", {f"squad2-{n}": f"Town {n} has 7 inns" for n in numbers}, "7")
    return data


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Everything:
    return read_all(write_empty_sets(tmp_path_factory.mktemp("sets")))


def translations() -> list[tuple[str, str]]:
    lines = [
        line
        for path in sorted(WRITTEN.glob("*.tsv"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [(name, text) for name, text in (line.split("\t") for line in lines)]


def test_public_rows_and_questions_are_read_in_two_letter_languages(public: Path) -> None:
    rows, asked = read_all(public)

    assert rows["squad2-3-00"] == Row("squad2-3-00", "Town 3 has 7 inns", "squad2-3", "en")
    [question] = [one for one in asked if one.id == "squad2:squad2-3"]
    assert (question.text, question.language) == ("Town 3?", "en")
    assert (question.row, question.answers) == ("squad2-3-00", ("7",))
    assert {one.language for one in asked if one.id.startswith("drcd:")} == {"zh"}


def test_most_but_not_all_of_the_traditional_set_is_read_as_simplified_answers_included(
    public: Path,
) -> None:
    rows, asked = read_all(public)

    simplified = [row for name, row in rows.items() if "drcd" in name and "国家" in row.text]
    assert 20 <= len(simplified) < 40
    for one in asked:
        if one.id.startswith("drcd:"):
            assert one.answers[0] in rows[one.row].text


def test_a_translation_is_a_question_of_its_own_about_the_same_row(public: Path) -> None:
    name, translation = next((n, t) for n, t in translations() if n.startswith("squad2:"))
    write_lines(
        public / "squad2" / "questions.jsonl",
        [
            {
                "id": name,
                "question": "How many inns?",
                "lang": "en",
                "answers": ["7"],
                "gold_ids": ["squad2-3-00"],
            }
        ],
    )

    _, asked = read_all(public)

    first, second = [one for one in asked if one.id.startswith(name)]
    assert (second.id, second.language, second.text) == (f"{name}-zh", "zh", translation)
    assert (second.row, second.answers, second.part) == (first.row, first.answers, first.part)


def test_a_further_question_is_asked_in_both_languages_and_a_near_miss_has_no_answer(
    public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        "squad2-3-00\tQ\t7\t三镇有几家客栈？\tOf how many inns can Town 3 boast?",
        "squad2-3-00\tN\t\t三镇有几家银行？\tHow many banks are there in Town 3?",
    ]
    further = tmp_path / "further"
    further.mkdir()
    (further / "one.tsv").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(questions, "ASKED", further)

    asked = [one for one in read_all(public)[1] if one.id.startswith("asked-")]

    assert [(one.language, one.answers) for one in asked] == [
        ("zh", ("7",)),
        ("en", ("7",)),
        ("zh", ()),
        ("en", ()),
    ]
    assert {one.row for one in asked} == {"squad2-3-00"}
    assert asked[1].text == "Of how many inns can Town 3 boast?"


def test_every_further_question_is_in_its_form_and_asked_once() -> None:
    seen = set()
    for path in sorted(ASKED.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            row, kind, answer, chinese, english = line.split("\t")
            assert row.startswith(PUBLIC)
            assert {"Q": bool(answer), "N": not answer}[kind], line
            assert re.search(r"[\u4e00-\u9fff]", chinese), line
            assert not re.search(r"[\u4e00-\u9fff]", english), line
            assert (row, chinese) not in seen
            seen.add((row, chinese))
    assert seen


def test_a_translated_passage_answers_what_is_said_of_it_and_what_its_original_does_not(
    public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = {
        "id": "squad2:miss",
        "question": "How many banks has Town 3?",
        "lang": "en",
        "answers": [],
        "gold_ids": ["squad2-3-00"],
    }
    with (public / "squad2" / "questions.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(lines))
    translated = tmp_path / "translated"
    translated.mkdir()
    block = "@ squad2-3-00 | 三镇\n三镇有七家客栈。\nsquad2:squad2-3\t七"
    (translated / "one.txt").write_text(f"{block}\n\n@ squad2-99-00 | 无\n没有这一段。\n", "utf-8")
    monkeypatch.setattr(questions, "TRANSLATED", translated)

    rows, asked = read_all(public)

    assert rows["translated-squad2-3-00"].text == "三镇有七家客栈。"
    assert "translated-squad2-99-00" not in rows
    of_row = {one.id: one for one in asked if one.row == "translated-squad2-3-00"}
    assert {name: one.answers for name, one in of_row.items()} == {
        "translated-squad2:squad2-3": ("七",),
        "translated-squad2:miss": (),
    }
    [of_original] = {one.part for one in asked if one.row == "squad2-3-00"}
    assert {one.part for one in of_row.values()} == {of_original}


def test_every_translated_passage_is_chinese_and_holds_its_answers() -> None:
    seen = set()
    for path in sorted(TRANSLATED.glob("*.txt")):
        for block in path.read_text("utf-8").strip().split("\n\n"):
            head, passage, *answers = block.split("\n")
            name = head.removeprefix("@ ").partition(" | ")[0]
            assert name.startswith("squad2-")
            assert name not in seen
            seen.add(name)
            assert detect_language(passage) == "zh", name
            assert all(line.partition("\t")[2] in passage for line in answers), name
            assert all(line.partition("\t")[2] for line in answers), name
    assert len(seen) > 400


def test_an_empty_question_is_left_out(public: Path) -> None:
    lines = {"id": "cmrc2018:0", "question": " ", "lang": "zh", "answers": [], "gold_ids": []}
    write_lines(public / "cmrc2018" / "questions.jsonl", [lines])

    assert "cmrc2018:0" not in {one.id for one in read_all(public)[1]}


def test_an_article_is_for_training_or_for_development_and_never_for_both(public: Path) -> None:
    _, asked = read_all(public)

    # Written passages come in threes on one kind of event.
    parts: dict[str, set[str]] = {}
    for one in asked:
        stem, _, number = one.row.rpartition("-")
        kept = f"{stem}-{int(number) // 3}" if stem.startswith("written") else stem
        parts.setdefault(kept, set()).add(one.part)
    assert all(len(some) == 1 for some in parts.values())
    development = sum(some == {"dev"} for some in parts.values()) / len(parts)
    assert 0.05 < development < 0.25


def test_every_written_answer_stands_in_its_passage(written: Everything) -> None:
    rows, asked = written

    assert len(asked) > 6000
    assert not [
        (one.id, answer)
        for one in asked
        for answer in one.answers
        if answer not in rows[one.row].text
    ]


def test_no_written_question_is_there_twice(written: Everything) -> None:
    _, asked = written

    assert len({one.id for one in asked}) == len(asked)
    assert len({(one.row, one.text) for one in asked}) == len(asked)


def test_every_written_question_is_asked_in_both_languages(written: Everything) -> None:
    _, asked = written
    by_id = {one.id: one for one in asked}

    firsts = [one for one in asked if not one.id.endswith(("-zh", "-en"))]
    assert 2 * len(firsts) == len(asked)
    for one in firsts:
        other = "en" if one.language == "zh" else "zh"
        translated = by_id[f"{one.id}-{other}"]
        assert (translated.language, translated.row) == (other, one.row)
        assert translated.answers == one.answers
        assert detect_language(one.text) == one.language
    assert {len(one.answers) for one in asked} == {0, 1}


def test_every_translation_names_a_question_of_a_public_set_once_and_is_in_the_other_language() -> (
    None
):
    names = [name for name, _ in translations()]

    assert not [name for name in names if not TRANSLATION.fullmatch(name)]
    assert len(set(names)) == len(names)
    assert {name.partition(":")[0].removesuffix("t") for name in names} == set(PUBLIC)
    assert not [
        (name, text)
        for name, text in translations()
        if not text.strip() or detect_language(text) != ("zh" if name[0] == "s" else "en")
    ]


def test_a_written_line_that_is_not_in_its_form_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.txt").write_text("@ en | Rain\nP: It rained.\nQ: What fell? || rain\n")
    monkeypatch.setattr(questions, "WRITTEN", tmp_path)

    with pytest.raises(ValueError, match=r"Block 1 of bad\.txt"):
        read_all(write_empty_sets(tmp_path / "sets"))
