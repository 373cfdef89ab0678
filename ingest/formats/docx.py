"""Read a Word document, `.docx`.

Knows WordprocessingML (ECMA-376, part 1, chapter 17), through python-docx and lxml. Nothing in a
document is run or fetched: of its parts only XML is opened, and pictures, fonts and macros are not
even unpacked.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from ingest.blocks import Line, join_cells
from ingest.draft import Draft
from ingest.errors import SourceError
from ingest.formats.stated import complete
from ingest.formats.zipped import damaged, member_name, open_zip, read_member
from ingest.read import MAX_PIECES, MAX_TEXT, too_long
from ingest.source import Source

if TYPE_CHECKING:
    from docx.document import Document

_Role = Literal["title", "heading", "caption", "text", "contents"]
_Block = tuple[Literal["title", "heading", "caption", "text", "row"], str]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Markup is five to twenty times the text, and the text is 2 MB at most.
_LONGEST_PART = 40_000_000
_LONGEST_PARTS = 80_000_000
_MOST_PARTS = 5000
# A document of 2 MB of text in runs of ten characters has a million.
_MOST_ELEMENTS = 2_000_000
_LONGEST_CELL = 200
# What python-docx's own template says that it was created on.
_TEMPLATE_DATE = "2013-12-23"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXTS = (f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_WRAPPERS = tuple(_W + name for name in "sdt sdtContent customXml ins moveTo".split())
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Deleted and moved text, the reading aids above characters, the second copy of what new versions
# draw, and text boxes, which are read as paragraphs of their own.
_NOT_SAID = (
    f"{_W}del", f"{_W}moveFrom", f"{_W}rt", f"{_W}pPr", f"{_W}rPr", f"{_W}txbxContent", _FALLBACK,
)  # fmt: skip
_HEADING_NAME = re.compile(r"^(?:heading|标题)\s?\d$")
_CONTENTS_NAME = re.compile(r"^(?:toc|目录)\b|^table of (?:contents|figures)")


def read_docx(source: Source) -> Draft:
    """Read a Word document.

    Text in the body, its tables and its text boxes is read, with tracked insertions accepted;
    headers, footers, footnotes, comments, tables of contents and hidden text are not.

    Returns:
        What was found; the title is the paragraph of style Title, else what the text or the
        properties say.

    Raises:
        SourceError: it is an old or encrypted document, damaged, or too long.
    """
    if source.data.startswith(_OLE):
        raise SourceError(
            f"{source.name} has a password or is of Word 97.",
            "Save it as .docx without a password.",
        )
    document = _open(source)
    root = document.element
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise too_long(source)
    roles = _roles(document)
    lines: list[Line] = []
    title = ""
    length = 0
    for role, text in _read_blocks(root.body, roles):
        if not text.strip():
            continue
        length += len(text)
        if length > MAX_TEXT or len(lines) > MAX_PIECES:
            raise too_long(source)
        if role == "title":
            lines.append(("heading", text))
            title = title or " ".join(text.split())
        else:
            lines.append((role, text))
    return complete(lines, title, _stated(document))


def _open(source: Source) -> "Document":
    import docx
    from docx.exceptions import PythonDocxError
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    package = _repack(source)
    try:
        return docx.Document(package)
    except (PythonDocxError, XMLSyntaxError, zipfile.BadZipFile, RecursionError) as error:
        raise damaged(source.name) from error
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        # What it raises for a package that lacks a part or is none of Word's.
        raise damaged(source.name) from error


def _repack(source: Source) -> BytesIO:
    """Copy the package with its XML alone, unpacked within bounds; other parts become empty."""
    package = BytesIO()
    total = 0
    with (
        open_zip(BytesIO(source.data), source.name) as archive,
        zipfile.ZipFile(package, "w") as copy,
    ):
        # Of members with the same name the last is the one that counts.
        members = {member_name(info): info for info in archive.infolist()}
        if len(members) > _MOST_PARTS:
            raise too_long(source)
        for name, info in members.items():
            part = b""
            if name.lower().endswith((".xml", ".rels")):
                part = read_member(archive, info, _LONGEST_PART, f"{name} in {source.name}")
                total += len(part)
                if total > _LONGEST_PARTS:
                    raise too_long(source)
            copy.writestr(name, part)
    return package


def _stated(document: "Document") -> Draft:
    properties = document.core_properties
    created = properties.created
    date = created.date().isoformat() if created is not None else ""
    return Draft(
        (),
        title=properties.title or "",
        author=properties.author or "",
        published=date if date != _TEMPLATE_DATE else "",
    )


def _roles(document: "Document") -> dict[str, _Role]:
    """Say what the paragraphs of each style are, by the style's id."""
    styles = {
        style.get(f"{_W}styleId", ""): style for style in document.styles.element.iter(f"{_W}style")
    }
    return {style_id: _role(style_id, styles) for style_id in styles}


def _role(style_id: str, styles: Mapping[str, Any]) -> _Role:
    """Find the first style, from this to those that it is based on, that has a role."""
    seen: set[str] = set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        style = styles[style_id]
        name = _value(style, "name").lower()
        if name in ("title", "标题"):
            return "title"
        if _CONTENTS_NAME.match(name):
            return "contents"
        if name in ("caption", "题注"):
            return "caption"
        level = _value(style, f"pPr/{_W}outlineLvl")
        if _HEADING_NAME.match(name) or (level.isdigit() and int(level) < 9):
            return "heading"
        style_id = _value(style, "basedOn")
    return "text"


def _value(element: Any, path: str) -> str:
    found = element.find(_W + path)
    return "" if found is None else found.get(f"{_W}val", "")


def _read_blocks(container: Any, roles: Mapping[str, _Role]) -> Iterator[_Block]:
    """Read paragraphs and tables in order, those inside content controls and insertions too."""
    for child in container:
        if child.tag == f"{_W}p":
            role = _paragraph_role(child, roles)
            if role != "contents":
                yield from ((role, line) for line in _words(child).split("\n"))
            for box in _boxes(child):
                yield from _read_blocks(box, roles)
        elif child.tag == f"{_W}tbl":
            yield from _read_table(child, roles)
        elif isinstance(child.tag, str) and child.tag not in _NOT_SAID:
            yield from _read_blocks(child, roles)


def _paragraph_role(paragraph: Any, roles: Mapping[str, _Role]) -> _Role:
    level = _value(paragraph, f"pPr/{_W}outlineLvl")
    if level.isdigit() and int(level) < 9:
        return "heading"
    return roles.get(_value(paragraph, f"pPr/{_W}pStyle"), "text")


def _words(element: Any) -> str:
    """Return the text of a paragraph as a reader sees it."""
    if element.tag in _TEXTS:
        return element.text or ""
    if element.tag in _BREAKS:
        return _BREAKS[element.tag]
    if element.tag == f"{_W}r" and _is_hidden(element):
        return ""
    return "".join(_words(child) for child in element if child.tag not in _NOT_SAID)


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false", "off")


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Return the text boxes that hang on a paragraph, each once, and none inside another."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if next(box.iterancestors(f"{_W}p", _FALLBACK)) is paragraph:
            yield box


def _read_table(table: Any, roles: Mapping[str, _Role]) -> Iterator[_Block]:
    """Read a data table row by row, `a | b | c`, and a layout table as what it lays out."""
    rows = [
        [list(_read_blocks(cell, roles)) for cell in _children(row, f"{_W}tc")]
        for row in _children(table, f"{_W}tr")
    ]
    texts = [[" ".join(text for _, text in cell) for cell in row] for row in rows]
    holds_data = sum(" | " in join_cells(cells) for cells in texts) > 1
    for row, cells in zip(rows, texts, strict=True):
        if holds_data and all(len(cell) <= _LONGEST_CELL for cell in cells):
            yield "row", join_cells(cells)
        else:
            for cell in row:
                yield from cell


def _children(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)
