"""The records that pass between stages, and how ids are made from content.

Every offset is a Unicode code point, every span half-open. Records are frozen: a stage returns new
ones and changes none. Unknown is None, never an empty string.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "empty", "unsupported-language", "quarantined", "not-pages"]
"""`not-pages` is the row of a container whose other records hold no pages: its reason counts them."""
FINE: tuple[Status, ...] = ("ok", "not-pages")
"""Of rows that tell of nothing that should be a page and could not be worked on."""
DatePrecision = Literal["day", "month", "year"]
QuoteType = Literal["direct", "partial", "indirect"]
SpeakerKind = Literal["person", "organization", "group", "place", "document", "other"]
_RECORD = re.compile(r"#\d+$")


def content_id(*parts: object) -> str:
    """Make a stable 16-digit hexadecimal id from the parts' text, the same on every machine."""
    joined = "\x1f".join(["" if part is None else str(part) for part in parts])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def page_id_of(source: str, sha256: str, *told: object) -> str:
    """Make the id of the page that was scraped to `source` with these bytes, and with what the scrape told.

    What wasn't told counts for nothing, so that a page of its own file has the same id by any reader.
    """
    return content_id("page", source, sha256, *(told if any(part is not None for part in told) else ()))


def is_record(source: str) -> bool:
    """Say whether a page is a record of a container, which is told by its number there."""
    return _RECORD.search(source) is not None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page as it was scraped: bytes, and where they came from."""

    source: str
    """Path under the raw root, with `#n` for a record of a container."""
    data: bytes
    url: str | None = None
    fetched_at: dt.datetime | None = None
    title: str | None = None
    """The headline, where the scrape or feed gives it beside the text."""
    date_text: str | None = None
    """The date, likewise, as it is printed there."""
    media_type: str | None = None
    """text/html or text/plain, where the container says so; None: the source's suffix and the bytes tell."""
    encoding: str | None = None
    """The character encoding that the transport declared."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def page_id(self) -> str:
        told = (self.url, self.fetched_at, self.title, self.date_text, self.media_type, self.encoding)
        return page_id_of(self.source, self.sha256, *told)


@dataclass(frozen=True, slots=True)
class Story:
    """What the markup of an HTML page, or the scrape, says of the one story that the page tells."""

    body: Span
    """Where the story's own words stand in the page's text."""
    headline: str | None = None
    byline: str | None = None
    date: dt.date | None = None
    date_text: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text: what every later offset into the page refers to."""

    page_id: str
    source: str
    sha256: str
    media_type: str
    text: str
    url: str | None = None
    fetched_at: dt.datetime | None = None
    encoding: str | None = None
    repairs: tuple[str, ...] = ()
    language: str | None = None
    title: str | None = None
    status: Status = "ok"
    reason: str | None = None
    story: Story | None = None
    """Set where the markup or the scrape told what the story is; None for a text page or a listing."""


@dataclass(frozen=True, slots=True)
class Article:
    """One dated item of a page: `text == page.text[start:end]`, without date line and headline."""

    article_id: str
    page_id: str
    position: int
    start: int
    end: int
    text: str
    language: str | None = None
    date: dt.date | None = None
    date_text: str | None = None
    date_precision: DatePrecision | None = None
    date_ambiguous: bool = False
    headline: str | None = None
    byline: str | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Leftover:
    """A stretch of a page that lies in no article, and why: navigation, share, contact, tag and so on."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Segmented:
    """A page divided: its articles in page order, and what was left out."""

    articles: tuple[Article, ...] = ()
    leftovers: tuple[Leftover, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A named-entity mention in an article's text, with an OntoNotes label."""

    start: int
    end: int
    text: str
    label: str
    name: str | None = None
    """The fullest form of the name that the page gives; None before names are linked."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Quotation:
    """One source's words under one cue, not yet resolved to a speaker.

    `spans` are the pieces without their marks; `mention` is the source mention: the noun phrase that
    names the speaker nearest the quotation, with its title and appositive (the source span of PolNeAR).
    """

    spans: tuple[Span, ...]
    type: QuoteType
    cue: Span | None = None
    mention: Span | None = None
    closed: bool = True
    confidence: float = 0.5
    step: str | None = None
    """The step of the cascade that attributed it; None where none did."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A quotation with its speaker: a resolved name, or None with the reason why not."""

    quotation: Quotation
    speaker: str | None = None
    kind: SpeakerKind | None = None
    role: str | None = None
    affiliation: str | None = None
    unattributed_reason: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[tuple[Span, ...], Span, str]:
        """What an article's attributions are sorted by, to stand in the order of the text."""
        found = self.quotation
        return found.spans, found.cue or Span(-1, -1), found.type


@dataclass(frozen=True, slots=True)
class Resolution:
    """What linking an article yields: its mentions with their names, its quotations with speakers."""

    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()


@dataclass(frozen=True, slots=True)
class PageResult:
    """Everything that processing one page yields; `resolutions` runs beside `segmented.articles`."""

    page: Page
    segmented: Segmented = Segmented()
    resolutions: tuple[Resolution, ...] = ()
