"""One article's quotations while corrections are applied to them.

A quotation is known by all the words that it was ever shown with, so that a correction finds it whether it
was made before an earlier one was published or after:

1. by the very words that were shown.  2. By the very words of the answer.  3. By most of the words shown, or
4. of the answer, where both stand in quotation marks or neither does: a fragment in marks and the reported
speech around it share many words, and are two quotations.

An answer that nothing is known by is a quotation of its own. What models found within the words of an answer,
beside what it takes the place of, goes with them; so do the pieces that a model makes of what was rejected.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.corrections.correction import REVIEWED, Answer, Correction, Outcome
from pipeline.corrections.folding import MARK, fold
from pipeline.records import Article, Attribution, Quotation, Resolution, Span

Spans = tuple[Span, ...]
MOST = 0.5  # of the words of two quotations, both taken together, that make them the same
LEFT_OPEN = "the text leaves it open, a reviewer said"
LATER = "a later one is about the same"
_WORD = re.compile(r"\w+")


@dataclass(slots=True, eq=False)
class Slot:
    """A quotation: as it stands now, and as the model answered; None where there is none."""

    now: Attribution | None
    model: Attribution | None
    known: list[Spans]
    """The words that it was ever shown with."""
    by: int | None = None
    """The correction that made it so, by its place in the journal."""


@dataclass(slots=True)
class Desk:
    """An article whose corrections are taken one by one, each with its place in the journal."""

    article: Article
    resolution: Resolution
    slots: list[Slot] = field(init=False)
    whole: int | None = None
    """The correction that says that all quotations are there."""
    _all: frozenset[tuple[int, bool]] = frozenset()
    """The words of all quotations that it was said of."""
    _about: dict[int, Slot] = field(default_factory=dict)
    _said: dict[int, Correction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slots = [Slot(each, each, [each.quotation.spans]) for each in self.resolution.attributions]

    def take(self, at: int, correction: Correction, *, shown: Spans | None, answer: Spans | None) -> None:
        """Take what is said of one quotation; `shown` and `answer` are where its words stand."""
        slot, is_unknown = self._slot(shown, answer), not (shown and self._known_by(shown))
        if slot is None:
            slot = Slot(None, None, [])
            self.slots.append(slot)
        before = slot.now
        if before and self._is_besides(before, slot.by):
            self.whole = None
        if correction.answer and answer:
            self._clear(slot, answer)
            slot.now = _attribution(correction.answer, answer, slot.model)
        else:
            if shown and is_unknown:  # a model divides it otherwise by now
                self._clear(slot, shown)
            slot.now = None
        slot.known += [spans for spans in (shown, answer) if spans]
        slot.by = at
        self._about[at], self._said[at] = slot, correction
        if not _says_the_same(before, slot.now):
            self.whole = None

    def take_back(self, earlier: int) -> None:
        """Take it that an earlier correction doesn't count, or counts again."""
        if self.whole is not None and earlier < self.whole:
            self.whole = None

    def take_whole(self, at: int, correction: Correction, shown: Spans) -> None:
        """Take it that what is told by now, and what is among the words shown, are all quotations."""
        self.whole, self._said[at], self._all = at, correction, self._marked_words(shown)

    def outcomes(self) -> Iterable[tuple[int, Outcome]]:
        """Say what came of each correction."""
        for at, correction in self._said.items():
            slot, article_id = self._about.get(at), self.article.article_id
            if slot is None:
                yield at, self._whole_outcome(at, correction)
            elif slot.by == at:
                yield at, Outcome(correction, "applied", None, article_id, slot.model, slot.now)
            else:
                yield at, Outcome(correction, "superseded", LATER, article_id, slot.model, slot.now)

    def result(self) -> Resolution:
        """Give the article's quotations as corrected, in the order of the text."""
        kept = [slot.now for slot in self.slots if slot.now and not self._is_besides(slot.now, slot.by)]
        return replace(self.resolution, attributions=tuple(sorted(kept, key=lambda it: it.place)))

    def _whole_outcome(self, at: int, correction: Correction) -> Outcome:
        article_id = self.article.article_id
        if self.whole != at:
            reason = "something was said of its quotations since, or taken back"
            return Outcome(correction, "superseded", reason, article_id)
        n = sum(slot.now is not None and self._is_besides(slot.now, slot.by) for slot in self.slots)
        besides = f"took away {n} that the model found besides" if n else None
        return Outcome(correction, "applied", besides, article_id)

    def _is_besides(self, attribution: Attribution, by: int | None) -> bool:
        """Say whether a model found a quotation that wasn't there when somebody said that these were all."""
        if self.whole is None or by is not None:
            return False
        words = self._marked_words(attribution.quotation.spans)
        return len(words & self._all) < MOST * len(words) or not words

    def _slot(self, shown: Spans | None, answer: Spans | None) -> Slot | None:
        told = [spans for spans in (shown, answer) if spans]
        for spans in told:  # 1 and 2
            if slot := self._known_by(spans):
                return slot
        for spans in told:  # 3 and 4
            if slot := self._like(spans):
                return slot
        return None

    def _known_by(self, spans: Spans) -> Slot | None:
        now = (slot for slot in self.slots if slot.now and slot.now.quotation.spans == spans)
        once = (slot for slot in self.slots if spans in slot.known)
        return next(now, None) or next(once, None)

    def _like(self, spans: Spans) -> Slot | None:
        words, marked = self._words(spans), self._is_marked(spans)
        found = [
            (len(words & others) / len(words | others), slot)
            for slot in self.slots
            for known in [*([slot.now.quotation.spans] if slot.now else []), *slot.known]
            if (others := self._words(known)) and words & others and self._is_marked(known) == marked
        ]
        share, slot = max(found, key=lambda pair: pair[0], default=(0.0, None))
        return slot if share >= MOST else None

    def _clear(self, kept: Slot, answer: Spans) -> None:
        """Take away what says the same words again, and what models found within them."""
        moved = kept.model is None or kept.model.quotation.spans != answer
        words, marked = self._words(answer), self._is_marked(answer)
        for slot in self.slots:
            if slot is kept or slot.now is None:
                continue
            spans = slot.now.quotation.spans
            if not Span(spans[0].start, spans[-1].end).touches(Span(answer[0].start, answer[-1].end)):
                continue
            theirs = self._words(spans)
            within = len(words & theirs) >= MOST * len(theirs) and self._is_marked(spans) == marked
            if spans != answer and not (moved and slot.by is None and within):
                continue
            kept.model = kept.model or slot.model
            kept.known += slot.known
            for at, about in self._about.items():
                if about is slot:
                    self._about[at] = kept
            self.slots = [each for each in self.slots if each is not slot]

    def _words(self, spans: Spans) -> frozenset[int]:
        """Tell words by where they start."""
        text = self.article.text
        return frozenset(
            word.start() for span in spans for word in _WORD.finditer(text, span.start, span.end)
        )

    def _marked_words(self, spans: Spans) -> frozenset[tuple[int, bool]]:
        """Tell words by where they start, and by whether their piece stands in quotation marks."""
        return frozenset((word, self._is_marked((span,))) for span in spans for word in self._words((span,)))

    def _is_marked(self, spans: Spans) -> bool:
        start = spans[0].start
        return fold(self.article.text[max(0, start - 3) : start]).rstrip()[-1:] == MARK


def _attribution(answer: Answer, spans: Spans, model: Attribution | None) -> Attribution:
    """Make what stands in the tables of an answer; of the model's, what an answer doesn't tell."""
    found = model.quotation if model else Quotation(spans, answer.type)
    cue = found.cue if found.cue and not any(found.cue.touches(span) for span in spans) else None
    same = model is not None and model.speaker == answer.speaker
    return Attribution(
        Quotation(
            spans,
            answer.type,
            cue=cue,
            mention=found.mention if same else None,
            closed=found.closed or found.spans != spans,
            confidence=1.0,
            step=REVIEWED,
        ),
        speaker=answer.speaker,
        kind=answer.kind,
        role=answer.role,
        affiliation=answer.affiliation,
        unattributed_reason=None if answer.speaker else LEFT_OPEN,
        candidates=model.candidates if model and same and not answer.speaker else (),
    )


def _says_the_same(one: Attribution | None, other: Attribution | None) -> bool:
    if one is None or other is None:
        return one is other
    return _told(one) == _told(other)


def _told(it: Attribution) -> tuple[object, ...]:
    return it.quotation.spans, it.quotation.type, it.speaker, it.kind, it.role, it.affiliation
