"""Where a page of the report lies, and which addresses it leads to."""

import re
from urllib.parse import urlsplit

from pipeline.records import content_id

_ID = re.compile(r"[0-9a-f]{16}")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


def slug(name: str) -> str:
    """Name the file of an id: the id itself, or one made of it where it could be no name."""
    return name if _ID.fullmatch(name) else content_id("file", name)


def article(article_id: str) -> str:
    """Say where an article's page lies, from the root of the report."""
    name = slug(article_id)
    return f"articles/{name[:2]}/{name}.html"


def quote(article_id: str, quote_id: str) -> str:
    """Say where a quotation stands, from the root of the report."""
    return f"{article(article_id)}#q-{slug(quote_id)}"


def speaker(entity_id: str, number: int = 1) -> str:
    """Say where a speaker's page lies, or one of the further ones, from the root of the report."""
    name = slug(entity_id)
    return f"speakers/{name[:2]}/{name}{_further(number)}.html"


def listing(name: str, number: int = 1) -> str:
    """Say where a list lies, or one of its further pages."""
    return f"{name}{_further(number)}.html"


def original(url: str | None) -> str | None:
    """Give an address if it is a web page's; None where it is none, or could do anything but open a page."""
    if not url or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket without its other one
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _further(number: int) -> str:
    return "" if number == 1 else f"-{number}"
