"""The real app in a process of its own, and a real browser that looks at it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from ingest.settings import PROJECT

ARTICLES = Path(__file__).with_name("articles")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Visit:
    """A tab of the browser that has opened the app, and what was seen besides the page."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type a question, press Enter, and wait until the answer is whole."""
        box = self.page.locator("#question textarea")
        box.fill(question)
        box.press("Enter")
        asked = self.page.locator("#chat .question").last
        expect(asked).to_have_text(question)
        expect(self.page.locator("#question .submit-button")).to_be_visible()
        expect(self.page.locator("#chat .waiting")).to_have_count(0)

    def upload(self, path: Path) -> None:
        """Choose a file on the Articles tab, as a user does."""
        with self.page.expect_file_chooser() as chooser:
            self.page.locator("#upload").click()
        chooser.value.set_files(path)

    def open_articles(self) -> None:
        """Go to the Articles tab and wait for its list."""
        self.page.get_by_role("tab").nth(1).click()
        expect(self.page.locator("#article-list a").first).to_be_visible()


@contextmanager
def serving(home: Path, **variables: str) -> Iterator[str]:
    """Serve the folder `articles` from a home of its own, with more variables set."""
    # A proxy that nobody listens at: the app and its libraries must do without.
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")
    environ = os.environ | nowhere | {"WENYUAN_HOME": str(home)} | variables
    command = [sys.executable, "-m", "ingest", "add", str(ARTICLES)]
    subprocess.run(command, cwd=PROJECT, env=environ, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "app.py", "--port", str(port), "--no-sample"]
    with subprocess.Popen(
        command, cwd=PROJECT, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert f"127.0.0.1:{port}" in said
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app is served, over a library of the folder `articles`."""
    with serving(tmp_path_factory.mktemp("home")) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that asks for nothing on its own."""
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        # Debian's, else the one that playwright has installed for itself.
        program = shutil.which("chromium") or playwright.chromium.executable_path
        if not Path(program).exists():
            pytest.skip("there is no Chromium on this machine: run tests/install_chromium")
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A Chinese reader opens the page, on a laptop unless the test names another screen."""
    width, height = getattr(request, "param", (1280, 800))
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    visit = Visit(page)

    def on_request(route: Route) -> None:
        visit.hosts.add(urlsplit(route.request.url).hostname or route.request.url)
        route.continue_()

    page.route("**/*", on_request)
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: visit.complaints.append(message.text) if message.type == "error" else None,
    )
    page.goto(address)
    expect(page.locator("#header .library")).to_contain_text("篇文章")
    yield visit
    context.close()
