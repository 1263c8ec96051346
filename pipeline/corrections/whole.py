"""Whether a correction says all that its action needs, and nothing that can't be meant."""

import datetime as dt
from collections.abc import Iterator

from pipeline.corrections.correction import Anchor, Correction

NEEDS = {
    "confirm": ("place", "shown", "answer"),
    "reject": ("place", "shown"),
    "change": ("place", "shown", "answer"),
    "add": ("place", "answer"),
    "complete": ("place",),
    "merge": ("names",),
    "split": ("names",),
    "withdraw": ("of",),
}


def fault(correction: Correction) -> str | None:
    """Say in one line what is wrong with a correction; None where nothing is."""
    return next(_faults(correction), None)


def _faults(correction: Correction) -> Iterator[str]:
    needed = NEEDS[correction.action]
    may = {"complete": "shown"}.get(correction.action)
    for name in ("place", "shown", "answer", "names", "of"):
        if name != may and bool(getattr(correction, name)) != (name in needed):
            yield f"{correction.action} {'needs' if name in needed else 'has no'} {name}"
    if correction.action == "complete" and correction.place and not correction.place.words:
        yield "complete needs the digest of the article's words (place_of)"
    if correction.when.utcoffset() is None:
        yield "when has no time zone"
    elif not _is_moment(correction.when):
        yield "when is no moment of UTC's calendar"
    answer, names = correction.answer, correction.names
    if answer and not answer.pieces:
        yield "its answer has no pieces: it needs the words that were said"
    pieces: tuple[Anchor, ...] = answer.pieces if answer else ()
    if not all(anchor.exact.strip() for anchor in (*correction.shown, *pieces)):
        yield "an anchor (shown, or a piece of answer) has no words"
    if answer and answer.speaker is None and (answer.kind or answer.role or answer.affiliation):
        yield "its answer has a kind, role or affiliation, and no speaker"
    told = [correction.correction_id, correction.who]
    told += [names.one, names.other] if names else []
    told += [text for text in (correction.note,) if text is not None]
    told += (
        [text for text in (answer.speaker, answer.role, answer.affiliation) if text is not None]
        if answer
        else []
    )
    if not all(text.strip() for text in told):
        yield "a name, role, affiliation, id or note is empty: leave out what isn't known"


def _is_moment(when: dt.datetime) -> bool:
    try:
        when.astimezone(dt.UTC)
    except OverflowError:
        return False
    return True
