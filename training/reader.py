"""Make the reader: `python -m training.reader prepare|train|export|calibrate`."""

import argparse
import os
import sys
from pathlib import Path

from ingest.errors import WenyuanError
from ingest.model.packaged import packaged_folder, weight_file
from ingest.model.unpack import WeightFile
from ingest.settings import load_settings

# Threads that wait without spinning, and memory that is kept instead of given back: three times
# the examples a second on two cores.
_ENVIRONMENT = {
    "OMP_WAIT_POLICY": "passive",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "100000000000",
    "MALLOC_TOP_PAD_": "268435456",
}


def main() -> int:
    """Run one step of the recipe; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("data/training"))
    steps = parser.add_subparsers(dest="step", required=True)
    prepare = steps.add_parser("prepare", help="find right and wrong passages for every question")
    prepare.add_argument("data", type=Path, help="folder of the public sets")
    train = steps.add_parser("train", help="train, or go on from the last checkpoint")
    train.add_argument("--steps", type=int)
    train.add_argument("--after", type=Path, help="start from this checkpoint of another training")
    steps.add_parser("export", help="round the weights and put them where the bot finds them")
    weigh = steps.add_parser("calibrate", help="weigh the reader against the other evidence")
    weigh.add_argument("--count", type=int, default=60, help="questions of each kind")
    arguments = parser.parse_args()
    try:
        if arguments.step == "prepare":
            from training.prepare import prepare_all

            prepare_all(arguments.data, arguments.folder)
        elif arguments.step == "export":
            from training.export import export

            export(arguments.folder / "reader.pt")
        elif arguments.step == "calibrate":
            from training.calibrate import calibrate

            calibrate(arguments.folder, arguments.count).write()
        else:
            _train(arguments.folder, arguments.steps, arguments.after)
    except WenyuanError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _train(folder: Path, steps: int | None, first: Path | None) -> None:
    if os.environ.get("OMP_WAIT_POLICY") != "passive":
        # Both libraries read these when they are loaded.
        command = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, command, os.environ | _ENVIRONMENT)  # noqa: S606 - itself
    from training.fit import Recipe, fit

    tokenizer = packaged_folder(load_settings(), "onnx") / "tokenizer.json"
    recipe = Recipe() if steps is None else Recipe(steps=steps)
    fit(WeightFile(weight_file()), tokenizer, folder, recipe, first)


if __name__ == "__main__":
    sys.exit(main())
