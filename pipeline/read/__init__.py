"""From a raw page to its text: the front door of the stage, and the only place where text changes."""

import re
from dataclasses import replace
from pathlib import PurePosixPath

from pipeline.read.accounted import accounted
from pipeline.read.containers import pages_of
from pipeline.read.decode import binary_kind, decode
from pipeline.read.html import Markup, read_fragment, read_html
from pipeline.read.kinds import CONTAINERS, DOCUMENT_START, FORMS, PACKINGS, Kind, kind_of, packing_of
from pipeline.read.language import ENGLISH, language_of
from pipeline.read.set_aside import NO_BYTES, no_page, not_read, reason_for
from pipeline.read.text import clean
from pipeline.read.told import Told, lay_out, lay_out_story, line_of, told_of
from pipeline.read.zipped import pages_of_zip
from pipeline.records import Page, RawPage

__all__ = [
    "CONTAINERS", "FORMS", "NO_BYTES", "PACKINGS", "Kind", "accounted", "kind_of", "no_page", "not_read",
    "packing_of", "pages_of", "pages_of_zip", "read", "reason_for",
]  # fmt: skip

HEAD = 2048
"""Bytes in which a document that is saved under another suffix says that it is markup."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(raw: RawPage) -> Page:
    """Read a page of any bytes as text, with the story that its markup or the scrape tells, if one does.

    Raises nothing: bytes that are no text come back as quarantined, a page without words as empty, one
    that isn't English as of an unsupported language, each with a one-line reason; text is kept where
    there is some. Markup is known by what the container says, the suffix of the source or how the text
    begins.
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
    told = told_of(raw)
    named = raw.media_type == "text/html" or FORMS.get(PurePosixPath(raw.source).suffix.lower()) == "html"
    markup = named or b"<html" in raw.data[:HEAD].lower()
    text, encoding = decode(raw.data, markup=markup, declared=raw.encoding)
    page = replace(page, encoding=encoding, title=told.headline)
    if DOCUMENT_START.match(text):
        page = _with_document(page, text, told)
    elif named and _TAG.search(text):
        page = _with_fragment(page, text, told)
    else:
        cleaned, repairs = clean(text)
        laid_out, story = lay_out(cleaned, told) if told != Told() else (cleaned, None)
        page = replace(page, text=laid_out, story=story, repairs=repairs)
    return _judged(page)


def _with_document(page: Page, text: str, told: Told) -> Page:
    """Lay a story out as headline, date line and body, each after a blank line; or a page's blocks.

    Where the scrape told a headline or a day, these count before the markup's: they were chosen for
    this site, or written by it for its feed. But of a headline with the site's name behind it, as the
    title element has it, the markup's own is left.
    """
    markup = read_html(_whole(text), fetched_at=page.fetched_at, told=told.date)
    body, page = _body(page, markup)
    page = replace(page, title=page.title or line_of(markup.title))
    if not markup.is_story or not body:
        return replace(page, text=body)
    headline = line_of(markup.headline)
    if told.headline and (headline is None or headline.casefold() not in told.headline.casefold()):
        headline = told.headline
    date_text = told.date_text if told.date else line_of(markup.date_text)
    laid_out, story = lay_out_story(
        body, headline=headline, date_text=date_text, date=markup.date, byline=line_of(markup.byline)
    )
    return replace(page, text=laid_out, story=story)


def _with_fragment(page: Page, text: str, told: Told) -> Page:
    """Lay out what is no whole page: an entry of a feed, a field of a record, a page cut out of one."""
    if told == Told():
        return _with_document(page, text, told)
    body, page = _body(page, read_fragment(_whole(text), headline=told.headline))
    laid_out, story = lay_out(body, told)
    return replace(page, text=laid_out, story=story)


def _body(page: Page, markup: Markup) -> tuple[str, Page]:
    body, repairs = clean("\n\n".join(markup.paragraphs))
    deep = ("deep-html",) if markup.deep else ()
    return body.strip(), replace(page, media_type="text/html", repairs=(*deep, *repairs))


def _whole(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text.replace("\0", ""))


def _judged(page: Page) -> Page:
    """Set a page's language, and its status where it can't be worked on."""
    if not any(c.isalnum() for c in page.text):
        return replace(page, status="empty", reason="the page holds no words")
    language = language_of(page.text)
    page = replace(page, language=language)
    if language in (None, ENGLISH):
        return page
    return replace(page, status="unsupported-language", reason=f"the page is in {language}, not English")
