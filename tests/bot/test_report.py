import json
from dataclasses import replace

from bot.answer import Answer, Citation, Hit, Mismatch, Otherwise, Sentence
from bot.report import answer_text, answer_to_dict
from ingest.article import Article, Passage

BODY = "第一句。第二句。"
ARTICLE = Article("a" * 16, "upload:a.md", "题", BODY, "zh", ())
PASSAGE = Passage(ARTICLE.id, 0, 0, 8, "", BODY)
CITATION = Citation(ARTICLE, PASSAGE, 4, 8)
ALONE = {"also": [], "otherwise": [], "more": 0}
PLACE = {"corpus_id": "a" * 16, "start": 4, "end": 8, "text": "第二句。"}
HIT = Hit(ARTICLE, PASSAGE, 0.9, 0.8, 0.7)


def answer(*texts: str) -> Answer:
    sentences = tuple(Sentence(text, (CITATION,)) for text in texts)
    return Answer("问？", "问？", "zh", sentences, confidence=0.75, retrieved=(HIT, HIT))


def test_an_answer_is_reported_with_its_citations_in_the_articles_offsets() -> None:
    report = answer_to_dict(answer("第二句。"), id="q", cpu_seconds=0.123456)

    assert json.loads(json.dumps(report)) == {
        "id": "q",
        "question": "问？",
        "answer": "第二句。",
        "state": "answered",
        "refused": False,
        "confidence": 0.75,
        "sentences": [
            {
                "text": "第二句。",
                "citations": [PLACE | ALONE],
            }
        ],
        "nearest": [],
        "mismatches": [],
        "retrieved": ["a" * 16],
        "cpu_seconds": 0.1235,
    }


def test_the_nearest_sentences_are_reported_apart_from_what_is_asserted() -> None:
    nearest = replace(
        answer(),
        state="nearest",
        nearest=(CITATION,),
        mismatches=(Mismatch("2024", ("2023",)), Mismatch("京东")),
    )

    report = answer_to_dict(nearest, id="q", cpu_seconds=0.0)

    assert (report["state"], report["refused"], report["answer"]) == ("nearest", True, "")
    assert report["sentences"] == []
    assert report["nearest"] == [PLACE | ALONE]
    assert report["mismatches"] == [
        {"asked": "2024", "said": ["2023"]},
        {"asked": "京东", "said": []},
    ]


def test_what_other_articles_make_of_a_citation_is_reported_with_it() -> None:
    other = Citation(replace(ARTICLE, id="b" * 16), PASSAGE, 4, 8)
    cited = replace(CITATION, also=(other,), otherwise=(Otherwise("38万", "35万", other),), more=2)

    [reported] = answer_to_dict(
        replace(answer(), state="nearest", nearest=(cited,)), id="q", cpu_seconds=0.0
    )["nearest"]

    theirs = PLACE | {"corpus_id": "b" * 16}
    assert reported == PLACE | {
        "also": [theirs],
        "otherwise": [{"figure": "38万", "other": "35万", "citation": theirs}],
        "more": 2,
    }


def test_where_nothing_comes_close_nothing_is_reported() -> None:
    report = answer_to_dict(replace(answer(), state="nothing"), id="q", cpu_seconds=0.0)

    assert (report["state"], report["refused"], report["answer"]) == ("nothing", True, "")
    assert report["sentences"] == report["nearest"] == report["mismatches"] == []


def test_articles_and_quotations_can_be_reported_by_other_names() -> None:
    report = answer_to_dict(
        answer("第二句。"),
        id="q",
        cpu_seconds=0.0,
        name=lambda article: article.title,
        quotation=lambda _: (None, None, "?"),
    )

    assert report["retrieved"] == ["题"]
    assert report["sentences"][0]["citations"] == [
        {"corpus_id": "题", "start": None, "end": None, "text": "?"} | ALONE
    ]


def test_sentences_are_joined_with_a_space_only_between_words_of_the_latin_script() -> None:
    joined = answer_text(
        answer("He said “no.”", "Then he left.", "他走了。", "GPT-4 没走。", "End.")
    )

    assert joined == "He said “no.” Then he left.他走了。GPT-4 没走。End."
