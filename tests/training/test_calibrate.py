"""Weighing the evidence, on a dozen passages."""

import math
import zlib
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.answer import Hit, Language
from bot.calibration import Calibration, load_calibration
from ingest.settings import Settings
from training.calibrate import calibrate

PAIRS = {"zh-zh", "en-en", "zh-en", "en-zh"}


@pytest.fixture(scope="module")
def calibration(prepared_folder: Path, prepared: Settings) -> Calibration:
    """Fitted on questions of which every third insists on something that no passage has."""

    def lacking(question: str, language: Language, hit: Hit, said: str) -> int:
        return int(zlib.crc32(question.encode()) % 3 == 0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.calibrate.unmet", lacking)
        patch.setenv("WENYUAN_HOME", str(prepared.home))
        return calibrate(prepared_folder, 4)


def test_there_are_weights_for_both_relations_and_thresholds_for_every_pair_of_languages(
    calibration: Calibration,
) -> None:
    assert set(calibration.rank) == set(calibration.gate) == {"same", "across"}
    assert set(calibration.thresholds) == set(calibration.nearest) == PAIRS


def test_weights_are_numbers_and_so_is_what_the_nearest_needs(calibration: Calibration) -> None:
    for weights in (*calibration.rank.values(), *calibration.gate.values()):
        assert all(map(math.isfinite, asdict(weights).values()))
    assert all(map(math.isfinite, calibration.nearest.values()))


def test_every_language_has_a_threshold_below_which_nothing_is_answered(
    calibration: Calibration,
) -> None:
    assert all(map(math.isfinite, calibration.thresholds.values()))


def test_what_ranks_has_no_use_for_what_all_passages_share(
    calibration: Calibration,
) -> None:
    for weights in calibration.rank.values():
        assert (weights.bias, weights.lacking) == (0, 0)


def test_what_was_written_is_what_is_read(calibration: Calibration, tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    calibration.write(path)

    assert load_calibration(path) == calibration
