"""Articles with quotations in curly marks, and corrections of them, each in one line."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline import corrections, journal
from pipeline.corrections import Answer, Correction, Outcome, anchors, place_of
from pipeline.records import Article, Attribution, Quotation, Resolution, Span

WHEN = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
SAID = re.compile(r"“([^”]+)”(?: said ([A-Z]\w+ [A-Z]\w+))?")

Pair = tuple[Article, Resolution]


@dataclass(frozen=True)
class Pairs:
    """Articles that are at hand."""

    pairs: Sequence[Pair]

    def place_of(self, article_id: str) -> int | None:
        return next((at for at, (each, _) in enumerate(self.pairs) if each.article_id == article_id), None)

    def pair(self, at: int) -> Pair:
        return self.pairs[at]

    def texts(self) -> Iterable[tuple[int, str]]:
        return ((at, each.text) for at, (each, _) in enumerate(self.pairs))


@dataclass(frozen=True)
class Made:
    """Articles as corrected, and what came of each correction."""

    articles: tuple[Pair, ...]
    outcomes: tuple[Outcome, ...]


def apply(pairs: Sequence[Pair], said: Sequence[Correction]) -> Made:
    """Apply corrections to articles that are at hand."""
    made = corrections.apply(Pairs(pairs), said)
    articles = tuple((each, made.changed.get(at, found)) for at, (each, found) in enumerate(pairs))
    return Made(articles, made.outcomes)


def article(text: str, article_id: str = "a1", **more: object) -> Pair:
    """Make an article in which whatever stands in marks is a quotation, of whoever is said to have said it."""
    found = [
        Attribution(
            Quotation(
                (Span(*m.span(1)),),
                "direct",
                cue=Span(m.end(1) + 2, m.end(1) + 6) if m[2] else None,
                mention=Span(*m.span(2)) if m[2] else None,
                confidence=0.7,
                step="marks",
            ),
            m[2],
            "person" if m[2] else None,
            unattributed_reason=None if m[2] else "nobody near",
        )
        for m in SAID.finditer(text)
    ]
    return Article(article_id, "p1", 0, 0, len(text), text, **more), Resolution((), tuple(found))


def span_of(text: str, words: str) -> Span:
    """Find words, within longer ones only where they stand nowhere else."""
    whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    start = whole.start() if whole else text.index(words)
    return Span(start, start + len(words))


def spans_of(text: str, words: str) -> tuple[Span, ...]:
    """Find pieces, with a bar between them."""
    return tuple(span_of(text, piece) for piece in words.split("|"))


def say(
    action: str,
    pair: Pair,
    words: str = "",
    answer: str | None = None,
    speaker: str | None = None,
    *,
    who: str = "ada",
    type: str = "direct",
    **more: object,
) -> Correction:
    """Make a correction of the quotation with these words; the answer has the same ones unless told."""
    text = pair[0].text
    place = place_of(pair[0].article_id, text, headline=pair[0].headline, date=pair[0].date)
    if action == "complete":
        shown = [a for it in pair[1].attributions for a in anchors(text, it.quotation.spans)]
        return journal.make("complete", who, WHEN, place=place, shown=tuple(shown), **more)
    shown = () if action == "add" else anchors(text, spans_of(text, words))
    told = None
    if action != "reject":
        pieces = anchors(text, spans_of(text, answer or words))
        told = Answer(type, pieces, speaker, "person" if speaker else None)
    return journal.make(action, who, WHEN, place=place, shown=shown, answer=told, **more)


def withdraw(correction: Correction, **more: object) -> Correction:
    return journal.make("withdraw", "ada", WHEN, of=correction.correction_id, **more)


def told(pair: Pair) -> list[tuple[str, str | None]]:
    """Tell an article's quotations: words and speaker."""
    return [
        ("|".join(span.of(pair[0].text) for span in it.quotation.spans), it.speaker)
        for it in pair[1].attributions
    ]
