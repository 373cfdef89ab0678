"""`python app.py`: serve the web page, and open the library behind it.

Settings, library, answerer, page: this file only puts them together.
"""

import argparse
import os
import sys
import threading

from bot.settings import load_bot_settings
from ingest.errors import WenyuanError
from ingest.settings import PACKAGED_MODEL, PROJECT, Settings, load_settings

SAMPLE = PROJECT / "corpus"


def keep_at_home(settings: Settings, host: str) -> None:
    """Tell the libraries to send nothing anywhere and to leave nothing outside the home folder.

    They read the environment when they are imported, so this comes before the page is. What the
    user has set stays.
    """
    # Gradio asks its own server whether it is up; a proxy cannot answer for this machine.
    known = os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or ""
    beside = ",".join(filter(None, (known, "127.0.0.1", "localhost", host)))
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = beside
    os.environ.setdefault("GRADIO_TEMP_DIR", str(settings.home / "uploads"))
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("LANGSMITH_TRACING", "false")
    os.environ.setdefault("LANGCHAIN_TRACING_V2", "false")
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    if settings.embedding_model == PACKAGED_MODEL:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Wenyuan 文源: ask a corpus of articles.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on")
    parser.add_argument(
        "--no-sample",
        action="store_true",
        help="leave an empty library empty instead of reading the sample articles",
    )
    return parser.parse_args()


def main() -> int:
    """Serve until interrupted; return the process's exit code."""
    arguments = read_arguments()
    try:
        settings = load_settings()
        bot_settings = load_bot_settings()
        keep_at_home(settings, arguments.host)

        from bot.web.page import build_page, serve
        from bot.web.service import Service

        service = Service(settings, bot_settings, None if arguments.no_sample else SAMPLE)
        address = serve(build_page(service), arguments.host, arguments.port)
    except WenyuanError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wenyuan is ready at {address}", flush=True)
    service.start()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
