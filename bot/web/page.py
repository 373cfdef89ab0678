"""The page: head, language switch and the two tabs, and how it is served.

Knows Gradio and how everything on the page hangs together; knows nothing of answers or articles.
"""

from pathlib import Path
from typing import Any

import gradio as gr

from bot.answer import Language
from bot.web.chat import ChatTab
from bot.web.corpus import ArticlesTab
from bot.web.service import Service
from bot.web.status import header_html
from bot.web.theme import own_html, wenyuan_theme
from bot.web.words import CHINESE, LANGUAGES, TITLE, WORDS, preferred_language
from ingest.errors import SettingsError

STYLE = Path(__file__).with_name("style.css")
UPLOAD_LIMIT = "20mb"  # of one file; what ingest reads as an article at most

_HOUR = 3_600  # seconds; an upload is read at once, its file need not outlive the hour

_QUICK: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def build_page(service: Service) -> gr.Blocks:
    """Lay the page out and connect its parts; nothing is opened or served yet."""
    page = gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(_HOUR, _HOUR)
    )
    with page:
        with gr.Row(elem_id="head"):
            header = own_html(header_html(service.status, 0, CHINESE), "header")
            language = gr.Radio(
                choices=list(LANGUAGES),
                value="zh",
                show_label=False,
                label="中文 / English",
                container=False,
                elem_id="language",
                scale=0,
                min_width=160,
            )
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(CHINESE.chat_tab, id="ask") as ask_tab:
                chat = ChatTab(service, language)
            with gr.Tab(CHINESE.articles_tab, id="articles") as articles_tab:
                articles = ArticlesTab(service, language, header)
        chat.show(ask_tab)
        articles.show(articles_tab)

        def translate(chosen: Language) -> tuple[Any, ...]:
            words = WORDS[chosen]
            return (
                header_html(service.status, service.count(), words),
                gr.update(label=words.chat_tab),
                gr.update(label=words.articles_tab),
                *chat.labels(words),
                *articles.labels(words),
            )

        def arrive(request: gr.Request) -> tuple[Language, str]:
            chosen = preferred_language(request.headers.get("accept-language", ""))
            return chosen, header_html(service.status, service.count(), WORDS[chosen])

        def watch(chosen: Language) -> tuple[str, gr.Timer]:
            opening = not service.settled(0)
            header = header_html(service.status, service.count(), WORDS[chosen])
            return header, gr.Timer(active=opening)

        language.change(
            translate,
            inputs=[language],
            outputs=[header, ask_tab, articles_tab, *chat.labelled, *articles.labelled],
            **_QUICK,
        )
        page.load(arrive, outputs=[language, header], **_QUICK)
        clock = gr.Timer(0.5)
        clock.tick(watch, inputs=[language], outputs=[header, clock], queue=False, **_QUICK)
    return page


def serve(page: gr.Blocks, host: str, port: int) -> str:
    """Serve the page in the background.

    Args:
        page: the page.
        host: address to listen on.
        port: port to listen on.

    Returns:
        The page's address.

    Raises:
        SettingsError: the port cannot be listened on.
    """
    if not 0 < port < 65_536:
        raise SettingsError(f"{port} is no port number.", "Give --port a number from 1 to 65535.")
    page.queue(max_size=64)
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            theme=wenyuan_theme(),
            css_paths=[STYLE],
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            max_file_size=UPLOAD_LIMIT,
            share=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            inbrowser=False,
            quiet=True,
            prevent_thread_lock=True,
        )
    except OSError as error:
        raise SettingsError(
            f"Port {port} of {host} is taken or may not be used.",
            "Stop what uses it, or choose another with --port.",
        ) from error
    return address
