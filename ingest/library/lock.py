"""One writer at a time, across processes.

Two processes that write one Chroma folder lose rows or corrupt the index, so every write takes
this lock first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import LibraryBusy


@contextmanager
def write_lock(folder: Path, seconds: float) -> Iterator[None]:
    """Hold the write lock of a library folder; the system releases it if the process dies.

    Raises:
        LibraryBusy: another process or thread held the lock for all of `seconds`.
    """
    lock = FileLock(folder / "write.lock")
    try:
        lock.acquire(timeout=seconds)
    except Timeout as timeout:
        raise LibraryBusy(
            f"Another process has been writing to the library for {seconds:.0f} seconds.",
            "Wait for it to end, or stop it, and try again: nothing of yours was written.",
        ) from timeout
    try:
        yield
    finally:
        lock.release()
