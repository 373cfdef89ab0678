"""What was measured, one JSON line a measurement, written while it runs and read for a report.

Knows files and lines; the shapes of what is measured lie with the measurements.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from bench.errors import BenchError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Kind = Literal["retrieval", "answers", "start", "cost", "html"]
Write = Callable[[Mapping[str, Any]], None]
Shape = TypeVar("Shape")


def record(kind: Kind, measured: "DataclassInstance") -> dict[str, Any]:
    """Make a line of a measurement."""
    return {"bench": kind, "measured": asdict(measured)}


@contextmanager
def writing(path: Path | None) -> Iterator[Write]:
    """Give a function that writes a line of JSON, or nothing where there is no path.

    Raises:
        BenchError: the file cannot be written.
    """
    if path is None:
        yield lambda _: None
        return
    try:
        # Line by line, so that a run that is stopped leaves what it measured.
        file = path.open("w", encoding="utf-8", buffering=1)
    except OSError as error:
        raise BenchError(
            f"{path} cannot be written ({error.strerror}).", "Name another file with --out."
        ) from error

    def write(line: Mapping[str, Any]) -> None:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")

    with file:
        yield write


def read_records(folder: Path, kind: Kind, shape: type[Shape]) -> list[Shape]:
    """Read what was measured of one kind from every `*.jsonl` of a folder.

    Args:
        folder: where the files of `--out` lie.
        kind: the kind of measurement.
        shape: the dataclass that each was written from.

    Raises:
        BenchError: the folder has no such file, or a line is not as it should be.
    """
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise BenchError(
            f"{folder} holds no results.", "Write some there with --out, as FOLDER/NAME.jsonl."
        )
    adapter = TypeAdapter(shape)
    records: list[Shape] = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line:
                continue
            try:
                fields = json.loads(line)
                if fields["bench"] == kind:
                    records.append(adapter.validate_python(fields["measured"]))
            except (ValueError, ValidationError, KeyError, TypeError) as error:
                raise BenchError(
                    f"Line {number} of {path.name} is no result of this version's.",
                    "Measure again, or move the file elsewhere.",
                ) from error
    return records
