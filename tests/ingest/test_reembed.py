import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.__main__ import main
from ingest.library import Library
from ingest.model import EmbeddingModel, Kind
from ingest.model.torch_model import TorchModel
from ingest.reembed import reembed
from ingest.settings import Settings
from ingest.store import embedded_text, vector_key
from tests.conftest import Add
from tests.random_model import write_random_model

# More passages than reembed commits at once: every section is one.
SECTIONS = [f"Section {n}\n\nShip {n} left the harbour." for n in range(70)]
SHIPS = "# Ships\n\n" + "\n\n".join(f"## {section}" for section in SECTIONS)
WORDS = ["query", ":", ".", *"ships section ship left the harbour".split(), *map(str, range(70))]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("tiny")
    return str(write_random_model(folder, WORDS, seed=1, positions=64, query_prompt="query: "))


@pytest.fixture
def other(settings: Settings, tiny: str) -> Settings:
    """The settings of the same library with another model."""
    return replace(settings, embedding_model=tiny)


def found(library: Library, section: str) -> str:
    """The passage closest to a section: random weights know a text again, but no question to it."""
    [vector] = library.model.embed_arrays([f"Ships\n{section}"], kind="passage")
    [(passage_id, _)] = library.nearest(vector, 1)
    return library.passages_in_articles([passage_id])[passage_id][1].text


def embedded_with(library: Library, model: EmbeddingModel) -> int:
    """How many of the library's passages have a vector of a model."""
    texts = [embedded_text(a, p) for a in library.articles() for p in library.passages(a.id)]
    return len(library.known_vectors([vector_key(text) for text in texts], model.fingerprint))


def test_another_model_is_refused_until_the_command_in_the_message_was_run(
    environment: pytest.MonkeyPatch, tmp_path: Path, tiny: str, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "ships.md"
    article.write_text("# Ships\n\nShip 1 left the harbour.")
    main(["add", str(article)])
    environment.setenv("WENYUAN_EMBEDDING_MODEL", tiny)
    capsys.readouterr()

    refused = main(["add", str(article)])
    said = capsys.readouterr().err
    moved = main(["reembed"])
    told = capsys.readouterr().out
    accepted = main(["add", str(article)])

    assert (refused, moved, accepted) == (1, 0, 0)
    assert "multilingual-e5-small" in said
    assert "python -m ingest reembed" in said
    assert told == "1 passages embedded\n"


def test_after_the_move_the_new_model_finds_what_the_old_one_found_and_its_vectors_are_gone(
    library: Library, add: Add, other: Settings, packaged_model: EmbeddingModel
) -> None:
    add("ships.md", SHIPS)
    assert found(library, SECTIONS[42]) == SECTIONS[42]

    with Library.open(other) as moved:
        count = reembed(moved)

        assert count == len(SECTIONS)
        assert found(moved, SECTIONS[42]) == SECTIONS[42]
        assert (moved.status().model, moved.status().dimension) == (other.embedding_model, 32)
        assert embedded_with(moved, moved.model) == len(SECTIONS)
        assert embedded_with(moved, packaged_model) == 0
    with closing(sqlite3.connect(other.library / "chroma" / "chroma.sqlite3")) as chroma:
        assert chroma.execute("SELECT count(*) FROM collections").fetchone() == (2,)


def test_a_library_moved_there_and_back_is_as_it_was(
    library: Library, add: Add, settings: Settings, other: Settings, packaged_model: EmbeddingModel
) -> None:
    article_id = add(
        "ships.md", "# Ships\n\nShip 1 left the harbour.\n\n## Section\n\nShip 2 left."
    )
    [vector] = packaged_model.embed_arrays(["Which ship left?"], kind="query")
    passages, ranked = library.passages(article_id), library.nearest(vector, 2)

    with Library.open(other) as there:
        reembed(there)
    with Library.open(settings) as back:
        reembed(back)

        assert back.passages(article_id) == passages
        ranked_again = back.nearest(vector, 2)
        assert [i for i, _ in ranked_again] == [i for i, _ in ranked]
        assert [c for _, c in ranked_again] == pytest.approx([c for _, c in ranked], abs=1e-4)


def test_an_interrupted_move_leaves_the_old_model_serving_and_goes_on_where_it_was(
    library: Library,
    add: Add,
    other: Settings,
    packaged_model: EmbeddingModel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add("ships.md", SHIPS)
    embed = TorchModel.embed_arrays
    done: list[int] = []

    def stop_at_the_second(
        model: TorchModel, texts: Sequence[str], *, kind: Kind
    ) -> NDArray[np.float32]:
        if done:
            raise KeyboardInterrupt
        done.append(len(texts))
        return embed(model, texts, kind=kind)

    with Library.open(other) as moving, monkeypatch.context() as patch:
        patch.setattr(TorchModel, "embed_arrays", stop_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            reembed(moving)

    assert found(library, SECTIONS[42]) == SECTIONS[42]
    assert embedded_with(library, packaged_model) == len(SECTIONS)
    with Library.open(other) as moving:
        assert reembed(moving) == len(SECTIONS) - done[0]
        assert found(moving, SECTIONS[42]) == SECTIONS[42]


def test_moving_to_the_model_that_serves_embeds_nothing(library: Library, add: Add) -> None:
    add("ships.md", SHIPS)

    assert reembed(library) == 0
    assert found(library, SECTIONS[42]) == SECTIONS[42]
