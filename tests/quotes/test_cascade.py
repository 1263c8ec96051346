"""The cascade of quotation finding, by the cases of every rule, on stored parses and with the real model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from pipeline.quotes import find_quotations
from tests.quotes.cases import CASES
from tests.quotes.parses import parse, stored

PARSES = stored()
BLANK = English()


def found(doc, mentions):
    text = doc.text
    return [
        (
            q.type,
            " // ".join(span.of(text) for span in q.spans),
            q.cue and q.cue.of(text),
            q.mention and q.mention.of(text),
        )
        for q in find_quotations(doc, mentions, ())
    ]


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_case(case):
    doc, mentions = PARSES[case.text]
    assert found(doc, mentions) == case.expected


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_case_with_the_real_model(case, nlp):
    assert found(*parse(nlp, case.text)) == case.expected


def flat(text):
    """Parse a text into single words: without any parse spaCy's trees must not be walked."""
    tokens = BLANK.make_doc(text)
    words, spaces = [t.text for t in tokens], [bool(t.whitespace_) for t in tokens]
    return Doc(BLANK.vocab, words, spaces, heads=[*range(len(words))], deps=["ROOT"] * len(words))


PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "‘",
        "’",
        "«",
        "»",
        "\n",
        "\n\n",
        ", ",
        ". ",
        ": ",
        " said ",
        "Ines Valdor",
        "the council",
        "she ",
        "Q: ",
        "A: ",
        "according to ",
        "that ",
        " – ",
        "told ",
        "by ",
        "“A,” ",
        "it is safe",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=120))
def test_any_text_yields_spans_that_slice_and_are_in_order(text):
    doc = flat(text)
    quotations = find_quotations(doc, (), ())
    starts = [q.spans[0].start for q in quotations]
    assert starts == sorted(starts)
    for quotation in quotations:
        for span in (*quotation.spans, quotation.cue, quotation.mention):
            assert span is None or 0 <= span.start < span.end <= len(text)
        for before, after in zip(quotation.spans, quotation.spans[1:], strict=False):
            assert before.end <= after.start
        assert 0 <= quotation.confidence <= 1
