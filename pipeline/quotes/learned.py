"""What the tagger found, fitted to the article: marked words snapped to their marks, reported clauses trimmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.quotes.found import Found
from pipeline.quotes.passage import Passage
from pipeline.quotes.tagger import Tagged
from pipeline.records import Quotation, Span

# An attribution is of marked words when at least this share of its words stands in marks: PolNeAR's measure.
MARKED = 0.9
# A marked stretch belongs to an attribution that holds at least this share of its words.
COVERED = 0.5
CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
EDGES = " \t\n\r ,;:.–—-―\"“”„«»`'‘’…"


@dataclass(frozen=True, slots=True)
class Learned:
    """The tagger's attributions: `marked` by the numbers of marked stretches, `reported` the others."""

    marked: dict[int, Tagged]
    reported: tuple[Quotation, ...]


def fitted(passage: Passage, tagged: Sequence[Tagged]) -> Learned:
    """Fit the tagger's attributions to the marks and the paragraphs of an article."""
    marked: dict[int, Tagged] = {}
    reported = []
    for attribution in tagged:
        held = _held(passage, attribution)
        if held is not None:
            for k in held:
                marked.setdefault(k, attribution)
        elif quotation := _reported(passage, attribution):
            reported.append(quotation)
    return Learned(marked, tuple(reported))


def trimmed(text: str, span: Span) -> Span | None:
    """Leave spaces, marks and punctuation off both ends of a span; None where nothing is left."""
    start, end = span.start, span.end
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES and not _belongs(text, start, end):
        end -= 1
    return Span(start, end) if start < end else None


def _belongs(text: str, start: int, end: int) -> bool:
    """Tell whether the full stop at the end is an abbreviation's: U.S."""
    return text[end - 1] == "." and "." in text[max(start, end - 4) : end - 1] and text[end - 2].isupper()


def _held(passage: Passage, attribution: Tagged) -> list[int] | None:
    """Give the marked stretches that an attribution consists of; None where it is not all in marks."""
    words = inside = 0
    touched: dict[int, int] = {}
    for content in attribution.contents:
        for token in passage.tokens(content.start, content.end):
            if token.is_punct or token.is_space:
                continue
            words += 1
            k = passage.number_at(token)
            if k is not None:
                inside += 1
                touched[k] = touched.get(k, 0) + 1
    if not words or inside < MARKED * words:
        return None
    size = {k: sum(not t.is_punct for t in passage.marked_tokens(k)) for k in touched}
    return sorted(k for k, n in touched.items() if n >= COVERED * size[k])


def _reported(passage: Passage, attribution: Tagged) -> Quotation | None:
    text = passage.text
    spans = []
    for content in attribution.contents:
        start = max(content.start, passage.block_start(content.start))
        span = trimmed(text, Span(start, content.end)) if start < content.end else None
        if span and any(c.isalnum() for c in span.of(text)):
            spans.append(span)
    if not _says_something(passage, spans):
        return None
    return Quotation(
        spans=tuple(sorted(spans)),
        type="indirect",
        cue=attribution.cue,
        mention=attribution.source and trimmed(text, attribution.source),
        confidence=attribution.content_score * attribution.link_score,
        step="tagged",
    )


def _says_something(passage: Passage, spans: Sequence[Span]) -> bool:
    """Tell whether the words can be a report: "about it" and "Trump" name what was spoken of, not what was said."""
    words = [t for span in spans for t in passage.tokens(span.start, span.end) if not t.is_punct]
    return len(words) > 1 and any(t.pos_ in CONTENT for t in words)


def apart_from(reported: Sequence[Quotation], said: Sequence[Span]) -> tuple[Quotation, ...]:
    """Leave out reported clauses of which half or more is already in a direct quotation or in an interview."""

    def doubled(quotation: Quotation) -> int:
        overlaps = ((a, b) for a in quotation.spans for b in said if a.touches(b))
        return sum(min(a.end, b.end) - max(a.start, b.start) for a, b in overlaps)

    return tuple(q for q in reported if 2 * doubled(q) < sum(s.end - s.start for s in q.spans))


def learned_found(passage: Passage, k: int, learned: Learned) -> Found:
    """Say how the tagger attributes a marked stretch; it joins the first stretch of the same attribution."""
    attribution = learned.marked[k]
    first = next(j for j in sorted(learned.marked) if learned.marked[j] is attribution)
    mention = attribution.source and trimmed(passage.text, attribution.source)
    return Found("tagged", attribution.cue, mention, joins=None if first == k else first)


def merged(tagged: Sequence[Quotation], ruled: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Join the reported clauses of the tagger and of the rules: where two overlap, the tagger's stays."""
    kept = [
        rule for rule in ruled if not any(a.touches(b) for q in tagged for a in q.spans for b in rule.spans)
    ]
    return (*tagged, *kept)
