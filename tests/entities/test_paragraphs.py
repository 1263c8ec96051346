import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities.paragraphs import paragraph_starts

WRAPPED = (
    "The council of the harbour town met for nine hours on Monday and\n"
    "adjourned without a vote, since the harbourmaster Tova Lindqvist\n"
    "Berg had not been asked.\n"
    "It meets again in May."
)
STARTS = [
    ("a blank line", "One.\n\nTwo.", ["Two."]),
    ("indented paragraphs", "One.\n    Two.", ["Two."]),
    ("a short line is a line of its own", "A heading\nThe text begins.", ["The text begins."]),
    ("lower case goes on", "One and\ntwo.", []),
    ("a hard wrap goes on", WRAPPED, ["It meets again in May."]),
    ("a page squeezed onto one line", "One ended.  Two began.", ["Two began."]),
    ("two spaces after no full stop", "One  and two.", []),
    ("nothing after the last break", "One.\n\n", []),
    ("empty", "", []),
]


@pytest.mark.parametrize(("why", "text", "expected"), STARTS, ids=[s[0] for s in STARTS])
def test_paragraph_starts(why, text, expected):
    found = [
        text[at : at + len(start)] for at, start in zip(sorted(paragraph_starts(text)), expected, strict=True)
    ]
    assert found == expected


@given(st.text(alphabet="aB. \n\t”", max_size=80))
def test_a_paragraph_starts_on_a_letter_or_mark(text):
    assert all(0 < at < len(text) and not text[at].isspace() for at in paragraph_starts(text))
