"""Bytes to characters: which encoding a page is in, and which bytes are no page at all."""

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

# Importing it registers the codec _WINDOWS_1252.
from ftfy import bad_codecs as bad_codecs

MAGIC = (
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"RIFF", "RIFF media file"),
    (b"%PDF-", "PDF document"),
    (b"{\\rtf", "RTF document"),
    (b"PK\x03\x04", "zip archive or office document"),
    (b"\xd0\xcf\x11\xe0", "old office document"),
    (b"\x1f\x8b", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ", "xz archive"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"\x7fELF", "program"),
    (b"PAR1", "Parquet file"),
    (b"SQLite format 3", "SQLite database"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
)
"""First bytes of the file kinds that turn up among scraped pages, and what to call them."""

BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SAMPLE = 65_536
"""Bytes that are looked at to tell the kind and the encoding of a page."""

MAX_CONTROL = 0.03
"""Most control bytes, NUL aside, that a text may hold: random bytes hold 0.1, text practically none."""
MAX_NUL = 0.3
"""Most NUL bytes in text that isn't UTF-16: a scraper that pads lines leaves far fewer."""
MAX_HIGH_WESTERN = 0.1
"""Most high bytes of a Western text: English with curly quotes has 0.02, French 0.05, Russian 0.8."""

MIN_HIGH = 60
"""High bytes from which charset-normalizer tells an encoding: on less it guesses."""

_CONTROL = bytes(b for b in range(1, 32) if b not in b"\t\n\v\f\r\x1b") + b"\x7f"
_HIGH = bytes(range(128, 256))
_WINDOWS_1252 = "sloppy-windows-1252"
"""Windows-1252 as browsers read it: its five unused bytes become control characters, none is an error."""
_LEGACY = re.compile(r"windows-|cp\d|iso-|iso8859|koi8|mac|shift|sjis|euc|gb|big5|tis")
_WESTERN = re.compile(r"iso-?8859-1|windows-1252|cp1252")
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)


def binary_kind(data: bytes) -> str | None:
    """Name what a file is that holds no text, or return None where it may be text."""
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return kind
    sample = data[:SAMPLE]
    if not sample or _bom(data) or _utf16_without_bom(sample):
        return None
    if _share(sample, _CONTROL) > MAX_CONTROL or _share(sample, b"\0") > MAX_NUL:
        return "binary data"
    return None


def decode(data: bytes, *, markup: bool = False, declared: str | None = None) -> tuple[str, str]:
    """Decode a page and name its encoding; every byte string decodes.

    1. A byte-order mark decides. 2. Then strict UTF-8, which no other text is by chance, or UTF-8 but
    for lone surrogates; then UTF-16 told by its NULs. 3. Then the character set that was `declared`
    where the page was sent. 4. Then, in markup, the one that it declares. 5. UTF-8 with stray bytes
    stays UTF-8, the strays read as Windows-1252. What is left is Windows-1252 where few bytes are high,
    else what charset-normalizer finds.
    """
    if bom := _bom(data):
        return data.decode(bom, "replace"), bom.removesuffix("-sig")
    if wide := _utf16_without_bom(data[:SAMPLE]):
        return data.decode(wide, "replace"), wide
    whole = _without_cut_character(data)
    try:
        return whole.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return _paired(whole.decode("utf-8", "surrogatepass")), "utf-8"
    except UnicodeDecodeError:
        pass
    if name := _known(declared or "") or (_known(_declared(data)) if markup else None):
        return data.decode(name, "replace"), name
    pieces, valid, strays = _utf8_with_strays(whole)
    if valid > strays:
        return pieces, "utf-8"
    enough = len(data) - len(data.translate(None, _HIGH)) >= MIN_HIGH
    if enough and _share(data, _HIGH) > MAX_HIGH_WESTERN and (found := from_bytes(data[:SAMPLE]).best()):
        return data.decode(found.encoding, "replace"), found.encoding
    return data.decode(_WINDOWS_1252), "cp1252"


def _share(data: bytes, kinds: bytes) -> float:
    return (len(data) - len(data.translate(None, kinds))) / max(1, len(data))


def _bom(data: bytes) -> str | None:
    return next((name for mark, name in BOMS if data.startswith(mark)), None)


def _utf16_without_bom(sample: bytes) -> str | None:
    """Tell UTF-16 by NULs that fill one half of the byte pairs and not the other."""
    if len(sample) < 8:
        return None
    even, odd = _share(sample[::2], b"\0"), _share(sample[1::2], b"\0")
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    if even > 0.6 and odd < 0.1:
        return "utf-16-be"
    return None


def _declared(data: bytes) -> str:
    match = _META_CHARSET.search(data[:8192])
    return match[1].decode("ascii") if match else ""


def _known(declared: str) -> str | None:
    """Return Python's name of a character set, if it adds to what is tried anyway."""
    name = declared.lower()
    # Browsers read "iso-8859-1" as Windows-1252, which adds the curly quotes; so does the fallback.
    if not _LEGACY.match(name) or _WESTERN.fullmatch(name):
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _paired(text: str) -> str:
    """Join surrogates that stand in pairs to the character they are."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _without_cut_character(data: bytes) -> bytes:
    """Drop a last UTF-8 character that the scraper cut in its middle."""
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if byte < 0x80:
            break
        if byte >= 0xC2:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            # In a text that is ASCII otherwise it is likelier a whole letter of Windows-1252.
            return data[:-back] if back < needed and not data[:-back].isascii() else data
    return data


def _utf8_with_strays(data: bytes) -> tuple[str, int, int]:
    """Decode UTF-8 whose invalid bytes are Windows-1252; return the text and both counts."""
    pieces, valid, strays = [], 0, 0
    for good, stray in _runs(data):
        valid += len(good) - len(good.translate(None, _HIGH))
        strays += len(stray)
        pieces += [good.decode("utf-8"), stray.decode(_WINDOWS_1252)]
    return "".join(pieces), valid // 2, strays


_UTF8 = re.compile(
    rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2})+"
)


def _runs(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield each stretch of valid UTF-8 with the bytes after it that are none."""
    good, last = b"", 0
    for match in _UTF8.finditer(data):
        if match.start() > last or good:
            yield good, data[last : match.start()]
        good, last = match[0], match.end()
    yield good, data[last:]
