import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.errors import BenchError
from bench.start import First, Start, cpu_seconds, report, resident_bytes

BURN = "import time\nwhile time.process_time() < 0.3: pass"
TICK = 0.02  # seconds; processor time is counted in hundredths, user and system apart


@contextmanager
def process_that_did(work: str) -> Iterator[int]:
    """A process that has done its work and stays until it is let go."""
    program = f"import subprocess, sys\n{work}\nprint('done', flush=True)\ninput()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        yield process.pid
        process.communicate("\n")


@pytest.mark.parametrize(
    "work", [BURN, f"subprocess.run([sys.executable, '-c', {BURN!r}])"], ids=["own", "child's"]
)
def test_the_time_of_a_process_and_of_its_children_is_counted(work: str) -> None:
    with process_that_did(work) as process:
        assert cpu_seconds(process) >= 0.3 - TICK


def test_a_process_of_any_name_is_read() -> None:
    name = "Path('/proc/self/comm').write_text(') 1 2 (R')"
    with process_that_did(f"from pathlib import Path\n{name}\n{BURN}") as process:
        assert 0.3 - TICK <= cpu_seconds(process) < 60


def test_the_memory_that_a_process_holds_is_counted() -> None:
    with process_that_did("held = b'x' * 100_000_000") as process:
        assert 100_000_000 <= resident_bytes(process) < 200_000_000


def test_a_process_that_has_ended_is_reported() -> None:
    with process_that_did("") as process:
        pass

    with pytest.raises(BenchError, match="has ended"):
        cpu_seconds(process)


def test_the_report_gives_minimum_median_and_maximum_of_the_starts() -> None:
    starts = [
        Start(
            served, 2 * served, (First(wall, 0.1, False), First(400, 0.2, True)), 600_000_000, 0.5
        )
        for served, wall in ((3.0, 200.0), (1.0, 300.0), (4.0, 500.0))
    ]

    said = {name: cells for name, *cells in report(starts).rows}

    assert said["page served, CPU s"] == ["5", "1.00", "3.00", "4.00"]
    assert said["first answer, CPU s"] == ["10", "2.00", "6.00", "8.00"]
    assert said["first words once warm, ms, p50"] == ["500", "300", "350", "450"]
    assert said["first words once warm, ms, max"] == ["500", "400", "400", "500"]
    assert said["first words once warm, CPU ms, max"] == ["-", "200", "200", "200"]
    assert said["warm questions refused"] == ["-", "1", "1", "1"]
    assert said["resident memory, MB"] == ["-", "600", "600", "600"]


def test_a_machine_without_chromium_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))

    status = main(["start", "--runs", "1"])

    said = capsys.readouterr()
    assert (status, said.out) == (1, "")
    assert said.err.startswith("There is no Chromium on this machine")
