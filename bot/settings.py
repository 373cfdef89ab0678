"""Settings of answering, from the environment; every field says why its default is what it is."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.errors import SettingsError


@dataclass(frozen=True, slots=True)
class BotSettings:
    """How many passages are read for an answer, and which language model writes it, if any.

    Attributes:
        candidates: passages taken from each search and language before they are weighed; the
            right one is among them for .99 of XQuAD's questions in one language.
        read: how many of the best the reader reads; a CPU core reads 40 a second.
        retrieved: hits that are kept with an answer, best first.
        passages: how many of them the writer is given; more only adds noise to three sentences.
        endpoint_url: base URL of an OpenAI-compatible endpoint (`https://host/v1`); empty means
            that the extract writer answers, so that no request leaves the machine unasked.
        endpoint_model: model name to ask the endpoint for.
        endpoint_key: the endpoint's API key; empty for servers that need none.
        endpoint_seconds: silence after which the endpoint counts as failed.
    """

    candidates: int = 30
    read: int = 24
    retrieved: int = 20
    passages: int = 8
    endpoint_url: str = ""
    endpoint_model: str = ""
    endpoint_key: str = ""
    endpoint_seconds: float = 30.0

    @property
    def has_endpoint(self) -> bool:
        """Whether a language model was configured."""
        return bool(self.endpoint_url)


def load_bot_settings(environ: Mapping[str, str] = os.environ) -> BotSettings:
    """Read `WENYUAN_LLM_URL`, `WENYUAN_LLM_MODEL`, `WENYUAN_LLM_KEY` and `WENYUAN_LLM_SECONDS`.

    Raises:
        SettingsError: the URL is not http(s), the model is missing, or the seconds are no number.
    """
    url = environ.get("WENYUAN_LLM_URL", "").strip()
    model = environ.get("WENYUAN_LLM_MODEL", "").strip()
    seconds = environ.get("WENYUAN_LLM_SECONDS", "30")
    if url and not url.startswith(("http://", "https://")):
        raise SettingsError(
            f"WENYUAN_LLM_URL is {url!r}, which is no web address.",
            "Set it to the base URL of an OpenAI-compatible endpoint, such as http://host:8000/v1.",
        )
    if bool(url) != bool(model):
        raise SettingsError(
            "Only one of WENYUAN_LLM_URL and WENYUAN_LLM_MODEL is set.",
            "Set both to let a language model write, or neither to quote the articles.",
        )
    try:
        limit = float(seconds)
    except ValueError:
        limit = 0.0
    if not 0 < limit <= 600:
        raise SettingsError(
            f"WENYUAN_LLM_SECONDS is {seconds!r}, which is no time limit.",
            "Set it to a number of seconds between 0 and 600.",
        )
    return BotSettings(
        endpoint_url=url,
        endpoint_model=model,
        endpoint_key=environ.get("WENYUAN_LLM_KEY", ""),
        endpoint_seconds=limit,
    )
