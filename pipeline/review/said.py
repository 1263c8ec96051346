"""What a form posts, and what it means: corrections for the journal, with anchors in place of offsets."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from pipeline import journal
from pipeline.corrections import Action, Answer, Correction, Names, Place, anchors
from pipeline.records import QuoteType, Span, SpeakerKind

LONGEST_NAME, LONGEST_NOTE, MOST_PIECES = 300, 2000, 200
_LINE = re.compile(r"[^\r\n]+")
_PAIRED = (("‘", "’"), ("'", "'"), ("‚", "‘"), ("‹", "›"), ("`", "'"))
_MARKS = '“”„‟«»"'
_HIDDEN = {"Cc", "Cs", "Zl", "Zp"}


class UnclearError(ValueError):
    """What was said can't be taken; the message tells the reviewer why, in one line."""


class Given(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A quotation as a form has it; spans are code points into the article's text."""

    type: QuoteType
    spans: tuple[tuple[int, int], ...]
    speaker: str | None = None
    kind: SpeakerKind | None = None
    role: str | None = None
    affiliation: str | None = None


class Said(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A form that was posted."""

    action: Action
    article_id: str | None = None
    quote_id: str | None = None
    speaker_id: str | None = None
    name: str | None = None
    """The other name, of merge and split."""
    answer: Given | None = None
    of: str | None = None
    """The correction that is withdrawn; of add: the one that this takes the place of."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A quotation as the tables show it."""

    spans: tuple[Span, ...]
    type: QuoteType
    speaker: str | None = None
    kind: SpeakerKind | None = None
    role: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a correction speaks: who, and when."""

    who: str
    when: dt.datetime


def about_quotation(said: Said, *, by: Speaker, place: Place, text: str, shown: Shown | None) -> Correction:
    """Make the correction that a form about one quotation means: confirm, reject, change or add.

    `shown` is the quotation in the tables that the form is about; None for one that is added. A change that
    changes nothing is a confirmation. Raises UnclearError for what can't be meant.
    """
    note = clean(said.note, most=LONGEST_NOTE)
    if said.action == "add":
        return make("add", by, place=place, answer=answer_of(said.answer, text), note=note)
    if shown is None:
        raise UnclearError("this quotation isn't in the tables any more: reload the page")
    was = anchors(text, shown.spans)
    if said.action == "reject":
        return make("reject", by, place=place, shown=was, note=note)
    kept = Answer(shown.type, was, shown.speaker, shown.kind, shown.role, shown.affiliation)
    answer = kept if said.action == "confirm" else answer_of(said.answer, text, shown=shown)
    action: Action = "confirm" if answer == kept else "change"
    return make(action, by, place=place, shown=was, answer=answer, note=note)


def about_names(said: Said, *, by: Speaker, kind: SpeakerKind, one: str) -> Correction:
    """Make the correction that joins another name with an entity's, or parts it; raises UnclearError."""
    other = clean(said.name)
    if other is None:
        raise UnclearError("which name? Give one that is in the tables")
    if other == one:
        raise UnclearError(f"{one} is one name already")
    return make(said.action, by, names=Names(kind, one, other), note=clean(said.note, most=LONGEST_NOTE))


def make(action: Action, by: Speaker, **more: Any) -> Correction:
    """Make a correction; raises UnclearError for what lacks a part."""
    try:
        return journal.make(action, by.who, by.when, **more)
    except ValueError as error:
        raise UnclearError(str(error)) from None


def answer_of(given: Given | None, text: str, *, shown: Shown | None = None) -> Answer:
    """Make an answer of what a form has; raises UnclearError where it has no words.

    Words that are as `shown` stay so.
    """
    if given is None or not given.spans:
        raise UnclearError("which words? Select them in the text and press “These words”")
    if len(given.spans) > MOST_PIECES:
        raise UnclearError(f"more than {MOST_PIECES} pieces are no quotation")
    spans = tuple(Span(*span) for span in given.spans)
    if shown is None or (spans, given.type) != (shown.spans, shown.type):
        spans = pieces(text, spans, marked=given.type != "indirect")
    if not spans:
        raise UnclearError("there are no words in what is selected")
    speaker = clean(given.speaker)
    if speaker is None:
        return Answer(given.type, anchors(text, spans))
    return Answer(
        given.type,
        anchors(text, spans),
        speaker,
        given.kind or "person",
        clean(given.role),
        clean(given.affiliation),
    )


def pieces(text: str, spans: Iterable[Span], *, marked: bool) -> tuple[Span, ...]:
    """Put selected stretches in order: none across a line, none overlapping, none with marks at its edges.

    Only words in quotation marks lose them (`marked`): what is reported may begin with a mark of its own.
    Raises UnclearError where one reaches over an end of the text.
    """
    lines: list[Span] = []
    for span in sorted(spans):
        if not 0 <= span.start < span.end <= len(text):
            raise UnclearError("these words aren't in the article any more: reload the page")
        lines.extend(_lines(text, span))
    found: list[Span] = []
    for span in sorted(lines):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    trimmed = (_trimmed(text, span, marked=marked) for span in found)
    return tuple(span for span in trimmed if any(map(str.isalnum, span.of(text))))


def clean(given: str | None, *, most: int = LONGEST_NAME) -> str | None:
    """Put what was typed into one line in composed letters; None for nothing.

    Raises UnclearError where it is too long or holds what can't be seen.
    """
    text = unicodedata.normalize("NFC", " ".join((given or "").split()))
    if len(text) > most:
        raise UnclearError(f"that is longer than {most} letters")
    if any(unicodedata.category(letter) in _HIDDEN for letter in text):
        raise UnclearError("that holds a letter that can't be shown")
    return text or None


def _lines(text: str, span: Span) -> Iterator[Span]:
    for line in _LINE.finditer(text, span.start, span.end):
        yield Span(*line.span())


def _trimmed(text: str, span: Span, *, marked: bool) -> Span:
    start, end = span.start, span.end
    while True:
        before = start, end
        while start < end and (text[start].isspace() or (marked and text[start] in _MARKS)):
            start += 1
        while start < end and (text[end - 1].isspace() or (marked and text[end - 1] in _MARKS)):
            end -= 1
        if marked and end - start > 1 and (text[start], text[end - 1]) in _PAIRED:
            start, end = start + 1, end - 1
        if before == (start, end):
            return Span(start, end)
