"""Run a step in a process of its own, and tell what it used.

Reads memory from Linux's `/proc`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.start import resident_bytes
from ingest.settings import PROJECT

# A look costs a fifth of a millisecond; what is held for a shorter time is seen in `ru_maxrss`
# where it is one process's.
_SECONDS = 0.1
_QUIET = {"ANONYMIZED_TELEMETRY": "False", "HF_HUB_OFFLINE": "1"}


@dataclass(frozen=True, slots=True)
class Step:
    """What a step found and used.

    Attributes:
        found: what it printed in its last line, read as JSON.
        cpu_seconds: user and system time of the process and of its children, from its start on.
        peak: the most bytes of memory that they held together, pages that they share counted in
            each; looked at ten times a second, and no less than one of them held at any moment.
    """

    found: Any
    cpu_seconds: float
    peak: int


def run_step(module: str, step: str, **job: object) -> Step:
    """Run `python -m MODULE STEP JOB`, with the job's arguments as JSON.

    Raises:
        BenchError: the process fails, or there is no `/proc`.
    """
    if not Path("/proc/self/statm").exists():
        raise BenchError("Memory is read from /proc, which is not here.", "Use Linux.")
    command = [sys.executable, "-m", module, step, json.dumps(job, default=str)]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 - the command is our own
            command, cwd=PROJECT, env=os.environ | _QUIET, stdout=said
        ) as process,
    ):
        try:
            peak = 0
            # Not `process.wait()`: it does not tell what was used.
            while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
                peak = max(peak, held_bytes(process.pid))
                time.sleep(_SECONDS)
            _, status, used = ended
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if process.returncode is None:
                process.kill()
        if process.returncode:
            raise BenchError(f"The step `{step}` failed.", "See above what it said.")
        said.seek(0)
        found = json.loads(said.read().splitlines()[-1])
    return Step(found, used.ru_utime + used.ru_stime, max(peak, used.ru_maxrss * 1024))


def held_bytes(process: int) -> int:
    """Return the memory that a process, its children and theirs hold; 0 once it has ended."""
    held = 0
    with suppress(BenchError, OSError):
        held = resident_bytes(process)
        for children in list(Path(f"/proc/{process}/task").glob("*/children")):
            held += sum(map(held_bytes, map(int, children.read_text("utf-8").split())))
    return held
