"""Records of what was set aside before it became text, and the one-line reasons."""

from pipeline.errors import PageError
from pipeline.records import Page, RawPage, Status, page_id_of

NO_BYTES = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""SHA-256 of nothing: of what was never opened."""


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


def no_page(source: str, reason: str, *, sha256: str = NO_BYTES, status: Status = "quarantined") -> Page:
    """Make the record of a file, or of a part of one, that yields no page; `sha256` is of its bytes."""
    return Page(
        page_id=page_id_of(source, sha256),
        source=source,
        sha256=sha256,
        media_type="application/octet-stream",
        text="",
        status=status,
        reason=reason,
    )


def reason_for(error: Exception) -> str:
    """Say in one line why a page was set aside; a PageError says it itself."""
    said = " ".join(str(error).split())[:300]
    return said if isinstance(error, PageError) and said else f"{type(error).__name__}: {said}".rstrip(": ")
