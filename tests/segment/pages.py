"""Pages made in place for tests of segment."""

from datetime import datetime

from pipeline.records import Article, Page, Segmented
from pipeline.segment import segment


def page_of(text: str, *, scraped: datetime | None = None, status: str = "ok") -> Page:
    return Page("p", "p.txt", "0" * 64, "text/plain", text, fetched_at=scraped, status=status, language="en")  # type: ignore[arg-type]


def divide(text: str, *, scraped: datetime | None = None) -> Segmented:
    return segment(page_of(text, scraped=scraped))


def told(text: str, *, scraped: datetime | None = None) -> tuple[Article, ...]:
    return divide(text, scraped=scraped).articles
