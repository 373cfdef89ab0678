"""Groups of one question and several passages, and what becomes of them as tensors."""

from itertools import islice
from pathlib import Path

import pytest

from ingest.model.packaged import POSITIONS
from tests.training.conftest import Written
from training.batches import GROUP, Groups, LowerStates, Read, collate
from training.network import Lower

MANY = 600


def without_echo(pair: Read) -> str:
    """The passage of a pair without the question that it may repeat."""
    return pair.text[pair.start :].replace(pair.question, "").strip()


@pytest.fixture(scope="module")
def groups(written: Written) -> list[list[Read]]:
    return list(islice(Groups(written.passages, written.asked, seed=1), MANY))


@pytest.fixture(scope="module")
def lower(lower_network: Lower, tokenizer: Path) -> LowerStates:
    return LowerStates(lower_network, tokenizer)


def test_the_same_seed_gives_the_same_groups_and_another_seed_others(written: Written) -> None:
    first, again, other = (
        list(islice(Groups(written.passages, written.asked, seed), 50)) for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other


def test_only_questions_of_the_training_part_are_asked(
    written: Written, groups: list[list[Read]]
) -> None:
    kept_out = {one.question.text for one in written.asked if one.question.part == "dev"}

    assert kept_out
    assert not kept_out & {pair.question for group in groups for pair in group}
    sizes = Groups(written.passages, written.asked, seed=1).sizes()
    assert sum(sizes.values()) == sum(one.question.part == "train" for one in written.asked)


def test_a_group_is_one_question_whose_answer_only_the_first_passage_may_hold(
    groups: list[list[Read]],
) -> None:
    for group in groups:
        assert len(group) == GROUP
        assert len({pair.question for pair in group}) == 1
        assert not any(pair.span for pair in group[1:])
    answered = sum(bool(group[0].span) for group in groups) / MANY
    assert 0.4 < answered < 0.9


def test_a_span_is_the_answer_wherever_the_passage_was_cut_with_title_and_without(
    written: Written, groups: list[list[Read]]
) -> None:
    answered = [group[0] for group in groups if group[0].span]

    for pair in answered:
        assert pair.text[slice(*pair.span)] in written.answers(pair.question)
        assert pair.span[0] >= pair.start
    whole = {passage.text[passage.start :] for passage in written.passages.values()}
    assert {pair.text[pair.start :] in whole for pair in answered} == {True, False}
    assert {pair.start > 0 for pair in answered} == {True, False}


def test_what_is_read_of_a_passage_is_a_piece_of_it_behind_its_title(
    written: Written, groups: list[list[Read]]
) -> None:
    titles = {passage.text[: passage.start] for passage in written.passages.values()}
    bodies = [passage.text[passage.start :] for passage in written.passages.values()]

    for group in groups:
        for number, pair in enumerate(group):
            body = without_echo(pair)
            assert body
            assert pair.text[: pair.start] in titles | {""}
            # The second may be the right passage without one of its sentences.
            assert number == 1 or any(body in whole for whole in bodies)


def test_a_passage_that_repeats_the_question_answers_as_often_as_any_other(
    groups: list[list[Read]],
) -> None:
    pairs = [pair for group in groups for pair in group]

    shares = []
    for echoed in (True, False):
        some = [pair for pair in pairs if (pair.question in pair.text) is echoed]
        shares.append(sum(bool(pair.span) for pair in some) / len(some))
    assert abs(shares[0] - shares[1]) < 0.1


def test_no_passage_but_the_first_holds_the_answer(
    written: Written, groups: list[list[Read]]
) -> None:
    for group in groups:
        if group[0].span:
            for pair in group[1:]:
                body = pair.text[pair.start :]
                assert not any(answer in body for answer in written.answers(pair.question))


def test_some_groups_have_the_right_passage_without_the_sentence_that_answers(
    written: Written, groups: list[list[Read]]
) -> None:
    bodies = [passage.text[passage.start :] for passage in written.passages.values()]

    gutted = [
        group[1] for group in groups if not any(without_echo(group[1]) in body for body in bodies)
    ]
    assert gutted
    for pair in gutted:
        body = pair.text[pair.start :]
        assert not any(answer in body for answer in written.answers(pair.question))


def test_a_question_with_another_number_or_name_is_answered_by_no_passage(
    written: Written, groups: list[list[Read]]
) -> None:
    swapped = [group for group in groups if not written.is_asked(group[0].question)]

    assert swapped
    assert not any(pair.span for group in swapped for pair in group)


def test_near_misses_are_asked_too(written: Written, groups: list[list[Read]]) -> None:
    missed = [
        group
        for group in groups
        if written.is_asked(group[0].question) and not written.answers(group[0].question)
    ]

    assert missed
    assert not any(pair.span for group in missed for pair in group)


def test_the_target_tokens_are_those_of_the_answer(
    groups: list[list[Read]], lower: LowerStates
) -> None:
    pairs = [pair for group in groups[:12] for pair in group]
    tensors = collate(lower, pairs)

    for row, pair in enumerate(pairs):
        asked = len(lower.of("query", pair.question)[0])
        _, places = lower.of("passage", pair.text)
        first, last = tensors.target[row].tolist()
        if not pair.span:
            assert (first, last) == (0, 0)
            continue
        start, end = places[first - asked][0], places[last - asked][1]
        answer = pair.text[slice(*pair.span)]
        quoted = pair.text[start:end]
        assert answer in quoted
        # A token may hold more than the answer, but not a whole one on either side.
        assert places[first - asked][1] > pair.span[0]
        assert places[last - asked][0] < pair.span[1]
        assert tensors.spannable[row, [first, last]].all()


def test_question_and_passage_stand_side_by_side_and_padding_is_masked(
    lower: LowerStates,
) -> None:
    pairs = [Read("Who?", "Rain\nAnn Reed came.", 5, (5, 13)), Read("谁？", "安来了。" * 9, 0, ())]
    tensors = collate(lower, pairs)

    for row, pair in enumerate(pairs):
        asked, _ = lower.of("query", pair.question)
        read, places = lower.of("passage", pair.text)
        size = len(asked) + len(read)
        assert tensors.mask[row].sum() == size
        assert not tensors.mask[row, size:].any()
        assert (tensors.states[row, : len(asked)] == asked).all()
        assert (tensors.states[row, len(asked) : size] == read).all()
        assert tensors.segments[row].tolist().index(1) == len(asked)
        for (_, end), may in zip(places, tensors.spannable[row, len(asked) : size], strict=True):
            assert bool(may) == (end > pair.start)
        assert tensors.spannable[row, 0]


def test_an_answer_beyond_what_the_model_reads_is_no_target(lower: LowerStates) -> None:
    text = "安来了。" * 400 + "周岚走了。"
    at = text.index("周岚")

    tensors = collate(lower, [Read("谁走了？", text, 0, (at, at + 2))])

    assert tensors.states.shape[1] <= POSITIONS + 16
    assert tensors.target.tolist() == [[0, 0]]


def test_a_text_that_is_read_twice_has_the_same_states_whatever_is_read_beside_it(
    lower_network: Lower, tokenizer: Path
) -> None:
    alone, together = (LowerStates(lower_network, tokenizer) for _ in range(2))
    together.read([("passage", "安来了。" * 30), ("passage", "It rained."), ("query", "谁？")])

    assert (alone.of("passage", "It rained.")[0] == together.of("passage", "It rained.")[0]).all()
    assert (alone.of("query", "谁？")[0] == together.of("query", "谁？")[0]).all()
