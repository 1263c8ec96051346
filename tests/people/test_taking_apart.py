"""Names that are taken apart at a glance come out as by all rules."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.people import corporate, personal
from pipeline.people.corporate import is_bare_noun
from tests.people.test_name_pairs import PAIRS

WORDS = sorted({word for pair in PAIRS for word in (*pair.one.split(), *pair.other.split())})
LISTED = [
    "the",
    "The",
    "THE",
    "K",
    "D.",
    "Jr",
    "Sen.",
    "Abdul",
    "Mac",
    "United",
    "States",
    "Company",
    "Ministry",
    "RTC",
]
NAMES = st.lists(st.sampled_from(WORDS + LISTED), max_size=4).map(" ".join)


@settings(deadline=None)
@given(NAMES | NAMES.map(str.title) | NAMES.map(str.upper))
def test_a_glance_finds_what_all_rules_find(name):
    assert personal.personal(name) == personal.take_apart(name)
    assert corporate.corporate(name) == corporate.take_apart(name)


@pytest.mark.parametrize(
    ("why", "name", "bare"),
    [
        ("a general word alone", "the Ministry", True),
        ("no capital", "a ferry pilot", True),
        ("a word that tells", "the Ferry Ministry", False),
        ("what stands in brackets behind it tells nothing", "the Ministry (Ferry Council)", True),
        ("an acronym in brackets makes no name", "the Ministry (FC)", True),
        ("two general words", "The Company Group", True),
    ],
)
def test_a_bare_noun(why, name, bare):
    assert is_bare_noun(name) == bare, why
