from concurrent.futures import ThreadPoolExecutor

import pytest

from ingest.segment import words


def test_chinese_is_separated_into_words_and_the_words_inside_them() -> None:
    assert {"人工智能", "智能"} <= set(words("人工智能大模型"))


def test_latin_words_match_whatever_their_case_width_and_ending() -> None:
    assert words("Models") == words("ｍｏｄｅｌ") == words("model")


def test_accents_do_not_matter() -> None:
    assert words("naïve") == words("naive")


def test_numbers_keep_their_decimal_point_and_lose_their_separators() -> None:
    assert words("1,271.4") == words("1271.4")
    assert words("1271.4") != words("12714")


def test_words_that_only_ask_are_left_out() -> None:
    assert words("有多少？") == []
    assert words("How many are there?") == []


def test_punctuation_and_query_operators_are_no_words() -> None:
    assert words('"; -- OR * ( ) NEAR') == ["near"]


def test_a_name_with_a_number_is_one_word_however_it_is_written() -> None:
    assert words("GPT-4") == words("GPT4") == words("gpt-4")
    assert "h100" in words("H100卖给了谁")
    assert not set(words("GPT-4")) >= set(words("GPT-5"))


def test_a_name_is_found_with_and_without_its_number() -> None:
    assert "gpt" in words("GPT-4")


def test_single_letters_and_hyphens_are_no_words() -> None:
    assert words("a - b. c") == []


def test_the_apostrophe_of_pinyin_parts_no_words() -> None:
    assert words("Xi'an") == words("Xi’an") == words("Xian")
    assert words("what's Huawei's") == words("Huawei")


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    assert words("軟體公司發佈了語言模型") == words("软体公司发布了语言模型")


def test_many_threads_may_separate_texts_at_once() -> None:
    text = "軟體公司發佈了語言模型，智瀾科技也發佈了。" * 20
    alone = words(text)

    with ThreadPoolExecutor(8) as threads:
        assert all(found == alone for found in threads.map(words, [text] * 64))


@pytest.mark.parametrize(
    "around", ["{}发布了模型", "谁领导{}？", "他说，{}和别人", "{}", "由{}制造"]
)
def test_an_unknown_name_is_the_same_word_whatever_stands_around_it(around: str) -> None:
    assert "智澜" in words(around.format("智澜"))
