"""What `python -m ingest verify` finds in a Chroma index that differs from the database."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.article import Article, Block, Passage
from ingest.errors import LibraryBusy
from ingest.library import Library
from ingest.library.check import Check, Finding
from ingest.library.index import IndexRow, VectorIndex
from ingest.library.lock import write_lock
from ingest.library.readable import collection_of
from ingest.model import EmbeddingModel
from ingest.settings import Settings
from tests.conftest import Add
from tests.ingest.library.damage import REPAIR, key_of, looked_at, overwrite, page_of


@contextmanager
def index_of(library: Library) -> Iterator[VectorIndex]:
    """The library's vector index, to be changed behind its back."""
    name = collection_of(library.model.fingerprint)
    with closing(VectorIndex(library.settings.library / "chroma", name)) as index:
        yield index


def random_vectors(count: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(1).normal(size=(count, 384)).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def row(passage_id: str, language: str) -> IndexRow:
    [vector] = random_vectors(1)
    return IndexRow(passage_id, passage_id.rpartition("-")[0], language, 0, "", "", vector)


def put_long_article(library: Library, sections: int) -> None:
    """Store an article of so many passages that Chroma writes a file of vectors."""
    lines = [f"第{n}节。" for n in range(sections)]
    body = "\n\n".join(lines)
    starts = [body.index(line) for line in lines]
    blocks = [Block("text", a, a + len(b)) for a, b in zip(starts, lines, strict=True)]
    article = Article("0" * 16, "upload:long.md", "长文", body, "zh", tuple(blocks))
    passages = [
        Passage(article.id, n, block.start, block.end, "", line)
        for n, (block, line) in enumerate(zip(blocks, lines, strict=True))
    ]
    keys = [key_of(article, passage) for passage in passages]
    vectors = dict(zip(keys, random_vectors(sections), strict=True))
    with library.writing():
        library.put(article, "hash", list(zip(passages, keys, strict=True)), vectors)


@pytest.fixture
def library(copied: Library) -> Library:
    return copied


def test_a_passage_that_chroma_lacks_is_found_and_repaired(library: Library, ships: str) -> None:
    with index_of(library) as index:
        index.delete_leftovers(ships, "zh", kept=1, generation=0)

    found = looked_at(library)

    assert found.findings == (Finding("The vector index lacks 1 passage.", ships, True),)
    assert found.remedy.startswith(REPAIR)
    library.repair()
    assert looked_at(library).findings == ()


def test_another_vector_in_chroma_is_found_and_repaired(library: Library, ships: str) -> None:
    with index_of(library) as index:
        index.upsert([row(f"{ships}-0000", "zh"), row(f"{ships}-0001", "zh")], 0)

    found = looked_at(library)

    assert found.findings == (
        Finding("The vector index has other vectors of 2 passages.", ships, True),
    )
    library.repair()
    assert looked_at(library).findings == ()


def test_a_vector_that_is_hardly_another_is_found(library: Library, ships: str) -> None:
    [vector] = library.model.embed_arrays(["蓝湾公司\n造船\n蓝湾公司在深圳造船。"], kind="passage")
    [noise] = random_vectors(1)
    other = vector + 0.005 * noise
    with index_of(library) as index:
        index.upsert([replace(row(f"{ships}-0000", "zh"), vector=other)], 0)

    assert [one.article_id for one in looked_at(library).findings] == [ships]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_in_chroma_of_no_passage_are_found_and_repaired(
    library: Library, ships: str, language: str
) -> None:
    # Of an article that is not there, of one that has become shorter, and in the wrong language.
    strange = ["0123456789abcdef-0000", f"{ships}-0002", f"{ships}-0003"]
    strange += [f"{ships}-0000"] if language == "en" else []
    with index_of(library) as index:
        index.upsert([row(passage_id, language) for passage_id in strange], 0)

    found = {one.article_id: one.what for one in looked_at(library).findings}

    assert found == {
        "0123456789abcdef": "The vector index has 1 passage too many.",
        ships: f"The vector index has {3 if language == 'en' else 2} passages too many.",
    }
    library.repair()
    assert looked_at(library).findings == ()


def test_a_lost_index_is_one_finding_and_is_repaired(
    library: Library, ships: str, settings: Settings, packaged_model: EmbeddingModel
) -> None:
    library.close()
    shutil.rmtree(settings.library / "chroma")

    with Library.open(settings, packaged_model) as damaged:
        assert looked_at(damaged).findings == (
            Finding("The library's vector index is missing.", "", True),
        )
        damaged.repair()
        assert looked_at(damaged).findings == ()


@pytest.mark.parametrize("lost", ["all", "a page"])
def test_a_damaged_file_of_chroma_is_found_and_repaired(
    library: Library, ships: str, settings: Settings, packaged_model: EmbeddingModel, lost: str
) -> None:
    library.close()
    path = settings.library / "chroma" / "chroma.sqlite3"
    if lost == "all":
        path.write_bytes(b"no database" * 1000)
    else:
        overwrite(path, page_of(path, "embeddings"))

    with Library.open(settings, packaged_model) as damaged:
        [finding] = looked_at(damaged).findings
        assert finding.what.startswith("The file of the vector index is damaged: ")
        assert finding.repairable
        damaged.repair()
        assert looked_at(damaged).findings == ()


def test_lost_vectors_of_chroma_are_found_and_repaired(
    library: Library, settings: Settings, packaged_model: EmbeddingModel
) -> None:
    put_long_article(library, 1_100)
    library.close()
    chroma, copy = settings.library / "chroma", settings.library / "copy"
    shutil.copytree(chroma, copy)

    with Library.open(settings, packaged_model) as damaged:
        assert looked_at(damaged).findings == ()
        for lost in ("header.bin", "data_level0.bin", "length.bin", "index_metadata.pickle"):
            shutil.rmtree(chroma)
            shutil.copytree(copy, chroma)
            for path in list(chroma.rglob(lost)):
                path.unlink()
            [finding] = looked_at(damaged).findings
            assert finding.what.startswith("The library's vector index cannot be read")
            assert finding.repairable
        damaged.repair()
        assert looked_at(damaged).findings == ()


def test_a_long_article_is_read_in_parts(
    library: Library, ships: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.library.index.BATCH", 3)
    monkeypatch.setattr("ingest.library.check._AT_A_TIME", 1)
    put_long_article(library, 10)
    assert looked_at(library) == Check(3, 14, (), 0)

    with index_of(library) as index:
        index.delete_leftovers("0" * 16, "zh", kept=8, generation=0)
        index.upsert([row(f"{ships}-{n:04d}", "zh") for n in range(2, 7)], 0)

    assert {one.what for one in looked_at(library).findings} == {
        "The vector index lacks 2 passages.",
        "The vector index has 5 passages too many.",
    }


def test_what_an_interrupted_write_left_is_unfinished_and_no_fault(
    library: Library, add: Add, ships: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("ingest.library.database.Database.put_article", stop)
        with pytest.raises(KeyboardInterrupt):
            add("ships.md", "# 蓝湾公司\n\n蓝湾公司关门了。\n\n## 后来\n\n船还在。")

    assert looked_at(library) == Check(2, 4, (), 0, pending=1, leftovers=2)
    with library.writing():
        pass
    assert looked_at(library) == Check(2, 4, (), 0, pending=0, leftovers=2)
    library.remove(ships)
    assert looked_at(library) == Check(1, 2, (), 0)


def test_an_interrupted_repair_is_unfinished_and_no_fault(
    library: Library, ships: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Library, "_settle", stop)
        with pytest.raises(KeyboardInterrupt):
            library.repair()

    assert looked_at(library) == Check(2, 4, (), 0, pending=2)


def test_a_check_waits_for_a_write_as_a_write_does(library: Library, settings: Settings) -> None:
    with write_lock(settings.library, 1), pytest.raises(LibraryBusy):
        looked_at(library)
