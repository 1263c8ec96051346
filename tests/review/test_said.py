"""What a posted form means: which words, which names, which correction."""

from datetime import UTC, date, datetime
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corrections import Names, find, place_of
from pipeline.records import Span
from pipeline.review.said import (
    Given,
    Said,
    Shown,
    Speaker,
    UnclearError,
    about_names,
    about_quotation,
    answer_of,
    clean,
    pieces,
)

TEXT = "🎺 Ada Quill said: “We play 𝔉ado\nand ‘sing’,” cafe\u0301 owners heard.\n\nNobody laughed."
BY = Speaker("ana", datetime(2026, 3, 1, 9, tzinfo=UTC))
PLACE = place_of("a" * 16, TEXT, headline="Roofs", date=date(2026, 2, 28))


def spans(*words):
    return tuple((TEXT.index(each), TEXT.index(each) + len(each)) for each in words)


def taken(*words, marked=True):
    return [span.of(TEXT) for span in pieces(TEXT, (Span(*each) for each in spans(*words)), marked=marked)]


@pytest.mark.parametrize(
    ("why", "selected", "marked", "expected"),
    [
        ("as they are", ["We play 𝔉ado"], True, ["We play 𝔉ado"]),
        ("without the marks around them", ["“We play 𝔉ado"], True, ["We play 𝔉ado"]),
        ("a piece for each line", ["We play 𝔉ado\nand ‘sing’,”"], True, ["We play 𝔉ado", "and ‘sing’,"]),
        ("a pair of single marks is a pair of marks", ["‘sing’"], True, ["sing"]),
        ("what is reported may begin with a mark", ["‘sing’"], False, ["‘sing’"]),
        ("no white space at the edges", [" cafe\u0301 owners "], False, ["cafe\u0301 owners"]),
        ("in the order of the text", ["Nobody", "Ada"], True, ["Ada", "Nobody"]),
        ("what overlaps is one piece", ["Ada Quill", "Quill said"], True, ["Ada Quill said"]),
        ("what holds no word is no piece", ["🎺", "Ada"], True, ["Ada"]),
    ],
)
def test_pieces(why, selected, marked, expected):
    assert taken(*selected, marked=marked) == expected, why


@pytest.mark.parametrize("span", [(0, 0), (5, 4), (-1, 3), (0, len(TEXT) + 1)])
def test_what_lies_outside_the_text_is_refused(span):
    with pytest.raises(UnclearError, match="reload"):
        pieces(TEXT, [Span(*span)], marked=True)


@settings(max_examples=60, deadline=None)
@given(
    st.text("ab “”‘’'\n🎺\u0301", min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 40)), max_size=4),
    st.booleans(),
)
def test_pieces_are_in_order_apart_and_without_marks_at_their_edges(text, given, marked):
    selected = [Span(a, b) for a, b in given if 0 <= a < b <= len(text)]
    found = pieces(text, selected, marked=marked)
    assert list(found) == sorted(found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for span in found:
        words = span.of(text)
        assert words == words.strip()
        assert "\n" not in words
        assert (
            any(each.start <= span.start and span.end <= each.end for each in selected) or len(selected) > 1
        )
        assert not marked or not {words[0], words[-1]} & {*"“”"}


@pytest.mark.parametrize(
    ("why", "typed", "expected"),
    [
        ("nothing", "  ", None),
        ("one line", " Ada \n Quill ", "Ada Quill"),
        ("composed letters", "Jose\u0301", "José"),
        ("any script", "ليلى حداد", "ليلى حداد"),
    ],
)
def test_what_is_typed_is_put_in_one_line(why, typed, expected):
    assert clean(typed) == expected, why


@pytest.mark.parametrize("typed", ["a" * 301, "Ada\x00Quill", "Ada \x1b[31m", "\ud800"])
def test_what_cannot_be_a_name_is_refused(typed):
    with pytest.raises(UnclearError):
        clean(typed)


SHOWN = Shown((Span(*spans("We play 𝔉ado")[0]),), "direct", "Ada Quill", "person", "piper", None)
SAME = Given("direct", spans("We play 𝔉ado"), "Ada Quill", "person", "piper")


def meant(action, answer=None, shown=SHOWN, **more):
    return about_quotation(Said(action, answer=answer, **more), by=BY, place=PLACE, text=TEXT, shown=shown)


@pytest.mark.parametrize(
    ("why", "action", "answer", "expected"),
    [
        ("confirmed as shown", "confirm", None, "confirm"),
        ("rejected", "reject", None, "reject"),
        ("another speaker", "change", Given("direct", spans("We play 𝔉ado"), "Wim Okoro"), "change"),
        ("no speaker", "change", Given("direct", spans("We play 𝔉ado")), "change"),
        ("a change that changes nothing", "change", SAME, "confirm"),
        ("a missed one", "add", Given("indirect", spans("Nobody laughed"), "Wim Okoro"), "add"),
    ],
)
def test_forms_about_a_quotation(why, action, answer, expected):
    made = meant(action, answer, note=" why \n not ")
    assert (made.action, made.who, made.note, made.place) == (expected, "ana", "why not", PLACE), why
    assert (find(TEXT, made.shown) == SHOWN.spans) == (expected != "add")
    if made.answer:
        wanted = tuple(Span(*span) for span in answer.spans) if answer else SHOWN.spans
        assert find(TEXT, made.answer.pieces) == wanted
        assert made.answer.speaker or (made.answer.kind, made.answer.role) == (None, None)
    assert (made.answer is None) == (expected == "reject")


@pytest.mark.parametrize(
    ("why", "act"),
    [
        ("a quotation that isn't shown", lambda: meant("confirm", shown=None)),
        ("no answer", lambda: meant("change")),
        ("no words", lambda: answer_of(Given("direct", ()), TEXT)),
        ("only a mark", lambda: answer_of(Given("direct", spans("“")), TEXT)),
        ("more pieces than anybody says", lambda: answer_of(Given("direct", ((0, 1),) * 201), TEXT)),
        ("a note that is a book", lambda: meant("confirm", note="a" * 2001)),
        ("no other name", lambda: about_names(Said("merge"), by=BY, kind="person", one="Ada")),
        ("its own name", lambda: about_names(Said("split", name="Ada"), by=BY, kind="person", one="Ada")),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(why, act):
    with pytest.raises(UnclearError) as error:
        act()
    assert "\n" not in str(error.value), why


def test_words_that_a_form_leaves_as_they_are_stay_so():
    shown = Shown((Span(*spans("“We play 𝔉ado\nand ‘sing’")[0]),), "indirect", "Ada Quill", "person")
    given = Given("indirect", ((shown.spans[0].start, shown.spans[0].end),), "Ada Quill", "person")
    assert meant("change", given, shown).action == "confirm"
    other = meant("change", msgspec.structs.replace(given, speaker="Wim Okoro"), shown)
    assert find(TEXT, other.answer.pieces) == shown.spans


def test_forms_about_names():
    made = about_names(Said("merge", name=" Ada  Quill"), by=BY, kind="person", one="A. Quill")
    assert (made.action, made.names) == ("merge", Names("person", "A. Quill", "Ada Quill"))


@pytest.mark.parametrize(
    "posted",
    [
        b"{}",
        b"[]",
        b'{"action":"explode"}',
        b'{"action":"confirm","who":"somebody else"}',
        b'{"action":"add","answer":{"type":"direct","spans":[[0]]}}',
        b'{"action":"add","answer":{"type":"loud","spans":[[0,1]]}}',
        b'{"action":"add","answer":{"type":"direct","spans":[[0,1]],"kind":"ghost"}}',
        b'{"action":"confirm","note":"\\ud800"}',
    ],
)
def test_what_is_no_form_is_not_read(posted):
    with pytest.raises(msgspec.MsgspecError):
        msgspec.json.decode(posted, type=Said)
