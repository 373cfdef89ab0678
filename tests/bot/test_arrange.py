import pytest

from bot.answer import Hit
from bot.arrange import FIRST, MOST_OF_ONE, arrange, asks_for_several
from ingest.article import Article, Passage


def hit(article: str, ordinal: int, heading: str = "") -> Hit:
    text = f"{article}{ordinal}"
    whole = Article(article, f"upload:{article}", article, text, "zh", ())
    return Hit(whole, Passage(article, ordinal, 0, len(text), heading, text), 0.0, 0.0, 0.0)


def order(question: str, hits: list[Hit]) -> list[str]:
    return [one.passage.text for one in arrange(question, hits)]


ONE = "启明有多少参数？"
SEVERAL = "启明和银河分别有多少参数？"


@pytest.mark.parametrize(
    "question",
    [
        "启明和银河分别有多少参数？",
        "对比一下启明和银河",
        "启明与银河有什么区别？",
        "启明和银河相比哪个更便宜？",
        "哪些公司发布了大模型？",
        "哪两家公司被列入了名单？",
        "兩者有什麼差異？請列舉",
        "Compare Qiming and Yinhe.",
        "What is the difference between Qiming and Yinhe?",
        "Qiming vs Yinhe",
        "Which companies released a model?",
        "How many parameters do both have?",
    ],
)
def test_a_question_that_compares_or_asks_for_several_is_known(question: str) -> None:
    assert asks_for_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "启明有多少参数？",
        "华为全联接大会2023是哪几天开的？",
        "哪家公司发布了启明？",
        "Which company released Qiming?",
        "Which class was it?",
        "Who listened to the talk?",
    ],
)
def test_a_question_for_one_thing_is_not(question: str) -> None:
    assert not asks_for_several(question)


def test_where_several_are_asked_for_one_article_does_not_fill_the_first_places() -> None:
    hits = [*(hit("a", n, f"{n}") for n in range(6)), hit("b", 0), hit("c", 0), hit("b", 3)]

    arranged = order(SEVERAL, hits)

    assert arranged == ["a0", "a1", "a2", "b0", "c0", "a3", "a4", "a5", "b3"]
    assert sum(text.startswith("a") for text in arranged[:FIRST]) == MOST_OF_ONE


def test_where_one_thing_is_asked_for_articles_stand_as_they_were_found() -> None:
    hits = [*(hit("a", n, f"{n}") for n in range(6)), hit("b", 0), hit("c", 0)]

    assert order(ONE, hits) == [one.passage.text for one in hits]


def test_a_single_article_may_fill_all_places() -> None:
    hits = [hit("a", n, f"{n}") for n in (4, 0, 8)]

    assert order(SEVERAL, hits) == ["a4", "a0", "a8"]


def test_a_neighbour_in_the_same_section_follows_its_hit() -> None:
    hits = [hit("a", 3), hit("b", 0), hit("c", 0), hit("a", 4), hit("a", 2)]

    assert order(ONE, hits) == ["a3", "a2", "a4", "b0", "c0"]


def test_a_neighbour_across_a_heading_stays_where_it_was() -> None:
    hits = [hit("a", 3, "价格"), hit("b", 0), hit("a", 4, "团队")]

    assert order(ONE, hits) == ["a3", "b0", "a4"]


def test_a_neighbour_that_was_found_far_behind_stays_where_it_was() -> None:
    others = [hit(f"b{n}", 0) for n in range(FIRST)]
    hits = [hit("a", 3), *others, hit("a", 4)]

    assert order(ONE, hits)[-1] == "a4"


def test_the_first_hit_stays_first_and_none_is_lost() -> None:
    hits = [hit("a", 3), hit("a", 1), hit("b", 0), hit("a", 2), hit("c", 7), hit("c", 6)]

    arranged = arrange(SEVERAL, hits)

    assert arranged[0] == hits[0]
    assert sorted(one.passage.id for one in arranged) == sorted(one.passage.id for one in hits)


def test_nothing_found_is_nothing_to_arrange() -> None:
    assert arrange(SEVERAL, []) == []
