"""What `python -m ingest verify` finds in a database that was damaged, and what puts it right."""

from dataclasses import replace

import pytest

from ingest.library import Library
from ingest.library.check import Check, Finding
from ingest.model import EmbeddingModel
from ingest.settings import Settings
from tests.conftest import Add
from tests.ingest.library.damage import AGAIN, RESTORE, SHIPS, damage, looked_at, overwrite, page_of


@pytest.fixture
def library(copied: Library) -> Library:
    return copied


def test_a_library_in_daily_use_has_nothing_wrong(library: Library, add: Add, ships: str) -> None:
    add("ships.md", SHIPS.replace("两艘", "三艘"))
    library.remove(add("gone.md", "# 题目\n\n正文。"))

    assert looked_at(library) == Check(articles=2, passages=4, findings=(), found=0)
    assert looked_at(library).remedy == ""


def test_an_empty_library_has_nothing_wrong(library: Library, settings: Settings) -> None:
    with Library.open(replace(settings, home=settings.home / "new")) as new:
        assert looked_at(new) == Check(0, 0, (), 0)

    for article_id, _ in library.origins():
        library.remove(article_id)

    assert looked_at(library) == Check(0, 0, (), 0)


def test_the_rounding_of_stored_vectors_is_no_fault(library: Library, ships: str) -> None:
    library.repair()

    assert looked_at(library).findings == ()


def test_no_model_is_needed(library: Library, ships: str, settings: Settings) -> None:
    with Library.open(replace(settings, embedding_model="no-such-model")) as modelless:
        assert looked_at(modelless).articles == 2
        assert looked_at(modelless).findings == ()


# -- articles and vectors ------------------------------------------------------------------------


def test_a_passage_without_a_vector_is_found(library: Library, ships: str) -> None:
    damage(
        library,
        "DELETE FROM vector WHERE key IN (SELECT vector_key FROM passage"
        f" WHERE id = '{ships}-0001')",
    )

    found = looked_at(library)

    assert found.findings == (Finding("The database lacks the vectors of 1 passage.", ships),)
    assert found.remedy.startswith(AGAIN)


def test_a_vector_of_another_model_is_none_of_the_librarys(library: Library, ships: str) -> None:
    damage(library, "UPDATE vector SET fingerprint = 'ff'")

    found = looked_at(library)

    assert {one.what for one in found.findings} == {"The database lacks the vectors of 2 passages."}
    assert found.leftovers == 4


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("zeroblob(768)", id="no length"),
        pytest.param("substr(value, 1, 766)", id="a number less"),
        pytest.param("CAST(value || value AS BLOB)", id="twice as many numbers"),
        pytest.param("CAST(x'007E' || substr(value, 3) AS BLOB)", id="not a number"),
        pytest.param("CAST(x'007C' || substr(value, 3) AS BLOB)", id="infinite"),
        pytest.param("CAST(x'0038' || substr(value, 3) AS BLOB)", id="too long"),
        pytest.param("'a vector'", id="a text"),
    ],
)
def test_what_is_no_unit_vector_is_found(library: Library, ships: str, value: str) -> None:
    damage(
        library,
        f"UPDATE vector SET value = {value} WHERE key IN"
        f" (SELECT vector_key FROM passage WHERE id = '{ships}-0000')",
    )

    assert looked_at(library).findings == (
        Finding("The vectors of 1 passage are no unit vectors of 384 numbers.", ships),
    )


def test_the_vector_of_another_text_is_found(library: Library, ships: str) -> None:
    damage(
        library,
        "UPDATE passage SET vector_key = (SELECT vector_key FROM passage"
        f" WHERE id = '{ships}-0000') WHERE id = '{ships}-0001'",
    )

    found = looked_at(library)

    assert [one.what for one in found.findings] == [
        "The vectors of 1 passage are those of another text.",
        "The vector index has other vectors of 1 passage.",
    ]
    assert found.leftovers == 1
    assert found.remedy.startswith(AGAIN)


def test_a_title_that_changed_behind_the_vectors_back_is_found(
    library: Library, ships: str
) -> None:
    damage(library, f"UPDATE article SET title = '别的' WHERE id = '{ships}'")

    assert [one.what for one in looked_at(library).findings] == [
        "The vectors of 2 passages are those of another text."
    ]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("start = start + 1", "leave out some of its text"),
        ("stop = stop - 1", "leave out some of its text"),
        ("start = start - 3", "do not follow one another inside its text"),
        ("start = -5", "do not follow one another inside its text"),
        ("stop = stop + 1", "do not follow one another inside its text"),
        ("stop = start", "do not follow one another inside its text"),
        ("ordinal = 2", "are not numbered one after another"),
        ("id = article_id || '-0002'", "are not numbered one after another"),
    ],
)
def test_a_passage_that_is_out_of_place_is_found(
    library: Library, ships: str, change: str, what: str
) -> None:
    damage(library, f"UPDATE passage SET {change} WHERE id = '{ships}-0001'")

    found = looked_at(library)

    assert Finding(f"The article's passages {what}.", ships) in found.findings
    assert found.remedy.startswith(AGAIN)


def test_a_passage_that_begins_with_white_space_has_another_text_than_its_vector(
    library: Library, ships: str
) -> None:
    damage(library, f"UPDATE passage SET start = start - 1 WHERE id = '{ships}-0001'")

    assert looked_at(library).findings == (
        Finding("The vectors of 1 passage are those of another text.", ships),
    )


def test_a_body_that_is_shorter_than_its_passages_is_found(library: Library, ships: str) -> None:
    damage(library, f"UPDATE article SET body = '短了' WHERE id = '{ships}'")

    assert looked_at(library).findings == (
        Finding("The article's passages do not follow one another inside its text.", ships),
    )


@pytest.mark.parametrize("change", ["blocks = 'none'", "body = CAST(x'FFFE' AS TEXT)"])
def test_an_article_that_cannot_be_read_is_found_and_the_others_are_looked_at(
    library: Library, ships: str, change: str
) -> None:
    damage(
        library,
        f"UPDATE article SET {change} WHERE id = '{ships}'",
        "UPDATE passage SET start = start + 1 WHERE id LIKE '%-0001'",
    )

    found = {one.article_id: one.what for one in looked_at(library).findings}

    assert len(found) == 2
    assert found.pop(ships) == "What the database has of the article cannot be read."
    assert list(found.values()) == ["The article's passages leave out some of its text."]


def test_an_article_in_a_language_that_is_not_searched_is_found(
    library: Library, ships: str
) -> None:
    damage(library, f"UPDATE article SET language = 'fr' WHERE id = '{ships}'")

    what = {one.what for one in looked_at(library).findings}

    assert "The article's language is 'fr', in which nothing is searched." in what


# -- words and names -----------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["terms_zh", "terms_pinyin"])
def test_a_passage_without_words_is_found(library: Library, ships: str, table: str) -> None:
    damage(
        library,
        f"DELETE FROM {table} WHERE rowid = (SELECT row FROM passage WHERE id = '{ships}-0000')",
    )

    assert looked_at(library).findings == (
        Finding(f"The table {table} lacks the words of 1 passage.", ships),
    )


@pytest.mark.parametrize("table", ["terms_zh", "terms_pinyin", "terms_en"])
def test_words_of_no_passage_are_found(library: Library, ships: str, table: str) -> None:
    damage(library, f"INSERT INTO {table} (rowid, body) VALUES (1000, 'word')")

    found = looked_at(library)

    assert found.findings == (Finding(f"The table {table} has 1 row of no passage."),)
    assert found.remedy.startswith(RESTORE)


def test_words_of_the_other_language_are_words_of_no_passage(library: Library, ships: str) -> None:
    damage(
        library,
        "INSERT INTO terms_en (rowid, body)"
        f" SELECT row, 'word' FROM passage WHERE article_id = '{ships}'",
    )

    assert looked_at(library).findings == (Finding("The table terms_en has 2 rows of no passage."),)


def test_an_index_of_words_that_differs_from_its_rows_is_found(
    library: Library, ships: str
) -> None:
    damage(library, "UPDATE terms_zh_content SET c0 = 'other words'")

    assert looked_at(library).findings == (
        Finding("The index of the table terms_zh does not agree with its rows."),
    )


def test_names_of_an_article_that_is_not_there_are_found(library: Library, ships: str) -> None:
    damage(library, "INSERT INTO name VALUES ('晨星', '0123456789abcdef', 1), ('蓝湾', 'x', 1)")

    assert looked_at(library).findings == (
        Finding("The table name has 2 rows of articles that do not exist."),
    )


# -- the file ------------------------------------------------------------------------------------


def test_a_damaged_database_is_found_and_nothing_else_is_looked_at(
    library: Library, ships: str, settings: Settings, packaged_model: EmbeddingModel
) -> None:
    library.close()
    path = settings.library / "library.sqlite3"
    overwrite(path, page_of(path, "passage_by_vector"))

    with Library.open(settings, packaged_model) as damaged:
        found = looked_at(damaged)

    assert (found.articles, found.passages) == (0, 0)
    assert found.findings[0].what.startswith("The database's file is damaged: ")
    assert "\n" not in found.findings[0].what
    assert found.remedy.startswith(RESTORE)


@pytest.mark.parametrize("key", ["fingerprint", "dimension", "generation"])
def test_a_library_that_does_not_say_how_it_was_written_is_found(
    library: Library, ships: str, key: str
) -> None:
    damage(library, f"UPDATE meta SET value = '' WHERE key = '{key}'")

    [finding] = looked_at(library).findings

    assert key in finding.what or "which model" in finding.what
    assert looked_at(library).remedy.startswith(RESTORE)


# -- the list and the remedy ---------------------------------------------------------------------


def test_the_list_is_bounded_and_all_are_counted(
    library: Library, ships: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.library.check._MOST", 2)
    damage(
        library,
        "UPDATE passage SET start = start + 1 WHERE id LIKE '%-0001'",
        "DELETE FROM vector",
    )

    found = looked_at(library)

    assert (len(found.findings), found.found) == (2, 4)


def test_the_remedy_for_articles_leaves_nothing_wrong(
    library: Library, add: Add, ships: str
) -> None:
    keys = f"(SELECT vector_key FROM passage WHERE id LIKE '{ships}%')"
    damage(
        library,
        f"UPDATE vector SET value = zeroblob(768) WHERE key IN {keys}",
        f"UPDATE passage SET vector_key = zeroblob(32), start = 1 WHERE id = '{ships}-0000'",
        f"UPDATE passage SET id = article_id || '-0007' WHERE id = '{ships}-0001'",
        f"UPDATE article SET title = '别的', blocks = '' WHERE id = '{ships}'",
        "DELETE FROM terms_zh WHERE rowid IN"
        f" (SELECT row FROM passage WHERE article_id = '{ships}')",
    )
    assert looked_at(library).remedy.startswith(AGAIN)

    library.remove(ships)
    add("ships.md", SHIPS)
    library.repair()

    assert looked_at(library) == Check(2, 4, (), 0)
