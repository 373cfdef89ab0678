"""What ships says what was trained."""

from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
import pytest
import torch
from torch import Tensor, nn

from bot.reader.graph import build_graph
from bot.reader.reader import Reader as ShippedReader
from bot.reader.weights import MATRICES, SCALE, Arrays, read_weights
from ingest.model import EmbeddingModel
from ingest.model.onnx_model import OnnxModel
from ingest.model.packaged import weight_file
from ingest.model.unpack import WeightFile
from tests.training.random_weights import RandomWeights
from training.batches import LowerStates, Read, collate
from training.export import export
from training.network import Lower, Reader

QUESTION = 9


def randomised(reader: Reader) -> Reader:
    """Give what starts at nothing or next to it, the heads and segments, random values."""
    torch.manual_seed(2)
    for module in (reader.span, reader.meet, reader.answers):
        nn.init.normal_(module.weight, std=0.15)
        nn.init.normal_(module.bias, std=0.15)
    nn.init.normal_(reader.segments, std=0.15)
    return reader.eval()


def exported(reader: Reader, folder: Path) -> Path:
    checkpoint, path = folder / "reader.pt", folder / "reader.safetensors"
    torch.save({"averaged": reader.state_dict()}, checkpoint)
    export(checkpoint, path)
    return path


@torch.no_grad()
def rounded(reader: Reader, weights: Arrays) -> Reader:
    """Give a network the weights that ship, as float32."""
    for name, value in reader.state_dict().items():
        scale = weights.get(f"{name}{SCALE}")
        shipped = weights[name] if scale is None else weights[name] * scale[:, None]
        value.copy_(torch.from_numpy(shipped.astype(np.float32)))
    return reader


@torch.no_grad()
def run(reader: Reader, states: Tensor) -> tuple[Tensor, Tensor]:
    texts, tokens, _ = states.shape
    segments = (torch.arange(tokens) >= QUESTION).long().expand(texts, -1)
    everything = torch.ones(texts, tokens, dtype=torch.bool)
    span, answered = reader(states, segments, everything, everything)
    return span, answered


def test_the_weights_come_back_up_to_eight_bits(tmp_path: Path) -> None:
    reader = randomised(Reader(RandomWeights()))

    weights = read_weights(exported(reader, tmp_path))

    state = reader.state_dict()
    assert {name for name in weights if not name.endswith(SCALE)} == set(state)
    for name, value in state.items():
        if name.endswith(tuple(f".{matrix}.weight" for matrix in MATRICES)):
            back = weights[name] * weights[f"{name}{SCALE}"][:, None]
            steps = np.abs(back - value.numpy()) / weights[f"{name}{SCALE}"][:, None]
            assert weights[name].dtype == np.int8
            assert steps.max() <= 0.501
        else:
            np.testing.assert_array_equal(weights[name], value.numpy())


def test_the_graph_gives_what_the_network_gives_up_to_eight_bits(tmp_path: Path) -> None:
    reader = randomised(Reader(RandomWeights()))
    weights = read_weights(exported(reader, tmp_path))
    session = onnxruntime.InferenceSession(build_graph(weights))
    network = rounded(reader, weights)
    states = torch.randn(8, QUESTION + 31, weights["segments"].shape[1])
    spans, answered = run(network, states)

    segments = torch.from_numpy(weights["segments"].astype(np.float32))
    with_segments = states + torch.cat([segments[:1].expand(9, -1), segments[1:].expand(31, -1)])
    for row in range(len(states)):
        span, [[logit]] = session.run(
            None,
            {"states": with_segments[row : row + 1].numpy(), "first": np.array([QUESTION])},
        )
        expected = spans[row].numpy()
        assert np.abs(span[0] - expected).max() < 0.1 * expected.std()
        assert logit == pytest.approx(answered[row].item(), abs=0.1 * answered.std().item())


@torch.no_grad()
def test_padding_changes_nothing(tmp_path: Path) -> None:
    reader = randomised(Reader(RandomWeights()))
    states = torch.randn(1, QUESTION + 20, 96)
    padded = torch.cat([states, torch.randn(1, 13, 96)], 1)
    mask = (torch.arange(padded.shape[1]) < states.shape[1])[None]
    segments = (torch.arange(padded.shape[1]) >= QUESTION).long()[None]

    span, answered = reader(padded, segments, mask, mask)

    alone, alone_answered = run(reader, states)
    torch.testing.assert_close(span[:, : states.shape[1]], alone, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(answered, alone_answered, atol=1e-4, rtol=1e-4)
    assert (span[:, states.shape[1] :] < -1000).all()


def test_what_was_trained_is_what_the_bot_reads_with(
    packaged_model: EmbeddingModel,
    tokenizer: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(packaged_model, OnnxModel)
    weights = WeightFile(weight_file())
    reader = randomised(Reader(weights))
    path = exported(reader, tmp_path)
    monkeypatch.setattr("bot.reader.reader.read_weights", lambda: read_weights(path))
    shipped = ShippedReader(packaged_model)
    texts = [
        ("Rain\nIt rained in Lisbon on Monday, and the river rose by two metres.", 5),
        ("启明有130亿参数，由晨星公司在杭州发布，训练历时47天。", 0),
        ("Blue Bay\nThe factory employs 850 people and cost 420 million euros.", 9),
        ("天气\n明天杭州有小雨，最低二十度，后天转晴。", 3),
    ]
    question = "How many people work there?"

    pairs = [Read(question, text, start, ()) for text, start in texts]
    tensors = collate(LowerStates(Lower(weights), tokenizer), pairs)
    with torch.no_grad():
        _, answered = reader(
            tensors.states.float(), tensors.segments, tensors.mask, tensors.spannable
        )

    said = torch.tensor([reading.answered for reading in shipped.read(question, texts)])
    assert (said - answered).abs().max() < 0.5 * answered.std()
