from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from bot.retriever import LibraryRetriever
from ingest.library import Filter, Library

QUESTIONS = ("启明有多少参数？", "Who is the director of Blue Bay?", "接口价格是多少？")


@pytest.fixture
def retriever(newspaper: Library) -> LibraryRetriever:
    return LibraryRetriever(library=newspaper)


def test_documents_are_passages_with_what_is_needed_to_cite_them(
    retriever: LibraryRetriever, newspaper: Library
) -> None:
    best, *_ = retriever.invoke("启明有多少参数？")

    [article] = newspaper.articles("晨星")
    assert "130亿" in best.page_content
    assert best.id in {passage.id for passage in newspaper.passages(article.id)}
    assert best.page_content == article.body[best.metadata["start"] : best.metadata["end"]]
    told = {name: best.metadata[name] for name in ("article_id", "title", "author", "published")}
    assert told == {
        "article_id": article.id,
        "title": "晨星公司发布大模型",
        "author": "李明",
        "published": "2023-05-06",
    }


def test_documents_come_best_first_and_no_more_than_are_wanted(newspaper: Library) -> None:
    both = LibraryRetriever(library=newspaper).invoke("启明有多少参数？")
    one = LibraryRetriever(library=newspaper, count=1).invoke("启明有多少参数？")

    scores = [document.metadata["score"] for document in both]
    assert len(scores) == 2
    assert scores == sorted(scores, reverse=True)
    assert one == both[:1]


def test_the_retriever_is_a_step_of_any_chain(retriever: LibraryRetriever) -> None:
    def titles(documents: list[Document]) -> list[str]:
        return [document.metadata["title"] for document in documents]

    chain = retriever | RunnableLambda(titles)

    assert chain.invoke("Where is the battery factory?")[0].startswith("Blue Bay")


def test_an_empty_library_gives_no_documents(library: Library) -> None:
    assert LibraryRetriever(library=library).invoke("启明有多少参数？") == []


def test_many_threads_get_what_one_thread_gets(retriever: LibraryRetriever) -> None:
    alone = [LibraryRetriever(library=retriever.library).invoke(q) for q in QUESTIONS]

    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(retriever.invoke, QUESTIONS * 6))

    assert together == alone * 6


def test_a_filter_narrows_what_is_found(retriever: LibraryRetriever) -> None:
    [document] = retriever.invoke("发布了什么？", within=Filter(authors=("Ann Reed",)))

    assert document.metadata["author"] == "Ann Reed"


def test_a_source_and_a_time_that_the_question_names_narrow_what_is_found(
    retriever: LibraryRetriever,
) -> None:
    by_site, found = retriever.find("据示例网报道，工厂有多少员工？")
    assert {hit.article.site for hit in found} == {"示例网"}
    assert not by_site.scope.widened

    _, found = retriever.find("上周有什么新闻？", today=date(2023, 8, 23))
    assert {hit.article.published for hit in found} == {"2023-08-15"}


def test_where_no_article_is_what_the_question_says_all_are_searched_and_the_query_says_so(
    retriever: LibraryRetriever,
) -> None:
    query, found = retriever.find("上周有什么关于启明的新闻？", today=date(2026, 1, 1))

    assert query.scope.widened
    assert len(found) == 2


def test_where_no_article_is_what_the_user_set_none_is_found(retriever: LibraryRetriever) -> None:
    _, found = retriever.find("启明有多少参数？", Filter(since="2024-01-01"))

    assert found == ()


def test_a_question_is_not_searched_beyond_what_the_user_set(retriever: LibraryRetriever) -> None:
    query, found = retriever.find(
        "上周有什么新闻？", Filter(languages=("en",)), today=date(2026, 1, 1)
    )

    assert query.scope.widened
    assert {hit.article.language for hit in found} == {"en"}


def test_a_writer_is_given_what_the_search_found(retriever: LibraryRetriever) -> None:
    query, found = retriever.search("启明有多少参数？")
    same, arranged = retriever.find("启明有多少参数？")

    assert query.weights == same.weights
    assert {hit.passage for hit in found} == {hit.passage for hit in arranged}


def test_answers_that_straddle_a_border_are_read_together(
    library: Library, add: Callable[[str, str], str]
) -> None:
    story = "晨星公司的启明大模型在训练时用了许多办法，工程师们写下了他们每天的工作。" * 24
    add("long.md", f"# 启明的训练\n\n{story}\n\n启明的训练历时47天。")
    add("other.md", "# 训练\n\n另一个模型的训练历时九天，启明的对手这样说。")

    _, found = LibraryRetriever(library=library).find("启明的训练历时多少天？")

    places = [(hit.article.title, hit.passage.ordinal) for hit in found]
    own = [place for place in places if place[0] == "启明的训练"]
    first = places.index(own[0])
    assert len(own) > 1
    assert abs(places[first][1] - places[first + 1][1]) == 1
    for hit in found:
        assert hit.passage.text == hit.article.body[hit.passage.start : hit.passage.end]
