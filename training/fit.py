"""Train the reader: a loop that can be stopped anywhere and goes on where it was."""

import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from ingest.model.unpack import WeightFile
from training.batches import Groups, LowerStates, Read, collate
from training.network import Lower, Reader
from training.prepare import read_prepared

_SAVE_EVERY = 180  # seconds


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides how a training ends.

    Attributes:
        steps: updates of the weights.
        groups: groups of passages read for an update.
        rate: highest learning rate of the layers; the heads' is `heads_rate`.
        warm: updates until the rate is reached; it falls to zero along a cosine.
        kept: share of the averaged weights that an update leaves (Polyak averaging).
        seed: of the order of groups and of the heads' first weights.
    """

    steps: int = 5500
    groups: int = 8
    rate: float = 1.5e-4
    heads_rate: float = 5e-4
    warm: int = 150
    kept: float = 0.998
    seed: int = 7


def fit(
    weights: WeightFile, tokenizer: Path, folder: Path, recipe: Recipe, first: Path | None = None
) -> None:
    """Train into `folder/reader.pt`, from the start or from the last checkpoint there.

    Args:
        weights: the packaged model.
        tokenizer: its `tokenizer.json`.
        folder: holds what `prepare_all` wrote.
        recipe: how to train.
        first: the checkpoint of an earlier training, whose averaged weights to start from.
    """
    # Else gradients of what is looked up by index are summed in any order, and a training that was
    # stopped ends elsewhere than one in one go.
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
    torch.manual_seed(recipe.seed)
    passages, asked = read_prepared(folder)
    groups = Groups(passages, asked, recipe.seed)
    for kind, size in groups.sizes().items():
        print(*kind, size, file=sys.stderr)
    reader = Reader(weights)
    if first:
        reader.load_state_dict(torch.load(first, weights_only=True)["averaged"])
    averaged = Reader(weights)
    averaged.load_state_dict(reader.state_dict())
    optimizer = _optimizer(reader, recipe)
    lower = LowerStates(Lower(weights), tokenizer)
    checkpoint = folder / "reader.pt"
    done = _resume(checkpoint, reader, averaged, optimizer)
    stream = iter(groups)
    for _ in range(done * recipe.groups):
        next(stream)
    losses: deque[tuple[float, ...]] = deque(maxlen=100)
    started = saved = time.monotonic()
    pairs = 0
    for step in range(done, recipe.steps):
        _set_rate(optimizer, recipe, step)
        # What is dropped is the same whether or not the training was stopped before this step.
        torch.manual_seed(recipe.seed + step)
        batch = [next(stream) for _ in range(recipe.groups)]
        loss, parts = _loss(reader, lower, batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        _average(averaged, reader, min(recipe.kept, (step + 1) / (step + 10)))
        losses.append(parts)
        pairs += sum(map(len, batch))
        now = time.monotonic()
        if (step + 1) % 50 == 0:
            means = " ".join(f"{sum(c) / len(c):.3f}" for c in zip(*losses, strict=True))
            speed = pairs / (now - started)
            said = f"step {step + 1} {speed:.1f} pairs/s: list, pair, span, first {means}"
            print(said, flush=True)
        if now - saved > _SAVE_EVERY or step + 1 == recipe.steps:
            _save(checkpoint, step + 1, reader, averaged, optimizer)
            saved = now


def _loss(
    reader: Reader, lower: LowerStates, batch: Sequence[list[Read]]
) -> tuple[Tensor, tuple[float, ...]]:
    """Listwise and pairwise cross-entropy of being answered, and that of the span."""
    pairs = [pair for group in batch for pair in group]
    span, answered = _forward(reader, lower, pairs)
    truth = torch.tensor([float(bool(pair.span)) for pair in pairs])
    pointwise = functional.binary_cross_entropy_with_logits(answered, truth)
    listwise, ranked, first = torch.zeros(()), 0, 0
    start = 0
    for group in batch:
        scores = answered[start : start + len(group)]
        if group[0].span:
            listwise = listwise - functional.log_softmax(scores, 0)[0]
            ranked += 1
            first += int(scores.argmax()) == 0
        start += len(group)
    listwise = listwise / max(1, ranked)
    # Where nothing answers, the span head says so too, with half the weight.
    spans = (span * (0.5 + 0.5 * truth)).mean()
    loss = listwise + pointwise + spans
    parts = (listwise.item(), pointwise.item(), spans.item(), first / max(1, ranked))
    return loss, parts


def _forward(
    reader: Reader, lower: LowerStates, pairs: Sequence[Read], size: int = 8
) -> tuple[Tensor, Tensor]:
    """Losses of the span and logits of being answered, of pairs of like length together."""
    lower.read([("passage", pair.text) for pair in pairs])
    order = sorted(range(len(pairs)), key=lambda i: len(lower.of("passage", pairs[i].text)[0]))
    spans: list[Tensor] = [torch.zeros(())] * len(pairs)
    answered: list[Tensor] = [torch.zeros(())] * len(pairs)
    for at in range(0, len(order), size):
        some = order[at : at + size]
        tensors = collate(lower, [pairs[i] for i in some])
        with torch.autocast("cpu", torch.bfloat16):
            logits, scores = reader(
                tensors.states, tensors.segments, tensors.mask, tensors.spannable
            )
        logits, scores = logits.float(), scores.float()
        losses = functional.cross_entropy(
            logits.transpose(1, 2).reshape(-1, logits.shape[1]),
            tensors.target.reshape(-1),
            reduction="none",
        )
        losses = losses.view(-1, 2).mean(1)
        for i, loss, score in zip(some, losses, scores, strict=True):
            spans[i], answered[i] = loss, score
    return torch.stack(spans), torch.stack(answered)


def _optimizer(reader: Reader, recipe: Recipe) -> torch.optim.AdamW:
    named = list(reader.named_parameters())
    groups = [
        {
            "params": [p for name, p in named if name.startswith("layers.") == layers],
            "lr": rate,
            "highest": rate,
        }
        for layers, rate in ((True, recipe.rate), (False, recipe.heads_rate))
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)


def _set_rate(optimizer: torch.optim.AdamW, recipe: Recipe, step: int) -> None:
    warm = min(1.0, (step + 1) / recipe.warm)
    done = torch.tensor(step / recipe.steps)
    share = warm * float((1 + torch.cos(torch.pi * done)) / 2)
    for group in optimizer.param_groups:
        group["lr"] = group["highest"] * share


@torch.no_grad()
def _average(averaged: Reader, reader: Reader, kept: float) -> None:
    for mean, value in zip(averaged.parameters(), reader.parameters(), strict=True):
        mean.lerp_(value, 1 - kept)


def _save(
    path: Path, step: int, reader: Reader, averaged: Reader, optimizer: torch.optim.AdamW
) -> None:
    state = {
        "step": step,
        "reader": reader.state_dict(),
        "averaged": averaged.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    building = path.with_suffix(".part")
    torch.save(state, building)
    building.replace(path)


def _resume(path: Path, reader: Reader, averaged: Reader, optimizer: torch.optim.AdamW) -> int:
    """Load a checkpoint, if there is one; returns the updates that it has behind it."""
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    reader.load_state_dict(state["reader"])
    averaged.load_state_dict(state["averaged"])
    optimizer.load_state_dict(state["optimizer"])
    done: int = state["step"]
    return done
