"""The training loop, on a network small enough to be trained here."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from tests.training.conftest import Written
from tests.training.random_weights import RandomWeights
from training import fit
from training.batches import Groups, LowerStates, collate
from training.network import Lower, Reader
from training.prepare import read_prepared

RECIPE = fit.Recipe(steps=6, groups=2, rate=2e-3, heads_rate=1e-2, warm=1, seed=3)
Train = Callable[[str], Path]


@pytest.fixture(scope="module")
def train(
    written: Written,
    lower_network: Lower,
    tokenizer: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Train]:
    """Trains in a folder of that name, or goes on there, and returns the checkpoint."""
    base = tmp_path_factory.mktemp("trained")

    def run(name: str) -> Path:
        folder = base / name
        folder.mkdir(exist_ok=True)
        for file, some in (("passages", written.passages.values()), ("asked", written.asked)):
            lines = (json.dumps(asdict(one), ensure_ascii=False) for one in some)
            (folder / f"{file}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        fit.fit(RandomWeights(), tokenizer, folder, RECIPE)
        return folder / "reader.pt"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "Lower", lambda _: lower_network)
        yield run
    torch.use_deterministic_algorithms(False)


@pytest.fixture(scope="module")
def once(train: Train) -> Path:
    """The checkpoint of a training in one go."""
    return train("once")


def trained(checkpoint: Path, which: str = "reader") -> dict[str, Tensor]:
    weights: dict[str, Tensor] = torch.load(checkpoint, weights_only=True)[which]
    return weights


@torch.no_grad()
def loss(reader: Reader, folder: Path, lower: LowerStates) -> float:
    """How wrong a network is about the groups that it was trained on."""
    groups = islice(Groups(*read_prepared(folder), RECIPE.seed), RECIPE.steps * RECIPE.groups)
    pairs = [pair for group in groups for pair in group]
    tensors = collate(lower, pairs)
    span, answered = reader(
        tensors.states.float(), tensors.segments, tensors.mask, tensors.spannable
    )
    truth = torch.tensor([float(bool(pair.span)) for pair in pairs])
    wrong = binary_cross_entropy_with_logits(answered, truth)
    return float(
        wrong + cross_entropy(span.transpose(1, 2).flatten(0, 1), tensors.target.flatten())
    )


def test_a_few_steps_lower_the_loss_of_the_weights_and_of_their_mean(
    once: Path, lower_network: Lower, tokenizer: Path
) -> None:
    lower = LowerStates(lower_network, tokenizer)
    reader = Reader(RandomWeights())

    before = loss(reader, once.parent, lower)
    reader.load_state_dict(trained(once))
    after = loss(reader, once.parent, lower)
    reader.load_state_dict(trained(once, "averaged"))
    averaged = loss(reader, once.parent, lower)

    assert after < before
    assert averaged < before


def test_a_training_that_was_stopped_goes_on_where_it_was(
    train: Train, once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = fit._save

    def save_and_stop(path: Path, step: int, *state: Reader) -> None:
        save(path, step, *state)  # type: ignore[arg-type]
        if step == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(fit, "_SAVE_EVERY", -1)
        patch.setattr(fit, "_save", save_and_stop)
        with pytest.raises(KeyboardInterrupt):
            train("stopped")
    stopped = train("stopped")

    for which in ("reader", "averaged"):
        expected = trained(once, which)
        for name, value in trained(stopped, which).items():
            assert torch.equal(value, expected[name]), name


def test_a_training_that_has_ended_is_left_as_it_is(train: Train, once: Path) -> None:
    before = once.read_bytes()

    assert train("once").read_bytes() == before


def test_a_write_that_is_broken_off_leaves_the_last_checkpoint(
    train: Train, once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = torch.load(once, weights_only=True)
    torch.save(state | {"step": 5}, once)
    earlier = once.read_bytes()

    def break_off(_: object, path: Path) -> None:
        path.write_bytes(b"half of it")
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", break_off)
        with pytest.raises(OSError, match="No space"):
            train("once")

    assert once.read_bytes() == earlier
