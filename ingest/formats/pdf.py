"""Read a PDF that has text in it.

Knows what an article is made of; `pdf_pages.py` takes the lines out of the file, in a process of
its own, and `pdf_lines.py` joins them.
"""

import json
import re
import subprocess
import sys
import unicodedata
from typing import Any

from ingest.draft import Draft
from ingest.errors import SourceError
from ingest.formats.pdf_lines import Printed, join_lines
from ingest.formats.stated import complete
from ingest.formats.zipped import damaged
from ingest.read import MAX_PIECES, too_long
from ingest.settings import PROJECT
from ingest.source import Source

# Of work; a thousand pages of plain text take four. The clock stops it where the system cannot, and
# on a machine that is busy with something else.
_WORK_SECONDS = 60
_CLOCK_SECONDS = 300.0
# Fonts that do not say which characters they show come out as control and private characters.
_MOST_UNREADABLE = 0.1
_COMMAND = "from ingest.formats.pdf_pages import main; main()"
_DATE = re.compile(r"^D:(\d{4})(\d{2})(\d{2})")


def read_pdf(source: Source) -> Draft:
    """Read a PDF.

    Text is read in the order in which it is drawn, which in nearly all files is that of reading.
    Tables come out line by line.

    Returns:
        What was found; larger lines are headings, and the largest on the first page the title.

    Raises:
        SourceError: it has a password, is damaged, has no text or none that can be made out, is too
            long, or takes more than a minute or 2 GB.
    """
    found = _read_pages(source)
    lines = [
        Printed(text, number, x, y, size)
        for number, page in enumerate(found["pages"])
        for text, x, y, size in page
    ]
    if len(lines) > MAX_PIECES:
        raise too_long(source)
    characters = [c for line in lines for c in line.text if not c.isspace()]
    if not characters:
        raise SourceError(
            f"{source.name} has pictures of text and no text.",
            "Run it through text recognition (OCR) first.",
        )
    unreadable = sum(c == "\ufffd" or unicodedata.category(c)[0] == "C" for c in characters)
    if unreadable > _MOST_UNREADABLE * len(characters):
        raise SourceError(
            f"The fonts of {source.name} do not say which characters they show.",
            "Run it through text recognition (OCR) first.",
        )
    parts, title = join_lines(lines)
    date = _DATE.match(found["created"])
    stated = Draft(
        (),
        title=found["title"],
        author=found["author"],
        published="-".join(date.groups()) if date else "",
    )
    return complete(parts, title, stated)


def _read_pages(source: Source) -> dict[str, Any]:
    """Run `pdf_pages.py` on a PDF; what it writes is described there."""
    costly = SourceError(
        f"{source.name} takes too much time or memory to read.",
        "Print it to a new PDF and add that.",
    )
    try:
        done = subprocess.run(  # noqa: S603 - the command is a constant
            [sys.executable, "-c", _COMMAND, str(_WORK_SECONDS)],
            input=source.data,
            capture_output=True,
            cwd=PROJECT,
            timeout=_CLOCK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise costly from error
    if done.returncode < 0 or b"MemoryError" in done.stderr[-1000:]:
        raise costly
    done.check_returncode()
    found: dict[str, Any] = json.loads(done.stdout)
    problem = found.get("problem")
    if problem == "locked":
        raise SourceError(f"{source.name} has a password.", "Save it without one.")
    if problem == "long":
        raise too_long(source)
    if problem == "costly":
        raise costly
    if problem is not None:
        raise damaged(source.name)
    return found
