"""How much each kind of evidence counts, as fitted on questions that the reader was not trained on.

`python -m training.reader calibrate` writes the file; nothing in it is set by hand.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import ReaderError

FILE = Path(__file__).parent / "reader" / "calibration.json"
# Words count up to this share: the data's questions repeat their passage, readers' do not.
ENOUGH_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class Weights:
    """A linear model of the evidence for one passage; what a model leaves out weighs nothing.

    Attributes:
        bias: added always.
        answered: for the reader's log-odds that the passage answers.
        margin: for those of its best span over none.
        cosine: for the centered similarity of question and passage.
        coverage: for the share of the question's informative words, up to `ENOUGH_WORDS`.
        lacking: for each number and name of the question that the passage does not mention, and
            for an answer of another kind than is asked for.
    """

    bias: float = 0.0
    answered: float = 0.0
    margin: float = 0.0
    cosine: float = 0.0
    coverage: float = 0.0
    lacking: float = 0.0

    def sum(self, evidence: "Evidence") -> float:
        """Weigh a passage's evidence."""
        return math.fsum(
            (
                self.bias,
                self.answered * evidence.answered,
                self.margin * evidence.margin,
                self.cosine * evidence.cosine,
                self.coverage * min(evidence.coverage, ENOUGH_WORDS),
                self.lacking * evidence.lacking,
            )
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage; named as in `Weights`."""

    answered: float
    margin: float
    cosine: float
    coverage: float
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted models, for a passage in the question's language and for one in the other.

    Attributes:
        rank: orders passages; by `same` or `across`.
        gate: log-odds that the best one answers; by `same` or `across`.
        topic: log-odds that the best one is on what is asked, whether it answers or not; likewise.
        thresholds: log-odds from which on to answer, by the languages of question and passage
            (`zh-en`): one in twenty answerable questions is below.
        nearest: log-odds of the topic from which on the best passage is worth quoting, likewise.
    """

    rank: Mapping[str, Weights]
    gate: Mapping[str, Weights]
    topic: Mapping[str, Weights]
    thresholds: Mapping[str, float]
    nearest: Mapping[str, float]

    def write(self, path: Path = FILE) -> None:
        """Write the file that ships."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        path.write_text(f"{text}\n", encoding="utf-8")


def relation(language: str, other: str) -> str:
    """Say which of the two models is for a question and a passage in these languages."""
    return "same" if language == other else "across"


def pair(language: str, other: str) -> str:
    """Say which threshold is for a question and a passage in these languages."""
    return f"{language}-{other if other in ('zh', 'en') else 'en'}"


@cache
def load_calibration(path: Path = FILE) -> Calibration:
    """Read the fitted models.

    Raises:
        ReaderError: the file is missing or damaged.
    """
    try:
        fields: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        rank, gate, topic = (
            {name: Weights(**weights) for name, weights in fields[kind].items()}
            for kind in ("rank", "gate", "topic")
        )
        return Calibration(rank, gate, topic, fields["thresholds"], fields["nearest"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReaderError(
            f"The reader's {path.name} cannot be used: {error}",
            "Restore the file with `git checkout bot/reader`.",
        ) from error
