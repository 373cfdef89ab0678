import pytest

from ingest.figures import compare


def different(first: str, second: str) -> list[tuple[str, str]]:
    return [(one.first, one.second) for one in compare(first, second).different]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("该机售价 1299 美元。", "该机售价 1399 美元。", ("1299 美元", "1399 美元")),
        ("该机售价 1299 美元。", "该机售价 1299 元。", ("1299 美元", "1299 元")),
        ("利润同比增长3.1%。", "利润同比增长3.1个百分点。", ("3.1%", "3.1个百分点")),
        ("发布会在8月3日举行。", "发布会在8月4日举行。", ("8月3日", "8月4日")),
        ("一共有三家公司参加。", "一共有四家公司参加。", ("三", "四")),
        ("Revenue was $3.5 million.", "Revenue was $3.5 billion.", ("3.5 million", "3.5 billion")),
        ("It opens on May 3, 2023.", "It opens on May 4, 2023.", ("may 3, 2023", "may 4, 2023")),
        ("It sold three cars a day.", "It sold four cars a day.", ("three", "four")),
    ],
)
def test_a_figure_that_stands_where_the_other_has_another_is_found(
    first: str, second: str, expected: tuple[str, str]
) -> None:
    assert different(first, second) == [expected]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("销售收入为30万元。", "销售收入为300,000元。"),
        ("销售收入为三千一百亿元。", "銷售收入為３１００億元。"),
        ("公司亏损三亿五千万元。", "公司亏损3.5亿元。"),
        ("二〇二三年公司成立。", "2023年公司成立。"),
        ("火箭于8月10日发射升空。", "火箭于2023年8月10日发射升空。"),
        ("Sales rose 12 percent in May.", "Sales rose 12% in May."),
        ("It has 1.2 million users now.", "It has 1,200,000 users now."),
    ],
)
def test_a_figure_written_in_another_way_is_the_same(first: str, second: str) -> None:
    assert different(first, second) == []
    assert compare(first, second).agreed > 0


def test_the_sentences_that_disagree_are_pointed_at() -> None:
    first = "天气很好。上半年的销售收入为3109亿元，同比增长3.1%。"
    second = "上半年销售收入3019亿元，同比增长3.1%。天气很好。"

    [found] = compare(first, second).different

    assert first[slice(*found.first_at)] == "上半年的销售收入为3109亿元，同比增长3.1%。"
    assert second[slice(*found.second_at)] == "上半年销售收入3019亿元，同比增长3.1%。"


def test_figures_are_compared_only_in_sentences_that_both_have() -> None:
    first = "该机售价 1299 美元。电池可用 18 小时，充电需要两小时。"
    second = "该机售价 1299 美元。首批共有 5 种颜色可选，今秋上市。"

    found = compare(first, second)

    assert (found.agreed, found.different) == (1, ())


def test_a_figure_that_one_version_adds_is_no_difference() -> None:
    assert different("该机售价 1299 美元起。", "该机售价 1299 美元（约 9275 元）起。") == []


def test_the_number_in_a_name_is_no_figure() -> None:
    assert different("新款采用了 M2 芯片和 GPT-4。", "新款采用了 M3 芯片和 GPT-5。") == []


def test_sentences_alike_but_for_their_figures_are_compared_in_their_order() -> None:
    first = "定价为 10 元。定价为 20 元。定价为 30 元。"
    second = "定价为 10 元。定价为 25 元。定价为 30 元。"

    assert different(first, second) == [("20 元", "25 元")]


def test_two_issues_of_a_daily_report_disagree_about_most_figures() -> None:
    monday = "恒生指数收盘涨1.2%，报19340点。成交额为820亿元。"
    tuesday = "恒生指数收盘跌0.4%，报19263点。成交额为765亿元。"

    assert compare(monday, tuesday).disagreement == 1.0
    assert compare(monday, monday).disagreement == 0.0
    assert compare("", monday).disagreement == 0.0


def test_the_same_text_in_traditional_characters_has_no_difference() -> None:
    first = "华为上半年实现销售收入3109亿元，净利润率为15%。"
    second = "華為上半年實現銷售收入3109億元，淨利潤率為15%。"

    assert compare(first, second).agreed == compare(first, first).agreed


def test_the_lines_of_a_long_list_are_not_tried_against_one_another() -> None:
    first = "".join(f"第{n}项的售价为 {n} 元。" for n in range(1000))
    second = "".join(f"第{n}项的售价是 {n + 1} 元。" for n in range(1000))

    assert compare(first, second).agreed == 0
    assert different(first, second) == []
