"""Articles with their quotations and names, one by one: what the annotation formats are made from."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.export.choice import Chosen
from pipeline.records import Span
from pipeline.store import Snapshot
from pipeline.tables import Row

ARTICLE = ("article_id", "date", "headline", "text")
QUOTE = (
    "article_id", "quote_id", "type", "spans", "cue_start", "cue_end", "mention_start", "mention_end",
    "speaker", "speaker_role", "speaker_affiliation", "confidence",
)  # fmt: skip
MENTION = ("article_id", "start", "end", "label")


@dataclass(frozen=True, slots=True)
class Quote:
    """One attribution, with its places in the text."""

    quote_id: str
    type: str
    content: tuple[Span, ...]
    cue: Span | None = None
    source: Span | None = None
    """The mention of the speaker."""
    speaker: str | None = None
    role: str | None = None
    affiliation: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Name:
    """A mention of an entity, with its OntoNotes label."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """An article with all that is marked in it, in the order of the text."""

    article_id: str
    text: str
    quotes: tuple[Quote, ...] = ()
    names: tuple[Name, ...] = ()
    date: dt.date | None = None
    headline: str | None = None
    reviewed: bool = False
    """Whether somebody has said that all its quotations are as they should be."""


def documents(snapshot: Snapshot, chosen: Chosen, *, names: bool = True) -> Iterator[Document]:
    """Give the chosen articles one by one, in the order of the table, each with all its quotations.

    Assumes that quotes and mentions are sorted by article as articles are, which the tables promise. Without
    the column of reviews, as in tables of an older version, nothing counts as reviewed. Raises SetupError
    where a table is missing or can't be read.
    """
    columns = (*ARTICLE, *({"reviewed"} & set(snapshot.columns("articles"))))
    keeps = chosen.keeper("articles", columns)
    quotes = _Beside(snapshot.rows("quotes", QUOTE))
    mentions = _Beside(snapshot.rows("mentions", MENTION) if names else iter(()))
    for row in snapshot.rows("articles", columns):
        if keeps(row):
            yield Document(
                article_id=(article_id := row["article_id"]),
                text=row["text"],
                quotes=tuple(_quote(quote) for quote in quotes.of(article_id)),
                names=tuple(Name(Span(m["start"], m["end"]), m["label"]) for m in mentions.of(article_id)),
                date=row["date"],
                headline=row["headline"],
                reviewed=bool(row.get("reviewed")),
            )


class _Beside:
    """The rows of a table, read beside the articles that they belong to."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, article_id: str) -> Iterator[Row]:
        while self._next is not None and self._next["article_id"] <= article_id:
            if self._next["article_id"] == article_id:
                yield self._next
            self._next = next(self._rows, None)


def _quote(row: Row) -> Quote:
    return Quote(
        quote_id=row["quote_id"],
        type=row["type"],
        content=tuple(Span(piece["start"], piece["end"]) for piece in row["spans"]),
        cue=_span(row["cue_start"], row["cue_end"]),
        source=_span(row["mention_start"], row["mention_end"]),
        speaker=row["speaker"],
        role=row["speaker_role"],
        affiliation=row["speaker_affiliation"],
        confidence=row["confidence"],
    )


def _span(start: Any, end: Any) -> Span | None:
    return None if start is None or end is None else Span(start, end)
