from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from bot.retriever import LibraryRetriever
from ingest.library import Library

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
