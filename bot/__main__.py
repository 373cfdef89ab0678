"""Ask from the command line: `python -m bot "…"` prints the answer with numbered sources."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence

from bot.answer import Answer, Citation, Language
from bot.settings import load_bot_settings
from bot.within import described, passed_none, read_within
from bot.wording import (
    ALSO,
    AND_MORE,
    NEAREST,
    NO_ARTICLE,
    REFUSED,
    differences,
    otherwise,
    quoted,
)
from ingest.article import Article
from ingest.errors import WenyuanError
from ingest.library.filter import Filter
from ingest.settings import load_settings

_NARROWING = {
    "site": "site that published it",
    "author": "who wrote it",
    "language": "zh or en",
    "article": "id, as `python -m ingest list` shows it",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one question; returns the exit status: 0, or 1 when it could not be answered."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Ask the articles.")
    parser.add_argument("question", help="in Chinese or English")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    narrow = parser.add_argument_group("which articles are searched; all that is given must hold")
    narrow.add_argument(
        "--since", default="", metavar="DATE", help="YYYY-MM-DD, YYYY-MM or YYYY, or later"
    )
    narrow.add_argument("--until", default="", metavar="DATE", help="or earlier")
    for name, what in _NARROWING.items():
        narrow.add_argument(
            f"--{name}", action="append", default=[], help=f"{what}; may be repeated"
        )
    options = parser.parse_args(arguments)
    try:
        within = read_within(
            since=options.since,
            until=options.until,
            sites=options.site,
            authors=options.author,
            languages=options.language,
            articles=options.article,
        )
        return _ask(options.question, within, as_json=options.json)
    except WenyuanError as error:
        print(f"{error.problem}\n{error.remedy}", file=sys.stderr)
        return 1


def _ask(question: str, within: Filter, *, as_json: bool) -> int:
    from bot.chain import Answerer
    from bot.report import answer_to_dict
    from ingest.library import Library

    started = time.process_time()
    with Library.open(load_settings()) as library:
        answer = Answerer(library, load_bot_settings()).answer(question, within=within)
    if as_json:
        seconds = time.process_time() - started
        print(json.dumps(answer_to_dict(answer, id="", cpu_seconds=seconds), ensure_ascii=False))
    else:
        print(_as_text(answer, within))
    return 0


def _as_text(answer: Answer, within: Filter) -> str:
    """Lay an answer out: what is said with its numbers, then the sources."""
    citations = answer.citations
    lines = []
    if passed_none(answer, within):
        said = described(within, answer.language)
        return NO_ARTICLE[answer.language].format(within=said)
    if answer.state == "nothing":
        lines.append(REFUSED[answer.language])
    elif answer.state == "nearest":
        lines.append(NEAREST[answer.language])
    for sentence in answer.sentences:
        marks = "".join(f"[{citations.index(citation) + 1}]" for citation in sentence.citations)
        lines.append(f"{sentence.text} {marks}")
    for citation in answer.nearest:
        lines.append(f"{quoted(citation.text)} [{citations.index(citation) + 1}]")
    for citation in answer.cited:
        for one in citation.otherwise:
            first, second = (citations.index(c) + 1 for c in (citation, one.citation))
            lines.append(f"[{first}] {otherwise(one, answer.language)} [{second}]")
    if answer.mismatches:
        lines.append(differences(answer.mismatches, answer.language))
    if answer.notice:
        lines.append(f"({answer.notice})")
    lines.append("")
    for number, citation in enumerate(citations, start=1):
        article = citation.article
        lines.append(f"[{number}] {_named(article)}")
        lines.append(f"    {article.url or article.origin}")
        lines += [f"    {line}" for line in _also(citation, answer.language)]
    return "\n".join(lines).rstrip()


def _named(article: Article) -> str:
    about = " · ".join(p for p in (article.author, article.published, article.site) if p)
    return f"{article.title} ({about})" if about else article.title


def _also(citation: Citation, language: Language) -> Iterator[str]:
    """Name the other articles that say the same."""
    for one in citation.also:
        where = one.article.url or one.article.origin
        yield f"{ALSO[language]}: {_named(one.article)} {where}"
    if citation.more:
        yield AND_MORE[language].format(count=citation.more)


if __name__ == "__main__":
    sys.exit(main())
