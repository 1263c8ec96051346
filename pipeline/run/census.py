"""Which pages the next snapshot holds, and which of them are still to be processed.

It holds the pages that lie in the raw folders now, and those of the snapshot before that lie there no
longer, so that what was once on record stays; a mirror holds the former alone. Forgotten pages are in
neither.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.inventory import RawFile, pages_of_files
from pipeline.records import Page, RawPage
from pipeline.work import Done, MissingWorkError

if TYPE_CHECKING:
    from pipeline.config import Settings

NEVER_TEXT = "application/octet-stream"


class Before(NamedTuple):
    """A page of the snapshot before, without its text."""

    page_id: str
    source: str
    sha256: str
    url: str | None
    media_type: str
    status: str
    reason: str | None


@dataclass(slots=True)
class Census:
    """The count of pages, filled while the pages of `to_process` are taken."""

    done: Mapping[str, Done]
    """Finished pages by their id."""
    before: Mapping[str, Before]
    """The pages of the snapshot in use, by their id."""
    is_forgotten: Callable[[str, str, str | None], bool]
    """Of a page with this source, these bytes (SHA-256) and this address."""
    mirror: bool = False
    retry: bool = False
    here: set[str] = field(default_factory=set)
    """Ids of the pages in the raw folders."""
    sources: set[str] = field(default_factory=set)
    unread: dict[str, Page] = field(default_factory=dict)
    """Those of them that were set aside unread: made anew in each run, never kept as work."""
    retried: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    n_waiting: int = 0
    """How many pages were given to be processed."""
    n_forgotten: int = 0

    def to_process(
        self, pages: Iterable[RawPage | Page], stored: Callable[[set[str]], Iterator[Page]]
    ) -> Iterator[RawPage | Page]:
        """Take down every page in the raw folders, and give those that are to be processed.

        After them come the pages that vanished and that no work file holds, as `stored` gives them from
        the snapshot before.
        """
        for page in pages:
            if self._is_to_do(page):
                self.n_waiting += 1
                yield page
        missing = {page.page_id for page in self.staying() if page.page_id not in self.done}
        for page in stored(missing) if missing else ():
            yield _given_another_chance(page)

    def _is_to_do(self, page: RawPage | Page) -> bool:
        page_id = page.page_id
        if self.is_forgotten(page.source, page.sha256, page.url):
            self.n_forgotten += 1
            return False
        if page_id in self.here:
            return False
        self.here.add(page_id)
        self.sources.add(page.source)
        if isinstance(page, Page) and page.status != "ok":
            self.unread[page_id] = page
            return False
        if (done := self.done.get(page_id)) is None:
            return True
        if self.retry and done.key.status == "quarantined":
            self.retried.add(page_id)
            return True
        self.kept.add(page_id)
        return False

    def vanished(self) -> list[Before]:
        """List the pages of the snapshot before that no longer lie in the raw folders.

        What never became text isn't among them: there is nothing of it that could stay.
        """
        return [
            page
            for page_id, page in self.before.items()
            if page_id not in self.here
            and page.media_type != NEVER_TEXT
            and not self.is_forgotten(page.source, page.sha256, page.url)
        ]

    def never_text(self) -> set[str]:
        """List the pages of the snapshot before that never became text."""
        return {page_id for page_id, page in self.before.items() if page.media_type == NEVER_TEXT}

    def staying(self) -> list[Before]:
        """List the vanished pages that stay in the tables: all, or none in a mirror."""
        return [] if self.mirror else self.vanished()

    def wanted(self, done: Mapping[str, Done]) -> list[Done]:
        """List the work that the next snapshot is made from, besides what was set aside unread.

        Assumes that every page was taken, and that `done` is what is finished since; raises MissingWorkError
        where a page isn't.
        """
        read = (self.here - self.unread.keys()) | {page.page_id for page in self.staying()}
        if missing := len(read - done.keys()):
            raise MissingWorkError(f"{missing:,} pages were finished, and aren't any more")
        return [done[page_id] for page_id in sorted(read)]

    def is_as_before(self, wanted: Iterable[Done]) -> bool:
        """Say whether the next snapshot would hold the pages of the one before, each with its status."""
        now = {done.key.page_id: (done.key.status, done.key.reason) for done in wanted}
        now |= {page_id: (page.status, page.reason) for page_id, page in self.unread.items()}
        return now == {page_id: (page.status, page.reason) for page_id, page in self.before.items()}


def _given_another_chance(page: Page) -> Page:
    """Take a text that was quarantined while it was worked on as if it had just been read."""
    if page.status == "quarantined" and page.text:
        return replace(page, status="ok", reason=None)
    return page


def pages_of(settings: "Settings", files: Iterable[RawFile]) -> Iterator[RawPage | Page]:
    """Read the pages of some files, one after another."""
    return pages_of_files(files, max_page_bytes=settings.max_page_bytes, fields=settings.fields)
