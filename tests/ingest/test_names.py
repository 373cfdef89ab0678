from ingest.article import Article
from ingest.names import find_names
from ingest.segment import words


def names(body: str, title: str = "题目", author: str = "", site: str = "") -> frozenset[str]:
    return find_names(Article("0" * 16, "upload:a", title, body, "zh", (), author, "", site))


def test_what_an_article_marks_as_a_name_is_one() -> None:
    found = names(
        "他读了《晨星周报》，又问「蓝湾科技」的人。", "晨星科技：旧事", "林知远", "智识法评"
    )

    assert {"晨星周报", "蓝湾科技", "晨星科技", "林知远", "智识法评"} <= found


def test_words_that_an_article_says_only_together_are_a_name() -> None:
    body = "晨星科技在杭州。去年，晨星科技发布了模型。杭州很热，模型很大。很多人去年在那里。"

    assert "晨星科技" in names(body)


def test_a_name_may_hold_latin_letters_but_neither_begins_nor_ends_inside_a_word() -> None:
    found = names("智谱AI很忙。我们去问智谱AI。")

    assert "智谱ai" in found
    assert not any(name.endswith("a") for name in found)


def test_traditional_and_simplified_articles_bring_the_same_name() -> None:
    assert (
        names("他說「藍灣科技」。")
        == names("他说「蓝湾科技」。")
        == {"蓝湾科技", "题目"} - {"题目"}
    )


def test_what_is_one_word_already_is_no_further_name() -> None:
    assert names("「人工智能」和「智澜」。") == frozenset()


def test_amounts_are_no_names() -> None:
    assert names("它花了20亿元。别人也花了20亿元。") == frozenset()


def test_an_article_brings_a_bounded_number_of_names() -> None:
    body = "".join(f"「{a}{b}科技公司」" for a in "澜岚沐宸昀霁翊" for b in "煜璟楠桐禾穗舟帆")

    assert len(names(body)) == 40


def test_a_known_name_is_one_word_beside_its_parts() -> None:
    found = words("晨星科技的会", {"晨星科技"})

    assert {"晨星", "科技", "晨星科技"} <= set(found)
    assert "晨星科技" not in words("晨星的科技", {"晨星科技"})
