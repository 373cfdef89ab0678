from pathlib import Path

import pytest

from bench.__main__ import main
from bench.size import PASSAGES_OF_ARTICLE


@pytest.mark.slow
def test_every_stage_of_finding_is_timed_in_a_library_of_the_size_asked_for(
    environment: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = str(2 * PASSAGES_OF_ARTICLE)

    assert main(["size", "--passages", size, "--questions", "2", "--keep", str(tmp_path)]) == 0

    header, *rows, memory = capsys.readouterr().out.splitlines()
    assert header.split() == "passages stage p50 ms p95 ms p50 CPU ms p95 CPU ms".split()
    assert [row.split()[0] for row in rows] == [size] * 9
    assert [row.split("narrowed to ")[1][:4] for row in rows[6:]] == ["1 % ", "10 %", "50 %"]
    assert memory.startswith("memory, at most")
