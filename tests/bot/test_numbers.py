import pytest

from bot.numbers import claimed, stated


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("130多个大模型", {"130"}),
        ("一百三十多个大模型", {"130"}),
        ("规模将达1271.4EFLOPS", {"1271.4"}),
        ("年复合增长率约52.3%", {"52.3%"}),
        ("年复合增长率约５２．３％", {"52.3%"}),
        ("百分之五十二点三", {"52.3%"}),
        ("52.3 percent a year", {"52.3%"}),
        ("翻了30万倍", {"300000"}),
        ("翻了三十万倍", {"300000"}),
        ("300,000 times", {"300000"}),
        ("30多万", {"300000"}),
        ("2.1万", {"21000"}),
        ("21,000 users", {"21000"}),
        ("三亿用户", {"300000000"}),
        ("3.5亿", {"350000000"}),
        ("三亿五千万", {"350000000"}),
        ("3亿5000万", {"350000000"}),
        ("1.2 billion users", {"1200000000"}),
        ("12亿用户", {"1200000000"}),
        ("3 million", {"3000000"}),
        ("three million", {"3000000"}),
        ("万亿参数", {"1000000000000"}),
        ("一百零三", {"103"}),
        ("两万五", {"25000"}),
        ("三分之一", {"1/3"}),
        ("2-3天", {"2", "3"}),
        ("6~8倍", {"6", "8"}),
        ("6至8倍", {"6", "8"}),
        ("2-3万", {"20000", "30000"}),
        ("30-50%", {"30%", "50%"}),
        ("2 to 3 million", {"2000000", "3000000"}),
        ("第三季度", {"Q3"}),
        ("the third quarter", {"Q3"}),
        ("gradio 6.31.0", {"6.31.0"}),
    ],
)
def test_a_number_has_one_value_however_it_is_written(written: str, values: set[str]) -> None:
    assert claimed(written) == values


@pytest.mark.parametrize(
    "written",
    ["2023年12月12日", "December 12, 2023", "12 December 2023", "Dec. 12, 2023", "2023-12-12"],
)
def test_a_date_has_one_value_in_chinese_and_english(written: str) -> None:
    assert claimed(written) == {"2023", "12月", "12日", "12月12日"}


def test_a_date_without_its_year_is_part_of_the_whole_date() -> None:
    assert claimed("12月12日") < stated("2023年12月12日")
    assert not claimed("12月13日") <= stated("2023年12月12日")


def test_a_range_of_days_holds_its_first_and_last_day() -> None:
    assert {"9月20日", "9月22日"} <= claimed("9月20-22日")


def test_a_year_in_chinese_digits_is_that_year() -> None:
    assert claimed("二〇二三年") == {"2023"}


@pytest.mark.parametrize(
    "written",
    [
        "一个统一的平台,一些企业第一次唯一一起",
        "one of the first models",
        "三星、四川、百度、千帆、万科",
        "百模千态,千行百业,九牛一毛",
        "数百家,几十亿,上万",
        "两家公司",
        "the two companies",
        "首先",
    ],
)
def test_words_that_only_look_like_numbers_claim_nothing(written: str) -> None:
    assert claimed(written) == frozenset()


@pytest.mark.parametrize(
    ("claim", "passage"),
    [("1个平台", "一个平台"), ("3rd place", "第三名"), ("2 companies", "两家公司")],
)
def test_a_passage_supports_a_claim_with_a_loosely_written_number(claim: str, passage: str) -> None:
    assert claimed(claim) <= stated(passage)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [("30倍", "30万倍"), ("52.3", "52.3%"), ("3亿", "3万"), ("1.2 million", "1.2 billion")],
)
def test_the_same_digits_with_another_unit_are_another_number(claim: str, passage: str) -> None:
    assert not claimed(claim) & stated(passage)


def test_a_claim_is_always_supported_by_its_own_words() -> None:
    text = "2023年9月20-22日,GPT-4和7B模型在H100上快了30万倍,约52.3%,第三季度达三亿,two years"
    assert claimed(text) <= stated(text)


def test_digits_of_other_scripts_are_read_as_digits() -> None:
    assert stated("百分之𝟓") == stated("百分之5")
    assert claimed("三分之٣") == claimed("三分之3")
