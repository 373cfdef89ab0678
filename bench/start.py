"""Measure what a start costs and how soon an answer begins: the real app and a real browser.

The library of the sample articles is made before and not counted; the first start after that
prepares what later starts find, so it is the maximum. Knows the page by its CSS classes; knows
nothing of how it is made. Reads processor time and memory from Linux's `/proc`.
"""

import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.errors import BenchError
from bench.record import Write, record
from bench.table import Table
from ingest.library import Library
from ingest.settings import PROJECT, load_settings
from ingest.sync import sync_paths

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_CORPUS = PROJECT / "corpus"
_HOST = "127.0.0.1"
_ANSWER_SECONDS = 120
_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Each is about another article, so that no answer finds its passages' vectors already made.
_FIRST = "生成一个数字分身要上传多少张照片？"
_QUESTIONS = (
    "北京互联网法院判被告赔偿原告多少钱？",
    "How long did the final round of talks on the AI Act last?",
    "乔治·霍兹说GPT-4由几个模型组成？",
    "How many gigabytes of free disk did the Mixtral download need?",
    "截至2022年底，中国的算力总规模是多少EFLOPS？",
    "How many days did the strike of the actors' union last?",
    "新规则不看互联带宽，改用什么来衡量芯片？",
    "How many questions did Ernie Bot answer in its first 24 hours?",
)

# From the key to the frame that shows the first sentence, by the page's own clock.
_WATCH = """
([number, milliseconds]) => {
  let pressed = 0;
  const key = { capture: true, once: true };
  document.addEventListener("keydown", event => { pressed = event.timeStamp; }, key);
  const answered = new Promise(resolve => {
    const observer = new MutationObserver(() => {
      const reply = document.querySelectorAll("#chat .reply")[number - 1];
      const said = reply?.querySelector("p.answer, p.problem");
      if (!said?.getClientRects().length) return;
      observer.disconnect();
      requestAnimationFrame(now => resolve({
        milliseconds: now - pressed,
        refused: said.matches(".refusal"),
        problem: said.matches(".problem") ? said.textContent : "",
      }));
    });
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
    setTimeout(() => resolve(null), milliseconds);
  });
  return { answered };
}
"""


@dataclass(frozen=True, slots=True)
class First:
    """The first words of an answer.

    Attributes:
        milliseconds: from pressing Enter until the page shows them.
        cpu_seconds: what the app used meanwhile.
        refused: whether they say that the articles have no answer.
    """

    milliseconds: float
    cpu_seconds: float
    refused: bool


@dataclass(frozen=True, slots=True)
class Start:
    """One start of the app, and the questions that were asked of it.

    Attributes:
        served: CPU seconds of the app until `GET /` was answered.
        answered: CPU seconds of the app until its first answer was seen.
        warm: the first words of each further answer.
        resident: bytes of memory that the app holds at the end.
        load: the machine's load average before it.
    """

    served: float
    answered: float
    warm: tuple[First, ...]
    resident: int
    load: float


def run(runs: int, folder: Path, write: Write) -> list[Start]:
    """Start the app so many times, and ask it.

    Args:
        runs: how many starts.
        folder: where the library of the sample articles is made.
        write: is given a line for each start.

    Raises:
        BenchError: there is no Chromium, Playwright or `/proc`, or the app does not answer.
        WenyuanError: the library cannot be made.
    """
    if not Path("/proc/self/stat").exists():
        raise BenchError("Processor time is read from /proc, which is not here.", "Use Linux.")
    with _browser() as browser:
        home = (folder / "start").resolve()
        _make_library(home)
        starts: list[Start] = []
        for number in range(1, runs + 1):
            print(f"start {number} of {runs}", file=sys.stderr, flush=True)
            starts.append(_start(home, browser))
            write(record("start", starts[-1]))
    return starts


def report(starts: Sequence[Start]) -> Table:
    """Print the minimum, median and maximum over the starts, beside what is required."""
    walls = [[first.milliseconds for first in start.warm] for start in starts]
    works = [[first.cpu_seconds * 1_000 for first in start.warm] for start in starts]
    return Table(
        "Start",
        ("", "at most", "minimum", "median", "maximum"),
        [
            _row("page served, CPU s", "5", [start.served for start in starts], 2),
            _row("first answer, CPU s", "10", [start.answered for start in starts], 2),
            _row("first words once warm, ms, p50", "500", [median(one) for one in walls]),
            _row("first words once warm, ms, max", "500", [max(one) for one in walls]),
            _row("first words once warm, CPU ms, p50", "-", [median(one) for one in works]),
            _row("first words once warm, CPU ms, max", "-", [max(one) for one in works]),
            _row("warm questions refused", "-", [sum(f.refused for f in s.warm) for s in starts]),
            _row("resident memory, MB", "-", [start.resident / 1_000_000 for start in starts]),
            _row("load average before", "-", [start.load for start in starts], 2),
        ],
    )


def cpu_seconds(process: int) -> float:
    """Return the user and system time of a process and of its children that have ended.

    Raises:
        BenchError: the process has ended.
    """
    # The name, in brackets, may hold spaces and brackets. See `man 5 proc_pid_stat`.
    fields = _proc(process, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(process: int) -> int:
    """Return the memory that a process holds.

    Raises:
        BenchError: the process has ended.
    """
    return int(_proc(process, "statm").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _row(name: str, limit: str, values: Sequence[float], digits: int = 0) -> tuple[str, ...]:
    over = (min(values), median(values), max(values))
    return name, limit, *(f"{value:.{digits}f}" for value in over)


def _proc(process: int, name: str) -> str:
    try:
        return Path("/proc", str(process), name).read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError) as error:
        raise BenchError("The app has ended.", "See above what it said.") from error


def _make_library(home: Path) -> None:
    with Library.open(replace(load_settings(), home=home)) as library:
        for name, reason in sync_paths(library, [_CORPUS]).failed:
            print(f"{name}: {reason}", file=sys.stderr)


def _start(home: Path, browser: "Browser") -> Start:
    load = os.getloadavg()[0]
    with _app(home) as (process, port):
        _get(port)
        served = cpu_seconds(process)
        page = browser.new_page(locale="zh-CN")
        with closing(page):
            page.goto(f"http://{_HOST}:{port}/")
            _ask(page, process, 1, _FIRST)
            answered = cpu_seconds(process)
            _until_whole(page)
            warm = []
            for number, question in enumerate(_QUESTIONS, start=2):
                warm.append(_ask(page, process, number, question))
                _until_whole(page)
        return Start(served, answered, tuple(warm), resident_bytes(process), load)


@contextmanager
def _app(home: Path) -> Iterator[tuple[int, int]]:
    """Run the app; give its process id and its port."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "app.py", "--port", str(port)]
    environ = os.environ | {"WENYUAN_HOME": str(home)}
    with subprocess.Popen(  # noqa: S603 - the command is our own
        command, cwd=PROJECT, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            # It says where it listens as soon as it does.
            if process.stdout is None or not process.stdout.readline():
                raise BenchError("The app does not start.", "See above what it said.")
            yield process.pid, port
        finally:
            process.terminate()


def _get(port: int) -> None:
    """Ask for the page, past any proxy."""
    with closing(http.client.HTTPConnection(_HOST, port, timeout=60)) as connection:
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
    if response.status != http.HTTPStatus.OK:
        raise BenchError(f"The app answers {response.status}.", "See above what it said.")


@contextmanager
def _browser() -> Iterator["Browser"]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise BenchError(
            "There is no Chromium on this machine, and answers are timed where they are read.",
            "Install the package chromium, and start again.",
        )
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise BenchError(
            "Playwright is not installed, and it drives the browser.",
            "Run: pip install -r requirements-test.txt",
        ) from error
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=_CHROMIUM)
            yield browser
            browser.close()
    except Error as error:
        problem = error.message.partition("\n")[0]
        raise BenchError(f"The browser failed: {problem}.", "Start again.") from error


def _ask(page: "Page", process: int, number: int, question: str) -> First:
    """Type the chat's next question, press Enter, and wait for the first words of its answer."""
    box = page.locator("#question textarea")
    box.fill(question)
    watch = page.evaluate_handle(_WATCH, [number, _ANSWER_SECONDS * 1_000])
    before = cpu_seconds(process)
    box.press("Enter")
    seen: dict[str, Any] | None = watch.evaluate("watch => watch.answered")
    used = cpu_seconds(process) - before
    if seen is None:
        raise BenchError(
            f"The app has not answered {question!r} for {_ANSWER_SECONDS} seconds.",
            "See above what it said.",
        )
    if seen["problem"]:
        raise BenchError(f"The app cannot answer {question!r}.", seen["problem"])
    return First(seen["milliseconds"], used, seen["refused"])


def _until_whole(page: "Page") -> None:
    """Wait until the next question may be sent."""
    page.locator("#question .submit-button").wait_for()
