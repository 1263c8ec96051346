"""Find quotations and the source mention of each: the front door of the stage.

The cascade, from the surest form to the least:

1. turns of an interview or transcript, by their labels
2. marked utterances, attributed by their cues (`attribution`)
3. marked words that the tagger attributes, where no cue of step 2 does (`learned`)
4. reported clauses: the tagger's, and those that only the rules see (`learned`, `indirect`)
5. marked fragments, where the sentence says whose words they are (`fragments`)
6. marked clauses beside words that are attributed: the same speaker goes on
7. marked utterances that nothing attributes: quotations without a source mention

Rules keep direct quotations exact: a mark tells where they begin and end. What has no marks is the tagger's.
What is left in marks after that is nobody's words: names, titles, terms, scare quotes.
"""

from collections.abc import Sequence

from spacy.tokens import Doc

from pipeline.quotes.attribution import attribute
from pipeline.quotes.confidence import CONFIDENCE
from pipeline.quotes.found import Found
from pipeline.quotes.fragments import carried_on, fragment, nobodys
from pipeline.quotes.indirect import find_indirect
from pipeline.quotes.interview import find_turns, is_labelled
from pipeline.quotes.learned import (
    apart_from,
    fitted,
    learned_found,
    merged,
    named_more_fully,
    swallows_cue,
)
from pipeline.quotes.lexicon import load_cues
from pipeline.quotes.passage import Passage
from pipeline.quotes.sequence import runs_on
from pipeline.quotes.tagger import Tagged
from pipeline.quotes.utterances import is_clause, is_title, is_utterance, words_of
from pipeline.records import Mention, Quotation, QuoteType, Span

# An utterance that nothing attributes counts as a quotation only if it is long enough to be no slogan.
LEAST_WORDS = 6
# Steps that go by what stands around the words: where the tagger sees a source, it is right more often.
UNSURE = frozenset(("same-speaker", "subject-before", "last-speaker"))
# Steps that find words inside somebody else's sentence.
INSIDE = frozenset(("tagged", "governed", "in-reported-clause", "nearby", "same-speaker"))


def find_quotations(
    doc: Doc, mentions: tuple[Mention, ...], tagged: Sequence[Tagged]
) -> tuple[Quotation, ...]:
    """Find every quotation of an article: direct, partial and indirect, in text order.

    `doc` is the parsed article, `mentions` its entity mentions in text order, `tagged` what the tagger found
    in its text. Offsets are code points into `doc.text`. Speakers aren't resolved: each quotation carries the
    source mention nearest to it, or None. An article without quotations yields an empty tuple.
    """
    cues = load_cues()
    passage = Passage.of(doc, mentions)
    learned = fitted(passage, tagged)
    # 1. turns of an interview
    turns = find_turns(passage)
    spoken = [span for turn in turns for span in turn.spans]
    # 2. marked utterances
    found = attribute(passage, cues)
    # 3. marked words, by the tagger
    for k in sorted(learned.marked):
        known = learned_found(passage, k, learned)
        if k not in found:
            if is_utterance(passage, k) or (known.mention and not nobodys(passage, k, cues)):
                found[k] = known
        elif known.mention and (found[k].step in UNSURE or swallows_cue(found[k], known)):
            found[k] = known
        else:
            found[k] = named_more_fully(passage, k, found[k], learned)
    # 4. reported clauses
    indirect = merged(passage, learned.reported, find_indirect(passage, cues, also=learned.reported))
    # 5. fragments
    for k in range(len(passage.marked)):
        if k not in found:
            partial = fragment(passage, k, cues, indirect=indirect, found=found)
            if partial:
                found[k] = partial
        # 6. the same speaker goes on
        if k not in found:
            beside = carried_on(passage, k, found)
            if beside:
                found[k] = beside
    # 7. utterances that nothing attributes
    for k in range(len(passage.marked)):
        if k not in found and _stands_alone(passage, k):
            goes_on = k and runs_on(passage, k - 1) and k - 1 in found
            found[k] = Found("none", joins=k - 1 if goes_on else None)
    marked = [q for q in _grouped(passage, found) if not _belongs_to_turn(passage, q, turns)]
    # a cue after a quotation is used up: what the parse hangs on it besides is no reported clause
    used = {f.cue for f in found.values() if f.step == "cue-after"}
    indirect = tuple(q for q in indirect if q.cue not in used or q.step in {"trailing", "tagged"})
    said = [*spoken, *(span for q in marked if q.step not in INSIDE for span in q.spans)]
    indirect = apart_from(indirect, said)
    return tuple(
        sorted((*turns, *marked, *indirect), key=lambda q: (q.spans[0].start, q.spans[-1].end, q.type))
    )


def _belongs_to_turn(passage: Passage, quotation: Quotation, turns: Sequence[Quotation]) -> bool:
    """Tell whether marked words are quoted within a turn, or marks hold whole turns with their labels."""
    first = quotation.spans[0]
    if turns and is_labelled(passage.text, first):
        return True
    return any(
        (turn.cue and first.touches(turn.cue)) or any(span.holds(first) for span in turn.spans)
        for turn in turns
    )


def _stands_alone(passage: Passage, k: int) -> bool:
    long = len(words_of(passage, k)) >= LEAST_WORDS
    return long and is_utterance(passage, k) and not is_title(passage, k)


def _grouped(passage: Passage, found: dict[int, Found]) -> list[Quotation]:
    """Join the pieces under one cue into one quotation each."""
    groups: dict[int, list[int]] = {}
    home: dict[int, int] = {}
    by_cue: dict[tuple[Span, QuoteType], int] = {}
    for k in sorted(found):
        kind = _type(passage, k, found[k])
        joins = found[k].joins
        cue = found[k].cue
        first = home[joins] if joins is not None and joins in home else k
        if (
            joins is None
            and cue is not None
            and found[k].step in {"governed", "in-reported-clause", "nearby"}
        ):
            first = by_cue.setdefault((cue, kind), k)
        home[k] = first
        groups.setdefault(first, []).append(k)
    return [_quotation(passage, found, pieces) for pieces in groups.values()]


def _quotation(passage: Passage, found: dict[int, Found], pieces: list[int]) -> Quotation:
    first = found[pieces[0]]
    return Quotation(
        spans=tuple(passage.marked[k].span for k in pieces),
        type=_type(passage, pieces[0], first),
        cue=first.cue,
        mention=first.mention,
        closed=passage.marked[pieces[-1]].closed,
        confidence=CONFIDENCE[first.step],
        step=None if first.step == "none" else first.step,
    )


def _type(passage: Passage, k: int, found: Found) -> QuoteType:
    if found.step in INSIDE and not (is_utterance(passage, k) and is_clause(passage, k)):
        return "partial"
    return "direct"
