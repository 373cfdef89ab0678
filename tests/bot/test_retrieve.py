from collections.abc import Callable

import pytest

from bot.answer import Hit
from bot.center import load_centers
from bot.retrieve import coverage, inverse_frequency, prepare, retrieve
from ingest.library import Filter, Library

Add = Callable[[str, str], str]
Find = Callable[[str], list[Hit]]


@pytest.fixture
def find(library: Library) -> Find:
    """Finds the hits for a question in the test's library."""
    centers = load_centers(library.model, library.settings.models)
    return lambda question: retrieve(library, prepare(library, centers, question), centers, 10)


def test_coverage_is_the_weighted_share_of_the_words_that_are_present() -> None:
    weights = {"启明": 3.0, "参数": 1.0}

    assert coverage(weights, ["启明", "参数", "价格"]) == 1.0
    assert coverage(weights, ["启明"]) == 0.75
    assert coverage(weights, ["参数", "参数"]) == 0.25
    assert coverage(weights, ["价格"]) == 0.0


def test_a_question_without_words_is_covered_by_nothing() -> None:
    assert coverage({}, ["启明"]) == 0.0


def test_the_rarer_a_word_the_more_it_weighs_and_a_word_of_every_passage_hardly_does() -> None:
    weights = [inverse_frequency(occurrences, 100) for occurrences in (0, 1, 50, 100)]

    assert weights == sorted(weights, reverse=True)
    assert 0 < weights[-1] < 0.01


def test_a_questions_words_are_weighed_by_the_library_most_informative_first(
    library: Library, add: Add
) -> None:
    for n in range(3):
        add(f"{n}.md", f"# 第{n}篇\n\n晨星公司的第{n}件事。")
    add("model.md", "# 模型\n\n晨星公司发布了启明。")
    centers = load_centers(library.model, library.settings.models)

    query = prepare(library, centers, "晨星公司的启明")

    assert next(iter(query.weights)) == "启明"
    assert query.weights["启明"] > query.weights["晨星"]


def test_hits_come_best_first(find: Find, add: Add) -> None:
    add("price.md", "# 价格\n\n启明的接口价格是每千个词元0.008元。")
    add("team.md", "# 团队\n\n周岚领导着一个九人的团队。")
    add("weather.md", "# 天气\n\n明天杭州有小雨。")

    hits = find("启明的接口价格是多少？")

    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert hits[0].article.title == "价格"


def test_a_passage_with_the_questions_words_beats_one_that_only_is_similar(
    find: Find, add: Add
) -> None:
    add("similar.md", "# 平板电脑\n\n这款平板电脑的电池能存多少电？")
    add(
        "words.md",
        "# 日记\n\n早上八点，客人陆续到了湖边的礼堂。主持人先讲了天气，又讲了去年的足球比赛。"
        "合唱团唱了三首老歌，孩子们送上了鲜花。午饭有鱼、米饭和桂花糕，大家都说好吃。"
        "青禾平板的电池容量是五千毫安时。傍晚雨停了，大家坐船回到城里，路上谈起明年的旅行。",
    )

    best, other = find("青禾平板的电池容量是多少？")

    assert best.article.title == "日记"
    assert best.coverage > other.coverage
    assert best.cosine < other.cosine


def test_a_passage_in_another_language_beats_a_stranger_in_the_questions_own(
    find: Find, add: Add
) -> None:
    add("factory.md", "# Blue Bay\n\nThe battery factory in Lisbon employs 850 people.")
    add("shops.md", "# 门店\n\n公司在上海有多家门店，员工都会说上海话。")

    best, *_ = find("里斯本的电池工厂有多少员工？")

    assert best.article.title == "Blue Bay"


def test_a_passage_in_another_language_loses_nothing_for_the_words_that_it_cannot_share(
    find: Find, add: Add
) -> None:
    add("en.md", "# Blue Bay\n\nThe battery factory in Lisbon employs 850 people.")
    add("zh.md", "# 天气\n\n明天杭州有小雨。")

    hits = {hit.article.language: hit for hit in find("电池工厂有多少员工？")}

    assert hits["en"].coverage == 0
    assert hits["en"].score == pytest.approx(hits["en"].cosine)
    assert hits["zh"].score < hits["zh"].cosine


@pytest.mark.parametrize("name", ["Zhilan", "Muchen", "Yunxiu", "Zechuan", "Cenyuan"])
def test_a_chinese_passage_is_told_from_others_like_it_by_the_name_that_an_english_question_has(
    find: Find, add: Add, name: str
) -> None:
    written = {
        "Zhilan": "智澜",
        "Muchen": "沐宸",
        "Yunxiu": "云岫",
        "Zechuan": "泽川",
        "Cenyuan": "岑远",
    }
    for one in written.values():
        add(f"{one}.md", f"# 财报\n\n{one}公司去年售出了三百万台机器人，收入增长两成。")

    best, *_ = find(f"How many robots did {name} sell last year?")

    assert written[name] in best.passage.text


def test_every_language_of_the_library_is_searched_to_the_same_depth(
    library: Library, add: Add
) -> None:
    for n in range(4):
        add(f"zh{n}.md", f"# 第{n}篇\n\n电池工厂的第{n}条新闻。")
    add("en.md", "# Rain\n\nIt rained in the valley all day.")
    centers = load_centers(library.model, library.settings.models)

    hits = retrieve(library, prepare(library, centers, "电池工厂有什么新闻？"), centers, 2)

    assert [hit.article.language for hit in hits].count("en") == 1


@pytest.mark.parametrize("question", ["？？？", "🤖", "the of and"])
def test_a_question_without_words_still_gets_the_most_similar_passages(
    find: Find, add: Add, question: str
) -> None:
    add("a.md", "# 天气\n\n明天杭州有小雨。")

    [hit] = find(question)

    assert hit.coverage == 0


def test_an_empty_library_has_no_hits(find: Find) -> None:
    assert find("启明有多少参数？") == []


def test_only_what_passes_the_filter_is_found_by_either_search(library: Library, add: Add) -> None:
    for day in ("2023-06-30", "2023-07-15", "2023-08-01"):
        add(
            f"{day}.md",
            f"---\ndate: {day}\nsite: 示例网\n---\n# 启明\n\n启明的价格是{day[-2:]}元。",
        )
    add("undated.md", "# 启明\n\n启明的价格是九十九元。")
    centers = load_centers(library.model, library.settings.models)
    query = prepare(library, centers, "启明的价格是多少？")

    def published(within: Filter) -> list[str]:
        hits = retrieve(library, query, centers, 10, within=within)
        return sorted(hit.article.published for hit in hits)

    assert published(Filter(since="2023-07-01", until="2023-07-31")) == ["2023-07-15"]
    assert published(Filter(until="2023-07-31", sites=("示例网",))) == ["2023-06-30", "2023-07-15"]
    assert published(Filter(languages=("en",))) == []


def test_of_two_articles_that_say_the_same_the_newer_comes_first_where_the_latest_is_asked_for(
    find: Find, add: Add
) -> None:
    for day, price in (("2023-07-15", "八"), ("2023-05-01", "九")):
        add(f"{day}.md", f"---\ndate: {day}\n---\n# 启明\n\n启明的价格是{price}元。")

    hits = find("启明最新的价格是多少？")

    assert [hit.article.published for hit in hits] == ["2023-07-15", "2023-05-01"]
    assert hits[0].score - hits[0].cosine > hits[1].score - hits[1].cosine


def test_a_newer_article_about_something_else_does_not_come_first(find: Find, add: Add) -> None:
    add("price.md", "---\ndate: 2023-05-01\n---\n# 启明\n\n启明的接口价格是每千个词元0.008元。")
    add("weather.md", "---\ndate: 2023-07-15\n---\n# 天气\n\n明天杭州有小雨，最低二十度。")

    assert find("启明最新的价格是多少？")[0].article.title == "启明"
