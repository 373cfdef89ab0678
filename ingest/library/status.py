"""What a library says of itself."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Status:
    """What is in a library; `model` is empty while nothing was ever embedded."""

    folder: Path
    articles: int
    passages: int
    model: str
    dimension: int
    generation: int
    bytes_on_disk: int


def bytes_below(folder: Path) -> int:
    """Add up the sizes of all files below a folder."""
    total = 0
    for path in folder.rglob("*"):
        # A writer's temporary files come and go.
        with suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total
