"""Pieces of a text: the right words in the right quotations, however they overlap and whatever the letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Span
from pipeline.report.highlights import Marked, paragraphs


def spans_of(text, *words):
    return tuple(Span(text.index(piece), text.index(piece) + len(piece)) for piece in words)


def words_in(lines, number):
    return "".join(piece.text for line in lines for piece in line if number in piece.quotes)


@pytest.mark.parametrize(
    ("why", "text", "quotes"),
    [
        ("one", "“Rain,” she said.", [["Rain,"]]),
        (
            "a partial inside an indirect",
            "He said it was “a joke” and left.",
            [["it was “a joke”"], ["a joke"]],
        ),
        ("overlapping", "one two three four", [["one two three"], ["two three four"]]),
        ("two at the same place", "one two three", [["two"], ["two"]]),
        ("astral letters before and inside", "🎺🎻 𝔉ado: “𝔉or 👩‍👩‍👧 all” 🎺", [["𝔉or 👩‍👩‍👧 all"]]),
        ("a combining mark at the edge", "cafe\u0301 “re\u0301sume\u0301” x", [["re\u0301sume\u0301"]]),
        ("right to left", "قالت: «سنفتح المكتبة غدا» اليوم", [["سنفتح المكتبة غدا"]]),
        ("several paragraphs", "“One.\n\n“Two.”", [["One.", "Two."]]),
    ],
)
def test_the_marked_words_are_the_quotations(why, text, quotes):
    marked = [Marked(spans_of(text, *words)) for words in quotes]
    lines = paragraphs(text, marked)
    for number, words in enumerate(quotes):
        assert words_in(lines, number) == "".join(words), why
    assert "".join(piece.text for line in lines for piece in line) == text.replace("\n", ""), why


def test_the_longest_quotation_is_the_outermost():
    text = "He said it was “a joke” and left."
    lines = paragraphs(text, [Marked(spans_of(text, "a joke")), Marked(spans_of(text, "it was “a joke”"))])
    assert [piece.quotes for piece in lines[0] if piece.text == "a joke"] == [(1, 0)]


def test_cue_mention_and_role_are_marked():
    text = "“Rain,” said Vera Holm, the chief forecaster."
    cue, mention = spans_of(text, "said", "Vera Holm, the chief forecaster")
    (line,) = paragraphs(text, [Marked(spans_of(text, "Rain,"), cue, mention, "chief forecaster")])
    assert [piece.text for piece in line if piece.cues] == ["said"]
    assert "".join(piece.text for piece in line if piece.mentions) == "Vera Holm, the chief forecaster"
    assert [piece.text for piece in line if piece.roles] == ["chief forecaster"]


@pytest.mark.parametrize(
    ("why", "text", "words", "before"),
    [
        ("after the closing mark", "“Rain,” she said.", "Rain,", "”"),
        ("where there is none", "He said it rained all day.", "it rained", "it rained"),
        ("the words end with a line", "He said this: it rained\n\nNext.", "it rained\n\n", "it rained"),
        ("the words end the text", "“Rain”", "Rain", "”"),
    ],
)
def test_where_a_quotation_is_over(why, text, words, before):
    pieces = [piece for line in paragraphs(text, [Marked(spans_of(text, words))]) for piece in line]
    assert [piece.text for piece in pieces if piece.ends] == [before], why


def test_what_reaches_over_the_end_is_cut():
    lines = paragraphs("short", [Marked((Span(2, 99),), Span(-3, 1), Span(50, 60), "x")])
    assert words_in(lines, 0) == "ort"


TEXTS = st.text(alphabet=st.sampled_from("ab \n”🎺\u0301א"), max_size=60)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_no_letter_is_lost_and_each_is_in_its_quotations(text, places):
    marked = [Marked((Span(min(place), max(place)),)) for place in places]
    lines = paragraphs(text, marked)
    kept = [line for line in text.split("\n") if line.strip()]
    assert ["".join(piece.text for piece in line) for line in lines] == kept
    for number, (a, b) in enumerate(places):
        inside = text[min(a, b) : max(a, b)]
        blank = [line for line in text.split("\n") if not line.strip()]
        if not any(blank):
            assert words_in(lines, number) == inside.replace("\n", "")
