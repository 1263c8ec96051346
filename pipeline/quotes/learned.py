"""Fit what the tagger found to the article: marked words snapped to their marks, reported clauses trimmed."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.quotes.found import Found
from pipeline.quotes.passage import Passage
from pipeline.quotes.sources import FINITE
from pipeline.quotes.tagger import Tagged
from pipeline.records import Quotation, Span

# An attribution is of marked words when at least this share of its words stands in marks: PolNeAR's measure.
MARKED = 0.9
# A marked stretch belongs to an attribution that holds at least this share of its words.
COVERED = 0.5
# Rules that read a clause whole, from its sentence's start up to the cue.
SURE = frozenset(("trailing", "according-to"))
# "about it" and "Trump" name what was spoken of, not what was said.
LEAST_WORDS = 2
# What was spoken of, without a verb ("criticised the plan"), is left out where it is rather wrong than right.
LIKELY = 0.4
VERBS = frozenset(("VERB", "AUX"))
RELATIVE = re.compile(r"(?:who|which|that)\b(?= )")
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


def _named(text: str, source: Span) -> Span | None:
    """Trim a source; of a relative clause (who in spite of it all) only the pronoun names anybody."""
    span = trimmed(text, source)
    pronoun = RELATIVE.match(text, span.start, span.end) if span else None
    return Span(pronoun.start(), pronoun.end()) if pronoun else span


def _reported(passage: Passage, attribution: Tagged) -> Quotation | None:
    """Make a reported clause of an attribution; None where it names nobody, or nothing that was said.

    Annotators of news mark as attributed whatever is said, felt or done to be known. What has neither
    source nor words of its own is no record of who said what.
    """
    text = passage.text
    mention = attribution.source and _named(text, attribution.source)
    spans = []
    for content in attribution.contents:
        start = _past_dateline(passage, content.start)
        span = trimmed(text, Span(start, content.end)) if start < content.end else None
        if span and any(c.isalnum() for c in span.of(text)):
            spans.append(span)
    words = [t for span in spans for t in passage.tokens(span.start, span.end) if not t.is_punct]
    if mention is None or len(words) < LEAST_WORDS or not any(t.pos_ in CONTENT for t in words):
        return None
    if attribution.confidence < LIKELY and not any(t.pos_ in VERBS for t in words):
        return None
    return Quotation(
        spans=tuple(sorted(spans)),
        type="indirect",
        cue=attribution.cue,
        mention=mention,
        confidence=attribution.confidence,
        step="tagged",
    )


def _past_dateline(passage: Passage, at: int) -> int:
    """Go on to where the paragraph's own words begin, from its dateline or the space before it."""
    number = bisect_right(passage.blocks, at, key=lambda block: block.end)
    return max(at, passage.blocks[number].start) if number < len(passage.blocks) else at


def apart_from(reported: Sequence[Quotation], said: Sequence[Span]) -> tuple[Quotation, ...]:
    """Leave out reported clauses of which half or more stands in a direct quotation or an interview."""

    def doubled(quotation: Quotation) -> int:
        overlaps = ((a, b) for a in quotation.spans for b in said if a.touches(b))
        return sum(min(a.end, b.end) - max(a.start, b.start) for a, b in overlaps)

    return tuple(q for q in reported if 2 * doubled(q) < sum(s.end - s.start for s in q.spans))


def learned_found(passage: Passage, k: int, learned: Learned) -> Found:
    """Say how the tagger attributes a marked stretch; it joins the first stretch of the same attribution."""
    attribution = learned.marked[k]
    first = next(j for j in sorted(learned.marked) if learned.marked[j] is attribution)
    mention = attribution.source and _named(passage.text, attribution.source)
    return Found("tagged", attribution.cue, mention, joins=None if first == k else first)


def swallows_cue(found: Found, known: Found) -> bool:
    """Tell whether a rule took a cue that it didn't know for a part of the name: “…,” Ella Finch radioed."""
    return bool(found.mention and known.cue and found.mention.holds(known.cue))


def merged(
    passage: Passage, tagged: Sequence[Quotation], ruled: Sequence[Quotation]
) -> tuple[Quotation, ...]:
    """Join the reported clauses of the tagger and of the rules: where two overlap, the tagger's stays.

    But a clause that the rules read whole, up to its trailing cue, is not to be had in pieces, nor its end.
    """
    whole = [rule for rule in ruled if rule.step in SURE]
    kept = [q for q in tagged if not any(_pieces_of(passage, q, rule) for rule in whole)]
    rest = [rule for rule in ruled if all(_nested(rule, q) for q in kept if _meet(q, rule))]
    return (*kept, *rest)


def _nested(rule: Quotation, tagged: Quotation) -> bool:
    """Tell whether somebody's claim is reported within what is said of it: X disputed Y's claim that S."""
    hull = Span(tagged.spans[0].start, tagged.spans[-1].end)
    return rule.step == "noun" and bool(rule.mention and hull.holds(rule.mention))


def _meet(one: Quotation, other: Quotation) -> bool:
    return any(a.touches(b) for a in one.spans for b in other.spans)


def _pieces_of(passage: Passage, tagged: Quotation, rule: Quotation) -> bool:
    """Tell whether the tagger has pieces of the rule's clause, or no more than its end."""
    within = all(any(b.holds(a) for b in rule.spans) for a in tagged.spans)
    return within and (len(tagged.spans) > 1 or _is_end_of(passage, tagged, rule))


def _is_end_of(passage: Passage, tagged: Quotation, rule: Quotation) -> bool:
    """Tell whether the tagger has the end of the rule's clause, without a verb of its own."""
    span = tagged.spans[-1]
    if any(t.tag_ in FINITE for t in passage.tokens(span.start, span.end)):
        return False
    alike = tagged.cue and rule.cue and tagged.cue.touches(rule.cue)
    named = tagged.mention and rule.mention and rule.mention.holds(tagged.mention)
    ends = span.end == rule.spans[-1].end and span.start > rule.spans[0].start
    return bool(alike and named and ends)


def named_more_fully(passage: Passage, k: int, found: Found, learned: Learned) -> Found:
    """Take the tagger's source mention where it is the longer of two that overlap: with its apposition.

    And where the rules know no more than the cue.
    """
    attribution = learned.marked.get(k)
    source = attribution and attribution.source and _named(passage.text, attribution.source)
    if source and found.cue and not found.mention and found.joins is None:
        return replace(found, mention=source)
    if not source or not found.mention or not source.touches(found.mention):
        return found
    longer = source.end - source.start > found.mention.end - found.mention.start
    return replace(found, mention=source) if longer else found
