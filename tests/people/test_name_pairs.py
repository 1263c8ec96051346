"""The bench of name pairs: what the comparison makes of names of many cultures, its figures pinned."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.people.alike import compare_people
from pipeline.people.blocks import keys
from pipeline.people.corporate import compare_bodies

FILE = Path(__file__).with_name("name_pairs.tsv")


class Pair(NamedTuple):
    kind: str
    culture: str
    judgement: str
    strength: str
    one: str
    other: str


PAIRS = [
    Pair(*line.split("\t"))
    for line in FILE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def found(pair: Pair) -> str:
    compare = compare_people if pair.kind == "person" else compare_bodies
    likeness = compare(pair.one, pair.other)
    return likeness.strength if likeness else "none"


def test_the_bench_is_whole():
    assert len(PAIRS) >= 400
    assert len(set(PAIRS)) == len(PAIRS)
    assert len({pair.culture for pair in PAIRS}) >= 30
    assert {pair.judgement for pair in PAIRS} == {"same", "different"}
    assert {pair.strength for pair in PAIRS} == {"strong", "medium", "weak"}


def test_the_figures_that_the_comparison_reaches():
    counts = Counter((pair.judgement, pair.strength, found(pair)) for pair in PAIRS)

    def number(judgement: str, strengths: str, results: str) -> int:
        return sum(counts[judgement, s, r] for s in strengths.split() for r in results.split())

    every = "strong medium weak"
    # joined on the names alone: no two people or bodies are made one, and of what can be told all is
    assert number("different", every, "strong") == 0
    assert number("same", "strong", "strong") / number("same", "strong", every + " none") >= 0.98
    # left to the context: nearly all that is one's, and of clear strangers next to none
    known = number("same", "strong medium", "strong medium")
    assert known / number("same", "strong medium", every + " none") >= 0.98
    assert number("different", "strong", "medium") / number("different", "strong", every + " none") <= 0.02
    # a surname alone is never more than a weak sign
    assert number("same", "weak", "strong medium") == 0


@pytest.mark.parametrize(
    "pair", [p for p in PAIRS if p.judgement == "same" and found(p) in ("strong", "medium")]
)
def test_names_that_can_be_one_are_compared_at_all(pair):
    one, other = (keys(pair.kind, name) for name in (pair.one, pair.other))
    assert one & other


NAMES = st.sampled_from([name for pair in PAIRS for name in (pair.one, pair.other)])


@given(NAMES | st.text(max_size=30), NAMES | st.text(max_size=30))
def test_comparing_is_symmetric_and_total(one, other):
    for compare in (compare_people, compare_bodies):
        assert compare(one, other) == compare(other, one)


PLAIN = sorted(
    {n for p in PAIRS if p.kind == "person" for n in (p.one, p.other) if n.replace(" ", "").isalpha()}
)


@given(st.sampled_from([name for name in PLAIN if all(len(word) > 2 for word in name.split())]))
def test_a_name_in_capitals_with_a_title_is_the_same_name(name):
    likeness = compare_people(f"Senator {name.upper()}", name)
    assert likeness is not None
    assert likeness.rule in ("the same words", "the same single name")
