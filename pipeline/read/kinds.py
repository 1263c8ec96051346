"""What a file of a scrape is: told by its name, or by how its bytes begin."""

import re
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from pipeline.read.packed import Packing

Form = Literal["text", "html", "json", "jsonl", "warc", "feed", "zip"]

FORMS: dict[str, Form] = {
    ".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".jl": "jsonl",
    ".warc": "warc", ".wet": "warc", ".xml": "feed", ".rss": "feed", ".atom": "feed", ".zip": "zip",
}  # fmt: skip
PACKINGS: dict[str, Packing] = {".gz": "gz", ".zst": "zst"}
CONTAINERS = frozenset({"json", "jsonl", "warc", "feed", "zip"})
"""Forms whose records are pages of their own."""

HEAD = 4096
"""Bytes in which a file says what it is."""

_PROLOGUE = r"\s{0,999}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--.{0,2000}?-->\s{0,99}){0,3}"
# A dump of text may hold tags anywhere; only a page that begins as a document is markup.
DOCUMENT_START = re.compile(rf"{_PROLOGUE}<(?:!doctype\s{{1,9}}html|html|head)\b", re.IGNORECASE | re.DOTALL)
FEED_START = re.compile(
    rf"{_PROLOGUE}(?:<\?[^>]{{0,400}}>\s{{0,99}}|<!doctype\s[^>]{{0,400}}>\s{{0,99}}){{0,5}}"
    r"<(?:rss|(?:\w{1,20}:)?RDF|(?:atom:)?feed)[\s>]",
    re.IGNORECASE | re.DOTALL,
)


class Kind(NamedTuple):
    """What a file is; no form: its name tells none that is known."""

    form: Form | None
    packing: Packing | None = None


def kind_of(name: str) -> Kind:
    """Tell what a file is by the suffix of its name, below that of its packing."""
    path = PurePosixPath(name)
    packing = PACKINGS.get(path.suffix.lower())
    suffix = PurePosixPath(path.stem).suffix if packing else path.suffix
    return Kind(FORMS.get(suffix.lower()), packing)


def sniff(head: bytes) -> Form | None:
    """Tell what bytes are by their beginning, or None where it tells nothing: text, or what is no page."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "latin-1", "replace")
    if FEED_START.match(text):
        return "feed"
    if DOCUMENT_START.match(text):
        return "html"
    if re.match(r'\s{0,999}\{\s{0,99}"', text):
        return "jsonl" if '"}\n' in text or "\n" not in text.strip() else "json"
    return "json" if re.match(r"\s{0,999}\[\s{0,999}\{", text) else None


def packing_of(head: bytes) -> Packing | None:
    """Tell by the first bytes how a stream is packed."""
    if head.startswith(b"\x1f\x8b\x08"):
        return "gz"
    return "zst" if head.startswith(b"\x28\xb5\x2f\xfd") else None
