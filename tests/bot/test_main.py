"""`python -m bot` as its user sees it: what is printed, and the exit status."""

import json

import pytest

from bot.__main__ import main
from bot.wording import NEAREST, REFUSED
from ingest.library import Library

Capture = pytest.CaptureFixture[str]

pytestmark = pytest.mark.usefixtures("environment")


@pytest.mark.usefixtures("newspaper")
def test_an_answer_is_printed_with_a_numbered_source(capsys: Capture) -> None:
    status = main(["启明有多少参数？"])

    answer, sources = capsys.readouterr().out.split("\n\n")
    assert status == 0
    assert "共有130亿参数。 [1]" in answer
    assert sources.splitlines() == [
        "[1] 晨星公司发布大模型 (李明 · 2023-05-06 · 示例网)",
        "    upload:morning-star.md",
    ]


def test_json_holds_the_answer_and_where_each_sentence_stands(
    newspaper: Library, capsys: Capture
) -> None:
    status = main(["--json", "Where is Blue Bay's first battery factory?"])

    [line] = capsys.readouterr().out.splitlines()
    report = json.loads(line)
    assert status == 0
    assert list(report) == [
        "id", "question", "answer", "refused", "sentences", "retrieved", "cpu_seconds",
    ]  # fmt: skip
    assert not report["refused"]
    assert "Lisbon" in report["answer"]
    citation = report["sentences"][0]["citations"][0]
    article = newspaper.article(citation["corpus_id"])
    assert article is not None
    assert citation["text"] == article.body[citation["start"] : citation["end"]]
    assert report["retrieved"][0] == article.id


@pytest.mark.usefixtures("newspaper")
@pytest.mark.parametrize(
    ("question", "language"), [("红烧肉怎么做？", "zh"), ("Who won the 1966 World Cup?", "en")]
)
def test_a_refusal_says_so_in_the_questions_language_and_names_the_nearest_articles(
    question: str, language: str, capsys: Capture
) -> None:
    status = main([question])

    refusal, nearest = capsys.readouterr().out.split("\n\n")
    assert status == 0
    assert refusal == {"zh": REFUSED["zh"], "en": REFUSED["en"]}[language]
    assert nearest.startswith({"zh": NEAREST["zh"], "en": NEAREST["en"]}[language] + "\n[1] ")
    assert "晨星公司发布大模型" in nearest
    assert "Blue Bay opens a factory" in nearest


def test_a_library_without_articles_says_how_to_add_some(capsys: Capture) -> None:
    status = main(["有什么新闻？"])

    problem, remedy = capsys.readouterr().err.splitlines()
    assert status == 1
    assert problem == "The library is empty."
    assert "python -m ingest add" in remedy


@pytest.mark.parametrize("question", ["", "  \n "])
def test_an_empty_question_is_said_to_be_empty(question: str, capsys: Capture) -> None:
    status = main([question])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert printed.err.splitlines() == [
        "The question is empty.",
        "Type a question and send it.",
    ]


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"WENYUAN_LLM_URL": "host:8000"}, "'host:8000'"),
        ({"WENYUAN_LLM_URL": "http://127.0.0.1:9/v1"}, "WENYUAN_LLM_MODEL"),
        ({"WENYUAN_LLM_MODEL": "some-model"}, "WENYUAN_LLM_URL"),
        ({"WENYUAN_LLM_SECONDS": "soon"}, "'soon'"),
    ],
)
def test_an_endpoint_that_is_configured_wrongly_is_said_before_anything_is_asked(
    environment: pytest.MonkeyPatch, variables: dict[str, str], named: str, capsys: Capture
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)

    status = main(["启明有多少参数？"])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    problem, _ = printed.err.splitlines()
    assert named in problem
