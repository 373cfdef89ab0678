"""What may be said, by the evidence: an answer, the nearest passage, or nothing."""

from dataclasses import replace

import numpy as np
import pytest

from bot.answer import Hit, Language
from bot.calibration import Calibration, Weights
from bot.extract import Candidate
from bot.gate import judge, measure
from bot.reader.reading import Reading
from bot.retrieve import Query
from ingest.article import Article, Passage

WEIGHTS = Weights(-4.0, 1.0, 0.1, 8.0, 3.0, -2.0)
TOPIC = Weights(bias=-2.0, answered=0.1, cosine=8.0)
CALIBRATION = Calibration(
    rank={},
    gate={"same": WEIGHTS, "across": replace(WEIGHTS, coverage=0.0)},
    topic={"same": TOPIC, "across": TOPIC},
    thresholds={"zh-zh": 0.0, "en-en": 1.0, "zh-en": 0.0, "en-zh": 2.0},
    nearest={"zh-zh": 0.0, "en-en": 0.0, "zh-en": 0.0, "en-zh": 1.0},
)
BODY = "启明在2023年有130亿参数。"


def query(text: str = "启明有多少参数？", language: Language = "zh") -> Query:
    nowhere = np.zeros(3, np.float32)
    return Query(text, language, nowhere, nowhere, {})


def candidate(
    answered: float = 2.0,
    margin: float = 5.0,
    cosine: float = 0.4,
    coverage: float = 0.5,
) -> Candidate:
    article = Article("a" * 16, "upload:a", "启明", BODY, "zh", ())
    passage = Passage(article.id, 0, 0, len(BODY), "", BODY)
    nothing = np.zeros(0, np.float32)
    reading = Reading(answered, margin, (0, 2), np.zeros((0, 2), np.int64), nothing, nothing)
    hit = Hit(article, passage, 0.0, cosine, coverage, reading)
    return Candidate(hit, 0, len(BODY), reading, 0.9, None, frozenset())


def test_good_evidence_answers() -> None:
    verdict = judge(query(), candidate(), CALIBRATION)

    assert verdict.state == "answered"
    assert 0.9 < verdict.confidence < 1


def test_the_less_evidence_the_less_is_said() -> None:
    found = (candidate(), candidate(answered=-3.0), candidate(answered=-9.0, cosine=0.1))
    verdicts = [judge(query(), one, CALIBRATION) for one in found]

    assert [verdict.state for verdict in verdicts] == ["answered", "nearest", "nothing"]
    confidences = [verdict.confidence for verdict in verdicts]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize("question", ["启明在2024年有多少参数？", "GPT-5有多少参数？"])
def test_a_passage_that_lacks_what_the_question_insists_on_never_answers(question: str) -> None:
    sure = candidate(answered=50.0)

    assert judge(query(question), sure, CALIBRATION).state == "nearest"
    assert measure(query(question), sure).lacking == 1
    lacked = judge(query(question), candidate(), CALIBRATION).confidence
    assert lacked < judge(query(), candidate(), CALIBRATION).confidence


def test_a_passage_that_lacks_something_and_is_on_another_topic_is_not_even_the_nearest() -> None:
    poor = candidate(answered=-9.0, cosine=0.1)

    assert judge(query("启明在2024年有多少参数？"), poor, CALIBRATION).state == "nothing"


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        (candidate(answered=-2.0), candidate(answered=1.0)),
        (candidate(margin=-5.0), candidate(margin=2.0)),
        (candidate(cosine=0.1), candidate(cosine=0.3)),
        (candidate(coverage=0.1), candidate(coverage=0.4)),
    ],
    ids=["answered", "margin", "cosine", "coverage"],
)
def test_more_evidence_makes_an_answer_likelier(weak: Candidate, strong: Candidate) -> None:
    less, more = (judge(query(), one, CALIBRATION).confidence for one in (weak, strong))

    assert less < more


def test_languages_have_thresholds_of_their_own() -> None:
    one = candidate(answered=0.1)

    assert judge(query(), one, CALIBRATION).state == "answered"
    across = judge(query("How many parameters are there?", "en"), one, CALIBRATION)
    assert across.state != "answered"


@pytest.mark.parametrize("answered", [-1e4, 1e4])
def test_boundless_evidence_gives_a_confidence_all_the_same(answered: float) -> None:
    verdict = judge(query(), candidate(answered=answered), CALIBRATION)

    assert 0 <= verdict.confidence <= 1


def test_what_is_of_another_kind_than_is_asked_for_is_no_answer() -> None:
    number, name = (replace(candidate(), marked=span) for span in ((9, 14), (0, 2)))
    assert (number.answer, name.answer) == ("130亿参", "启明")

    assert judge(query(), number, CALIBRATION).state == "answered"
    assert judge(query(), name, CALIBRATION).state == "nearest"
    # 启明的什么有130亿: any words may answer.
    assert judge(query("启明的什么有130亿？"), name, CALIBRATION).state == "answered"
