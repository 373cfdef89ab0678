"""Judge what a document's properties say of it, which is often what a program filled in.

Knows single values and the lines of a document; knows nothing of the formats.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Line
from ingest.draft import Draft
from ingest.furniture import same_line
from ingest.portal_text import read_parts

_NO_TITLE = re.compile(
    r"^(?:untitled.*|(?:word )?document\s?\d*|(?:powerpoint )?presentation\s?\d*|slide \d+|"
    r"new microsoft .*|microsoft (?:word|powerpoint|excel)\b.*|title|"
    r"无标题.*|未命名.*|文档\s?\d*|演示文稿\s?\d*|幻灯片 ?\d+|新建.*|标题|\W*|\d+)$"
    r"|\.(?:docx?|wps|pdf|indd|pptx?|xlsx?|qxd|rtf|txt|html?|tex|dvi|e?ps)$",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"^(?:admin(?:istrator)?|users?|author|unknown|anonymous|owner|python-docx|microsoft.*|"
    r"windows.*|lenovo|dell|hp|asus|acer|thinkpad|pc|system|"
    r"作者|用户|未知|匿名|佚名|管理员|微软.*|\W*|\d+)$|[\\@/]",
    re.IGNORECASE,
)
# The title stands at the top, under a masthead and a kicker at most.
_TOP = 6


def sensible_title(text: str) -> str:
    """Return a stated title, or nothing where it is a program's default or a file's name."""
    line = " ".join(text.split())
    return "" if _NO_TITLE.search(line) else line


def sensible_author(text: str) -> str:
    """Return a stated author, or nothing where it names an account or a computer."""
    line = " ".join(text.split())
    return "" if len(line) > 60 or _NO_AUTHOR.search(line) else line


def complete(lines: Sequence[Line], title: str, stated: Draft) -> Draft:
    """Make a draft of a document's lines and of what its properties state.

    What is printed wins over what is stated: properties survive from the file that a document was
    begun as a copy of, and its date is that of the file. A stated title decides which of
    the first lines is the title.

    Args:
        lines: the document's lines in reading order.
        title: the title, where the document marks one as such.
        stated: title, author and date of the properties.
    """
    stated_title = sensible_title(stated.title)
    if not title and any(same_line(line, stated_title) for _, line in lines[:_TOP]):
        title = stated_title
    if title:
        # What stands above it, such as a masthead, would hide that it is the title.
        at = next((i for i, (_, line) in enumerate(lines[:_TOP]) if same_line(line, title)), 0)
        lines = [*lines[at : at + 1], *lines[:at], *lines[at + 1 :]]
    draft = read_parts(lines, Draft((), title=title))
    return replace(
        draft,
        title=draft.title or stated_title,
        author=draft.author or sensible_author(stated.author),
        published=draft.published or stated.published,
    )
