"""Nothing leaves the machine that the user did not ask for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.settings import PROJECT

# Python tells an audit hook of every connection and every name that is looked up.
ASK = """
import sys
outside = []
def listen(event, details):
    if event in ("socket.connect", "socket.sendto") and isinstance(details[1], tuple):
        outside.append((event, details[1]))
    elif event == "socket.getaddrinfo":
        outside.append((event, details[0]))
sys.addaudithook(listen)
from ingest.__main__ import main as ingest
from bot.__main__ import main as ask
assert ingest(["add", sys.argv[1]]) == 0
assert ask(["启明有多少参数？"]) == 0
print("outside:", outside)
"""


def test_reading_articles_and_answering_opens_no_connection(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    article = tmp_path / "a.md"
    article.write_text("# 启明\n\n启明共有200亿参数。", encoding="utf-8")

    run = subprocess.run(
        [sys.executable, "-c", ASK, str(article)],
        cwd=PROJECT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )

    assert "200亿" in run.stdout
    assert run.stdout.splitlines()[-1] == "outside: []"
