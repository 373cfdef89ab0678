"""Read an electronic book, `.epub`.

Knows EPUB 2 and 3 (the package document, the spine, tables of contents), through zipfile and lxml.
Nothing is fetched, and no entity of a document is expanded.

A book is one article, its chapters are headings: so a book has one identity and one set of facts,
and a citation names book and chapter. Files of a book are no chapters to go by: converters split
long ones and give a cover and a dedication their own. The few books over the bound of an article
are refused as every other source is.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import escape
from html.entities import html5
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from ingest.article import BlockKind
from ingest.blocks import Line, join_cells
from ingest.decode import declared_charset, decode
from ingest.draft import Draft
from ingest.errors import SourceError
from ingest.formats.zipped import damaged, open_zip, read_member
from ingest.furniture import same_line
from ingest.headings import mark_lines
from ingest.read import MAX_PIECES, MAX_TEXT, too_long
from ingest.source import Source

_LONGEST_PART = 10_000_000
_LONGEST_PARTS = 40_000_000
_MOST_CHAPTERS = 5000
_LONGEST_CELL = 200
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_BLOCKS = _HEADINGS | frozenset(
    "p div section article aside main header footer figure figcaption blockquote pre hr "
    "ul ol li dl dt dd table tr td th caption center address nav".split()
)
# What is not text, and the readings that stand above characters.
_NOT_SAID = frozenset("head script style svg math rt rp audio video nav".split())
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30};)")
_XML_ENTITIES = frozenset(("lt;", "gt;", "amp;", "quot;", "apos;"))
# Fonts may be scrambled in a book that is free to read; IDPF and Adobe each have a way.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


class _Book:
    """The files of a book, unpacked one by one within a bound on them all."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._members = {info.filename: info for info in archive.infolist()}
        self._left = _LONGEST_PARTS
        self.name = name

    def __contains__(self, path: str) -> bool:
        return path in self._members

    def tree(self, path: str) -> Any:
        """Parse a file of the book; raises SourceError where there is none or it is no XML."""
        info = self._members.get(path)
        if info is None:
            raise SourceError(f"{self.name} lacks its file {path}.", "Get the book once more.")
        shown = f"{path} in {self.name}"
        data = read_member(self._archive, info, min(_LONGEST_PART, self._left), shown)
        self._left -= len(data)
        return _parse(data, shown)


def read_epub(source: Source) -> Draft:
    """Read a book, chapter after chapter in reading order.

    Returns:
        What was found; the headings are those of the chapters, or where a chapter has none that
        which the table of contents has for it.

    Raises:
        SourceError: it is encrypted, damaged or too long.
    """
    with open_zip(BytesIO(source.data), source.name) as archive:
        book = _Book(archive, source.name)
        _refuse_encrypted(book)
        package, folder = _package(book)
        items = {
            item.get("id", ""): (_join(folder, item.get("href", "")), item)
            for item in package.iter("item")
        }
        spine = [ref.get("idref", "") for ref in package.iter("itemref")]
        chapters = [
            path
            for path, item in (items[idref] for idref in spine if idref in items)
            if "nav" not in item.get("properties", "").split()
        ]
        if len(chapters) > _MOST_CHAPTERS:
            raise too_long(source)
        if not chapters:
            raise damaged(source.name)
        labels = _labels(book, items)
        lines: list[Line] = []
        length = 0
        # A file that the spine names twice is read once.
        for path in dict.fromkeys(chapters):
            chapter = _chapter(book.tree(path), labels.get(path, ""))
            length += sum(len(text) for _, text in chapter)
            lines.extend(chapter)
            if length > MAX_TEXT or len(lines) > MAX_PIECES:
                raise too_long(source)
    return _draft(package, lines)


def _refuse_encrypted(book: _Book) -> None:
    path = "META-INF/encryption.xml"
    if path not in book:
        return
    methods = [element.get("Algorithm", "") for element in book.tree(path).iter("EncryptionMethod")]
    if any(method not in _FONT_SCRAMBLING for method in methods):
        raise SourceError(
            f"{book.name} is encrypted by its seller (DRM).", "Get it without copy protection."
        )


def _package(book: _Book) -> tuple[Any, str]:
    """Find the package document; also the folder that it stands in."""
    container = book.tree("META-INF/container.xml")
    path = next((root.get("full-path", "") for root in container.iter("rootfile")), "")
    return book.tree(path), posixpath.dirname(path)


def _join(folder: str, href: str) -> str:
    try:
        path = unquote(urlsplit(href).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(folder, path))


def _labels(book: _Book, items: Mapping[str, tuple[str, Any]]) -> dict[str, str]:
    """Read the tables of contents: what they call each file, the first entry for a file."""
    found: dict[str, str] = {}
    for path, item in items.values():
        is_nav = "nav" in item.get("properties", "").split()
        is_ncx = item.get("media-type", "") == "application/x-dtbncx+xml"
        if not (is_nav or is_ncx) or path not in book:
            continue
        tree, folder = book.tree(path), posixpath.dirname(path)
        for entry in tree.iter("a" if is_nav else "navPoint"):
            target = entry if is_nav else entry.find("content")
            label = entry if is_nav else entry.find("navLabel")
            if target is not None and label is not None:
                href = target.get("href" if is_nav else "src", "")
                found.setdefault(_join(folder, href), " ".join(_words(label).split())[:300])
    return found


def _draft(package: Any, lines: list[Line]) -> Draft:
    def stated(name: str) -> list[str]:
        return [line for e in package.iter(name) if (line := " ".join(_words(e).split()))]

    addresses = [word for word in (*stated("source"), *stated("identifier")) if "://" in word]
    title = next(iter(stated("title")), "")
    if lines and same_line(lines[0][1], title):
        lines = lines[1:]
    return Draft(
        # A book has no portal's header and footer, so its lines are marked and none is taken off.
        tuple(mark_lines(lines)),
        title=title,
        author=", ".join(dict.fromkeys(stated("creator"))),
        published=next(iter(stated("date")), ""),
        site=next(iter(stated("publisher")), ""),
        url=next(iter(addresses), ""),
    )


def _parse(data: bytes, name: str) -> Any:
    """Parse XML or XHTML; its elements are then known by their names without a name space."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        text = decode(data, declared_charset(data))
    except ValueError as error:
        raise damaged(name) from error
    # Only HTML's own names are known here, where documents rely on a definition elsewhere.
    text = _ENTITY.sub(
        lambda m: m[0] if m[1] in _XML_ENTITIES else escape(html5.get(m[1], m[0])), text
    )
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise damaged(name) from error
    # What stands after the 256th level, or after 10 MB without a tag, was not read.
    if tree is None or any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log):
        raise damaged(name)
    for element in tree.iter("*"):
        element.tag = etree.QName(element).localname
    return tree


def _chapter(tree: Any, label: str) -> list[Line]:
    """Read the lines of one file of the book."""
    body = tree.find("body")
    found: list[Line] = [
        (kind, line)
        for kind, text in _lines(tree if body is None else body, "text")
        if (line := " ".join(text.split()))
    ]
    if not found or not label or any(kind == "heading" for kind, _ in found):
        return found
    # Many books set a chapter's heading as a paragraph of some class.
    at = next((i for i, (_, line) in enumerate(found[:3]) if same_line(line, label)), None)
    if at is None:
        return [("heading", label), *found]
    return [*found[:at], ("heading", found[at][1]), *found[at + 1 :]]


def _lines(element: Any, kind: BlockKind) -> Iterator[Line]:
    line = [element.text or ""]
    for child in element:
        if child.tag in _NOT_SAID or not isinstance(child.tag, str):
            pass
        elif child.tag == "br":
            yield kind, "".join(line)
            line = []
        elif child.tag == "table":
            yield kind, "".join(line)
            line = []
            yield from _table(child)
        elif child.tag in _BLOCKS or next(child.iter(*_BLOCKS), None) is not None:
            yield kind, "".join(line)
            line = []
            yield from _lines(child, _kind(child.tag, kind))
        else:
            line.append(_words(child))
        line.append(child.tail or "")
    yield kind, "".join(line)


def _kind(tag: str, kind: BlockKind) -> BlockKind:
    if tag in _HEADINGS:
        return "heading"
    return "caption" if tag in ("figcaption", "caption") else kind


def _words(element: Any) -> str:
    said = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _NOT_SAID:
            said.append("\n" if child.tag == "br" else _words(child))
        said.append(child.tail or "")
    return "".join(said)


def _table(table: Any) -> Iterator[Line]:
    """Read a data table row by row, `a | b | c`, and a layout table as what it lays out."""
    groups = [table, *table.iterchildren("thead", "tbody", "tfoot")]
    rows = [list(row.iterchildren("td", "th")) for g in groups for row in g.iterchildren("tr")]
    texts = [[_words(cell) for cell in row] for row in rows]
    holds_data = sum(" | " in join_cells(cells) for cells in texts) > 1
    yield from (("caption", _words(caption)) for caption in table.iterchildren("caption"))
    for row, cells in zip(rows, texts, strict=True):
        if holds_data and all(len(" ".join(cell.split())) <= _LONGEST_CELL for cell in cells):
            yield "row", join_cells(cells)
        else:
            for cell in row:
                yield from _lines(cell, "text")
