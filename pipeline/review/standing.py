"""How things stand: what the journal says beyond what the tables have taken in already.

The tables know every correction of the run that made them. What the journal holds besides waits for the next
run; until then the page shows it from here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.corrections import Answer, Correction, find, withdrawn
from pipeline.records import Span
from pipeline.report.desk import Row

QUOTED = ("confirm", "reject", "change")


@dataclass(frozen=True, slots=True)
class Standing:
    """Corrections that wait for the next run, in the order of the journal."""

    waiting: tuple[Correction, ...] = ()
    """What waits and wasn't withdrawn."""
    withdrawn: frozenset[str] = frozenset()
    """The corrections that are withdrawn since the tables were made, whether those know them or not."""
    n: int = 0
    """All that the next run takes in, withdrawals included."""


def standing(journal: Iterable[Correction], known: frozenset[str]) -> Standing:
    """Sort out what waits: `known` are the corrections that the tables have taken in."""
    said = tuple(journal)
    fresh = [each for each in said if each.correction_id not in known]
    gone = withdrawn(said) - withdrawn([each for each in said if each.correction_id in known])
    waiting = tuple(each for each in fresh if each.action != "withdraw" and each.correction_id not in gone)
    return Standing(waiting, gone, len(fresh))


def of_quotes(waiting: Iterable[Correction], quotes: Sequence[Row], text: str) -> dict[str, Correction]:
    """Say what waits for each of an article's quotations, by their ids: the last that was said of it."""
    said: dict[str, Correction] = {}
    for each in waiting:
        if each.action in QUOTED:
            quote = _meant(find(text, each.shown), quotes)
            if quote is not None:
                said[quote["quote_id"]] = each
    return said


def shown(answer: Answer, text: str) -> Row:
    """Give an answer as the page shows it; spans are code points, none where its words aren't in the text."""
    spans = find(text, answer.pieces) or ()
    return {
        "type": answer.type,
        "text": "\n\n".join(piece.exact for piece in answer.pieces),
        "spans": [[span.start, span.end] for span in spans],
        "speaker": answer.speaker,
        "kind": answer.kind,
        "role": answer.role,
        "affiliation": answer.affiliation,
    }


def spans_of(quote: Row) -> tuple[Span, ...]:
    """Give the spans of a quotation's row."""
    return tuple(Span(span["start"], span["end"]) for span in quote["spans"])


def _meant(spans: Sequence[Span] | None, quotes: Sequence[Row]) -> Row | None:
    """Find the quotation that has most of these words; None where none has any."""
    if not spans:
        return None
    shares = [(_share(spans, spans_of(quote)), -at) for at, quote in enumerate(quotes)]
    best = max(shares, default=(0.0, 0))
    return quotes[-best[1]] if best[0] > 0 else None


def _share(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Say how much of two quotations they have in common, 0 to 1."""
    both = sum(max(min(a.end, b.end) - max(a.start, b.start), 0) for a in one for b in other)
    return both / max(sum(s.end - s.start for s in one) + sum(s.end - s.start for s in other) - both, 1)
