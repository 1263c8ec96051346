"""The pages of articles: each with its quotations marked in the text and explained beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from pipeline.records import Span
from pipeline.report import links
from pipeline.report.desk import Desk, Row
from pipeline.report.highlights import Marked, Piece, paragraphs, starts
from pipeline.report.pages import Pages, month, paged
from pipeline.report.reviewed import review_of

LISTED = 500  # articles on one page of the list
COLOURS = 8
TOLD = 50  # articles after which progress is told
_QUOTES = """
    SELECT quotes.*, entities.name FROM quotes LEFT JOIN entities ON entities.entity_id = quotes.speaker_id
    WHERE article_id = ? ORDER BY quotes.rowid"""
_SIGHTINGS = """
    SELECT pages.source, pages.url, pages.fetched_at, sightings.similarity
    FROM sightings JOIN pages USING (page_id) WHERE article_id = ? ORDER BY sightings.rowid"""
_LIST = """
    SELECT article_id, title, date, date_precision, n_words, n_quotes FROM articles
    ORDER BY date IS NULL, date DESC, article_id"""


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker within an article, with the colour of their quotations."""

    name: str
    look: str
    speaker_id: str | None
    n: int


def write(pages: Pages, desk: Desk, on_progress: Callable[[int, int], None]) -> int:
    """Write a page for every article, and the list of them; say how many articles there are."""
    listed = list(desk.ask(_LIST))
    for done, article in enumerate(desk.articles(), 1):
        _write_one(pages, desk, article)
        if done % TOLD == 0 or done == len(listed):
            on_progress(done, len(listed))
    for number, shown in paged(listed, LISTED):
        pages.write(
            links.listing("articles", number), "articles",
            months=_by_month(shown), number=number, last=_pages_of(listed), n=len(listed),
        )  # fmt: skip
    return len(listed)


def _write_one(pages: Pages, desk: Desk, article: Row) -> None:
    quotes = list(desk.ask(_QUOTES, article["article_id"]))
    voices = _voices(quotes)
    notes = [
        {
            **quote,
            "anchor": links.slug(quote["quote_id"]),
            "number": number,
            "look": voices[_voice(quote)].look,
            "said": _said(quote),
            **review_of(desk, quote),
        }
        for number, quote in enumerate(quotes, 1)
    ]
    pieces = paragraphs(article["text"], [_marked(quote) for quote in quotes])
    lines = [
        (start, line_of(line, notes)) for start, line in zip(starts(article["text"]), pieces, strict=True)
    ]
    seen = [
        {**row, "original": links.original(row["url"])} for row in desk.ask(_SIGHTINGS, article["article_id"])
    ]
    pages.write(
        links.article(article["article_id"]), "article",
        article=article, lines=lines, notes=notes, seen=seen,
        voices=[voice for voice in voices.values() if voice.look != "nobody"],
    )  # fmt: skip


def line_of(pieces: Sequence[Piece], notes: Sequence[Row]) -> Markup:
    """Make the HTML of one paragraph; quotations are the numbers of `notes`.

    Each piece is wrapped for itself, from the longest quotation to the shortest, so that quotations may
    overlap as they like; the words of one are those of its elements, in order.
    """
    made = Markup()
    for piece in pieces:
        html = escape(piece.text)
        for kind, numbers in (("role", piece.roles), ("mention", piece.mentions), ("cue", piece.cues)):
            if numbers:
                of = " ".join(notes[number]["anchor"] for number in numbers)
                looks = " ".join(dict.fromkeys(notes[number]["look"] for number in numbers))
                html = Markup('<span class="{} {}" data-of="{}">{}</span>').format(kind, looks, of, html)
        for number in reversed(piece.quotes):
            note = notes[number]
            html = Markup('<span class="q {} {}" data-q="{}">{}</span>').format(
                note["look"], note["type"], note["anchor"], html
            )
        made += html
        for number in piece.ends:
            made += Markup(
                '<a class="ref {look}" id="q-{anchor}" href="#n-{anchor}" role="doc-noteref" '
                'aria-label="Quotation {number}: {said}">{number}</a>'
            ).format(**{name: notes[number][name] for name in ("look", "anchor", "number", "said")})
    return made


def _said(quote: Row) -> str:
    """Say in words whose a quotation is, for who can't see its colour."""
    who = quote["speaker"] or f"no speaker, {quote['unattributed_reason'] or 'not said'}"
    return f"{who}, {quote['type']}, confidence {quote['confidence']:.2f}"


def _marked(quote: Row) -> Marked:
    return Marked(
        spans=tuple(Span(span["start"], span["end"]) for span in quote["spans"]),
        cue=_span(quote["cue_start"], quote["cue_end"]),
        mention=_span(quote["mention_start"], quote["mention_end"]),
        role=quote["speaker_role"],
    )


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _voice(quote: Row) -> str | None:
    """Tell one speaker of an article from another."""
    known: Any = quote["speaker_id"] or quote["speaker"]
    return None if known is None else str(known)


def _voices(quotes: Sequence[Row]) -> dict[str | None, Voice]:
    """List who speaks in an article, in the order of their first words, each with a colour."""
    voices: dict[str | None, Voice] = {}
    for quote in quotes:
        known = _voice(quote)
        if known is None:
            voices[known] = Voice("", "nobody", None, 0)
            continue
        before = voices.get(known)
        colour = before.look if before else f"v{sum(v.look != 'nobody' for v in voices.values()) % COLOURS}"
        name = str(quote["name"] or quote["speaker"])
        voices[known] = Voice(name, colour, quote["speaker_id"], before.n + 1 if before else 1)
    return voices


def _by_month(listed: Sequence[Row]) -> dict[str, list[Row]]:
    months: dict[str, list[Row]] = {}
    for row in listed:
        months.setdefault(month(row["date"]) if row["date"] else "Undated", []).append(row)
    return months


def _pages_of(listed: Sequence[Row]) -> int:
    return max(-(-len(listed) // LISTED), 1)
