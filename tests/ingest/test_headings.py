from ingest.blocks import Line
from ingest.headings import mark_lines

LONG = "机房所在的小镇原来只有一家旅馆,如今常住的工程师超过两千人,连早餐铺都换上了三种语言的菜单。"


def kinds(*lines: str) -> list[str]:
    return [kind for kind, _ in mark_lines([("text", line) for line in lines])]


def test_a_short_line_without_an_end_mark_before_a_longer_paragraph_is_a_heading() -> None:
    assert kinds(LONG, "小镇的夜晚", LONG) == ["text", "heading", "text"]
    assert kinds("An outlook", "The cloud grows. " * 6) == ["heading", "text"]


def test_a_numbered_line_is_a_heading_even_as_a_question() -> None:
    assert kinds(LONG, "一、为什么是云？", LONG) == ["text", "heading", "text"]


def test_a_person_that_the_next_paragraph_names_again_is_a_caption() -> None:
    told = "据某某云运营部总裁王小明透露，" + LONG

    assert kinds(LONG, "某某云运营部总裁王小明", told) == ["text", "caption", "text"]
    assert kinds("王小明，某某云运营部总裁", told) == ["caption", "text"]
    assert kinds("Jane Doe, chief executive of Acme", "“We are ready,” Doe said. " + LONG) == [
        "caption",
        "text",
    ]


def test_a_heading_that_repeats_in_the_paragraph_stays_a_heading() -> None:
    assert kinds(LONG, "小镇机房", "小镇机房" + LONG) == ["text", "heading", "text"]


def test_an_interview_heading_with_a_name_stays_a_heading() -> None:
    assert kinds("专访某某云总裁王小明", "王小明说：" + LONG)[0] == "heading"


def test_lines_that_say_they_belong_to_an_image_are_captions() -> None:
    lines = (
        "图：数据中心",
        "图片来源：视觉中国",
        "图为展会现场。",
        "▲ 机房一角",
        "Photo by Jane Doe",
        "新华社记者 张三 摄",
    )

    assert kinds(*lines) == ["caption"] * len(lines)


def test_a_caption_between_a_heading_and_its_paragraph_leaves_both_what_they_are() -> None:
    assert kinds("算力的未来", "图为展会现场。", LONG) == ["heading", "caption", "text"]


def test_a_list_of_short_lines_has_no_headings() -> None:
    assert kinds("苹果", "香蕉", "橙子", LONG) == ["text"] * 4


def test_a_short_line_at_the_end_or_before_another_sentence_is_text() -> None:
    assert kinds(LONG, "谢谢大家") == ["text", "text"]
    assert kinds("他说：", LONG) == ["text", "text"]


def test_a_table_row_is_text_whatever_its_words_look_like() -> None:
    rows = ("地点 | 机器", "图：一号机房 | 张三 摄", "合计", "一、城里 | 三台")

    marked = mark_lines([("text", LONG), *(("row", row) for row in rows), ("text", LONG)])

    assert marked == [("text", line) for line in (LONG, *rows, LONG)]


def test_a_heading_between_a_table_and_a_paragraph_is_a_heading() -> None:
    rows: list[Line] = [("row", "甲 | 三台"), ("row", "乙 | 两台")]

    marked = mark_lines([("text", LONG), *rows, ("text", "小镇的夜晚"), ("text", LONG)])

    assert marked[3] == ("heading", "小镇的夜晚")


def test_a_line_that_names_a_table_is_no_heading() -> None:
    assert mark_lines([("text", "账本"), ("row", "甲 | 三台"), ("text", LONG)])[0][0] == "text"


def test_between_headings_a_line_that_stands_alone_is_one_before_a_short_paragraph_too() -> None:
    found = kinds("小镇的夜晚", LONG, "灯火", "灯都亮着。", LONG, "小镇的清晨", LONG)

    assert found == ["heading", "text", "heading", "text", "text", "heading", "text"]


def test_without_other_headings_a_remark_before_a_short_paragraph_is_text() -> None:
    assert kinds(LONG, "灯火", "灯都亮着。", LONG) == ["text"] * 4


def test_between_headings_captions_stay_captions() -> None:
    lines = ("小镇的夜晚", LONG, "图：灯火", "灯都亮着。", "小镇的清晨", LONG)

    assert kinds(*lines)[2] == "caption"


def test_credits_in_brackets_and_of_a_camera_crew_are_captions() -> None:
    assert kinds(LONG, "（机房一角，来源：某某网）", LONG)[1] == "caption"
    assert kinds(LONG, "拍摄：张三，李四", LONG)[1] == "caption"
