"""Have sources read by other processes, within bounds of time and memory.

While the model works in this process, others parse; and a file on which a parser loops, swells or
crashes costs that process and one line in the report. Knows nothing of what an article is worth.
"""

import base64
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingest.article import Article
from ingest.errors import SourceError
from ingest.formats.mapping import FieldMapping
from ingest.settings import PROJECT
from ingest.source import Source
from ingest.sync.worker import article_of

# A page takes some milliseconds, a PDF of 20 MB half a minute.
SECONDS = 60.0
# More than the longest article takes as JSON.
_LONGEST_LINE = 64_000_000
# Articles that are read ahead of who wants them: some megabytes.
_AHEAD = 64
_MOST_PROCESSES = 4
# Jobs that are worth one more process, which takes half a second to start.
_EACH = 40


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read, or a source that is in memory.

    Attributes:
        address: of the document: the file, or where the source is from.
        name: for messages.
        what: the file's path, or the source.
        stamp: the document's, to be stored with it.
        mapping: where the rows of a table keep what.
    """

    address: str
    name: str
    what: Path | Source
    stamp: str = ""
    mapping: FieldMapping = field(default_factory=FieldMapping)


@dataclass(frozen=True, slots=True)
class Read:
    """One of the things that a job came to: an article, an error, or, as the last, its end.

    Attributes:
        job: the job.
        name: of the article's own source, such as a file in an archive.
        outcome: the article; or why there is none; or None at the end of the job.
        origin: that of the article which could not be read, where it is known.
    """

    job: Job
    name: str
    outcome: Article | SourceError | None
    origin: str = ""


class Workers:
    """Processes that read; a context manager that ends them."""

    def __init__(self, count: int = 0, seconds: float = SECONDS) -> None:
        """Prepare; processes are started when there is work for them.

        Args:
            count: of processes; if 0, one for each core, at most 4. No more are started than there
                is work for.
            seconds: longest wait for one article.
        """
        self._workers = [
            _Worker(seconds) for _ in range(count or min(os.cpu_count() or 1, _MOST_PROCESSES))
        ]
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._end_overdue, daemon=True)

    def __enter__(self) -> "Workers":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for worker in self._workers:
            worker.end()
        self._watch.join()

    def read(self, jobs: Iterable[Job]) -> Iterator[Read]:
        """Read all jobs; what comes of one job comes in its order, jobs come in any order."""
        listed = list(jobs)
        waiting = iter(listed)
        taking = threading.Lock()
        done: queue.Queue[Read | None] = queue.Queue(_AHEAD)

        def work(worker: "_Worker") -> None:
            while not self._ended.is_set():
                with taking:
                    job = next(waiting, None)
                if job is None:
                    break
                for read in worker.read(job):
                    if not self._put(done, read):
                        return
            self._put(done, None)

        needed = self._workers[: 1 + len(listed) // _EACH]
        threads = [threading.Thread(target=work, args=(one,), daemon=True) for one in needed]
        for thread in threads:
            thread.start()
        running = len(threads)
        while running:
            read = done.get()
            if read is None:
                running -= 1
            else:
                yield read

    def _put(self, done: "queue.Queue[Read | None]", read: Read | None) -> bool:
        """Hand over what was read; False if nobody wants it any more."""
        while not self._ended.is_set():
            try:
                done.put(read, timeout=1.0)
                return True
            except queue.Full:
                continue
        return False

    def _end_overdue(self) -> None:
        while not self._ended.wait(0.5):
            for worker in self._workers:
                worker.end_if_overdue()


class _Worker:
    """One process, started anew when it had to be ended."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting_since: float | None = None
        self._overdue = False

    def read(self, job: Job) -> Iterator[Read]:
        """Have one job done."""
        self._overdue = False
        try:
            for answer in self._ask(_wire(job)):
                yield _read_of(job, answer)
        except (OSError, ValueError):
            self.end()
            yield Read(job, job.name, self._trouble(job))
        yield Read(job, job.name, None)

    def end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def end_if_overdue(self) -> None:
        """End the process if it has been silent for too long."""
        since, process = self._waiting_since, self._process
        if since is not None and process and time.monotonic() - since > self._seconds:
            self._overdue = True
            process.kill()

    def _ask(self, job: dict[str, Any]) -> Iterator[dict[str, Any]]:
        process = self._process = self._process or _start()
        given, said = process.stdin, process.stdout
        if given is None or said is None:  # they are pipes; for the type checker
            raise OSError
        given.write(json.dumps(job).encode() + b"\n")
        given.flush()
        while True:
            self._waiting_since = time.monotonic()
            line = said.readline(_LONGEST_LINE)
            self._waiting_since = None
            answer: dict[str, Any] = json.loads(line)  # of a process that has ended: no JSON
            if "end" in answer:
                return
            yield answer

    def _trouble(self, job: Job) -> SourceError:
        if self._overdue:
            return SourceError(
                f"{job.name} could not be read within {self._seconds:.0f} seconds.",
                "Split it into single articles, or save it in another format.",
            )
        return SourceError(
            f"{job.name} ended the process that read it.", "Save it in another format."
        )


def _start() -> "subprocess.Popen[bytes]":
    paths = [str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.sync.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # What parsers complain of is said by their errors.
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )


def _wire(job: Job) -> dict[str, Any]:
    wire: dict[str, Any] = {"name": job.name, "mapping": asdict(job.mapping)}
    if isinstance(job.what, Path):
        return wire | {"origin": job.address, "path": str(job.what.absolute())}
    data = base64.b64encode(job.what.data).decode()
    return wire | {"origin": job.what.origin, "data": data, "facts": asdict(job.what.facts)}


def _read_of(job: Job, answer: dict[str, Any]) -> Read:
    name = answer["name"] or job.name
    if "article" in answer:
        return Read(job, name, article_of(answer["article"]))
    error = SourceError(answer["problem"], answer["remedy"])
    return Read(job, name, error, answer.get("origin", ""))
