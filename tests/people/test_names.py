import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.people.names import People, acronyms_in, fits_person, fullest_people, known_names, misspelt
from pipeline.records import Mention, Page

FITS = [
    ("a surname", "Finch", "Ella Finch", True),
    ("a first name", "Ella", "Ella Finch", True),
    ("a title is no part", "Judge Finch", "Ella Finch", True),
    ("a surname of several words", "Vale e Prado", "Rui Vale e Prado", True),
    ("a middle initial", "Ella Finch", "Ella M. Finch", True),
    ("another first name", "Tom Finch", "Ella Finch", False),
    ("another surname", "Ella Moss", "Ella Finch", False),
    ("a suffix of the other one", "Tom Jnr", "Tom Moss Snr", False),
    ("its own suffix", "Tom Snr", "Tom Moss Snr", True),
    ("an apostrophe of either form", "O'Dare", "Nuala O’Dare", True),
    ("likeness is not enough", "Finches", "Ella Finch", False),
]


@pytest.mark.parametrize(("why", "short", "full", "expected"), FITS, ids=[f[0] for f in FITS])
def test_fits_person(why, short, full, expected):
    assert fits_person(short, full) is expected


FULLEST = [
    ("the longest form stays", ["Ella Finch", "Ella M. Finch"], ("Ella M. Finch",)),
    ("a surname alone is no full name", ["Ella Finch", "Finch"], ("Ella Finch",)),
    ("two people of one surname stay two", ["Ella Finch", "Tom Finch"], ("Ella Finch", "Tom Finch")),
    ("a suffix makes another person", ["Tom Moss", "Tom Moss Snr"], ("Tom Moss", "Tom Moss Snr")),
    (
        "a surname of several words is no full name",
        ["Rui Vale e Prado", "Vale e Prado"],
        ("Rui Vale e Prado",),
    ),
]


@pytest.mark.parametrize(("why", "names", "expected"), FULLEST, ids=[f[0] for f in FULLEST])
def test_fullest_people(why, names, expected):
    assert fullest_people(names) == expected


def test_acronyms_are_in_brackets_or_initials_that_the_text_uses():
    text = "The Tarn River Board (TaRB) met. HWC and the Harbour Workers’ Circle agreed with FLR."
    names = ["Tarn River Board", "Harbour Workers’ Circle", "Friends of Low Reeds", "Free Land Reform"]
    assert acronyms_in(text, names) == {"TaRB": "Tarn River Board", "HWC": "Harbour Workers’ Circle"}


EMPLOYERS = [
    ("appositive", "Ella Finch, legal officer at the Tarn Board, left.", {"Ella Finch": "Tarn Board"}),
    ("owner after", "Ella Finch, Tarn Board’s director, left.", {"Ella Finch": "Tarn Board"}),
    ("owner before", "It was Tarn Board’s director Ella Finch who left.", {"Ella Finch": "Tarn Board"}),
    ("not across a sentence", "Ella Finch, a baker, left. He works at Tarn Board.", {}),
]


@pytest.mark.parametrize(("why", "text", "expected"), EMPLOYERS, ids=[e[0] for e in EMPLOYERS])
def test_employers_stand_beside_the_name(why, text, expected):
    page = Page(page_id="p", source="p.txt", sha256="", media_type="text/plain", text=text)
    mentions = [
        Mention(start=text.find(name), end=text.find(name) + len(name), text=name, label=label)
        for name, label in (("Ella Finch", "PERSON"), ("Tarn Board", "ORG"))
    ]
    assert dict(known_names(page, [mentions]).employers) == expected


@given(
    st.lists(st.text(alphabet="AB ab.’-Jr", min_size=1, max_size=12)),
    st.text(alphabet="AB ab.’-", max_size=8),
)
def test_a_pool_finds_only_names_of_its_own(names, short):
    full = fullest_people(names)
    pool = People(full)
    assert set(full) <= {" ".join(n.split()) for n in names} | set(full)
    assert all(name in full and fits_person(short, name) for name in pool.fitting(short))
    assert all(pool.same(name) in full for name in full)


SLIPS = [
    ("a letter left out", "Brantner", ["Ella Brandtner"], "Ella Brandtner"),
    ("a letter doubled", "Brandttner", ["Ella Brandtner"], "Ella Brandtner"),
    ("a letter changed", "Brendtner", ["Ella Brandtner"], "Ella Brandtner"),
    ("two letters that changed places", "Bradntner", ["Ella Brandtner"], "Ella Brandtner"),
    ("two letters changed", "Brendtmer", ["Ella Brandtner"], None),
    ("another ending", "Brandtnera", ["Ella Brandtner"], None),
    ("another beginning", "Grandtner", ["Ella Brandtner"], None),
    ("a short surname", "Finsh", ["Ella Finch"], None),
    ("two whom it may be", "Brendtner", ["Ella Brandtner", "Tom Brundtner"], None),
    ("a full name", "Ella Brantner", ["Ella Brandtner"], None),
]


@pytest.mark.parametrize(("why", "short", "people", "expected"), SLIPS, ids=[s[0] for s in SLIPS])
def test_a_surname_misspelt(why, short, people, expected):
    assert misspelt(short, people) == expected
