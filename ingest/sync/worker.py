"""Read sources into articles in a process of its own: `python -m ingest.sync.worker`.

A parser that is given a hostile or broken file may loop, swell or crash. Here it has only itself to
take down: whoever started the process (`workers.py`) ends it when it takes too long, and the system
ends it when it takes too much. Both sides speak JSON lines, so that nothing that comes back can be
more than text.
"""

import base64
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from ingest.article import Article, Block
from ingest.errors import SourceError
from ingest.formats import container_for
from ingest.formats.mapping import FieldMapping
from ingest.read import read_article
from ingest.source import Facts, Source, load_source, open_source

# Address space of a process that reads: twice what the largest file that is read at all takes.
_MEMORY = 3 << 30

Wire = dict[str, Any]


def main() -> None:
    """Read jobs from standard input, a line each, until it ends; write what becomes of them."""
    _bound_memory()
    answers = sys.stdout.buffer
    # What a library prints must not get between the lines.
    sys.stdout = sys.stderr
    for line in sys.stdin.buffer:
        for answer in _answers(json.loads(line)):
            _send(answers, answer)
        _send(answers, {"end": True})


def _answers(job: Wire) -> Iterator[Wire]:
    """Say what becomes of a job, one message for each article or error."""
    try:
        yield from _read(job)
    except SourceError as error:
        yield _failed(job["name"], error)
    except MemoryError:
        yield _failed(
            job["name"],
            SourceError(f"{job['name']} takes too much memory.", "Split it into single articles."),
        )
    except RecursionError:
        yield _failed(
            job["name"],
            SourceError(f"{job['name']} is nested too deeply.", "Check that it holds an article."),
        )


def _read(job: Wire) -> Iterator[Wire]:
    name, origin, mapping = job["name"], job["origin"], FieldMapping(**job["mapping"])
    path = Path(job["path"]) if "path" in job else None
    data = b"" if path else base64.b64decode(job["data"])
    if container := container_for(name):
        with open_source(path) if path else BytesIO(data) as file:
            yield from _read_all(container(file, origin, name, mapping), f" in {name}")
    elif path:
        yield from _read_all([load_source(path)])
    else:
        yield from _read_all([Source(origin, name, data, Facts(**job["facts"]))])


def _read_all(sources: Iterable[Source | SourceError], where: str = "") -> Iterator[Wire]:
    for source in sources:
        if isinstance(source, SourceError):
            yield _failed("", source)
            continue
        try:
            yield {"article": asdict(read_article(source)), "name": source.name}
        except SourceError as error:
            yield _failed(f"{source.name}{where}", error) | {"origin": source.origin}


def _failed(name: str, error: SourceError) -> Wire:
    return {"problem": error.problem, "remedy": error.remedy, "name": name}


def article_of(fields: Wire) -> Article:
    """Make an article of what `main` wrote of it."""
    blocks = tuple(Block(**block) for block in fields.pop("blocks"))
    return Article(blocks=blocks, **fields)


def _send(stream: IO[bytes], answer: Wire) -> None:
    # A lone surrogate cannot be stored; `read_article` leaves none in, a name on disk may have one.
    stream.write(json.dumps(answer).encode() + b"\n")
    stream.flush()


def _bound_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


if __name__ == "__main__":
    main()
