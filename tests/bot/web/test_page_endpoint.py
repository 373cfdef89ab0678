"""The page while a language model writes: a real server that speaks the protocol, slowly."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.bot.protocol_server import ProtocolServer, Silence, delta, finish, protocol_server
from tests.bot.web.conftest import Visit, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server() -> Iterator[ProtocolServer]:
    with protocol_server() as running:
        yield running


@pytest.fixture(scope="module")
def address(server: ProtocolServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    with serving(home, WENYUAN_LLM_URL=server.url, WENYUAN_LLM_MODEL="test") as served:
        yield served


def test_a_stopped_answer_keeps_what_it_said_and_the_next_question_is_answered(
    visit: Visit, server: ProtocolServer
) -> None:
    first = [delta(content="云雀大模型有130亿参数[1]。"), delta(content="它")]
    server.steps = [*first, Silence(), finish()]
    server.later = [[*first[:1], finish()]]
    box, reply = visit.page.locator("#question textarea"), visit.page.locator("#chat .reply").last
    box.fill("云雀大模型的参数量是多少？")
    box.press("Enter")
    expect(reply).to_contain_text("130亿")

    visit.page.locator("#question .stop-button").click()

    expect(visit.page.locator("#question .submit-button")).to_be_visible()
    expect(reply).to_contain_text("130亿")
    visit.ask("云雀大模型有多少参数？")
    expect(visit.page.locator("#chat .question")).to_have_count(2)
    expect(reply).to_contain_text("130亿")


def test_a_key_pressed_while_an_answer_is_written_changes_nothing(
    visit: Visit, server: ProtocolServer
) -> None:
    server.steps = [delta(content="云雀大模型有130亿参数[1]。"), delta(content="它"), Silence()]
    box, reply = visit.page.locator("#question textarea"), visit.page.locator("#chat .reply").last
    box.fill("云雀大模型的参数量是多少？")
    box.press("Enter")
    expect(reply).to_contain_text("130亿")

    box.fill("还有呢？")
    box.press("Enter")
    visit.page.wait_for_timeout(1_000)

    expect(visit.page.locator("#question .stop-button")).to_be_visible()
    expect(visit.page.locator("#question .submit-button")).to_have_count(0)
    expect(box).to_have_value("还有呢？")
    expect(visit.page.locator("#chat .question")).to_have_count(1)
    visit.page.locator("#question .stop-button").click()
    expect(visit.page.locator("#question .submit-button")).to_be_visible()
