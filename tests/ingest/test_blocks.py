from ingest.article import Block
from ingest.blocks import compose


def test_body_is_the_parts_joined_by_blank_lines_and_each_block_is_one_line() -> None:
    body, blocks = compose(
        [("heading", " 算力 "), ("text", "第一行\n第二行\t尾"), ("caption", "图：机房")]
    )

    assert body == "算力\n\n第一行 第二行 尾\n\n图：机房"
    assert [(b.kind, body[b.start : b.end]) for b in blocks] == [
        ("heading", "算力"),
        ("text", "第一行 第二行 尾"),
        ("caption", "图：机房"),
    ]


def test_parts_without_a_visible_character_are_left_out() -> None:
    assert compose([("text", " \u3000\n"), ("text", "a")]) == ("a", (Block("text", 0, 1),))


def test_characters_that_nobody_sees_do_not_reach_the_body() -> None:
    hidden = "\xad\u200b\u202e\U000e0041\U000e007f\ud800"

    assert compose([("text", f"机{hidden}房"), ("text", hidden)]) == (
        "机房",
        (Block("text", 0, 2),),
    )
