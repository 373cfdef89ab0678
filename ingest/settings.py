"""Settings of the library, from the environment; every field says why its default is what it is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ingest.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
PACKAGED_MODEL = "packaged"

Backend = Literal["auto", "onnx", "torch"]
BACKENDS: tuple[Backend, ...] = ("auto", "onnx", "torch")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the library lives and which model embeds it.

    Attributes:
        home: folder of the library and the prepared models; inside the clone, so that deleting
            the clone deletes everything.
        embedding_model: `packaged` (multilingual-e5-small, from PyPI alone), or any
            sentence-transformers name or folder.
        embedding_backend: `onnx` starts in a fifth of the time but runs only the packaged model;
            `torch` runs any through sentence-transformers; `auto` takes onnx where it can.
        passage_tokens: longest passage, in tokens of the embedding model, title and heading not
            counted. Long enough for an argument, short enough for a reader to check.
        lock_seconds: how long a write waits for another process's write to end.
    """

    home: Path = field(default=PROJECT / "data")
    embedding_model: str = PACKAGED_MODEL
    embedding_backend: Backend = "auto"
    passage_tokens: int = 256
    lock_seconds: float = 600.0

    @property
    def library(self) -> Path:
        """Folder of the SQLite file and the Chroma index."""
        return self.home / "library"

    @property
    def models(self) -> Path:
        """Folder of the models that were prepared from packages."""
        return self.home / "models"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `WENYUAN_HOME`, `WENYUAN_EMBEDDING_MODEL` and `WENYUAN_EMBEDDING_BACKEND`.

    Raises:
        SettingsError: a value is not one of those allowed.
    """
    backend = environ.get("WENYUAN_EMBEDDING_BACKEND") or "auto"
    if backend not in BACKENDS:
        raise SettingsError(
            f"WENYUAN_EMBEDDING_BACKEND is {backend!r}, which is no backend.",
            f"Set it to one of {', '.join(BACKENDS)}, or unset it.",
        )
    home = environ.get("WENYUAN_HOME")
    return Settings(
        home=_folder(home) if home else PROJECT / "data",
        embedding_model=environ.get("WENYUAN_EMBEDDING_MODEL") or PACKAGED_MODEL,
        embedding_backend=backend,
    )


def _folder(name: str) -> Path:
    try:
        return Path(name).expanduser().resolve()
    except RuntimeError as error:
        raise SettingsError(
            f"WENYUAN_HOME is {name!r}, and there is no such user.",
            "Set it to a folder that you may write to, or unset it.",
        ) from error
