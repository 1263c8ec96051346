"""The mark matcher: every convention of quotation marks, and that it never fails on any text."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.lang.en import English

from pipeline.quotes.marks import find_marked, paragraphs
from pipeline.quotes.passage import Passage

CASES = [
    # why, text, what stands in marks
    ("curly", "“We waited,” she said. “Nobody came.”", ["We waited,", "Nobody came."]),
    ("straight", '"We waited," she said. "Nobody came."', ["We waited,", "Nobody came."]),
    ("curly open, straight close", '“We waited," she said.', ["We waited,"]),
    ("doubled opener", "““The bell is ours,” he said.", ["The bell is ours,"]),
    ("LaTeX marks", "``We waited,'' she said.", ["We waited,"]),
    ("guillemets", "«We waited,» she said. « Nobody came. »", ["We waited,", "Nobody came."]),
    ("low opener", "„We waited,” she said.", ["We waited,"]),
    ("no space after the closer", "“We waited,”its owner said.", ["We waited,"]),
    ("nested double", "“He called it a “trial run”, and left.”", ["He called it a “trial run”, and left."]),
    ("nested single", "“He said ‘go’ and we went,” she said.", ["He said ‘go’ and we went,"]),
    ("nested straight", '"He said "go" and we went," she said.', ['He said "go" and we went,']),
    (
        "single outer, apostrophes inside",
        "‘It’s ours, and we’ll keep it,’ she said.",
        ["It’s ours, and we’ll keep it,"],
    ),
    ("straight single outer", "'It's ours,' she said. 'We'll keep it.'", ["It's ours,", "We'll keep it."]),
    (
        "possessive plural inside single",
        "‘The owners’ list was late,’ she said.",
        ["The owners’ list was late,"],
    ),
    ("possessive plural outside", "The owners’ list said ‘no entry’ twice.", ["no entry"]),
    ("elision is no opener", "In the ’90s it was rock ’n’ roll.", []),
    ("a wrong-way apostrophe swallows nothing", "Back in the summer of ‘68 nobody asked.", []),
    ("inches", 'He is 6\'2" tall and said "so what" twice.', ["so what"]),
    (
        "missing closer before a new quotation",
        "“We waited, she said. “Nobody came.”",
        ["We waited, she said.", "Nobody came."],
    ),
    (
        "missing closer before the cue",
        "“We waited for the boat, said Ines Valdor, the mate.",
        ["We waited for the boat,"],
    ),
    (
        "missing closer at the end",
        "“We waited for the boat. Nobody came.",
        ["We waited for the boat. Nobody came."],
    ),
    ("missing opener", "We waited for the boat.” Nobody came.", ["We waited for the boat."]),
    ("a stray closer is no quotation", "The sign ” was gone", []),
    ("marks around nothing", "He said “” and “ ” twice.", []),
]


@pytest.mark.parametrize(("why", "text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_marks(why, text, expected):
    assert [m.span.of(text) for m in find_marked(text, paragraphs(text))] == expected


def test_a_speech_over_paragraphs_is_closed_only_at_its_end():
    text = "“First.\n\n“Second.\n\n“Third.” She left."
    marked = find_marked(text, paragraphs(text))
    assert [(m.span.of(text), m.closed, m.paragraph) for m in marked] == [
        ("First.", False, 0),
        ("Second.", False, 1),
        ("Third.", True, 2),
    ]


def test_a_continuation_without_opener_belongs_to_the_open_speech():
    text = "“First.\n\nSecond without a mark.”"
    marked = find_marked(text, paragraphs(text))
    assert [(m.span.of(text), m.opened, m.closed) for m in marked] == [
        ("First.", True, False),
        ("Second without a mark.", False, True),
    ]


PARAGRAPHS = [
    ("blank lines part", "One.\n\nTwo.", ["One.", "Two."]),
    ("a full line parts", "One.\nTwo.", ["One.", "Two."]),
    (
        "a wrapped line runs on",
        "The harbour master wrote to every owner of a boat in\nthe inner basin last week.",
        ["The harbour master wrote to every owner of a boat in\nthe inner basin last week."],
    ),
    ("indents are left out", "    One.\n    Two.", ["One.", "Two."]),
]


@pytest.mark.parametrize(("why", "text", "expected"), PARAGRAPHS, ids=[case[0] for case in PARAGRAPHS])
def test_paragraphs(why, text, expected):
    assert [block.of(text) for block in paragraphs(text)] == expected


MARKS = st.text(alphabet=st.sampled_from("ab C.,?!:’‘'\"“”„«»`\n 1-–"), max_size=200) | st.text(max_size=200)


@given(MARKS)
@example("“" * 50)
@example("'" * 50)
def test_any_text_yields_ordered_spans_without_marks_at_their_edges(text):
    blocks = paragraphs(text)
    end = 0
    for marked in find_marked(text, blocks):
        assert end <= marked.outer.start <= marked.span.start < marked.span.end <= marked.outer.end
        assert blocks[marked.paragraph].holds(marked.outer)
        words = marked.span.of(text)
        assert words[0] not in '"“”„«»`'
        assert words[-1] not in '"“”„«»`'
        assert not words[0].isspace()
        assert not words[-1].isspace()
        end = marked.outer.end


@pytest.mark.parametrize("piece", ["“ab ", '" a', "‘a ", "a” ", "a's ", "“a. B"])
def test_ten_thousand_unmatched_marks_take_no_more_than_seconds(piece):
    text = piece * 10_000
    started = time.process_time()
    find_marked(text, paragraphs(text))
    assert time.process_time() - started < 5


DATELINES = [
    ("place and date", "BERGEN, 7 May – The union said", "The union said"),
    ("agency", "BOSTON (AP) -- The union said", "The union said"),
    ("place and state", "Wilmot, Del. - The union said", "Wilmot, Del. - The union said"),
    ("place and short state", "Wilmot, DE - The union said", "The union said"),
    ("two towns", "LEEDS, England & AACHEN, Germany--The union said", "The union said"),
    ("date behind", "Lyon, France – May 14, 2011 — The union said", "The union said"),
    ("in brackets", "(WILMOT, DE) – The union said", "The union said"),
    ("a gap for the dash", "WILMOT  DE     The union said", "The union said"),
    ("a name before a dash", "Ines Valdor – The Mayor – said", "Ines Valdor – The Mayor – said"),
    ("an acronym in a sentence", "NATO – the alliance – said", "NATO – the alliance – said"),
]


@pytest.mark.parametrize(("why", "text", "expected"), DATELINES, ids=[case[0] for case in DATELINES])
def test_datelines(why, text, expected):
    passage = Passage.of(English()(text), ())
    assert [block.of(text) for block in passage.blocks] == [expected]
