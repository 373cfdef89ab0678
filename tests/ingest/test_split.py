import time
from collections.abc import Sequence

import pytest

from ingest.article import Article
from ingest.blocks import compose
from ingest.split import split_article


def characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def article(*parts: tuple[str, str]) -> Article:
    body, blocks = compose(parts)  # type: ignore[arg-type]
    return Article("0" * 16, "upload:a.txt", "题目", body, "zh", blocks)


def test_every_passage_is_a_slice_of_the_body_and_none_of_it_is_lost() -> None:
    one = article(
        ("text", "甲。" * 30), ("heading", "小节"), ("text", "乙。" * 50), ("text", "丙。")
    )

    passages = split_article(one, 40, characters)

    assert all(p.text == one.body[p.start : p.end] for p in passages)
    assert "".join(p.text for p in passages).replace("\n", "") == one.body.replace("\n", "")


def test_no_passage_is_longer_than_the_model_can_read() -> None:
    one = article(("text", "没有句号的一长串，" * 40), ("text", "x" * 500))

    passages = split_article(one, 60, characters)

    assert max(len(p.text) for p in passages) <= 60


def test_a_heading_begins_a_passage_and_names_those_of_its_section() -> None:
    one = article(("text", "开头。"), ("heading", "小节"), ("text", "甲。" * 40))

    passages = split_article(one, 40, characters)

    assert [p.heading for p in passages] == ["", "小节", "小节", "小节"]
    assert passages[1].text.startswith("小节")


def test_a_long_paragraph_is_shared_out_evenly() -> None:
    one = article(("text", "一二三四五六七八九。" * 5))

    passages = split_article(one, 40, characters)

    assert [len(p.text) for p in passages] in ([20, 30], [30, 20])


def test_paragraphs_stay_whole_where_they_fit() -> None:
    one = article(
        ("text", "甲" * 15 + "。"), ("text", "乙" * 15 + "。"), ("text", "丙" * 15 + "。")
    )

    passages = split_article(one, 40, characters)

    assert all(p.text.endswith("。") for p in passages)
    assert len(passages) == 2


def test_an_article_of_headings_alone_still_has_a_passage() -> None:
    assert len(split_article(article(("heading", "甲"), ("heading", "乙")), 40, characters)) == 1


def test_a_passage_is_bounded_in_characters_where_many_of_them_are_one_token() -> None:
    one = article(("text", "\U00010380" * 10_000), ("text", "，" + "\U00010380" * 300 + "。"))

    passages = split_article(one, 40, lambda texts: [2 for _ in texts])

    assert max(len(p.text) for p in passages) <= 8 * 40
    assert "".join(p.text for p in passages).replace("\n", "") == one.body.replace("\n", "")


@pytest.mark.parametrize(
    "parts",
    [
        [("text", "好。" * 1_000_000)],
        [("text", "机房的灯整夜都亮着，没有人。" * 140_000)],
        [("text", "好")] * 100_000,
        [("heading", "好")] * 100_000,
        [("heading", "好"), ("text", "甲。")] * 50_000,
    ],
    ids=["tiny sentences", "sentences", "lines", "headings", "sections"],
)
def test_the_longest_article_is_split_in_seconds(parts: list[tuple[str, str]]) -> None:
    one = article(*parts)
    started = time.process_time()

    passages = split_article(one, 256, characters)

    assert time.process_time() - started < 10
    assert passages[-1].end == len(one.body)
