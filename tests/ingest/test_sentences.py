import time

import pytest

from ingest.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("今天发布。明天上市！后天呢？", ["今天发布。", "明天上市！", "后天呢？"]),
        ("It rose 3.5 points. Dr. Smith left.", ["It rose 3.5 points.", "Dr. Smith left."]),
        ("The U.S. firm sued. It lost.", ["The U.S. firm sued.", "It lost."]),
        ("他说：“先做。再说。”人走了。", ["他说：“先做。再说。”", "人走了。"]),
        ("真的？！对……好", ["真的？！", "对……", "好"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("  two  spaces. end  ", ["two  spaces.", "end"]),
        ("", []),
    ],
)
def test_a_text_is_split_where_a_reader_would(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def test_a_quotation_that_never_closes_does_not_swallow_the_text() -> None:
    text = "他说：“开始了。第二句。第三句。"

    assert len(split_sentences(text)) == 3


def test_a_megabyte_of_opening_quotes_is_split_at_once() -> None:
    text = "“" * 500_000 + "。" * 500_000

    assert split_sentences(text)[0][0] == 0


def test_an_end_mark_inside_nested_quotations_does_not_end_the_sentence_around_them() -> None:
    text = "他说：“她喊‘停’！再喊（两声。三声）就走。没人听。”散了。"

    assert [text[start:end] for start, end in split_sentences(text)] == [text[:-3], "散了。"]


@pytest.mark.parametrize("text", ["“甲！”" * 50_000, "." * 50_000 + "x", ".”" * 50_000 + "x"])
def test_a_long_line_of_quotations_or_full_stops_is_split_at_once(text: str) -> None:
    started = time.process_time()

    split_sentences(text)

    assert time.process_time() - started < 2
