"""Bytes to characters: encodings, and files that are no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.decode import binary_kind, decode

RUSSIAN = "Городской совет отложил ремонт старого моста до весны, сообщили в мэрии. " * 4
NEWS = "The town council said “no” to the café on the pier."

DECODED = [
    ("UTF-8", NEWS.encode(), NEWS, "utf-8"),
    ("UTF-8 with a byte-order mark", b"\xef\xbb\xbf" + NEWS.encode(), NEWS, "utf-8"),
    ("UTF-16 with a byte-order mark", NEWS.encode("utf-16"), NEWS, "utf-16"),
    ("UTF-16 without", NEWS.encode("utf-16-le"), NEWS, "utf-16-le"),
    ("UTF-16 big-endian without", NEWS.encode("utf-16-be"), NEWS, "utf-16-be"),
    ("Windows-1252", NEWS.encode("cp1252"), NEWS, "cp1252"),
    ("Windows-1252 ending in a letter", "an old café".encode("cp1252"), "an old café", "cp1252"),
    ("UTF-8 with stray Windows-1252", f"{NEWS} ".encode() + b"\x93so\x94", f"{NEWS} “so”", "utf-8"),
    ("UTF-8 cut in its last character", f"{NEWS}…".encode()[:-1], NEWS, "utf-8"),
    ("Cyrillic", RUSSIAN.encode("koi8-r"), RUSSIAN, "koi8_r"),
    ("nothing", b"", "", "utf-8"),
]


@pytest.mark.parametrize(("why", "data", "text", "encoding"), DECODED)
def test_encoding_is_found(why, data, text, encoding):
    assert decode(data) == (text, encoding)


MARKUP = [
    ("declared", "windows-1251", RUSSIAN, "windows-1251", "cp1251"),
    ("declared but UTF-8 all the same", "windows-1251", RUSSIAN, "utf-8", "utf-8"),
    ("declared Latin-1 is Windows-1252", "iso-8859-1", NEWS, "cp1252", "cp1252"),
    ("declared and unknown", "klingon-8", NEWS, "cp1252", "cp1252"),
    ("declared and no text encoding", "idna", NEWS, "cp1252", "cp1252"),
]


@pytest.mark.parametrize(("why", "declared", "text", "written", "expected"), MARKUP)
def test_declared_encoding_counts_in_markup(why, declared, text, written, expected):
    page = f'<html><head><meta charset="{declared}"></head><p>{text}</p>'
    assert decode(page.encode(written), markup=True) == (page, expected)


BINARY = [
    ("an image", b"\x89PNG\r\n\x1a\n....", "PNG image"),
    ("a document", b"%PDF-1.4 text text", "PDF document"),
    ("an archive", b"PK\x03\x04....", "zip archive or office document"),
    ("random bytes", bytes(range(256)) * 20, "binary data"),
    ("mostly NUL", b"ab\0\0\0" * 100, "binary data"),
]


@pytest.mark.parametrize(("why", "data", "kind"), BINARY)
def test_binary_data_is_named(why, data, kind):
    assert binary_kind(data) == kind


TEXT = [
    ("plain", NEWS.encode()),
    ("with a few NULs", b"The council\0 said\0 no to the pier on Monday."),
    ("UTF-16, half of it NUL", NEWS.encode("utf-16-le")),
    ("another alphabet", RUSSIAN.encode("koi8-r")),
    ("nothing", b""),
]


@pytest.mark.parametrize(("why", "data"), TEXT)
def test_text_is_not_binary(why, data):
    assert binary_kind(data) is None


@given(st.binary(max_size=400), st.booleans())
def test_every_byte_string_decodes(data, markup):
    text, encoding = decode(data, markup=markup)
    assert isinstance(text, str)
    assert encoding


@given(st.text(max_size=200))
def test_utf8_comes_back_as_it_was(text):
    if not text.startswith("\ufeff") and "\0" not in text:
        assert decode(text.encode()) == (text, "utf-8")


RUSSIAN = "Городской совет отложил ремонт старого моста до весны, сообщили вчера в мэрии."
META = b"<meta charset='windows-1251'>"
DECLARED = [
    ("by the transport", RUSSIAN.encode("koi8-r"), "koi8-r", (RUSSIAN, "koi8-r")),
    ("by the transport, before the markup", META + RUSSIAN.encode("koi8-r"), "KOI8-R", (META.decode() + RUSSIAN, "koi8-r")),
    ("by the markup", META + RUSSIAN.encode("cp1251"), None, (META.decode() + RUSSIAN, "cp1251")),
    ("by the markup, where the transport's is none", META + RUSSIAN.encode("cp1251"), "x-user", (META.decode() + RUSSIAN, "cp1251")),
    ("wrongly: a mark at the beginning decides", RUSSIAN.encode("utf-8-sig"), "koi8-r", (RUSSIAN, "utf-8")),
    ("wrongly: UTF-8 is nothing else by chance", RUSSIAN.encode(), "koi8-r", (RUSSIAN, "utf-8")),
    ("as Latin-1, which browsers read as more", "“No,” she said.".encode("cp1252"), "iso-8859-1", ("“No,” she said.", "cp1252")),
    ("by no text's codec", b"\xcd\xee", "rot13", ("Íî", "cp1252")),
    ("surrogates", "a\ud83d\ude00 \ud800".encode("utf-8", "surrogatepass"), None, ("a😀 \ud800", "utf-8")),
]  # fmt: skip


@pytest.mark.parametrize(("why", "data", "declared", "expected"), DECLARED)
def test_an_encoding_is_declared(why, data, declared, expected):
    assert decode(data, markup=True, declared=declared) == expected, why
