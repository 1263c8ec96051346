"""Where an article was seen, and what it tells there besides its text."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records import DatePrecision


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as one page shows it, without its text."""

    article_id: str
    page_id: str
    date: dt.date | None = None
    date_text: str | None = None
    date_precision: DatePrecision | None = None
    date_ambiguous: bool = False
    headline: str | None = None
    byline: str | None = None


def filled(kept: Seen, places: Sequence[Seen]) -> Seen:
    """Give a kept article the id of the first place, and what others tell where it is silent.

    `places` are all where the article and its reprints were seen, in order.
    """
    dated = next((other for other in (kept, *places) if other.date), kept)
    return replace(
        kept,
        article_id=places[0].article_id,
        date=dated.date,
        date_text=dated.date_text,
        date_precision=dated.date_precision,
        date_ambiguous=dated.date_ambiguous,
        headline=next((other.headline for other in (kept, *places) if other.headline), None),
        byline=next((other.byline for other in (kept, *places) if other.byline), None),
    )
