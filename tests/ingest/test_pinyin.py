import pytest

from ingest.pinyin import romanised
from ingest.segment import words


def found(question: str, text: str) -> bool:
    """Whether a Chinese text says all that a question in English asks for."""
    return set(words(question)) <= set(romanised(words(text)))


@pytest.mark.parametrize(
    ("pinyin", "text"),
    [
        ("Huawei", "华为发布了手机"),
        ("Baidu", "百度发布了模型"),
        ("Zhipu", "由智谱研发"),
        ("Pangu", "盘古的参数"),
        ("Baichuan", "百川开源了"),
        ("Sanhe", "住在三河"),
        ("Shenzhen", "深圳的工厂"),
        ("Doubao", "豆包每天的用户"),
    ],
)
def test_a_name_in_characters_is_found_by_its_pinyin(pinyin: str, text: str) -> None:
    assert found(pinyin, text)


@pytest.mark.parametrize(
    ("pinyin", "text"),
    [
        ("Ren Zhengfei", "创始人任正非"),
        ("Ouyang Xiu", "欧阳修的文章"),
        ("Zeng Guofan", "曾国藩的家书"),
        ("Ma Yun", "阿里巴巴的马云说"),
    ],
)
def test_a_persons_surname_and_given_name_are_two_words(pinyin: str, text: str) -> None:
    assert found(pinyin, text)


def test_a_name_of_four_characters_that_is_written_in_two_halves_is_found() -> None:
    names = ["通义千问"]

    assert set(words("Tongyi Qianwen")) <= set(romanised(words("通义千问的参数", names)))


def test_a_character_is_read_as_its_name_is() -> None:
    assert found("Chongqing", "重庆的车展")
    assert not found("Zhongqing", "重庆的车展")


def test_a_place_is_found_as_english_spells_it() -> None:
    assert found("Xi'an", "西安的大学")
    assert found("Hong Kong", "香港的大学")
    assert found("Shaanxi", "陕西的大学")


def test_umlauts_are_written_without_dots() -> None:
    assert found("Lu Bu", "吕布的马")
    assert found("Lü Bu", "吕布的马")


@pytest.mark.parametrize("text", ["马克说", "里克说", "龙应台说"])
def test_everyday_english_words_are_no_pinyin(text: str) -> None:
    assert not {"make", "like", "long"} & set(romanised(words(text)))


def test_common_words_are_no_names() -> None:
    assert romanised(words("世界上的问题已经发展了")) == []


def test_each_name_is_given_once() -> None:
    assert romanised(words("深圳，深圳")) == words("Shenzhen")


def test_a_text_without_chinese_names_has_none() -> None:
    assert romanised(words("Huawei opened 7 shops.")) == []
