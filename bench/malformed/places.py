"""Things in a folder that are no files, or are called as no file should be."""

import os
import random
import socket
from collections.abc import Callable
from pathlib import Path

from bench.malformed.wellformed import STORIES, markdown_of

# Makes what it makes in the folder; every name begins with the tag. Returns how many articles must
# be read; None where there may be any number.
Place = Callable[[Path, str, random.Random], int | None]

_TEXT = markdown_of(STORIES[0])


def links(folder: Path, tag: str, chance: random.Random) -> int | None:
    """Links in circles, to nothing, to devices, and out of the folder."""
    own = folder / f"{tag}.md"
    inside = folder / tag
    way = chance.randrange(7)
    if way == 0:
        own.symlink_to(own.name)
    elif way == 1:
        own.symlink_to(f"{tag}-b.md")
        (folder / f"{tag}-b.md").symlink_to(own.name)
    elif way == 2:
        own.symlink_to(
            chance.choice(("nowhere.md", "/dev/zero", "/dev/null", "/dev/stdin", "/", "."))
        )
    elif way == 3:
        # A folder that is inside itself.
        inside.mkdir()
        (inside / f"{tag}-in.md").write_bytes(_TEXT)
        (inside / "again").symlink_to("..", target_is_directory=True)
        return 1
    elif way == 4:
        inside.symlink_to("..", target_is_directory=True)
    elif way == 5:
        own.write_bytes(_TEXT)
        (folder / f"{tag}-b.md").symlink_to(own.name)
        return 1
    else:
        previous = own.name
        for number in range(60):
            link = folder / f"{tag}-{number}.md"
            link.symlink_to(previous)
            previous = link.name
        own.write_bytes(_TEXT)
    return None


def not_files(folder: Path, tag: str, chance: random.Random) -> int | None:
    """Folders, pipes and sockets that are called like files; files of a size that none has."""
    suffix = chance.choice((".md", ".txt", ".pdf", ".zip", ".jsonl", ".tar.gz"))
    path = folder / f"{tag}{suffix}"
    way = chance.randrange(5)
    if way == 0:
        path.mkdir()
        (path / f"{tag}-in.md").write_bytes(_TEXT)
        return 1
    if way == 1:
        path.mkdir()
    elif way == 2:
        os.mkfifo(path)
    elif way == 3:
        here = os.open(folder, os.O_RDONLY)
        with socket.socket(socket.AF_UNIX) as bound:
            # Through the descriptor, since the path of a socket may have 107 bytes only.
            bound.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)
    else:
        with path.open("wb") as file:
            file.truncate(chance.choice((19_000_000, 1 << 33)))
    return None


def names(folder: Path, tag: str, chance: random.Random) -> int | None:
    """Names that end lines, hide, are no UTF-8, or are as long as names may be."""
    middle = chance.choice(
        (
            "\n", "\r\n", "\x1b[2J", "\t", " ", "\u202e", "\u2028", "'", '"', "`id`", "$(id)",
            "%s%n", "{0}", "#1", "!", "?a=b", "&", "*", "\\", ":", "-", "..", "名", "😀", "e\u0301",
            "\ufeff", "<b>", "\udcff", "\udcd0\udcc2", "\udcc3", "\udced\udca0\udc80",
            "x" * 200, "名" * 70,
        )
    )  # fmt: skip
    suffix = chance.choice((".md", ".MD", ".md ", ".html.md", ".zip.md"))
    data = chance.choice((_TEXT, _TEXT, b""))
    (folder / f"{tag}{middle}{suffix}").write_bytes(data)
    # What cannot be shown or stored may be refused; what is strange but a name must be read.
    return 1 if data and middle.isprintable() and suffix != ".md " else None
