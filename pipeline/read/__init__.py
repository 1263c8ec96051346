"""From a raw page to its text: the front door of the stage, and the only place where text changes."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.errors import PageError
from pipeline.read.decode import binary_kind, decode
from pipeline.read.html import Markup, read_html
from pipeline.read.language import ENGLISH, language_of
from pipeline.read.text import clean
from pipeline.records import Page, RawPage, Span, Story

__all__ = ["not_read", "read", "reason_for"]

MARKUP_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
HEAD = 2048
"""Bytes in which a document that is saved under another suffix says that it is markup."""
# A dump of text may hold tags anywhere; only a page that begins as a document is markup.
_DOCUMENT_START = re.compile(
    r"\s{0,999}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--.{0,2000}?-->\s{0,99}){0,3}<(?:!doctype\s{1,9}html|html|head)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")


def read(raw: RawPage) -> Page:
    """Read a page of any bytes as text, with the story that its markup tells, if it tells one.

    Raises nothing: bytes that are no text come back as quarantined, a page without words as empty, one
    that isn't English as of an unsupported language, each with a one-line reason; text is kept where
    there is some. Markup is known by the suffix of the source or by how the text begins.
    """
    page = Page(
        page_id=raw.page_id,
        source=raw.source,
        sha256=raw.sha256,
        media_type="text/plain",
        text="",
        url=raw.url,
        fetched_at=raw.fetched_at,
    )
    if kind := binary_kind(raw.data):
        return replace(
            page, media_type="application/octet-stream", status="quarantined", reason=f"not text: {kind}"
        )
    suffix = PurePosixPath(raw.source.partition("#")[0]).suffix.lower()
    markup = suffix in MARKUP_SUFFIXES or b"<html" in raw.data[:HEAD].lower()
    text, encoding = decode(raw.data, markup=markup)
    page = replace(page, encoding=encoding)
    if _DOCUMENT_START.match(text) or (suffix in MARKUP_SUFFIXES and _TAG.search(text)):
        page = _with_markup(page, read_html(text.replace("\0", ""), fetched_at=raw.fetched_at))
    else:
        cleaned, repairs = clean(text)
        page = replace(page, text=cleaned, repairs=repairs)
    return _judged(page)


def not_read(raw: RawPage | Page, reason: str) -> Page:
    """Make the record of a page that was set aside before it became text."""
    return Page(
        page_id=raw.page_id,
        source=raw.source,
        sha256=raw.sha256,
        media_type="application/octet-stream",
        text="",
        url=raw.url,
        fetched_at=raw.fetched_at,
        status="quarantined",
        reason=reason,
    )


def reason_for(error: Exception) -> str:
    """Say in one line why a page was set aside; a PageError says it itself."""
    said = " ".join(str(error).split())[:300]
    return said if isinstance(error, PageError) and said else f"{type(error).__name__}: {said}".rstrip(": ")


def _with_markup(page: Page, markup: Markup) -> Page:
    """Lay a story out as headline, date line and body, each after a blank line; or a page's blocks."""
    body, repairs = clean("\n\n".join(markup.paragraphs))
    body = body.strip()
    page = replace(page, media_type="text/html", repairs=repairs, title=_line(markup.title))
    if not markup.is_story or not body:
        return replace(page, text=body)
    headline, date_text = _line(markup.headline), _line(markup.date_text)
    head = "".join(f"{line}\n\n" for line in (headline, date_text) if line)
    story = Story(
        body=Span(len(head), len(head) + len(body)),
        headline=headline,
        byline=_line(markup.byline),
        date=markup.date,
        date_text=date_text,
    )
    return replace(page, text=head + body, story=story)


def _line(text: str | None) -> str | None:
    """Clean a text that stands on one line; None where nothing is left of it."""
    return " ".join(clean(text or "")[0].split()) or None


def _judged(page: Page) -> Page:
    """Set a page's language, and its status where it can't be worked on."""
    if not any(c.isalnum() for c in page.text):
        return replace(page, status="empty", reason="the page holds no words")
    language = language_of(page.text)
    page = replace(page, language=language)
    if language in (None, ENGLISH):
        return page
    return replace(page, status="unsupported-language", reason=f"the page is in {language}, not English")
