"""The cascade with what the tagger found: each thing said comes once, whoever saw it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quotes import find_quotations
from pipeline.quotes.lexicon import load_cues
from pipeline.quotes.tagger import Tagged
from pipeline.records import Span
from tests.quotes.parses import stored
from tests.quotes.test_cascade import PIECES, flat
from tests.quotes.test_learned import attribution, read
from tests.tagged import tagged

PARSES = stored()


def test_unmarked_speech_under_a_cue_that_no_list_holds():
    cues = load_cues()
    assert "radio" not in cues.speech | cues.certain | cues.clause | cues.infinitive | cues.gerund
    doc, mentions = tagged("[Ella Finch](PERSON) radioed that the old pier was safe.")
    seen = attribution(doc.text, "the old pier was safe.", "radioed", "Ella Finch", confidence=0.7)
    found = find_quotations(doc, mentions, [seen])
    assert read(doc.text, found) == [("indirect", "the old pier was safe", "radioed", "Ella Finch")]
    assert [(q.step, q.confidence) for q in found] == [("tagged", 0.7)]
    assert find_quotations(doc, mentions, ()) == ()


PARSED = [
    # why, text of a stored parse, contents, cue, source, what is found
    (
        "a clause that the rules know too comes once",
        "The council said that the bridge would close on Friday.",
        "the bridge would close",
        "said",
        "The council",
        [("indirect", "the bridge would close", "said", "The council")],
    ),
    (
        "a lead with its cue behind is read whole",
        "The bridge must stay open until the ferry sails again, said Ines Valdor.",
        "The bridge must stay open // the ferry sails again",
        "said",
        "Ines Valdor",
        [("indirect", "The bridge must stay open until the ferry sails again", "said", "Ines Valdor")],
    ),
    (
        "and one of which the tagger sees the end, under a cue that no list holds",
        "The bridge will close for the winter to let the ferry pass, the Ellery Post has learned.",
        "to let the ferry pass",
        "has learned",
        "the Ellery Post",
        [
            (
                "indirect",
                "The bridge will close for the winter to let the ferry pass",
                "learned",
                "the Ellery Post",
            )
        ],
    ),
    (
        "a quotation is not reported besides",
        "“The bridge is safe,” Valdor told reporters on Friday.",
        "The bridge is safe,” Valdor",
        "told",
        "Valdor",
        [("direct", "The bridge is safe,", "told", "Valdor")],
    ),
    (
        "a fragment that the rules know too comes once",
        "Ines Valdor called it “a car park with ambitions”.",
        "a car park with ambitions",
        "called",
        "Ines Valdor",
        [("partial", "a car park with ambitions", "called", "Ines Valdor")],
    ),
]


@pytest.mark.parametrize(
    ("why", "text", "contents", "cue", "source", "expected"), PARSED, ids=[case[0] for case in PARSED]
)
def test_the_cascade_with_rules_and_tagger(why, text, contents, cue, source, expected):
    doc, mentions = PARSES[text]
    assert read(text, find_quotations(doc, mentions, [attribution(text, contents, cue, source)])) == expected


@st.composite
def anything_tagged(draw):
    """Draw a text and attributions anywhere in it."""
    text = draw(st.lists(PIECES, min_size=1, max_size=30).map("".join).filter(str.strip))
    edge = st.integers(0, len(text))
    span = st.tuples(edge, edge).map(sorted).filter(lambda s: s[0] < s[1]).map(lambda s: Span(*s))
    made = st.builds(
        Tagged,
        contents=st.lists(span, min_size=1, max_size=3).map(lambda spans: tuple(sorted(spans))),
        cue=span,
        source=st.none() | span,
        content_score=st.just(0.9),
        link_score=st.just(0.9),
        confidence=st.floats(0, 1),
    )
    return text, draw(st.lists(made, max_size=4))


@given(anything_tagged())
def test_whatever_the_tagger_finds_spans_slice_and_are_in_order(drawn):
    text, attributions = drawn
    found = find_quotations(flat(text), (), attributions)
    starts = [q.spans[0].start for q in found]
    assert starts == sorted(starts)
    for quotation in found:
        for span in (*quotation.spans, quotation.cue, quotation.mention):
            assert span is None or 0 <= span.start < span.end <= len(text)
        assert 0 <= quotation.confidence <= 1
