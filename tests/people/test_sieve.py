"""What is compared at all: nothing that the comparison would find alike is dropped before it."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.people.groups import compare_names
from pipeline.people.sieve import may_be_alike
from tests.people.test_name_pairs import PAIRS

PERSON = st.lists(
    st.sampled_from(
        "Ada Adah J. JR Robert Bob Jean-Pierre Jean Pierre Evgeny Yevgenii Nguyen Finch Finches Harwood Harwod "
        "McFinch MacFinch Harwood-Finch Müller Mueller van Jr. “Bob” née".split()
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
BODY = st.lists(
    st.sampled_from(
        "The Ministry of for Quarrow Transportation Transprtation Department U.S. Müller Mueller Ltd QMT (QMT) "
        "Co-operative Cooperative No.4 united states".split()
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


def _passes(kind: str, one: str, other: str) -> bool:
    return bool(may_be_alike(kind, [one, other], np.array([0]), np.array([1]))[0])


@pytest.mark.parametrize("pair", PAIRS)
def test_the_bench_passes(pair):
    kind = "person" if pair.kind == "person" else "organization"
    assert compare_names(kind, pair.one, pair.other) is None or _passes(kind, pair.one, pair.other)


@given(PERSON | st.text(max_size=20), PERSON | st.text(max_size=20))
@example("Ada R. Finch", "Ruth Finch")
def test_people_who_are_alike_pass(one, other):
    assert compare_names("person", one, other) is None or _passes("person", one, other)


@given(BODY | st.text(max_size=20), BODY | st.text(max_size=20))
def test_bodies_that_are_alike_pass(one, other):
    assert compare_names("organization", one, other) is None or _passes("organization", one, other)


@pytest.mark.parametrize(
    ("why", "kind", "one", "other"),
    [
        ("another given name", "person", "Ada Finch", "Anne Finch"),
        ("another family name", "person", "Ada Finch", "Ada Finley"),
        ("a word otherwise", "organization", "Board of Harwood", "Board of Hatherleigh"),
    ],
)
def test_what_shares_a_key_alone_does_not_pass(why, kind, one, other):
    assert not _passes(kind, one, other), why
