"""Turn the bytes of a file into text.

Knows character encodings and which characters are invisible; knows nothing of file formats but
the places where HTML names its charset. A declared charset is a hint: the bytes decide.
"""

import codecs
import re
import unicodedata
from functools import cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# WHATWG names that occur in practice and the codec that reads all of their text. gb2312 and gbk
# label text that holds characters of gb18030, iso-8859-1 labels windows-1252.
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
    "gb_2312-80": "gb18030", "cp936": "gb18030", "hz-gb-2312": "hz",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "cp950": "big5hkscs",
    "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "windows-1252": "cp1252",
    "windows-1250": "cp1250", "windows-1251": "cp1251", "iso-8859-2": "iso8859-2",
    "iso-8859-15": "iso8859-15", "koi8-r": "koi8-r",
    "shift_jis": "cp932", "x-sjis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949",
}  # fmt: skip
_DECLARED = re.compile(rb"""charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w.:-]{1,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""^\s{0,20}<\?xml[^>]{0,200}encoding=["']([\w.:-]{1,40})""")
_NOT_ASCII = re.compile(rb"[^\x00-\x7f]")
# Enough to tell charsets apart; a longer sample only costs time.
_SAMPLE = 100_000
# Half of the strange characters being wrong means that these bytes are no text.
_LEAST_PLAUSIBLE = 0.5
_MENDING = "wenyuan-mend"

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, and characters that nobody sees but that break words and hide instructions:
# soft hyphen, zero-width space, direction marks, byte order mark, private use, Unicode tags. And
# halves of surrogate pairs, which an escape such as `\ud800` makes and which no encoding can store.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\uf8ff\U000e0000-\U000e007f]"
)

# Normalising takes quadratic time on long runs of combining marks, so it is done in pieces.
_NFC_PIECE = re.compile("[^\n]{1,1000}\n?|\n")


def declared_charset(data: bytes) -> str:
    """Find the charset that an HTML page declares in its first 4096 bytes, or nothing."""
    head = data[:4096]
    match = _XML_DECLARED.search(head) or _DECLARED.search(head)
    return match.group(1).decode("ascii").lower() if match else ""


def decode(data: bytes, declared: str = "") -> str:
    r"""Decode the bytes of a text file.

    Args:
        data: the whole file.
        declared: the charset that the file claims, if any.

    Returns:
        Text in Unicode form C, lines ended by `\n`, without control and invisible characters.
        Full-width characters stay as they are.

    Raises:
        ValueError: the bytes are no text in any charset that is known here.
    """
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return clean(data[len(bom) :].decode(codec, errors="replace"))
    codec = _choose_codec(data, declared)
    return clean(data.decode(codec, errors=_MENDING if codec == "utf-8" else "replace"))


def clean(text: str) -> str:
    """Bring text to Unicode form C and remove what nobody sees."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFC", piece) for piece in _NFC_PIECE.findall(text))


def _mend(error: UnicodeError) -> tuple[str, int]:
    """Read a single wrong byte between ASCII characters of UTF-8 as what editors paste there."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, start, end = error.object, error.start, error.end
    around = data[max(0, start - 1) : start] + data[end : end + 1]
    if end - start == 1 and len(around) == 2 and around.isascii():
        return data[start:end].decode("cp1252", errors="replace"), end
    return "\ufffd", end


codecs.register_error(_MENDING, _mend)


def _choose_codec(data: bytes, declared: str) -> str:
    hint = _CODECS.get(declared, "")
    nulls = data.count(b"\x00")
    # UTF-16 of plain English is valid UTF-8 as well, but half of it are NUL bytes.
    if hint != "hz" and nulls < 0.2 * len(data) and _decodes(data, "utf-8"):
        return "utf-8"
    if not nulls:
        candidates = [hint, "utf-8", "gb18030", "big5hkscs", "cp1252"]
    else:
        candidates = ["utf-16-le", "utf-16-be", "utf-8", "gb18030"]
    # The first of equals wins, so a declared charset is believed unless the bytes speak against it.
    scored = [(_plausibility(_sample(data, codec)), codec) for codec in candidates if codec]
    best, codec = max(scored, key=lambda pair: pair[0])
    if best < _LEAST_PLAUSIBLE:
        raise ValueError("no charset fits")
    return codec


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _sample(data: bytes, codec: str) -> str:
    start = 0
    if not codec.startswith("utf-16"):
        first = _NOT_ASCII.search(data)
        start = max(0, first.start() - 1) if first else 0
    piece = data[start : start + _SAMPLE].decode(codec, errors="replace")
    # The sample's end may cut a character in two.
    return piece[:-1] if len(data) > start + _SAMPLE else piece


def _plausibility(text: str) -> float:
    """Judge a decoded text by its characters outside ASCII: 1.0 all plausible, below 0.5 noise.

    Wrongly decoded Chinese shows rare characters, runs of accented letters, private-use characters
    and replacement characters. Rightly decoded Chinese is nearly all common characters.
    """
    strange = 0
    good = 0.0
    for run in re.findall(r"[^\x09\x0a\x0d\x20-\x7e]+", text):
        strange += len(run)
        good += sum(_weight(character, len(run)) for character in run)
    return good / strange if strange else 1.0


def _weight(character: str, run: int) -> float:
    code = ord(character)
    if character in _common_han() or 0x3000 <= code <= 0x30FF or 0xFF00 <= code <= 0xFFEF:
        return 1.0
    if 0x2010 <= code <= 0x2044 or 0xAC00 <= code <= 0xD7A3 or 0x370 <= code <= 0x52F:
        return 1.0
    if 0xA0 <= code <= 0x24F:
        # European words have one or two accented letters together; more are mojibake.
        return 1.0 if run <= 2 else 0.0
    if code == 0xFFFD or code < 0xA0 or unicodedata.category(character) in ("Co", "Cn", "Cc"):
        return -2.0
    return 0.3


@cache
def _common_han() -> frozenset[str]:
    """The characters of level 1 of GB 2312 (3755 simplified) and of Big5 (5401 traditional)."""
    simplified = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    lows = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = (bytes((high, low)) for high in range(0xA4, 0xC7) for low in lows)
    return frozenset(
        "".join(pair.decode("gb2312", errors="ignore") for pair in simplified)
        + "".join(pair.decode("big5", errors="ignore") for pair in traditional)
    )
