"""Talk to an OpenAI-compatible endpoint: the visible text of its reply, piece by piece.

Knows HTTP, time limits and everything that can go wrong with them; knows nothing of prompts,
sentences or passages. Importing this module costs about two seconds: import it where it is used.
"""

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import cast

import httpx2
import openai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.prompt_values import PromptValue
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from bot.errors import EndpointError
from bot.settings import BotSettings

# A model that thinks aloud spends most of its tokens before the first word of the answer.
MAX_TOKENS = 4096
MAX_VISIBLE = 4000  # characters; ten times an answer of four sentences
_MAX_BYTES = 8_000_000  # MAX_TOKENS chunks of server-sent events take about a fifth of this
_MAX_SILENCES = 10  # a reply may take this many times the permitted silence in all

_THOUGHT = ("<think>", "</think>")
# What LangChain and the SDK raise on an event that is JSON but no chat completion.
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


def chat_model(settings: BotSettings) -> ChatOpenAI:
    """Build the LangChain model that the settings name; sends nothing.

    Raises:
        EndpointError: the address is none, or the API key has characters that cannot be sent.
    """
    key = settings.endpoint_key.strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise EndpointError(
            "The endpoint's API key has characters that no key has.",
            "Check WENYUAN_LLM_KEY.",
        )
    seconds = settings.endpoint_seconds
    try:
        return ChatOpenAI(
            model=settings.endpoint_model,
            base_url=settings.endpoint_url,
            # Without a key of ours, that of OPENAI_API_KEY would go to whatever endpoint is set.
            api_key=SecretStr(key or "none"),
            openai_proxy="",  # HTTPS_PROXY counts, as everywhere; OPENAI_PROXY would be an error
            temperature=0,
            max_completion_tokens=MAX_TOKENS,
            timeout=seconds,
            max_retries=0,  # the extract writer answers at once, which beats a second wait
            use_responses_api=False,
            stream_usage=False,
            http_client=openai.DefaultHttpxClient(
                timeout=seconds,
                event_hooks={"response": [lambda response: _bound(response, seconds)]},
            ),
        )
    except httpx2.InvalidURL:
        raise EndpointError(
            "The language model's endpoint has an address that is none.",
            "Set WENYUAN_LLM_URL to a base URL such as http://host:8000/v1.",
        ) from None


def visible_text(model: BaseChatModel, prompt: PromptValue) -> Generator[str, None, None]:
    """Ask the model, and yield its reply without its thoughts.

    Ends early after `MAX_VISIBLE` characters. Closing the iterator closes the connection.

    Yields:
        the pieces; a last piece of `""` says that the model ended of itself.

    Raises:
        EndpointError: the endpoint cannot be reached, refuses, is too slow, breaks off, or sends
            nothing that can be read. Its message never carries a word of the endpoint or the key.
    """
    thoughts = _Thoughts()
    length = 0
    finished = ""
    stream = cast(Generator[AIMessageChunk, None, None], model.stream(prompt))
    try:
        with closing(stream) as chunks:
            for chunk in chunks:
                finished = finished or _finish_reason(chunk)
                if piece := thoughts.strip(chunk.text)[: MAX_VISIBLE - length]:
                    length += len(piece)
                    yield piece
                if length >= MAX_VISIBLE:
                    return
    except openai.OpenAIError as error:
        raise _explained(error) from None
    except httpx2.HTTPError:
        raise _broken_off() from None
    except _MALFORMED:
        raise _unreadable() from None
    if not finished:
        raise _broken_off() if length else _unreadable()
    if rest := thoughts.rest():
        length += len(rest)
        yield rest
    if not length:
        raise EndpointError(
            "The language model sent an empty reply.",
            "Ask again; if it stays empty, set WENYUAN_LLM_MODEL to another model.",
        )
    if finished == "stop":
        yield ""


class _Thoughts:
    """Takes `<think>…</think>` out of a text that comes in pieces."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False

    def strip(self, piece: str) -> str:
        """Take the next piece; give back what is certainly no thought."""
        self._held += piece
        shown = ""
        while (at := self._held.find(tag := _THOUGHT[self._thinking])) >= 0:
            shown += "" if self._thinking else self._held[:at]
            self._held = self._held[at + len(tag) :]
            self._thinking = not self._thinking
        # The last characters may be the beginning of a tag.
        keep = max((n for n in range(1, len(tag)) if self._held.endswith(tag[:n])), default=0)
        cut = len(self._held) - keep
        shown += "" if self._thinking else self._held[:cut]
        self._held = self._held[cut:]
        return shown.replace(_THOUGHT[1], "")

    def rest(self) -> str:
        """What was held back at the end of the text, unless it is a thought."""
        return "" if self._thinking else self._held


class _BoundedStream(httpx2.SyncByteStream):
    """A response's bytes, cut off when they are too many or when they say nothing for too long."""

    def __init__(self, stream: httpx2.SyncByteStream, seconds: float) -> None:
        self._stream = stream
        self._seconds = seconds

    def __iter__(self) -> Iterator[bytes]:
        started = heard = time.monotonic()
        received = 0
        for chunk in self._stream:
            now = time.monotonic()
            # A line that starts with a colon keeps the connection alive and says nothing.
            if not chunk.lstrip().startswith(b":"):
                heard = now
            if now - heard > self._seconds or now - started > self._seconds * _MAX_SILENCES:
                raise httpx2.ReadTimeout("the endpoint sends no text")
            received += len(chunk)
            if received > _MAX_BYTES:
                raise httpx2.ReadError("the endpoint sends without end")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _bound(response: httpx2.Response, seconds: float) -> None:
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _BoundedStream(response.stream, seconds)


def _finish_reason(chunk: AIMessageChunk) -> str:
    return str(chunk.response_metadata.get("finish_reason") or "")


def _explained(error: openai.OpenAIError) -> EndpointError:
    """Say what an SDK error means, without its text: that may repeat the key or the prompt."""
    if isinstance(error, openai.APITimeoutError):
        return EndpointError(
            "The language model's endpoint was silent for too long.",
            "Ask again later, or raise WENYUAN_LLM_SECONDS.",
        )
    if isinstance(error, openai.APIStatusError):
        return _refused(error.status_code)
    if isinstance(error, openai.APIConnectionError):
        return EndpointError(
            "The language model's endpoint cannot be reached, or the connection broke off.",
            "Check that it is running and that WENYUAN_LLM_URL is right.",
        )
    return EndpointError(
        "The language model's endpoint reported an error.",
        "Ask again; if it stays so, look into the endpoint's log.",
    )


def _refused(status: int) -> EndpointError:
    if status in {401, 403}:
        return EndpointError(
            f"The language model's endpoint does not accept the API key ({status}).",
            "Check WENYUAN_LLM_KEY.",
        )
    if status == 404:
        return EndpointError(
            "The language model's endpoint knows no such address or model (404).",
            "Check WENYUAN_LLM_URL, which mostly ends in /v1, and WENYUAN_LLM_MODEL.",
        )
    if status == 429:
        return EndpointError(
            "The language model's endpoint is over its limit of requests (429).",
            "Wait a minute and ask again, or raise the limit at the provider.",
        )
    if status >= 500:
        return EndpointError(
            f"The language model's endpoint has failed ({status}).",
            "Ask again later; if it stays so, look into the endpoint's log.",
        )
    return EndpointError(
        f"The language model's endpoint refused the request ({status}).",
        "Check that WENYUAN_LLM_MODEL is a chat model that takes 8,000 tokens or more.",
    )


def _unreadable() -> EndpointError:
    return EndpointError(
        "The language model's endpoint sent something that is no chat completion.",
        "Check that WENYUAN_LLM_URL is the base URL of an OpenAI-compatible endpoint.",
    )


def _broken_off() -> EndpointError:
    return EndpointError(
        "The language model's endpoint broke off in mid-reply.",
        "Ask again; if it stays so, look into the endpoint's log.",
    )
