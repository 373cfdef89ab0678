import pytest

from ingest.people import is_person, people, reporters


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("张三", "张三"),
        ("张 三", "张三"),
        ("记者 张三 通讯员 李四", "张三"),
        ("本报记者张三", "张三"),
        ("周思博 (Joel Spolsky)", "周思博 (Joel Spolsky)"),
        ("By Jane Doe", "Jane Doe"),
        ("View all posts by Jane Doe", "Jane Doe"),
        ("Jane Doe Tuesday, Aug. 17, 2010", "Jane Doe"),
        ("Jane Doe, The Paper 8:42 a.m. EDT October 3, 2014", "Jane Doe, The Paper"),
        ("Jane Doe Senior Washington Correspondent", "Jane Doe"),
        ("Jane Doe jane@example.com", "Jane Doe"),
        ("Lindsey O&#039;Donnell", "Lindsey O'Donnell"),
        ("AFP/The Local", "AFP/The Local"),
    ],
)
def test_what_stands_around_names_is_left_out(words: str, names: str) -> None:
    assert people(words) == names


@pytest.mark.parametrize(
    "words",
    [
        "",
        "admin",
        "匿名",
        "更新",
        "1000123",
        "Last Modified",
        "Release Date",
        "example.com",
        "https://example.com/jane",
        "${author}",
        "5 minutes",
        "2023-12-12",
        "他说，这件事没有那么简单。",
        "最新推荐文章于 2023-12-12 发布",
    ],
)
def test_placeholders_addresses_dates_and_sentences_are_no_names(words: str) -> None:
    assert people(words) == ""


def test_the_reporters_are_named_where_a_report_begins_or_ends() -> None:
    text = "机房一间接一间地亮起了灯。"

    assert reporters([f"某某社青石12月12日电（记者张三、李四）{text}", text]) == "张三、李四"
    assert reporters([text, f"{text}（总台记者 张三）"]) == "张三"
    assert reporters([text, "Reporting by Jane Doe; Editing by John Roe"]) == "Jane Doe"
    assert reporters([f"（记者会于昨日举行）{text}", text]) == ""
    assert reporters([]) == ""


def test_a_common_surname_tells_a_person_from_a_site() -> None:
    assert is_person("林远山")
    assert not is_person("云上网")
