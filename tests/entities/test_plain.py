"""The plain Doc beside spaCy's own: whatever the rules may ask, both answer alike."""

from typing import Any

import pytest
from spacy.tokens import Span, Token

from pipeline.entities.plain import plain
from tests.quotes.parses import stored
from tests.tagged import tagged

DOCS = [doc for doc, _ in list(stored().values())[::4]]
TOKEN = (
    "i idx text lower_ lemma_ pos_ tag_ dep_ ent_type_ ent_iob_ whitespace_ is_sent_start is_space is_punct "
    "is_alpha is_stop is_upper like_num head children sent"
).split()
NOT_HELD = "left_edge right_edge subtree ancestors conjuncts is_quote is_digit text_with_ws shape_".split()
SPAN = "text start end start_char end_char root sent label_".split()


def told(answer: Any) -> Any:
    """Give an answer in numbers and text, whichever of the two gave it."""
    if isinstance(answer, str | int | bool | None):
        return answer
    if isinstance(answer, Span) or hasattr(answer, "start_char"):
        return answer.start, answer.end, answer.text
    if isinstance(answer, Token) or hasattr(answer, "idx"):
        return answer.i, answer.text
    return [told(part) for part in answer]


@pytest.mark.parametrize("asked", [*TOKEN, *NOT_HELD])
def test_tokens_answer_alike(asked: str) -> None:
    for doc in DOCS:
        assert [told(getattr(t, asked)) for t in plain(doc)] == [told(getattr(t, asked)) for t in doc]


@pytest.mark.parametrize("asked", SPAN)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_spans_answer_alike(asked: str, length: int) -> None:
    for doc in DOCS:
        other = plain(doc)
        for at in range(len(doc)):
            mine, its = other[at : at + length], doc[at : at + length]
            assert told(getattr(mine, asked)) == told(getattr(its, asked))
            assert told(mine) == told(its)
            assert len(mine) == len(its)
            assert told(list(mine)) == told(list(its))
            assert told(list(reversed(mine))) == told(list(its)[::-1])


@pytest.mark.parametrize("mode", ["strict", "expand"])
@pytest.mark.parametrize("length", [1, 2, 7, 30])
def test_letters_are_spans_alike(mode: str, length: int) -> None:
    for doc in DOCS:
        other = plain(doc)
        for at in range(len(doc.text)):
            mine, its = (each.char_span(at, at + length, alignment_mode=mode) for each in (other, doc))
            assert told(mine) == told(its), doc.text[at : at + length]


@pytest.mark.parametrize(
    "piece",
    [slice(None), slice(2, 1), slice(-3, None), slice(0, 0), slice(3, 10_000), slice(10_000, None)],
)
def test_slices_are_cut_to_the_text(piece: slice) -> None:
    doc = DOCS[0]
    assert told(list(plain(doc)[piece])) == told(list(doc[piece]))
    assert plain(doc)[piece].text == doc[piece].text


def test_a_token_is_one_object_and_spans_are_equal_by_place() -> None:
    doc = plain(DOCS[0])
    assert doc[1] is doc[1]
    assert doc[1].left_edge is doc[doc[1].left_edge.i]
    assert doc[1] < doc[2]
    assert doc[1:3] == doc[1:3]
    assert doc[1:3] != doc[1:4]
    assert doc[0].sent == doc[0].sent
    assert len({doc[1:3], doc[1:3]}) == 1
    assert doc[1:3][1] is doc[2]
    assert doc[1:4][1:] == doc[2:4]


def test_what_lies_outside_raises() -> None:
    doc = plain(DOCS[0])
    for step in (-1, len(doc)):
        with pytest.raises(IndexError):
            doc[0].nbor(step)
    with pytest.raises(IndexError):
        doc[len(doc)]


def test_entities_and_stretches_of_characters() -> None:
    doc, _ = tagged("Judge [Ella Finch](PERSON) met the [Mora Trust](ORG).")
    other = plain(doc)
    assert [(e.text, e.label_) for e in other.ents] == [("Ella Finch", "PERSON"), ("Mora Trust", "ORG")]
    assert other.char_span(6, 16) == other[1:3]
    assert other.char_span(7, 9) is None
