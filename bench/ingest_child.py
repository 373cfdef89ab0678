"""One step of `bench ingest`, in a process of its own: `python -m bench.ingest_child STEP JOB`.

The job is a JSON object, the step's arguments by name; what the step found is printed as JSON in
the last line. So what a step costs is what its process costs, and no step finds loaded what another
needed.
"""

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from ingest.errors import WenyuanError
from ingest.model.base import Kind, Vectors

if TYPE_CHECKING:
    from ingest.library import Library


def main(arguments: Sequence[str]) -> int:
    """Take one step; returns the exit status."""
    step, job = arguments
    try:
        found = _STEPS[step](**json.loads(job))
    except WenyuanError as error:
        print(f"{error.problem}\n{error.remedy}", file=sys.stderr)
        return 1
    print(json.dumps(found))
    return 0


def prepare(library: str) -> str:
    """Make the packaged model ready for both sides; returns its folder for sentence-transformers.

    Raises:
        ModelError: the package is missing or damaged.
    """
    from bench.build import settings_for
    from ingest.model.packaged import packaged_folder

    settings = settings_for(Path(library))
    packaged_folder(settings, "onnx")
    return str(packaged_folder(settings, "torch"))


def tutorial(articles: str, index: str, model: str) -> dict[str, Any]:
    """Put articles into Chroma as tutorials do; see `bench.tutorial.fill`."""
    from bench.tutorial import fill

    return fill(articles, index, model)


def sync(library: str, articles: str, stand_in: bool) -> dict[str, Any]:
    """Bring a library to what a folder holds.

    Returns:
        How many `articles` and `passages` the library has now, how many passages were `embedded`,
        and `began`: processor seconds until the first of them was, None if there was none.
    """
    with _embedded(stand_in) as embedded, _opened(library, stand_in) as opened:
        _sync(opened, articles)
        articles_now, passages_now = opened.count()
    return {
        "articles": articles_now,
        "passages": passages_now,
        "embedded": len(embedded),
        "began": embedded[0] if embedded else None,
    }


def change(library: str, articles: str, changed: str) -> list[int]:
    """Put the files of `changed` among the articles one by one, and sync after each.

    Returns:
        How many passages were embedded after each.
    """
    counts: list[int] = []
    with _embedded(stand_in=False) as embedded, _opened(library, stand_in=False) as opened:
        for path in sorted(Path(changed).iterdir()):
            before = len(embedded)
            shutil.copyfile(path, Path(articles, path.name))
            _sync(opened, articles)
            counts.append(len(embedded) - before)
    return counts


def search(library: str, data: str, limit: int | None) -> dict[str, Any]:
    """Compare dense search in float32 with the library's; see `bench.precision.compare`."""
    from bench.precision import compare

    return dict(compare(library, data, limit))


@contextmanager
def _opened(folder: str, stand_in: bool) -> Iterator["Library"]:
    from bench.build import settings_for
    from bench.stand_in import StandIn
    from ingest.library import Library
    from ingest.model.packaged import packaged_folder

    settings = settings_for(Path(folder))
    model = StandIn(packaged_folder(settings, "onnx")) if stand_in else None
    with Library.open(settings, model) as opened:
        yield opened


def _sync(library: "Library", articles: str) -> None:
    from ingest.sync import sync_paths

    for name, reason in sync_paths(library, [Path(articles)]).failed:
        print(f"{name}: {reason}", file=sys.stderr)


@contextmanager
def _embedded(stand_in: bool) -> Iterator[list[float]]:
    """Note the processor time at which each text is given to the model."""
    from bench.stand_in import StandIn
    from ingest.model.onnx_model import OnnxModel

    model = StandIn if stand_in else OnnxModel
    embed = model.embed_arrays
    began: list[float] = []

    def noted(self: OnnxModel, texts: Sequence[str], *, kind: Kind) -> Vectors:
        began.extend([time.process_time()] * len(texts))
        return embed(self, texts, kind=kind)

    with patch.object(model, "embed_arrays", noted):
        yield began


_STEPS: dict[str, Callable[..., Any]] = {
    one.__name__: one for one in (prepare, tutorial, sync, change, search)
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
