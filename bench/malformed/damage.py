"""Well-formed files that something happened to."""

import random

from bench.malformed.wellformed import TYPES, File, well_formed

# How other types of files begin.
_OTHERS = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF", b"GIF89a", b"\x7fELF\2\1\1",
    b"MZ\x90\0", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1\\ansi ",
    b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\7\1\0", b"OggS", b"\0\0\0\x18ftypmp42", b"BM",
    b"RIFF\0\0\0\0WEBP",
    b"bplist00", b"\xca\xfe\xba\xbe", b"#!/bin/sh\n", b"%!PS-Adobe-3.0\n", b"<?php ", b"ID3\3",
)  # fmt: skip


def truncated(chance: random.Random) -> File:
    """A file that ends too soon."""
    file = well_formed(chance.choice(TYPES), chance)
    return File(file.suffix, file.data[: chance.randrange(len(file.data))])


def flipped(chance: random.Random) -> File:
    """A file with some bytes changed."""
    file = well_formed(chance.choice(TYPES), chance)
    data = bytearray(file.data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return File(file.suffix, bytes(data))


def spliced(chance: random.Random) -> File:
    """A file with a piece of it, or of another, where it does not belong."""
    file = well_formed(chance.choice(TYPES), chance)
    other = chance.choice((file, well_formed(chance.choice(TYPES), chance))).data
    start, end = sorted(chance.choices(range(len(other)), k=2))
    at = chance.randrange(len(file.data))
    gone = chance.choice((0, 0, end - start, len(file.data)))
    piece = chance.choice((other[start:end], other[start:end] * 50, bytes(end - start)))
    return File(file.suffix, file.data[:at] + piece + file.data[at + gone :])


def mistaken(chance: random.Random) -> File:
    """A file of one type with the name of another."""
    suffix = chance.choice(TYPES)
    if chance.random() < 0.5:
        noise = chance.randbytes(chance.choice((10, 1000, 100_000)))
        return File(suffix, chance.choice(_OTHERS) + noise)
    others = [one for one in TYPES if one != suffix]
    return File(suffix, well_formed(chance.choice(others), chance).data)
