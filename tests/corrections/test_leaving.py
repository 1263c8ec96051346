"""Which corrections go when pages are forgotten, and which stay."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import journal
from pipeline.corrections import Anchor, Answer, Correction, Leaving, Names, leaving_with, place_of

WHEN = dt.datetime(2020, 5, 17, 9, tzinfo=dt.UTC)
GOES = "“The marmalade is late,” said Ada Reed. The harbour was shut, they said."
STAYS = "“The kettle is older than the town,” said Odo Marlin. The harbour was shut, they said."


def told(
    action: str, article: str = "elsewhere", *, headline: str | None = None, **more: object
) -> Correction:
    place = (
        None if action in ("merge", "split", "withdraw") else place_of(article, "Words.", headline=headline)
    )
    return journal.make(action, "Ida", WHEN, place=place, **more)


def words(exact: str, before: str = "", after: str = "") -> tuple[Anchor, ...]:
    return (Anchor(exact, before, after),)


def answer(exact: str, speaker: str | None = None, affiliation: str | None = None) -> Answer:
    kind = "person" if speaker else None
    return Answer("direct", words(exact), speaker, kind, affiliation=affiliation)


def names(one: str, other: str) -> Names:
    return Names("person", one, other)


KETTLE, MARMALADE, BOTH = "The kettle is older", "The marmalade is late", "The harbour was shut"


@pytest.mark.parametrize(
    ("why", "correction", "goes"),
    [
        ("its article goes", told("complete", "going"), True),
        ("another article", told("complete", "staying"), False),
        ("its words stand on the page", told("reject", shown=words(MARMALADE)), True),
        ("in another case and with other marks", told("reject", shown=words('"the  MARMALADE is')), True),
        ("they stand on a page that stays", told("reject", shown=words(KETTLE)), False),
        ("they stand on both", told("reject", shown=words(BOTH)), False),
        ("they stand nowhere", told("reject", shown=words("The jam is late")), False),
        ("what stands before", told("reject", shown=words(BOTH, before="said Ada Reed. ")), True),
        ("what stands before where it stays", told("reject", shown=words(BOTH, before="said Odo Marlin. ")), False),
        ("what stands around other words", told("reject", shown=words("It was", before="marmalade is")), True),
        ("what stands after", told("reject", shown=words("“", after="The marmalade")), True),
        ("an answer's words", told("add", answer=answer(MARMALADE)), True),
        ("a second piece", told("reject", shown=(*words(BOTH), *words(MARMALADE))), True),
        ("an answer's speaker", told("add", answer=answer(BOTH, "Ada Reed")), True),
        ("who is named where it stays", told("add", answer=answer(BOTH, "Odo Marlin")), False),
        ("who is named nowhere", told("add", answer=answer(BOTH, "Ana Belloch")), False),
        ("a part of a word is no name", told("add", answer=answer(BOTH, "Mar")), False),
        ("an answer's affiliation", told("add", answer=answer(BOTH, "Odo Marlin", "Reed")), True),
        ("a headline", told("complete", headline="Marmalade is late"), True),
        ("a headline that stays", told("complete", headline="the harbour was shut"), False),
        ("a name", told("merge", names=names("Odo Marlin", "Ada Reed")), True),
        ("names that stay", told("split", names=names("Odo Marlin", "Odo")), False),
        ("a note is the reviewer's own", told("reject", shown=words(KETTLE), note="marmalade"), False),
    ],
)  # fmt: skip
def test_what_goes(why, correction, goes):
    leaving = Leaving(frozenset({"going"}), frozenset(), (GOES,))
    found = leaving_with([correction], leaving, lambda: [STAYS])
    assert (correction.correction_id in found) == goes, why


def test_what_the_tables_found_in_an_article_that_goes_goes_too():
    moved, other = told("reject", shown=words("moved")), told("reject", shown=words("other"))
    leaving = Leaving(frozenset({"going"}), frozenset({moved.correction_id}))
    assert leaving_with([moved, other], leaving, list) == {moved.correction_id}


def test_what_withdraws_them_goes_too():
    first = told("complete", "going")
    second = told("withdraw", of=first.correction_id)
    third = told("withdraw", of=second.correction_id)
    other = told("withdraw", of=told("complete", "staying").correction_id)
    gone = leaving_with([third, second, other, first], Leaving(frozenset({"going"})), list)
    assert gone == {each.correction_id for each in (first, second, third)}


def test_pages_that_stay_are_not_read_where_nothing_is_in_question():
    def read() -> list[str]:
        raise AssertionError

    kept = told("reject", shown=words("The jam is late"))
    assert leaving_with([kept], Leaving(texts=(GOES,)), read) == set()


TEXT = st.text("abc “’\n", min_size=1, max_size=12).filter(str.strip)


@given(st.lists(TEXT, max_size=3), st.lists(TEXT, max_size=3), st.lists(TEXT, max_size=4))
def test_no_words_are_left_that_only_a_forgotten_page_has(going, staying, exact):
    corrections = [told("reject", shown=words(each)) for each in exact]
    gone = leaving_with(corrections, Leaving(texts=tuple(going)), lambda: staying)
    for each in corrections:
        (anchor,) = each.shown
        if each.correction_id in gone:
            assert not any(anchor.exact in text for text in staying)
        elif any(anchor.exact in text for text in going):
            assert any(plain(anchor.exact) in plain(text) for text in staying)


def plain(text: str) -> str:
    return " ".join(text.replace("“", '"').replace("’", '"').split())
