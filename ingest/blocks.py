"""Join parts of text into a body and say where each part stands in it.

Knows characters only, and lets none in that nobody sees; knows nothing of where parts come from or
what they mean.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from ingest.article import Block, BlockKind
from ingest.decode import clean

Part = tuple[BlockKind, str]
# A line as a format's reader hands it on: not yet a block, and a row of a table is known as one.
Line = tuple[BlockKind | Literal["row"], str]


def compose(parts: Sequence[Part]) -> tuple[str, tuple[Block, ...]]:
    """Join parts by one blank line, each part made one line.

    Args:
        parts: kind and text of each part, in order; parts without a visible character are left out.

    Returns:
        The body, and one block for each part that was kept: `body[block.start:block.end]` is its
        text with every run of white space made one space, and without invisible characters.
    """
    texts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    for kind, text in parts:
        # Formats have escapes of their own for what was not there when the file was decoded.
        line = " ".join(clean(text).split())
        if not line:
            continue
        blocks.append(Block(kind, offset, offset + len(line)))
        texts.append(line)
        offset += len(line) + 2
    return "\n\n".join(texts), tuple(blocks)


def join_cells(cells: Iterable[str]) -> str:
    """Make a line of a table's row, `a | b | c`, without its empty cells.

    Returns:
        The line; empty where the row only rules one off: `--- | ---`.
    """
    filled = [line for cell in cells if (line := " ".join(cell.split()))]
    return " | ".join(filled) if any(cell.strip("-—–_=:+*. ") for cell in filled) else ""
