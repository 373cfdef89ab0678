from ingest.page_lines import page_lines, parse_page


def lines(body: str) -> list[tuple[str, float, bool]]:
    tree = parse_page(f"<html><body>{body}</body></html>")
    assert tree is not None
    return [(line.text, round(line.linked, 2), line.hidden) for line in page_lines(tree)]


def test_a_block_and_a_line_break_end_a_line_and_other_elements_do_not() -> None:
    assert [text for text, _, _ in lines("<p>云<b>上</b>的<br>机房</p>")] == ["云上的", "机房"]
    assert [text for text, _, _ in lines("<table><tr><td>一<td>二</table>三")] == ["一", "二", "三"]


def test_a_line_says_how_much_of_it_is_links() -> None:
    assert lines("<p><a href=/>首页</a> | <a href=/x>科技</a></p><p>机房</p>") == [
        ("首页 | 科技", 0.8, False),
        ("机房", 0.0, False),
    ]


def test_what_the_page_hides_is_marked_and_what_is_never_shown_is_no_line() -> None:
    assert lines("<p style='display: none'>甲</p><script>乙</script><p hidden>丙</p>丁") == [
        ("甲", 0.0, True),
        ("丙", 0.0, True),
        ("丁", 0.0, False),
    ]


def test_elements_nested_without_end_are_read() -> None:
    assert lines("<div>" * 200 + "机房")[-1][0] == "机房"
