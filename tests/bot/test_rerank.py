"""The order of passages once they have been read."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.answer import Hit
from bot.calibration import Calibration, Weights, load_calibration
from bot.reader.reader import Reader
from bot.rerank import rerank
from bot.retrieve import Query
from bot.retriever import LibraryRetriever
from ingest.library import Library

Add = Callable[[str, str], str]
Search = Callable[[str], tuple[Query, tuple[Hit, ...]]]


def only(**weights: float) -> Calibration:
    """A calibration that ranks by these."""
    return Calibration(dict.fromkeys(("same", "across"), Weights(**weights)), {}, {}, {}, {})


@pytest.fixture
def retriever(library: Library) -> LibraryRetriever:
    return LibraryRetriever(library=library)


@pytest.fixture
def reader(retriever: LibraryRetriever) -> Reader:
    return retriever.reader


@pytest.fixture
def search(retriever: LibraryRetriever) -> Search:
    """Finds passages that are not read yet."""
    return lambda question: retriever.search(question, today=date(2023, 9, 1))


def test_the_passage_that_answers_comes_before_one_that_repeats_the_question(
    search: Search, reader: Reader, add: Add
) -> None:
    add("asks.md", "# 启明\n\n启明大模型到底有多少参数，很多人都在打听。")
    add("says.md", "# 启明\n\n启明大模型共有130亿参数，训练历时47天。")

    query, hits = search("启明大模型有多少参数？")
    best, other = rerank(query, hits, reader, load_calibration())

    assert "130亿" in best.passage.text
    assert best.reading is not None
    assert other.reading is not None
    assert best.reading.answered > other.reading.answered


def test_across_languages_too(search: Search, reader: Reader, add: Add) -> None:
    add("cost.md", "# Blue Bay\n\nThe battery factory in Lisbon cost 420 million euros.")
    add("staff.md", "# Blue Bay\n\nThe battery factory in Lisbon employs 850 people.")

    query, hits = search("里斯本的电池工厂有多少员工？")
    best, *_ = rerank(query, hits, reader, load_calibration())

    assert "850" in best.passage.text


def test_offsets_are_in_the_passage_though_title_and_heading_were_read_too(
    search: Search, reader: Reader, add: Add
) -> None:
    add("a.md", "# 晨星公司的发布会\n\n## 参数\n\n启明共有130亿参数。\n\n## 价格\n\n启明要8元。")

    query, hits = search("启明有多少参数？")
    read = rerank(query, hits, reader, load_calibration())

    [span] = [hit.reading.span for hit in read if hit.reading and "130亿" in hit.passage.text]
    [text] = [hit.passage.text for hit in read if "130亿" in hit.passage.text]
    assert "130亿" in text[slice(*span)]
    for hit in read:
        assert hit.reading is not None
        assert hit.reading.places.min() >= 0
        assert hit.reading.places.max() <= len(hit.passage.text)


def test_hits_come_best_first_and_none_is_lost(search: Search, reader: Reader, add: Add) -> None:
    for n in range(5):
        add(f"{n}.md", f"# 第{n}篇\n\n晨星公司的第{n}件事，用了{n}天。")

    query, hits = search("晨星公司的第3件事用了几天？")
    read = rerank(query, hits, reader, load_calibration())

    scores = [hit.score for hit in read]
    assert scores == sorted(scores, reverse=True)
    assert {hit.passage.id for hit in read} == {hit.passage.id for hit in hits}
    assert [(hit.cosine, hit.coverage) for hit in sorted(read, key=lambda h: h.passage.id)] == [
        (hit.cosine, hit.coverage) for hit in sorted(hits, key=lambda h: h.passage.id)
    ]


def test_the_calibration_says_what_counts(search: Search, reader: Reader, add: Add) -> None:
    add("asks.md", "# 启明大模型\n\n启明大模型的参数备受关注，很多人都在谈启明大模型的参数。")
    add("says.md", "# 发布会\n\n晨星公司说，启明共有130亿参数，历时47天。")
    query, hits = search("启明大模型有多少参数？")

    by_words = rerank(query, hits, reader, only(coverage=1.0))
    by_reader = rerank(query, hits, reader, only(margin=1.0))

    assert by_words[0].article.title == "启明大模型"
    assert by_reader[0].article.title == "发布会"
    equal = rerank(query, hits, reader, only())
    assert [hit.passage.id for hit in equal] == sorted(hit.passage.id for hit in hits)


def test_where_the_latest_is_asked_for_the_newer_of_two_equals_comes_first(
    search: Search, reader: Reader, add: Add
) -> None:
    for day, price in (("2023-07-15", "八"), ("2023-05-01", "九")):
        add(f"{day}.md", f"---\ndate: {day}\n---\n# 启明\n\n启明的价格是{price}元。")

    query, hits = search("启明最新的价格是多少？")

    best, other = rerank(query, hits, reader, only(cosine=1.0))
    assert best.article.published > other.article.published
    assert best.score - best.cosine > other.score - other.cosine


def test_nothing_found_is_nothing_read(search: Search, reader: Reader) -> None:
    query, hits = search("启明有多少参数？")

    assert rerank(query, hits, reader, load_calibration()) == []
