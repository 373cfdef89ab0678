"""A question's words are an article's words: across scripts, across time, across versions."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from ingest.library import Filter, Library
from ingest.model import EmbeddingModel
from ingest.segment import words
from ingest.settings import Settings
from tests.conftest import Add


def asked(library: Library, question: str) -> list[str]:
    """Titles of the articles that share a word with the question, best first."""
    ids = library.lexical(words(question, library.names(question)), 10)
    found = library.passages_in_articles(ids)
    return [found[i][0].title for i in ids]


def test_a_question_in_traditional_characters_finds_a_simplified_article(
    library: Library, add: Add
) -> None:
    add("a.md", "# 软体\n\n蓝湾公司发布了语言模型。")

    assert asked(library, "語言") == asked(library, "发布") == ["软体"]


def test_a_question_in_simplified_characters_finds_a_traditional_article(
    library: Library, add: Add
) -> None:
    add("a.md", "# 軟體\n\n藍灣公司發佈了語言模型。")

    assert asked(library, "语言") == asked(library, "發佈") == ["軟體"]


def test_a_name_is_one_word_in_article_and_question(library: Library, add: Add) -> None:
    add("a.md", "# 旧事\n\n「晨星科技」发布了模型。")

    assert library.names("晨星科技有什么？") == {"晨星科技"}
    assert len(library.lexical(["晨星科技"], 5)) == 1


def test_a_name_that_comes_later_is_a_word_of_the_articles_that_were_there_before(
    library: Library, add: Add
) -> None:
    add("before.md", "# 从前\n\n昨天晨星科技的人来过。")
    assert library.names("晨星科技") == frozenset()

    add("after.md", "# 后来\n\n这是《晨星科技》的故事。")

    assert library.names("晨星科技") == {"晨星科技"}
    assert len(library.lexical(["晨星科技"], 5)) == 2


def test_names_go_with_the_article_that_brought_them(library: Library, add: Add) -> None:
    add("before.md", "# 从前\n\n昨天晨星科技的人来过。")
    library.remove(add("after.md", "# 后来\n\n这是《晨星科技》的故事。"))

    assert library.names("晨星科技") == frozenset()
    assert asked(library, "晨星科技") == ["从前"]


@pytest.mark.parametrize(
    "question", ["Who is Ren Zhengfei?", "What did Huawei do?", "What happened in Shenzhen?"]
)
def test_a_question_in_english_finds_a_chinese_name_that_it_writes_in_pinyin(
    library: Library, add: Add, question: str
) -> None:
    add("a.md", "# 往事\n\n任正非在深圳创办了华为。")
    add("b.md", "# 天气\n\n明天有小雨，傍晚转晴。")

    assert asked(library, question) == ["往事"]


def test_a_chinese_name_in_a_title_is_found_in_pinyin(library: Library, add: Add) -> None:
    add("a.md", "# 盘古与百川\n\n两个模型都发布了。")

    assert asked(library, "Which model is Pangu?") == asked(library, "Baichuan") == ["盘古与百川"]


def test_a_question_in_chinese_asks_for_no_pinyin(library: Library, add: Add) -> None:
    add("a.md", "# 往事\n\n任正非在深圳创办了华为。")
    question = words("任正非在深圳创办了什么？")

    assert not [word for word in question if word.isascii()]
    assert library.document_frequencies(question) == dict.fromkeys(question, 1)
    [evidence] = library.evidence(library.lexical(question, 5), question)
    assert evidence.words == set(question)


def test_a_library_of_the_first_version_is_brought_up_to_date_when_it_is_opened(
    library: Library, add: Add, settings: Settings, packaged_model: EmbeddingModel
) -> None:
    add("a.md", "---\nsite: 智識法評\n---\n# 軟體\n\n「晨星科技」發佈了語言模型。")
    library.close()
    as_the_first_version(settings)

    # No model: nothing is loaded, nothing embedded.
    Library.open(settings).close()

    with Library.open(settings, packaged_model) as again:
        assert asked(again, "语言模型") == ["軟體"]
        assert len(again.lexical(["晨星科技"], 5)) == 1
        assert again.names("晨星科技") == {"晨星科技"}
        [vector] = packaged_model.embed_arrays(["语言模型"], kind="query")
        assert len(again.nearest(vector, 5, Filter(sites=("智識法評",)))) == 1
        assert again.repair() == 1


def test_a_library_of_the_second_version_gets_pinyin_when_it_is_opened(
    library: Library, add: Add, settings: Settings, packaged_model: EmbeddingModel
) -> None:
    add("a.md", "# 往事\n\n「晨星科技」在深圳发布了模型。")
    add("b.md", "# 天气\n\n明天有小雨，傍晚转晴。")
    library.close()
    as_the_second_version(settings)

    Library.open(settings).close()

    with Library.open(settings, packaged_model) as again:
        assert asked(again, "Shenzhen") == asked(again, "Chenxing Keji") == ["往事"]
        assert asked(again, "晨星科技的模型") == ["往事"]
        assert again.names("晨星科技") == {"晨星科技"}
        [vector] = packaged_model.embed_arrays(["模型"], kind="query")
        assert len(again.nearest(vector, 5)) == 2


def as_the_second_version(settings: Settings) -> None:
    """Take from the file what version 2 had not."""
    with closing(sqlite3.connect(settings.library / "library.sqlite3")) as file, file:
        file.executescript(
            "DROP TABLE terms_pinyin_count; DROP TABLE terms_pinyin;"
            "UPDATE meta SET value = '2' WHERE key = 'schema';"
        )


def as_the_first_version(settings: Settings) -> None:
    """Give the file the tables that version 1 had; its index, which had no fields, is gone."""
    with closing(sqlite3.connect(settings.library / "library.sqlite3")) as file, file:
        file.executescript(
            "DROP TABLE terms_zh_count; DROP TABLE terms_zh;"
            "DROP TABLE terms_en_count; DROP TABLE terms_en; DROP TABLE name;"
            "CREATE VIRTUAL TABLE terms USING fts5 (body, heading, title);"
            "CREATE VIRTUAL TABLE term_count USING fts5vocab (terms, 'row');"
            "UPDATE meta SET value = '1' WHERE key = 'schema';"
        )
    shutil.rmtree(settings.library / "chroma")
