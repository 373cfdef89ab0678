"""Opening the library behind the page."""

from pathlib import Path

import pytest

from bot.settings import BotSettings
from bot.web.service import Service
from bot.web.status import header_html
from bot.web.words import ENGLISH
from ingest.errors import LibraryError
from ingest.settings import Settings


@pytest.fixture
def broken(tmp_path: Path) -> Service:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be", encoding="utf-8")
    service = Service(Settings(home=home), BotSettings())
    service.start()
    assert service.settled(60)
    return service


def test_a_library_that_does_not_open_tells_whoever_asks(broken: Service) -> None:
    with pytest.raises(LibraryError, match="WENYUAN_HOME"):
        broken.library()
    with pytest.raises(LibraryError, match="WENYUAN_HOME"):
        broken.answerer()


def test_a_library_that_does_not_open_is_said_at_the_head_of_the_page(broken: Service) -> None:
    html = header_html(broken.status, broken.count(), ENGLISH)

    assert ENGLISH.failed in html
    assert "WENYUAN_HOME" in html
