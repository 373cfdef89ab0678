"""What a question insists on and a passage does not have."""

import pytest

from bot.answer import Hit, Language, Mismatch
from bot.constraints import LEAD, mismatches
from ingest.article import Article, Block, Passage

BODY = "启明大模型共有130亿参数，由GPT-4参与评测，2023年5月发布。"
ENGLISH = "SeaWorld fought the documentary in May 2023, and its shares fell by 20 percent."


def hit(body: str = BODY, published: str = "2023-05-06", language: str = "zh") -> Hit:
    article = Article(
        "a" * 16,
        "upload:a",
        "启明大模型",
        body,
        language,
        (Block("text", 0, 9),),
        published=published,
    )
    return Hit(article, Passage(article.id, 0, 0, len(body), "", body), 1.0, 1.0, 1.0)


def found(question: str, said: Hit, language: Language = "zh", sentence: str = "") -> set[Mismatch]:
    return set(mismatches(question, language, said, sentence))


def test_another_year_is_named_with_what_is_said_instead() -> None:
    assert found("启明在2024年有多少参数？", hit()) == {Mismatch("2024", ("2023",))}


def test_another_month_is_named_in_the_questions_language() -> None:
    said = hit(ENGLISH, "", "en")

    assert found("What happened in June 2023?", said, "en") == {Mismatch("June", ("May",))}
    assert found("启明2023年6月怎么样？", hit()) == {Mismatch("6月", ("5月",))}


def test_a_date_is_one_thing_and_not_also_a_month_and_a_day() -> None:
    assert found("启明在6月7日说了什么？", hit(published="")) == {Mismatch("6月7日")}


def test_what_the_quoted_sentence_says_comes_before_what_the_passage_says_elsewhere() -> None:
    said = hit("2019年营收3亿元。2022年营收5亿元。", "")

    assert found("2021年营收多少？", said, sentence="2019年营收3亿元。") == {
        Mismatch("2021", ("2019",))
    }
    assert found("2021年营收多少？", said) == {Mismatch("2021", ("2022", "2019"))}


def test_an_amount_is_named_as_the_question_writes_it() -> None:
    assert found("哪家公司有30万用户？", hit()) == {Mismatch("30万")}
    assert found("Who sold 3 million cars?", hit(ENGLISH, "", "en"), "en") == {
        Mismatch("3 million")
    }


def test_another_number_in_a_name_is_another_thing() -> None:
    assert found("GPT-5怎么样？", hit()) == {Mismatch("GPT-5", ("GPT-4",))}
    assert not found("GPT-4怎么样？", hit())


def test_an_english_name_that_is_not_mentioned_is_named_whole() -> None:
    said = hit(ENGLISH, "", "en")

    assert found("What did Blackfish claim?", said, "en") == {Mismatch("Blackfish")}
    assert found("Who owns Blue Bay?", said, "en") == {Mismatch("Blue Bay")}
    assert not found("What did SeaWorld's owners fight?", said, "en")


@pytest.mark.parametrize("question", ["Along with shares, what fell?", "Why did it fall?"])
def test_the_first_word_of_a_question_is_no_name(question: str) -> None:
    assert not found(question, hit(ENGLISH, "", "en"), "en")


def test_a_chinese_name_that_is_not_mentioned_is_named() -> None:
    assert found("京东的大模型叫什么名字？", hit("华为的大模型叫盘古。")) == {Mismatch("京东")}


def test_what_an_article_is_about_need_not_be_repeated_in_each_passage() -> None:
    lead = "启明大模型由晨星公司发布。"
    body = f"{lead}{'公司说，会继续加大投入。' * LEAD}它有130亿参数。"
    article = hit(body).article
    start = body.index("它有")
    said = Hit(article, Passage(article.id, 1, start, len(body), "", body[start:]), 1.0, 1.0, 1.0)

    assert not found("晨星公司的启明有多少参数？", said)


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("What did Morning Star announce?", "en", hit()),
        ("京东有30万用户吗？", "zh", hit(ENGLISH, "", "en")),
    ],
)
def test_names_and_amounts_are_not_looked_for_in_another_language(
    question: str, language: Language, said: Hit
) -> None:
    assert not found(question, said, language)


def test_years_and_latin_names_are_looked_for_in_an_english_passage_too() -> None:
    said = hit(ENGLISH, "", "en")

    assert found("Blackfish在2024年说了什么？", said) == {
        Mismatch("2024", ("2023",)),
        Mismatch("Blackfish"),
    }


def test_the_date_of_the_article_counts_as_said() -> None:
    assert not found("启明在2023年5月6日发布了吗？", hit(body="启明今天发布。"))


def test_a_question_without_numbers_insists_on_none() -> None:
    assert not found("启明有多少参数？", hit())
