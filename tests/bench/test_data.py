import json
from pathlib import Path

import pytest

from bench.data import QuestionSet, read_articles, read_corpora, read_corpus, read_questions
from bench.errors import BenchError


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def hundred(tmp_path: Path) -> QuestionSet:
    lines = [json.dumps({"id": f"q{i}", "question": "?"}) for i in range(100)]
    return read_questions(written(tmp_path / "questions.jsonl", *lines))


def test_a_sample_is_evenly_spaced_and_the_same_every_time(tmp_path: Path) -> None:
    everything = hundred(tmp_path)

    sampled = [q.id for q in everything.sample(4).questions]

    assert sampled == ["q0", "q25", "q50", "q75"]
    assert everything.sample(1000) == everything


def test_questions_on_listed_articles_are_taken_with_those_on_none(tmp_path: Path) -> None:
    listed = read_articles(written(tmp_path / "ARTICLES", "0002", "", "0007"))
    read = read_questions(
        written(
            tmp_path / "questions.jsonl",
            '{"id": "gold", "question": "?", "answers": ["1"], "gold_ids": ["x-zh-0002-00"]}',
            '{"id": "near", "question": "?", "near_ids": ["x-zh-0007-11"]}',
            '{"id": "other", "question": "?", "answers": ["1"], "gold_ids": ["x-zh-0003-02"]}',
            '{"id": "absent", "question": "?"}',
        )
    )

    taken = read.of_articles(listed)

    assert [one.id for one in taken.questions] == ["gold", "near", "absent"]


def test_a_corpus_tells_the_language_of_the_passages_that_a_question_names(tmp_path: Path) -> None:
    corpus = read_corpus(
        written(
            tmp_path / "corpus.jsonl",
            '{"id": "z", "text": "x", "lang": "zh"}',
            '{"id": "e", "text": "x", "lang": "en"}',
        )
    )
    read = read_questions(
        written(
            tmp_path / "questions.jsonl",
            '{"id": "a", "question": "?", "lang": "en", "answers": ["1"], "gold_ids": ["z"]}',
            '{"id": "b", "question": "?", "lang": "en"}',
        )
    )

    assert [corpus.language_of(one) for one in read.questions] == ["zh", "en+zh"]


def test_what_a_question_leaves_out_follows_from_what_it_says(tmp_path: Path) -> None:
    path = written(
        tmp_path / "questions.zh.jsonl",
        '{"id": "a", "question": "？", "lang": "zh", "answers": ["1"]}',
        "",
        '{"id": "b", "question": "?", "lang": "en", "corpus_lang": "zh"}',
    )

    read = read_questions(path)

    assert read.name == "questions.zh"
    assert [(q.answerable, q.corpus_language) for q in read.questions] == [
        (True, "zh"),
        (False, "zh"),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": "b", "text": "x"', "Line 2 of corpus.jsonl is no JSON object."),
        ("[]", "Line 2 of corpus.jsonl is no JSON object."),
        ("[" * 100_000, "Line 2 of corpus.jsonl is no JSON object."),
        ('{"id": "b"}', "Line 2 of corpus.jsonl has no text for 'text'."),
        ('{"id": 7, "text": "x"}', "Line 2 of corpus.jsonl has no text for 'id'."),
        ('{"id": "b", "text": "\\ud800"}', "Line 2 of corpus.jsonl has no text for 'text'."),
        ('{"id": "a", "text": "y"}', "Line 2 of corpus.jsonl has the id 'a' again."),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, problem: str) -> None:
    path = written(tmp_path / "corpus.jsonl", '{"id": "a", "text": "x"}', line)

    with pytest.raises(BenchError) as caught:
        read_corpus(path)

    assert caught.value.problem == problem


def test_a_folder_that_is_missing_or_has_no_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="is not a folder"):
        read_corpora(tmp_path / "nowhere")
    with pytest.raises(BenchError, match=r"has no corpus\*\.jsonl"):
        read_corpora(tmp_path)
