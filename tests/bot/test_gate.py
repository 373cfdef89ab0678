from typing import Any

from bot.answer import Hit
from bot.constraints import unmet_names, unmet_numbers
from bot.gate import SAME, Evidence, log_odds
from ingest.article import Article, Block, Passage

BODY = "启明大模型共有130亿参数，由GPT-4参与评测，2023年5月发布。"


def hit(body: str = BODY, published: str = "2023-05-06", language: str = "zh") -> Hit:
    article = Article("a" * 16, "upload:a", "启明大模型", body, language, (Block("text", 0, 9),))
    article = Article(**{**_fields(article), "published": published})
    return Hit(article, Passage(article.id, 0, 0, len(body), "", body), 1.0, 1.0, 1.0)


def _fields(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in Article.__slots__}


def test_a_year_that_the_passage_is_not_about_is_unmet() -> None:
    assert unmet_numbers("启明在2024年有多少参数？", hit()) == {"2024"}


def test_the_date_of_the_article_counts_as_said() -> None:
    assert not unmet_numbers("启明在2023年5月6日发布了吗？", hit(body="启明今天发布。"))


def test_another_number_in_a_name_is_another_thing() -> None:
    assert unmet_numbers("GPT-5怎么样？", hit()) >= {"gpt-5"}
    assert not unmet_numbers("GPT-4怎么样？", hit())


def test_a_question_without_numbers_insists_on_none() -> None:
    assert not unmet_numbers("启明有多少参数？", hit())


def test_an_english_name_is_not_looked_for_in_a_chinese_passage() -> None:
    assert not unmet_names("What did Morning Star announce?", "en", hit())
    assert unmet_names("What did Blue Bay announce?", "en", hit("It rained.", language="en"))


def test_every_piece_of_evidence_moves_the_odds_its_own_way() -> None:
    weak = Evidence(False, 0.2, 0.2, 0.2, 0, 0)

    def odds(**changes: float) -> float:
        fields: dict[str, Any] = {n: getattr(weak, n) for n in Evidence.__slots__} | changes
        return log_odds(Evidence(**fields), SAME["zh"])

    assert odds(passage_cosine=0.6) > odds()
    assert odds(passage_words=0.6) > odds()
    assert odds(sentence_cosine=0.6) > odds()
    assert odds(unmet_numbers=1) < odds()
    assert odds(unmet_names=1) < odds()
