"""The library and the answerer, opened behind the page.

Knows when they are ready and what went wrong; knows nothing of Gradio. The heavy imports happen
in the thread that opens them, so that the page is served first.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.settings import BotSettings
from ingest.errors import LibraryError, WenyuanError
from ingest.settings import Settings

if TYPE_CHECKING:
    from bot.chain import Answerer
    from ingest.library import Library
    from ingest.sync import Progress

Stage = Literal["opening", "sampling", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Status:
    """How far opening has come.

    Attributes:
        stage: `opening` the library, `sampling` (the sample articles go into an empty library),
            `ready` to answer, or `failed`.
        done: sample articles read so far.
        total: sample articles to read.
        problem: what went wrong, or None.
    """

    stage: Stage = "opening"
    done: int = 0
    total: int = 0
    problem: WenyuanError | None = None


class Service:
    """Opens the library and the answerer once, for all sessions.

    Args:
        settings: where the library is.
        bot_settings: how questions are answered.
        sample: folder of the articles that an empty library starts with, or None for none.
    """

    def __init__(
        self, settings: Settings, bot_settings: BotSettings, sample: Path | None = None
    ) -> None:
        self._settings = settings
        self._bot_settings = bot_settings
        self._sample = sample
        self._library: Library | None = None
        self._answerer: Answerer | None = None
        self._opened = threading.Event()
        self._settled = threading.Event()
        self.status = Status()

    def start(self) -> None:
        """Open everything in a thread of its own."""
        threading.Thread(target=self._open, name="open-library", daemon=True).start()

    def settled(self, seconds: float) -> bool:
        """Wait until opening has ended, well or not, for at most so many seconds."""
        return self._settled.wait(seconds)

    def library(self) -> "Library":
        """The library, as soon as it is open.

        Raises:
            WenyuanError: it does not open.
        """
        self._opened.wait()
        if self._library is None:
            raise self._problem()
        return self._library

    def answerer(self) -> "Answerer":
        """The answerer, as soon as it is ready.

        Raises:
            WenyuanError: the library or the answerer does not open.
        """
        self._settled.wait()
        if self._answerer is None:
            raise self._problem()
        return self._answerer

    def count(self) -> int:
        """Articles in the library; 0 while it is not open."""
        return self._library.count()[0] if self._library is not None else 0

    def _open(self) -> None:
        try:
            self._open_answerer(self._open_library())
            self.status = Status("ready")
        except WenyuanError as error:
            self.status = Status("failed", problem=error)
        finally:
            # A fault that is no WenyuanError ends the thread with its traceback in the terminal;
            # the page must not wait for it for ever.
            if self.status.stage != "ready" and self.status.problem is None:
                self.status = Status("failed", problem=self._problem())
            self._opened.set()
            self._settled.set()

    def _open_library(self) -> "Library":
        from ingest.library import Library

        self._library = library = Library.open(self._settings)
        self._opened.set()
        if self._sample is not None and self.count() == 0:
            self._read_sample(self._sample, library)
        return library

    def _read_sample(self, sample: Path, library: "Library") -> None:
        from ingest.sync import sync_paths

        self.status = Status("sampling")
        sync_paths(library, [sample], on_progress=self._note)

    def _note(self, progress: "Progress") -> None:
        self.status = Status("sampling", progress.done, progress.total)

    def _open_answerer(self, library: "Library") -> None:
        from bot.chain import Answerer

        answerer = Answerer(library, self._bot_settings)
        answerer.warm_up()
        self._answerer = answerer

    def _problem(self) -> WenyuanError:
        return self.status.problem or LibraryError(
            "Wenyuan met an unexpected fault while it opened the library.",
            "See the terminal it was started from, and report what it says there.",
        )
