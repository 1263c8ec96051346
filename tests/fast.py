"""Runs in which a page costs next to nothing: a paragraph is an article, what stands in marks is a quotation.

The same bytes always yield the same result, as with the real line for one page; a page that says FAULT is
quarantined, one in which nothing stands is empty. Each version of the rules leaves its name in headlines.
"""

import hashlib
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from pipeline import config, reprints
from pipeline.records import (
    Article,
    Attribution,
    Mention,
    Page,
    PageResult,
    Quotation,
    RawPage,
    Resolution,
    Segmented,
    Span,
    Story,
    content_id,
)
from pipeline.run import processing

rules = "first"
MODELS = SimpleNamespace(nlp=SimpleNamespace(vocab=()))
NAME, SAID = (
    re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b"),
    re.compile(r"“([^”]+)” said ([A-Z][a-z]+ [A-Z][a-z]+)"),
)


def process_page(raw: RawPage | Page) -> PageResult:
    page = raw if isinstance(raw, Page) else page_of(raw)
    if page.status != "ok":
        return PageResult(page)
    if "FAULT" in page.text:
        return PageResult(replace(page, status="quarantined", reason="it says so"))
    articles = tuple(
        Article(content_id(m.group()), page.page_id, n, m.start(), m.end(), m.group(), headline=rules)
        for n, m in enumerate(re.finditer(r"[^\n]+", page.text))
    )
    return PageResult(page, Segmented(articles), tuple(_resolution(article.text) for article in articles))


def page_of(raw: RawPage) -> Page:
    text = raw.data.decode("utf-8", "replace")
    page = Page(raw.page_id, raw.source, raw.sha256, "text/plain", text, raw.url, raw.fetched_at)
    if not text.strip():
        return replace(page, status="empty", reason="the page holds no words")
    return replace(page, language="en", repairs=("nul",), story=Story(Span(0, len(text)), headline="H"))


def _resolution(text: str) -> Resolution:
    mentions = tuple(Mention(m.start(), m.end(), m.group(), "PERSON") for m in NAME.finditer(text))
    said = (
        Attribution(Quotation((Span(*m.span(1)),), "direct", mention=Span(*m.span(2))), m.group(2), "person")
        for m in SAID.finditer(text)
    )
    return Resolution(mentions, tuple(said))


def process_pages(raws, models, *, max_article_chars):
    return map(process_page, raws)


def install(monkeypatch, *, batch: int = 3) -> None:
    """Let every run in this process be fast; the rules are the first ones, see `use_rules`."""
    monkeypatch.setattr(processing, "process_pages", process_pages)
    monkeypatch.setattr(processing, "load_models", lambda _: MODELS)
    monkeypatch.setattr(processing, "BATCH", batch)
    monkeypatch.setattr(reprints, "sign", lambda texts: [None] * len(texts))  # only equal ids are one
    monkeypatch.setattr(os, "fsync", lambda _: None)  # it guards from a loss of power, not of a process
    monkeypatch.setattr(config, "model_version", lambda _: "fast 1")
    use_rules(monkeypatch, "first")


def use_rules(monkeypatch, version: str) -> None:
    """Let results and fingerprint be others, as after an upgrade."""
    monkeypatch.setattr(sys.modules[__name__], "rules", version)
    fingerprint = hashlib.sha256(version.encode()).hexdigest()[:16]
    monkeypatch.setattr(config, "fingerprint", lambda _: fingerprint)


def tables_in(out: Path) -> dict[str, list[bytes]]:
    """Read what every table of the snapshot in use holds, byte by byte."""
    current = (out / "quotes").resolve().parent
    return {
        folder.name: [part.read_bytes() for part in sorted(folder.glob("*.parquet"))]
        for folder in current.iterdir()
        if folder.is_dir()
    }
