"""Take the README's picture: `python -m tests.bot.web.take_screenshot http://127.0.0.1:7860/`.

The page must be running with the sample corpus; the picture is written to `docs/page.png`.
"""

import shutil
import sys

from playwright.sync_api import expect, sync_playwright

from ingest.settings import PROJECT
from tests.bot.web.conftest import QUIET, Visit

QUESTIONS = ("首批通过备案的大模型，上海的三家是谁？", "美国演员工会罢工是哪天开始的？")


def main(address: str) -> None:
    """Ask, click a citation, and save what is then seen."""
    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        page.goto(address)
        expect(page.locator("#header .library")).to_contain_text("篇文章")
        visit = Visit(page)
        for question in QUESTIONS:
            visit.ask(question)
        page.locator("#chat .reply").last.locator("a.cite").first.click()
        expect(page.locator("#sources .source:target mark.quote").first).to_be_in_viewport()
        page.screenshot(path=PROJECT / "docs" / "page.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
