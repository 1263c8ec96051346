"""What people who review the tables say of them: a correction, and what became of it.

A correction doesn't point at rows or offsets, which change from scrape to scrape. It keeps the words that it
is about, with what stands before and after them: the TextQuoteSelector of the W3C's Web Annotation Data
Model (2017). So it is found again in the same article on another page, in a fuller text, under other ids.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from pipeline.records import Attribution, QuoteType, SpeakerKind

Action = Literal["confirm", "reject", "change", "add", "complete", "merge", "split", "withdraw"]
"""confirm: it is right as shown. reject: nobody said this. change: it was said, but otherwise. add: a
quotation that wasn't found. complete: all quotations of the article are as shown, with the corrections before
it, and whatever a model finds there besides is none; so whoever says it confirms first what is right. merge:
two names are one person's (or body's). split: two names aren't. withdraw: an earlier correction doesn't count
any more."""

AROUND = 48
"""Code points that an anchor keeps on each side, and more where the text says the same elsewhere."""
REVIEWED = "reviewed"
"""The step that attributed a quotation which is as a person said."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of an article, and what stands around them: cut at its ends, so either may be empty."""

    exact: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The article that a correction is about; where its id is gone, the anchors tell where the words are."""

    article_id: str
    headline: str | None = None
    date: dt.date | None = None
    words: str | None = None
    """Digest of all its words, see `place_of`: what is said of the whole article holds while it has these."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a quotation is, as a person says: all of it, so that it holds whatever a model answers later."""

    type: QuoteType
    pieces: tuple[Anchor, ...]
    """Its words without the quotation marks, in the order of the text; never empty."""
    speaker: str | None = None
    """None: the text leaves open who speaks."""
    kind: SpeakerKind | None = None
    role: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """Two names of one kind, which are one entity's or aren't."""

    kind: SpeakerKind
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of the journal. What an action doesn't need is None or empty.

    confirm and change have `place`, `shown` and `answer`; reject has `place` and `shown`; add has `place` and
    `answer`; complete has `place`, and `shown` unless there is no quotation; merge and split have `names`;
    withdraw has `of`.
    """

    correction_id: str
    """Made from all the rest."""
    action: Action
    who: str
    when: dt.datetime
    """In UTC, to the second."""
    place: Place | None = None
    shown: tuple[Anchor, ...] = ()
    """The quotation's pieces as the tables showed them; of complete, those of all quotations."""
    answer: Answer | None = None
    names: Names | None = None
    of: str | None = None
    """The correction_id that is withdrawn."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a correction when tables were made."""

    correction: Correction
    status: Literal["applied", "superseded", "withdrawn", "lost"]
    """superseded: a later one is about the same. lost: its place isn't there, or isn't clear."""
    reason: str | None = None
    """Why it isn't applied, in one line; of one that is, what it did besides."""
    article_id: str | None = None
    """The article where its words were found."""
    model: Attribution | None = None
    """What the model had answered there; None where it had found no quotation."""
    result: Attribution | None = None
    """What stands in `quotes` instead; None for a rejected quotation."""
