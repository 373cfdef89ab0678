import pytest

from bench.answers import Answered
from bench.ask import judge
from bench.data import Question
from bot.answer import Answer, Citation, Sentence
from ingest.article import Article, Passage

BODY = "华星公司有两座机房。 一座在北方。"
ARTICLE = Article("a" * 16, "upload:a.md", "机房", BODY, "zh", ())
PASSAGE = Passage(ARTICLE.id, 0, 0, len(BODY), "", BODY)


def answered(answer: str, *, answerable: bool, quote: str = "") -> Answered:
    sentences = (Sentence(answer, (Citation(ARTICLE, PASSAGE, 0, 10),)),) if answer else ()
    return Answered(
        question=Question(
            id="q",
            question="几座？",
            answers=("两座",) if answerable else (),
            gold_ids=frozenset(),
            near_ids=frozenset(),
            answerable=answerable,
            language="zh",
            corpus_language="zh",
            quote=quote,
        ),
        answer=Answer(
            "几座？", "几座？", "zh", sentences, state="answered" if sentences else "nothing"
        ),
        cpu_seconds=0.0,
        first_seconds=0.0,
    )


@pytest.mark.parametrize(
    ("answer", "answerable", "verdict"),
    [
        ("有两座机房。", True, "ok"),
        ("有三座机房。", True, "wrong"),
        ("", True, "refused"),
        ("有两座机房。", False, "answered"),
        ("", False, "ok"),
    ],
)
def test_a_verdict_says_what_became_of_a_question(
    answer: str, answerable: bool, verdict: str
) -> None:
    assert judge(answered(answer, answerable=answerable)).verdict == verdict


@pytest.mark.parametrize(
    ("quote", "cited"), [("两座机房。一座", True), ("三座机房", False), ("", False)]
)
def test_the_right_passage_holds_the_quotation_whatever_the_white_space(
    quote: str, cited: bool
) -> None:
    assert judge(answered("有两座机房。", answerable=True, quote=quote)).cited is cited
