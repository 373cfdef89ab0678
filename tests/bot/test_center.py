from pathlib import Path

import numpy as np
import pytest

from bot.center import compute_means, load_centers
from ingest.model import EmbeddingModel

SHIPPED = Path(__file__).resolve().parents[2] / "bot" / "background"


def test_the_shipped_centers_are_those_of_the_packaged_model(
    packaged_model: EmbeddingModel, tmp_path: Path
) -> None:
    [shipped] = SHIPPED.glob("centers-*.npy")

    load_centers(packaged_model, tmp_path)

    assert list(tmp_path.iterdir()) == []  # nothing had to be computed
    assert np.allclose(np.load(shipped), compute_means(packaged_model), atol=1e-3)


def test_centers_of_another_model_are_computed_once_and_kept(
    packaged_model: EmbeddingModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packaged_model, "fingerprint", "ff" * 32)

    load_centers(packaged_model, tmp_path)

    [kept] = tmp_path.iterdir()
    assert np.load(kept).shape == (4, packaged_model.dimension)


def test_without_its_center_a_match_in_the_other_language_beats_a_stranger_in_ones_own(
    packaged_model: EmbeddingModel, tmp_path: Path
) -> None:
    centers = load_centers(packaged_model, tmp_path)
    [question] = packaged_model.embed_arrays(["电池工厂有多少员工？"], kind="query")
    right, stranger = packaged_model.embed_arrays(
        ["The battery factory employs 850 people.", "公司在上海有多家门店。"], kind="passage"
    )
    asked = centers.centered(question, "query", "zh")

    assert question @ stranger > question @ right
    assert asked @ centers.centered(right, "passage", "en") > asked @ centers.centered(
        stranger, "passage", "zh"
    )
