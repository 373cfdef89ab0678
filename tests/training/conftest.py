"""What is written for training, as passages with questions; and the packaged model."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from ingest.model import EmbeddingModel
from ingest.model.packaged import packaged_folder
from ingest.settings import Settings
from tests.training.random_weights import RandomWeights
from training import questions
from training.network import Lower
from training.prepare import Asked, Passage, prepare_all
from training.questions import WRITTEN, Question, read_all

# Some of each language; enough for every kind of group that written passages can be in.
_ROWS = 30


@dataclass(frozen=True)
class Written:
    """Passages by id, and their questions; each asked among the other passages of the file."""

    passages: dict[str, Passage]
    asked: list[Asked]

    def answers(self, question: str) -> tuple[str, ...]:
        return next((a.question.answers for a in self.asked if a.question.text == question), ())

    def is_asked(self, question: str) -> bool:
        return any(one.question.text == question for one in self.asked)


def write_empty_sets(data: Path) -> Path:
    """Write the folder of the public sets, without a row in it."""
    for name in ("cmrc2018", "drcd", "squad2"):
        (data / name).mkdir(parents=True)
        for file in ("corpus.jsonl", "questions.jsonl"):
            (data / name / file).write_text("", encoding="utf-8")
    return data


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    rows, everything = read_all(write_empty_sets(tmp_path_factory.mktemp("sets")))
    passages = {}
    for path in (WRITTEN / "en-news.txt", WRITTEN / "zh-technology-long.txt"):
        ids = [f"written-{path.stem}-{number:03}" for number in range(_ROWS)]
        for row in map(rows.__getitem__, ids):
            text = f"{row.title}\n{row.text}"
            passages[row.id] = Passage(row.id, row.id, text, len(row.title) + 1, row.language)
    asked = [_ask(question, passages) for question in everything if question.row in passages]
    return Written(passages, asked)


def _ask(question: Question, passages: dict[str, Passage]) -> Asked:
    gold = passages[question.row]
    span: tuple[int, ...] = ()
    for answer in question.answers:
        at = gold.text.index(answer, gold.start)
        span = at, at + len(answer)
    others = [
        other.id
        for other in passages.values()
        if other.id != gold.id and not any(answer in other.text for answer in question.answers)
    ]
    return Asked(question, gold.id, span, tuple(others[:8] + others[-8:]), ())


@pytest.fixture(scope="session")
def tokenizer(packaged_model: EmbeddingModel, prepared: Settings) -> Path:
    """The packaged model's `tokenizer.json`."""
    return packaged_folder(prepared, "onnx") / "tokenizer.json"


@pytest.fixture(scope="session")
def lower_network() -> Lower:
    """Lower layers with random weights."""
    return Lower(RandomWeights())


@pytest.fixture(scope="session")
def prepare(
    packaged_model: EmbeddingModel, prepared: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Path]:
    """Prepares twelve written passages, all kept out of training; returns the folder."""
    base = tmp_path_factory.mktemp("made")
    (base / "written").mkdir()
    for path in (WRITTEN / "en-news.txt", WRITTEN / "zh-technology-long.txt"):
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        for first in (0, 3):
            stem = next(name for n in count() if _kept_out(name := f"{path.stem}-{first}-{n}"))
            three = "\n\n".join(blocks[first : first + 3])
            (base / "written" / f"{stem}.txt").write_text(three, encoding="utf-8")
    sets = write_empty_sets(base / "sets")

    def run() -> Path:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(questions, "WRITTEN", base / "written")
            patch.setenv("WENYUAN_HOME", str(prepared.home))
            prepare_all(sets, base / "folder")
        return base / "folder"

    return run


@pytest.fixture(scope="session")
def prepared_folder(prepare: Callable[[], Path]) -> Path:
    return prepare()


def _kept_out(stem: str) -> bool:
    """Whether the first three passages of a file of this name are for development."""
    return zlib.crc32(f"{stem}-0".encode()) % 8 == 0
