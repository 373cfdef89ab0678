"""What is asked of any reader: which passage answers, and where in it."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bot.reader.reader import Reader
from bot.reader.reading import Reading
from ingest.model import EmbeddingModel, Kind
from ingest.model.base import Vectors
from ingest.model.onnx_model import OnnxModel
from ingest.sentences import split_sentences

MORNING_STAR = (
    "晨星公司5月6日在杭州发布了名为“启明”的大模型，共有130亿参数。",
    "公司总经理周岚说，训练启明用了2400张加速卡，历时47天。",
    "启明的接口价格是每千个词元0.008元，教育机构可以免费使用。",
)
BLUE_BAY = (
    "Blue Bay opened its first battery factory in Lisbon on August 15, 2023.",
    "The battery factory of Blue Bay employs 850 people and cost 420 million euros.",
    "Its director, Marta Silva, expects to deliver 60,000 batteries a year.",
)
# Question, passages, which of them answers, what it says.
ASKED = [
    ("启明是什么时候发布的？", MORNING_STAR, 0, "5月6日"),
    ("训练启明用了多少张加速卡？", MORNING_STAR, 1, "2400"),
    ("启明的接口要多少钱？", MORNING_STAR, 2, "0.008元"),
    ("When was Blue Bay's battery factory opened?", BLUE_BAY, 0, "August 15, 2023"),
    ("How many people work in the battery factory?", BLUE_BAY, 1, "850"),
    ("Who is the director of the factory?", BLUE_BAY, 2, "Marta Silva"),
    ("蓝湾公司的电池工厂是哪一天开业的？", BLUE_BAY, 0, "August 15, 2023"),
    ("电池工厂有多少员工？", BLUE_BAY, 1, "850"),
    ("On what date was the Qiming model released?", MORNING_STAR, 0, "5月6日"),
    ("How many accelerator cards were used for training?", MORNING_STAR, 1, "2400"),
]


def whole(passages: Sequence[str]) -> list[tuple[str, int]]:
    """Passages without title or heading."""
    return [(passage, 0) for passage in passages]


def shares(reading: Reading, text: str) -> list[float]:
    return [reading.within(start, end) for start, end in split_sentences(text)]


def agree(one: Reading, other: Reading) -> bool:
    return (
        one.span == other.span
        and one.answered == pytest.approx(other.answered, abs=1e-3)
        and one.margin == pytest.approx(other.margin, abs=1e-3)
    )


@pytest.mark.parametrize(("question", "passages", "answers", "said"), ASKED)
def test_the_passage_that_answers_scores_highest_and_the_answer_is_found_in_it(
    reader: Reader, question: str, passages: Sequence[str], answers: int, said: str
) -> None:
    readings = reader.read(question, whole(passages))

    odds = [reading.answered for reading in readings]
    quoted = passages[answers][slice(*readings[answers].span)]
    assert odds.index(max(odds)) == answers
    assert quoted
    assert quoted in said or said in quoted
    assert len(quoted) <= len(said) + 12


def test_a_passage_about_the_same_that_does_not_answer_scores_lower(reader: Reader) -> None:
    [says, keeps_silent] = reader.read(
        "启明有多少参数？",
        whole(["启明大模型共有130亿参数。", "晨星公司说，启明大模型的参数经过了仔细的调整。"]),
    )

    assert says.answered > keeps_silent.answered
    assert says.margin > keeps_silent.margin


def test_offsets_count_title_and_heading_which_hold_no_answer(reader: Reader) -> None:
    head = "晨星公司买了900张加速卡\n启明发布会\n"
    bare, headed = reader.read(
        "训练启明用了多少张加速卡？", [(MORNING_STAR[1], 0), (head + MORNING_STAR[1], len(head))]
    )

    start, end = headed.span
    assert "2400" in (head + MORNING_STAR[1])[start:end]
    assert headed.places.min() >= len(head)
    assert headed.moved(-len(head)).places.tolist() == bare.places.tolist()
    assert headed.moved(-len(head)).span == (start - len(head), end - len(head))


@pytest.mark.parametrize("passages", [MORNING_STAR, BLUE_BAY])
def test_the_sentences_of_a_passage_share_out_the_whole_answer(
    reader: Reader, passages: Sequence[str]
) -> None:
    for joined in ("\n\n".join(passages), " ".join(passages)):
        [reading] = reader.read("谁？", whole([joined]))

        assert sum(shares(reading, joined)) == pytest.approx(1, abs=0.01)


def test_the_first_word_of_a_sentence_is_part_of_it(reader: Reader) -> None:
    text = "It rained all day. Lisbon is the capital of Portugal. The sea is near."
    [reading] = reader.read("Which city is the capital of Portugal?", whole([text]))

    sentence = split_sentences(text)[1]
    best = reading.best_within(*sentence)
    assert text[slice(*reading.span)] == "Lisbon"
    assert best is not None
    assert text[slice(*best)] == "Lisbon"
    assert reading.within(*sentence) > 0.9


def test_the_best_words_of_a_stretch_lie_inside_it(reader: Reader) -> None:
    text = " ".join(BLUE_BAY)
    [reading] = reader.read("How many people work there?", whole([text]))

    for start, end in split_sentences(text):
        best = reading.best_within(start, end)
        assert best is not None
        assert start <= best[0] < best[1] <= end
    assert reading.best_within(len(text), len(text) + 9) is None
    assert reading.within(len(text), len(text) + 9) == 0


def test_of_a_passage_behind_an_endless_title_nothing_is_read(reader: Reader) -> None:
    title = "关于启明大模型的新闻" * 300 + "\n"
    [unread, read] = reader.read(
        "启明有多少参数？", [(title + MORNING_STAR[0], len(title)), (MORNING_STAR[0], 0)]
    )

    assert not len(unread.places)
    assert math.isfinite(unread.margin)
    assert unread.margin < read.margin
    assert unread.within(len(title), len(title) + 99) == 0
    assert unread.best_within(len(title), len(title) + 99) is None


def test_a_passage_of_three_thousand_characters_is_read_as_far_as_the_model_reads(
    reader: Reader,
) -> None:
    rest = "其余的时间，大家在湖边散步，谈论去年的足球比赛。" * 150
    text = (MORNING_STAR[0] + rest)[:3000]
    [reading] = reader.read("启明有多少参数？", whole([text]))

    assert "130亿" in text[slice(*reading.span)]
    assert 200 < reading.places.max() < 3000
    assert sum(shares(reading, text)) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("question", ["", " ", "？？", "\n", "\x00", "a\ud800b", "🤖"])
@pytest.mark.parametrize("text", ["a\ud800b 启明\udfff有130亿参数。", " ", "。", "🤖 好"])
def test_odd_questions_and_texts_are_read_all_the_same(
    reader: Reader, question: str, text: str
) -> None:
    [reading] = reader.read(question, [(text, 0)])

    assert math.isfinite(reading.answered)
    assert math.isfinite(reading.margin)
    assert 0 <= reading.span[0] <= reading.span[1] <= len(text)
    assert ((reading.places >= 0) & (reading.places <= len(text))).all()


def test_lone_surrogates_move_no_offsets(reader: Reader) -> None:
    text = "\ud800\ud800 " + MORNING_STAR[0]
    [reading] = reader.read("启明有多少参数？", whole([text]))

    assert "130亿" in text[slice(*reading.span)]


def test_no_passages_give_no_readings(reader: Reader) -> None:
    assert reader.read("启明有多少参数？", []) == []


def test_readings_come_in_the_order_of_the_passages_and_do_not_depend_on_one_another(
    reader: Reader,
) -> None:
    passages = [*MORNING_STAR, *BLUE_BAY]
    together = reader.read("启明有多少参数？", whole(passages))

    alone = [reader.read("启明有多少参数？", whole([passage]))[0] for passage in passages]
    assert all(map(agree, together, alone))


def test_a_passages_states_are_kept_for_the_next_question(
    packaged_model: EmbeddingModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(packaged_model, OnnxModel)
    run: list[str] = []
    lower_states = packaged_model.lower_states

    def counted(text: str, *, kind: Kind) -> tuple[Vectors, list[tuple[int, int]]]:
        run.append(kind)
        return lower_states(text, kind=kind)

    monkeypatch.setattr(packaged_model, "lower_states", counted)
    reader = Reader(packaged_model)

    first = reader.read("启明是什么时候发布的？", whole(MORNING_STAR))
    reader.read("启明有多少参数？", whole(MORNING_STAR))
    again = reader.read("启明是什么时候发布的？", whole(MORNING_STAR[::-1]))

    assert run.count("passage") == len(MORNING_STAR)
    assert run.count("query") == 3
    assert all(map(agree, first, reversed(again)))


def test_only_the_states_of_the_last_passages_are_kept(
    packaged_model: EmbeddingModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(packaged_model, OnnxModel)
    monkeypatch.setattr("bot.reader.reader._KEPT", 2)
    reader = Reader(packaged_model)
    before = reader.read("启明是什么时候发布的？", whole(MORNING_STAR))
    run: list[str] = []
    lower_states = packaged_model.lower_states

    def counted(text: str, *, kind: Kind) -> tuple[Vectors, list[tuple[int, int]]]:
        run.append(kind)
        return lower_states(text, kind=kind)

    monkeypatch.setattr(packaged_model, "lower_states", counted)
    after = [reader.read("启明是什么时候发布的？", whole([passage]))[0] for passage in MORNING_STAR]

    assert "passage" in run
    assert all(map(agree, before, after))


def test_several_threads_read_what_one_reads(reader: Reader) -> None:
    questions = ["启明有多少参数？", "Who is the director?", "工厂有多少员工？", "When?"]
    passages = whole([*MORNING_STAR, *BLUE_BAY])
    alone = [reader.read(question, passages) for question in questions]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda question: reader.read(question, passages), questions * 3))

    for readings, expected in zip(together, alone * 3, strict=True):
        assert all(map(agree, readings, expected))


def test_starts_and_ends_are_probabilities(reader: Reader) -> None:
    [reading] = reader.read("启明有多少参数？", whole([" ".join(MORNING_STAR)]))

    for chances in (reading.starts, reading.ends):
        assert chances.min() >= 0
        assert float(chances.sum()) == pytest.approx(1, abs=1e-5)
    assert np.all(reading.places[:, 0] < reading.places[:, 1])
