"""The real app in a process of its own, and a real browser that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from ingest.settings import PROJECT

READY_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class App:
    """A running `python app.py` over its own library.

    `library` is its home; `address` is where it is served.
    """

    def __init__(self, home: Path, articles: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        environ = os.environ | {"WENYUAN_HOME": str(home), "NO_PROXY": "127.0.0.1"}
        subprocess.run(
            [sys.executable, "-m", "ingest", "add", str(articles)],
            cwd=PROJECT,
            env=environ,
            check=True,
            capture_output=True,
        )
        self.process = subprocess.Popen(
            [sys.executable, "app.py", "--port", str(self.port), "--no-sample"],
            cwd=PROJECT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.address in self.process.stdout.readline()

    def close(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)
