"""Starting `python app.py`."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from ingest.settings import PROJECT

HEAVY = {"chromadb", "onnxruntime", "jieba", "langchain_core", "torch", "transformers"}


def start(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=PROJECT,
        env=os.environ | {"WENYUAN_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_one_sentence_and_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ended = start(tmp_path, "--port", str(port))

    assert ended.returncode == 1
    assert ended.stderr == (
        f"Port {port} of 127.0.0.1 is taken or may not be used. "
        "Stop what uses it, or choose another with --port.\n"
    )


def test_a_port_that_is_none_is_said_so(tmp_path: Path) -> None:
    ended = start(tmp_path, "--port", "99999")

    assert ended.returncode == 1
    assert ended.stderr.startswith("99999 is no port number.")
    assert "Traceback" not in ended.stderr


def test_a_wrong_setting_is_one_sentence_and_what_to_do(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "app.py"],
        cwd=PROJECT,
        env=os.environ | {"WENYUAN_EMBEDDING_BACKEND": "abacus"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert "abacus" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_page_is_laid_out_before_anything_heavy_is_imported() -> None:
    program = "import sys, bot.web.page, bot.web.service; print(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )

    assert not HEAVY & set(ended.stdout.split())
