import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ArticleMissing, LibraryBusy, LibraryError, ModelMismatch
from ingest.library import Filter, Library
from ingest.library.index import VectorIndex
from ingest.library.lock import write_lock
from ingest.model import EmbeddingModel
from ingest.segment import words
from ingest.settings import Settings
from ingest.source import upload_source
from ingest.store import vector_key
from ingest.sync import sync_sources

Add = Callable[[str, str], str]
PROJECT = Path(__file__).resolve().parents[3]


def nearest_texts(library: Library, question: str) -> list[str]:
    vector = library.model.embed_arrays([question], kind="query")[0]
    ids = [passage_id for passage_id, _ in library.nearest(vector, 5)]
    found = library.passages_in_articles(ids)
    return [found[i][1].text for i in ids if i in found]


def test_an_article_comes_out_as_it_went_in(library: Library, add: Add) -> None:
    article_id = add("a.md", "---\nauthor: 李明\ndate: 2023-05-06\n---\n# 题目\n\n正文一句。\n")

    article = library.article(article_id)

    assert article is not None
    assert (article.title, article.author, article.published) == ("题目", "李明", "2023-05-06")
    assert all(p.text == article.body[p.start : p.end] for p in library.passages(article_id))


def test_a_removed_article_is_found_by_neither_search(library: Library, add: Add) -> None:
    gone = add("a.md", "# 晨星\n\n晨星公司做模型。")
    add("b.md", "# 蓝湾\n\n蓝湾公司做芯片。")

    library.remove(gone)

    assert all("晨星" not in text for text in nearest_texts(library, "晨星公司做什么"))
    assert library.lexical(["晨星"], 5) == []
    assert library.count()[0] == 1


def test_removing_what_is_not_there_says_how_to_find_ids(library: Library) -> None:
    with pytest.raises(ArticleMissing, match="ingest list"):
        library.remove("0" * 16)


def test_a_shorter_version_leaves_no_passage_of_the_longer_one_behind(
    library: Library, add: Add
) -> None:
    add("a.md", "# 晨星\n\n" + "晨星公司的旧闻很多很多。" * 200)

    article_id = add("a.md", "# 晨星\n\n晨星公司只剩一句新闻。")

    vector = library.model.embed_arrays(["晨星"], kind="query")[0]
    assert [i for i, _ in library.nearest(vector, 50)] == [f"{article_id}-0000"]
    assert library.count() == (1, 1)


def test_a_write_that_stops_between_chroma_and_sqlite_leaves_the_old_article(
    library: Library, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_id = add("a.md", "# 晨星\n\n晨星公司有70亿参数的模型。")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("ingest.library.database.Database.put_article", stop)
        with pytest.raises(KeyboardInterrupt):
            add("a.md", "# 晨星\n\n蓝湾公司造船。")

    assert "70亿" in nearest_texts(library, "模型参数")[0]
    with library.writing():
        pass  # the next write settles what the stopped one left
    vector = library.model.embed_arrays(["晨星\n晨星公司有70亿参数的模型。"], kind="passage")[0]
    [(passage_id, cosine)] = library.nearest(vector, 5)
    assert passage_id.startswith(article_id)
    assert cosine > 0.99


def test_a_library_is_refused_to_another_model_with_the_command_that_reembeds(
    library: Library, add: Add, settings: Settings, packaged_model: EmbeddingModel
) -> None:
    add("a.md", "# 题目\n\n正文。")

    class Other:
        name = "another-model"
        fingerprint = "ff" * 16

    with (
        Library.open(settings, Other()) as other,  # type: ignore[arg-type]
        pytest.raises(ModelMismatch, match="python -m ingest reembed"),
    ):
        _ = other.model


def test_a_page_that_is_open_sees_what_another_process_wrote(
    library: Library, add: Add, settings: Settings, tmp_path: Path, packaged_model: EmbeddingModel
) -> None:
    add("a.md", "# 晨星\n\n晨星公司有70亿参数的模型。")
    assert "70亿" in nearest_texts(library, "模型有多少参数")[0]
    changed = tmp_path / "a.md"
    changed.write_text("# 晨星\n\n晨星公司有130亿参数的模型，比从前大。", encoding="utf-8")
    script = (
        "import sys; from pathlib import Path\n"
        "from ingest.sync import sync_sources; from ingest.library import Library\n"
        "from ingest.settings import load_settings; from ingest.source import upload_source\n"
        "with Library.open(load_settings()) as library:\n"
        "    source = upload_source('a.md', Path(sys.argv[1]).read_bytes())\n"
        "    new = upload_source('b.md', '# 蓝湾\\n\\n蓝湾公司造了新的芯片。'.encode())\n"
        "    print(sync_sources(library, [source, new]))\n"
    )

    subprocess.run(
        [sys.executable, "-c", script, str(changed)],
        cwd=PROJECT,
        env={**os.environ, "WENYUAN_HOME": str(settings.home)},
        check=True,
    )

    assert "130亿" in nearest_texts(library, "模型有多少参数")[0]
    assert "蓝湾" in nearest_texts(library, "谁造了芯片")[0]


def test_a_second_writer_waits_and_then_says_so(library: Library, settings: Settings) -> None:
    with (
        write_lock(settings.library, 1),
        pytest.raises(LibraryBusy, match="nothing of yours was written"),
        library.writing(),
    ):
        pass


def test_articles_are_added_and_asked_for_at_the_same_time(library: Library, add: Add) -> None:
    add("0.md", "# 第0号\n\n第0号公司的故事。")
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(20):
                assert nearest_texts(library, "公司的故事")
        except BaseException as error:
            failures.append(error)
            raise

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    patient = replace(library.settings, lock_seconds=60)
    with Library.open(patient, library.model) as writer:
        for n in range(1, 6):
            text = f"# 第{n}号\n\n第{n}号公司的故事。"
            sync_sources(writer, [upload_source(f"{n}.md", text.encode())])
    for reader in readers:
        reader.join()

    assert not failures
    assert library.count()[0] == 6


def test_articles_are_listed_newest_first_and_found_by_title(library: Library, add: Add) -> None:
    add("a.md", "---\ndate: 2023-01-01\n---\n# 旧闻100%\n\n正文。")
    add("b.md", "---\ndate: 2023-12-01\n---\n# 新闻\n\n正文。")

    assert [a.title for a in library.articles()] == ["新闻", "旧闻100%"]
    assert [a.title for a in library.articles("0%")] == ["旧闻100%"]
    assert library.articles("%_") == []


def test_a_file_that_is_no_library_is_an_error_and_stays_as_it_was(settings: Settings) -> None:
    settings.library.mkdir(parents=True)
    path = settings.library / "library.sqlite3"
    path.write_text("this is not a database, " * 100)

    with pytest.raises(LibraryError, match="cannot be opened"):
        Library.open(settings)

    assert path.read_text().startswith("this is not")


def test_filters_on_language_are_applied_inside_the_search(library: Library, add: Add) -> None:
    add("a.md", "# 晨星\n\n晨星公司做模型。")
    add("b.md", "# Blue Bay\n\nBlue Bay makes chips for everyone in the whole town.")
    vector = library.model.embed_arrays(["晨星公司"], kind="query")[0]

    for language in ("zh", "en"):
        only = Filter(languages=(language,))
        assert len(library.nearest(vector, 5, only)) == 1


def test_the_index_counts_cosine_not_distance(settings: Settings) -> None:
    from ingest.library.index import IndexRow

    settings.library.mkdir(parents=True)
    index = VectorIndex(settings.library / "chroma", "passages-test")
    index.create(1)
    vector = np.array([1.0, 0.0, 0.0], np.float32)
    index.upsert([IndexRow("p", "a", "zh", 0, "", "", vector)], 1)

    [(_, same)] = index.nearest("zh", vector, 1, 1)
    [(_, orthogonal)] = index.nearest("zh", np.array([0.0, 1.0, 0.0], np.float32), 1, 1)
    index.close()

    assert same == pytest.approx(1.0, abs=1e-5)
    assert orthogonal == pytest.approx(0.0, abs=1e-5)


def test_a_lost_index_is_reported_with_the_command_that_makes_it_again(
    library: Library, add: Add, settings: Settings, packaged_model: EmbeddingModel
) -> None:
    add("a.md", "# 晨星\n\n晨星公司有70亿参数的模型。")
    library.close()
    shutil.rmtree(settings.library / "chroma")

    with Library.open(settings, packaged_model) as damaged:
        with pytest.raises(LibraryError, match="python -m ingest repair"):
            nearest_texts(damaged, "模型参数")
        assert damaged.repair() == 1
        assert "70亿" in nearest_texts(damaged, "模型参数")[0]


def test_a_repair_does_not_need_to_embed_anything(
    library: Library, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("a.md", "# 晨星\n\n晨星公司有70亿参数的模型。")

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be embedded")

    with monkeypatch.context() as patch:
        patch.setattr(library.model, "embed_arrays", fail)
        library.repair()

    assert "70亿" in nearest_texts(library, "模型参数")[0]


def test_removing_from_another_models_library_removes_nothing(
    library: Library, add: Add, settings: Settings
) -> None:
    article_id = add("a.md", "# 题目\n\n正文。")

    class Other:
        name = "another-model"
        fingerprint = "ff" * 16

    with (
        Library.open(settings, Other()) as other,  # type: ignore[arg-type]
        pytest.raises(ModelMismatch),
    ):
        other.remove(article_id)

    assert library.count() == (1, 1)


def test_vectors_of_a_text_that_is_gone_are_forgotten(library: Library, add: Add) -> None:
    sizes = []
    for n in range(3):
        add("a.md", f"# 晨星\n\n晨星公司的第{n}条新闻。")
        sizes.append(
            len(
                library.known_vectors(
                    [vector_key(f"晨星公司的第{i}条新闻。") for i in range(3)],
                    library.model.fingerprint,
                )
            )
        )

    assert sizes == [1, 1, 1]


@pytest.mark.parametrize("word", ["ஔcd", "ျမန္မာ", 'a"b', "%", "_" * 70_000])
def test_no_search_word_upsets_the_database(library: Library, add: Add, word: str) -> None:
    add("a.md", "# 晨星\n\n晨星公司的新闻。")

    assert library.lexical([*words(word), word[:50].replace('"', "")], 5) == []
    assert library.articles(word) == []
