"""`python -m bot` as its user sees it: what is printed, and the exit status."""

import json

import pytest

from bot.__main__ import main
from bot.answer import Language
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
        "id", "question", "answer", "state", "refused", "confidence", "sentences", "nearest",
        "mismatches", "retrieved", "cpu_seconds",
    ]  # fmt: skip
    assert report["state"] == "answered"
    assert not report["refused"]
    assert 0 < report["confidence"] < 1
    assert "Lisbon" in report["answer"]
    citation = report["sentences"][0]["citations"][0]
    article = newspaper.article(citation["corpus_id"])
    assert article is not None
    assert citation["text"] == article.body[citation["start"] : citation["end"]]
    assert report["retrieved"][0] == article.id


@pytest.mark.usefixtures("newspaper")
@pytest.mark.parametrize(
    ("question", "language", "quoted", "difference"),
    [
        ("启明在2024年有多少参数？", "zh", "“晨星公司", "问的是 2024 年，文中说的是 2023 年。"),
        (
            "What did Blue Bay's battery factory cost in 2019?",
            "en",
            "“The factory employs 850 people and cost 420 million euros.” [",
            "Asked: 2019; the passage says 2023.",
        ),
    ],
)
def test_the_nearest_passage_is_quoted_with_a_source_and_what_differs(
    question: str, language: Language, quoted: str, difference: str, capsys: Capture
) -> None:
    status = main([question])

    said, sources = capsys.readouterr().out.split("\n\n")
    assert status == 0
    first, *quotations, last = said.splitlines()
    assert first == NEAREST[language]
    assert any(quoted in quotation for quotation in quotations)
    assert last == difference
    assert sources.startswith("[1] ")


@pytest.mark.usefixtures("newspaper")
@pytest.mark.parametrize(
    ("question", "language"), [("红烧肉怎么做？", "zh"), ("Who painted the Mona Lisa?", "en")]
)
def test_where_nothing_comes_close_only_that_is_said(
    question: str, language: Language, capsys: Capture
) -> None:
    status = main([question])

    assert status == 0
    assert capsys.readouterr().out == f"{REFUSED[language]}\n"


@pytest.mark.usefixtures("newspaper")
@pytest.mark.parametrize(
    "narrowing", [["--since", "2023-06"], ["--until", "2022"], ["--site", "别的网站"]]
)
def test_where_no_article_is_what_is_searched_that_is_said(
    narrowing: list[str], capsys: Capture
) -> None:
    status = main(["启明有多少参数？", "--language", "zh", *narrowing])

    said = capsys.readouterr().out
    assert status == 0
    assert said.startswith("没有一篇文章符合“")
    assert said.endswith("中文”。\n")


@pytest.mark.usefixtures("newspaper")
def test_the_search_is_narrowed_to_a_month(capsys: Capture) -> None:
    status = main(["启明有多少参数？", "--since", "2023-05", "--until", "2023-05"])

    assert status == 0
    assert "共有130亿参数。 [1]" in capsys.readouterr().out


def test_what_is_no_date_is_said_before_anything_is_searched(capsys: Capture) -> None:
    status = main(["启明有多少参数？", "--since", "soon"])

    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert printed.err.splitlines() == [
        "“soon” is no date.",
        "Write it as 2024-03-15, 2024-03 or 2024.",
    ]


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
