"""Ask from the command line: `python -m bot "…"` prints the answer with numbered sources."""

import argparse
import json
import sys
import time
from collections.abc import Sequence

from bot.answer import Answer
from bot.settings import load_bot_settings
from bot.wording import NEAREST, REFUSED
from ingest.errors import WenyuanError
from ingest.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one question; returns the exit status: 0, or 1 when it could not be answered."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Ask the articles.")
    parser.add_argument("question", help="in Chinese or English")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    try:
        return _ask(options.question, as_json=options.json)
    except WenyuanError as error:
        print(f"{error.problem}\n{error.remedy}", file=sys.stderr)
        return 1


def _ask(question: str, *, as_json: bool) -> int:
    from bot.chain import Answerer
    from bot.report import answer_to_dict
    from ingest.library import Library

    started = time.process_time()
    with Library.open(load_settings()) as library:
        answer = Answerer(library, load_bot_settings()).answer(question)
    if as_json:
        seconds = time.process_time() - started
        print(json.dumps(answer_to_dict(answer, id="", cpu_seconds=seconds), ensure_ascii=False))
    else:
        print(_as_text(answer))
    return 0


def _as_text(answer: Answer) -> str:
    """Lay an answer out: sentences with their numbers, then the sources."""
    citations = answer.citations
    lines = [REFUSED[answer.language]] if answer.refused else []
    for sentence in answer.sentences:
        marks = "".join(f"[{citations.index(citation) + 1}]" for citation in sentence.citations)
        lines.append(f"{sentence.text} {marks}")
    if answer.notice:
        lines.append(f"({answer.notice})")
    lines.append("")
    if answer.refused and citations:
        lines.append(NEAREST[answer.language])
    for number, citation in enumerate(citations, start=1):
        article = citation.article
        about = " · ".join(p for p in (article.author, article.published, article.site) if p)
        lines.append(f"[{number}] {article.title}" + (f" ({about})" if about else ""))
        lines.append(f"    {article.url or article.origin}")
    return "\n".join(lines).rstrip()


if __name__ == "__main__":
    sys.exit(main())
