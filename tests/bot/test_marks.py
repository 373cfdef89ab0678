import pytest

from bot.marks import Draft, DraftReader, read_marks


def drafts(reply: str, *, highest: int = 3, width: int = 1, complete: bool = True) -> list[Draft]:
    reader = DraftReader(highest)
    found: list[Draft] = []
    for start in range(0, len(reply), width):
        found.extend(reader.feed(reply[start : start + width]))
    return [*found, *reader.close(complete=complete)]


@pytest.mark.parametrize(
    ("mark", "numbers"),
    [
        ("[1]", (1,)),
        ("【1】", (1,)),
        ("［１］", (1,)),
        ("[^2]", (2,)),
        ("[1][3]", (1, 3)),
        ("[1, 2]", (1, 2)),
        ("[1、3]", (1, 3)),
        ("[1-3]", (1, 2, 3)),
        ("[Passage 2]", (2,)),
        ("【1†source】", (1,)),
        ("[2](http://host/page)", (2,)),
    ],
)
def test_every_spelling_of_a_mark_is_read(mark: str, numbers: tuple[int, ...]) -> None:
    assert read_marks(f"华为发布了模型{mark}。", 3) == Draft("华为发布了模型。", numbers)
    assert read_marks(f"华为发布了模型。{mark}", 3) == Draft("华为发布了模型。", numbers)


@pytest.mark.parametrize("mark", ["[9]", "[0]", "[4-7]", "[999]"])
def test_an_invented_number_is_dropped(mark: str) -> None:
    assert read_marks(f"甲。{mark}", 3) == Draft("甲。")


def test_brackets_that_are_no_mark_stay_in_the_sentence() -> None:
    assert read_marks("甲[注]在[2023]年。", 3).text == "甲[注]在[2023]年。"


def test_a_mark_that_was_never_closed_is_removed() -> None:
    assert drafts("甲是乙[1。丙是丁[2") == [Draft("甲是乙。"), Draft("丙是丁")]


@pytest.mark.parametrize("width", [1, 3, 1000])
@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            "甲[1]。乙。【2】丙［3］。",
            [Draft("甲。", (1,)), Draft("乙。", (2,)), Draft("丙。", (3,))],
        ),
        (
            "It is 3.5 [1]. It grew. [2] Mr. Li left.[3]It ended.",
            [
                Draft("It is 3.5.", (1,)),
                Draft("It grew.", (2,)),
                Draft("Mr. Li left.", (3,)),
                Draft("It ended."),
            ],
        ),
        ("- **甲**好[1]。\n- 乙好[2]。", [Draft("甲好。", (1,)), Draft("乙好。", (2,))]),
        ("1. Ann won [1].\n2. Bob lost. [2]", [Draft("Ann won.", (1,)), Draft("Bob lost.", (2,))]),
        ("[1] 甲好。\n[2] 乙好。", [Draft("甲好。", (1,)), Draft("乙好。", (2,))]),
        ("甲好。\n[1]", [Draft("甲好。", (1,))]),
        (
            "他说“好。很好。”[1]他走了[2]。",
            [Draft("他说“好。很好。”", (1,)), Draft("他走了。", (2,))],
        ),
        ("", []),
        ("[1][2]", []),
    ],
)
def test_sentences_are_the_same_however_the_reply_is_cut(
    reply: str, expected: list[Draft], width: int
) -> None:
    assert drafts(reply, width=width) == expected


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    reader = DraftReader(3)
    assert list(reader.feed("甲好。[")) == []
    assert list(reader.feed("1]")) == []
    assert list(reader.feed("乙")) == [Draft("甲好。", (1,))]


def test_a_reply_that_was_cut_loses_its_unfinished_sentence() -> None:
    assert drafts("甲好[1]。乙是一个", complete=False) == [Draft("甲好。", (1,))]
    assert drafts("甲好[1]。乙好。[2]", complete=False)[-1] == Draft("乙好。", (2,))
