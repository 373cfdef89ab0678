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
