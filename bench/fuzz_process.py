"""Call what brings a library up to date in a process of its own, and see what that does.

Knows processes, time and memory; knows nothing of what is read. Memory is the most that Linux says
a process ever held, read from `/proc` while it lives: what `getrusage` says of children begins with
what their parent held when it started them. A child is looked at ten times a second.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from bench.build import BenchSettings
from bench.errors import BenchError
from ingest.errors import SourceError
from ingest.library import Library

_START_SECONDS = 120.0
_LOOK_SECONDS = 0.1
_LATE = "it did not return within"
_HELD = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one input may take.

    Attributes:
        seconds: until it is finished: a minute to read, and what it takes to begin again after it.
        megabytes: of the process that has the library.
        reader_megabytes: of one process that it started.
    """

    seconds: float = 75.0
    megabytes: int = 2000
    reader_megabytes: int = 3300

    def are_passed(self, seen: "Seen") -> bool:
        """Whether a call took more memory."""
        return seen.megabytes > self.megabytes or seen.reader_megabytes > self.reader_megabytes


class Failure(NamedTuple):
    """What is said of something that could not be read: its name, where it is, and why."""

    name: str
    origin: str
    reason: str


# Brings a library to what a folder holds; is given what to call with the name of each file that is
# finished, and returns what could not be read.
Sync = Callable[[Library, Path, Callable[[str], None]], Sequence[Failure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a call did.

    Attributes:
        failures: what could not be read.
        refused: the SourceError that the call ended with, if it did.
        problem: how else it ended, if it did not return.
        waits: the names of what was finished, and how long each was waited for; the last is the
            call's own end, without a name.
        printed: what it wrote to standard error.
        megabytes: most memory that the process has held, until now.
        reader_megabytes: most memory that one of those has held which it started meanwhile.
    """

    failures: tuple[Failure, ...] = ()
    refused: str = ""
    problem: str = ""
    waits: tuple[tuple[str, float], ...] = ()
    printed: str = ""
    megabytes: int = 0
    reader_megabytes: int = 0


class Process:
    """A process that has a library open; a context manager that ends it."""

    def __init__(self, settings: BenchSettings, sync: Sync, folder: Path, bounds: Bounds) -> None:
        """Prepare it; it is started for the first call, and anew after it had to be ended.

        Args:
            settings: of the library.
            sync: what it calls; a function of a module, which the process imports.
            folder: in which it works.
            bounds: how long a call may take for each of its inputs.
        """
        self._arguments = (settings, sync, folder)
        self._printed = folder / "stderr"
        self._bounds = bounds
        self._running: tuple[int, BaseProcess, Connection] | None = None

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def call(self, inputs: Path, count: int) -> Seen:
        """Have a folder of so many inputs read.

        Raises:
            BenchError: the process does not start.
        """
        number, _, connection = self._running or self._start()
        start = self._printed.stat().st_size
        connection.send(inputs)
        seconds = (count + 1) * self._bounds.seconds
        end = time.monotonic() + seconds
        most = 0
        while not (ended := connection.poll(_LOOK_SECONDS)) and time.monotonic() < end:
            most = max(most, *map(_megabytes, _started_by(number)), 0)
        try:
            seen = connection.recv() if ended else Seen(problem=f"{_LATE} {seconds:.0f} seconds")
        except EOFError:
            seen = Seen(problem="it ended its process")
        printed = self._printed.read_bytes()[start:].decode("utf-8", "replace")
        seen = replace(seen, printed=printed, megabytes=_megabytes(number), reader_megabytes=most)
        if seen.problem or self._bounds.are_passed(seen):
            self._end()
        return seen

    def _start(self) -> tuple[int, BaseProcess, Connection]:
        # Not a copy of this process, so that its memory is its own.
        spawning = get_context("spawn")
        here, there = spawning.Pipe()
        process = spawning.Process(target=_serve, args=(there, self._printed, *self._arguments))
        process.start()
        there.close()
        with suppress(EOFError):
            if here.poll(_START_SECONDS):
                self._running = (here.recv(), process, here)
                return self._running
        process.kill()
        said = self._printed.read_text("utf-8", "replace").strip().splitlines()
        raise BenchError(
            f"The process with the library does not start ({said[-1] if said else 'it hangs'}).",
            "Check that `python -m ingest status` works.",
        )

    def _end(self) -> None:
        if self._running is not None:
            number, process, connection = self._running
            self._running = None
            with suppress(ProcessLookupError):
                os.killpg(number, signal.SIGKILL)
            process.join()
            connection.close()


def _serve(
    connection: Connection, printed: Path, settings: BenchSettings, sync: Sync, folder: Path
) -> None:
    """Be that process: say its number when it is ready, then read folder after folder."""
    # A group of its own, so that what it starts ends with it.
    os.setpgid(0, 0)
    os.dup2(os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    os.chdir(folder)
    with Library.open(settings) as library:
        library.model  # noqa: B018 - loading it is no part of the first call
        connection.send(os.getpid())
        while True:
            connection.send(_call(library, connection.recv(), sync))


def _call(library: Library, inputs: Path, sync: Sync) -> Seen:
    failures: Sequence[Failure] = ()
    refused = problem = ""
    waits: list[tuple[str, float]] = []
    since = time.monotonic()

    def finished(name: str) -> None:
        nonlocal since
        now = time.monotonic()
        waits.append((name, now - since))
        since = now

    try:
        failures = sync(library, inputs, finished)
    except SourceError as error:
        refused = str(error)
    except Exception as error:  # noqa: BLE001 - that none other is raised is what is tested
        problem = f"it raised {type(error).__name__}: {error}"
    finished("")
    return Seen(
        failures=tuple(failures),
        refused=refused,
        problem=problem,
        waits=tuple(waits),
    )


def _megabytes(process: int) -> int:
    """Return the most memory that a process has held; 0 once it has ended."""
    with suppress(OSError):
        held = _HELD.search(Path(f"/proc/{process}/status").read_text("utf-8"))
        return int(held[1]) // 1000 if held else 0
    return 0


def _started_by(process: int) -> Iterator[int]:
    """Find the processes that a process has started, and those have."""
    with suppress(OSError):
        for task in list(Path(f"/proc/{process}/task").iterdir()):
            for child in map(int, (task / "children").read_text("utf-8").split()):
                yield child
                yield from _started_by(child)
