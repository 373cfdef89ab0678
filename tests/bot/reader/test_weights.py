"""The file that ships."""

from pathlib import Path

import numpy as np
import pytest

from bot.errors import ReaderError
from bot.reader.reader import Reader
from bot.reader.weights import FILE, MATRICES, SCALE, quantised, read_weights
from ingest.model import EmbeddingModel
from ingest.model.onnx_model import OnnxModel


def test_a_matrix_comes_back_from_eight_bits_up_to_half_a_step_of_each_row() -> None:
    matrix = np.random.default_rng(3).normal(size=(20, 96)).astype(np.float32)
    matrix[4] *= 1000
    matrix[7] = 0

    rounded, scales = quantised(matrix)

    assert rounded.dtype == np.int8
    assert scales.dtype == np.float32
    assert np.abs(rounded[[0, 4]]).max(1).tolist() == [127, 127]
    assert (np.abs(rounded * scales[:, None] - matrix) <= scales[:, None] * 0.5001).all()


def test_every_large_matrix_that_ships_has_eight_bits_and_a_scale_for_each_row() -> None:
    weights = read_weights()

    matrices = {n for n in weights if n.endswith(tuple(f".{m}.weight" for m in MATRICES))}
    assert len(matrices) == 8 * len(MATRICES)
    for name in matrices:
        assert weights[name].dtype == np.int8
        assert weights[f"{name}{SCALE}"].shape == (len(weights[name]),)
    assert all(np.isfinite(values).all() for values in weights.values())


@pytest.mark.parametrize("damage", ["missing", "empty", "cut off", "something else"])
def test_a_damaged_file_is_named_with_the_command_that_restores_it(
    packaged_model: EmbeddingModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    path = tmp_path / "reader.safetensors"
    data = {"empty": b"", "cut off": FILE.read_bytes()[:-1000], "something else": b"{}" * 99}
    if damage in data:
        path.write_bytes(data[damage])
    monkeypatch.setattr("bot.reader.reader.read_weights", lambda: read_weights(path))
    assert isinstance(packaged_model, OnnxModel)

    with pytest.raises(ReaderError) as raised:
        Reader(packaged_model)

    assert "reader.safetensors" in raised.value.problem
    assert "git checkout" in raised.value.remedy
