import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.people.pagewide import house_of, is_initials, is_surname, offices_on, spelled_out
from tests.people.cases import attributed

SPELLED = [
    (
        "a headline has the first name",
        "Orla Venn-Tae resigns\n\nVenn-Tae said so.",
        "Venn-Tae",
        ("Orla Venn-Tae",),
    ),
    ("a role before it is no name", "Winning coach Orla Venn wept.", "Venn", ("Orla Venn",)),
    (
        "a particle stays inside",
        "By Noor van der Pell\nDr van der Pell left.",
        "Pell",
        ("Noor van der Pell",),
    ),
    ("an article's particle alone", "Sheikha Noor al-Pell spoke.", "Pell", ("Noor al-Pell",)),
    ("initials", "J. T. Venn, Clerk", "Venn", ("J. T. Venn",)),
    ("a word written small as well", "Yesterday Venn rose. It was yesterday.", "Venn", ()),
    ("a weekday", "On Tuesday Venn rose.", "Venn", ()),
    ("a shouted word", "BREAKING Venn rose.", "Venn", ()),
    ("a title alone", "Mr Venn rose.", "Venn", ()),
    ("another surname that begins so", "Orla Venn-Tae rose.", "Venn", ()),
    ("two of one surname", "Orla Venn and Piers Venn", "Venn", ("Orla Venn", "Piers Venn")),
]


@pytest.mark.parametrize(("why", "text", "short", "expected"), SPELLED, ids=[s[0] for s in SPELLED])
def test_spelled_out(why, text, short, expected):
    assert spelled_out(text, [short]) == expected


@given(st.text(max_size=80), st.text(min_size=1, max_size=8))
def test_what_is_spelled_out_is_on_the_page(text, short):
    assert all(name.endswith(short) and name.split()[0] in text for name in spelled_out(text, [short]))


def test_a_place_is_no_first_name():
    assert spelled_out("In Arvo Venn rose.", ["Venn"], ["Arvo"]) == ()


SURNAMES = [
    ("one word", "Venn", True),
    ("a title before it", "Dr Venn", True),
    ("particles", "van der Pell", True),
    ("a first name", "Orla Venn", False),
]


@pytest.mark.parametrize(("why", "name", "expected"), SURNAMES, ids=[s[0] for s in SURNAMES])
def test_is_surname(why, name, expected):
    assert is_surname(name) is expected


OFFICES = [
    ("a signature", "PLW – Orla Venn, Treasurer", ("Treasurer", "League of Wells")),
    ("after the name", "Meeting with Orla Venn, Registrar of the Loom Court", ("Registrar", "Loom Court")),
    (
        "before the name",
        "Comment by the Registrar of the Loom Court, Ms Orla Venn",
        ("Registrar", "Loom Court"),
    ),
    ("with its field", "Orla Venn, Secretary for Rural Affairs", ("Secretary for Rural Affairs", None)),
    ("a body known", "Orla Venn, President of Venn Looms", ("President", "Venn Looms")),
    ("small letters are no office", "Orla Venn, treasurer, rose.", None),
    ("no office at all", "Orla Venn, Tuesday", None),
]


@pytest.mark.parametrize(("why", "text", "expected"), OFFICES, ids=[o[0] for o in OFFICES])
def test_offices_on(why, text, expected):
    found = offices_on(text, ["Orla Venn"], {"Venn Looms"}, {"PLW": "League of Wells"})
    assert found.get("Orla Venn") == expected


HOUSES = [
    (
        "masthead and copyright",
        "Loom Street Hospitals\nHome\n\n© 2031 Loom Street Hospitals Trust",
        "Loom Street Hospitals",
    ),
    (
        "an acronym above its long form",
        "PLW\nPeople's League of Wells\n\nPLW is a coalition of nine.",
        "People's League of Wells",
    ),
    ("it says what it is", "Loomwright\nShop\n\nLoomwright is a registered charity.", "Loomwright"),
    (
        "a company by its full name",
        "Loomwright\n\n© 2031 Loomwright plc. All rights reserved.",
        "Loomwright plc",
    ),
    ("a newspaper", "Loom Valley Times\n\n© Loom Valley Times 2031", None),
    ("another owner", "Loom Street\n\n© 2031 Venn Ltd", None),
    ("no masthead", "It rained.", None),
]


@pytest.mark.parametrize(("why", "text", "expected"), HOUSES, ids=[h[0] for h in HOUSES])
def test_house_of(why, text, expected):
    house = house_of(text)
    assert (house.name if house else None) == expected


def test_the_house_is_called_by_its_noun():
    house = house_of("Loom Street Hospitals\n\n© 2031 Loom Street Hospitals Trust")
    assert house is not None
    assert "trust" in house.nouns


STORIES = [
    (
        "a headline's first name",
        "“No,” said [Venn](PERSON).",
        "Venn",
        "Appeal by Orla Venn, Registrar of the Loom Court",
        ("Orla Venn", "Registrar", "Loom Court"),
    ),
    (
        "the holder of an office",
        "[Orla Venn](PERSON) rose. “No,” the Registrar said.",
        "the Registrar",
        "Comment by the Registrar of the Loom Court, Ms Orla Venn",
        ("Orla Venn", "Registrar", "Loom Court"),
    ),
    (
        "letters are no name",
        "“No,” said [Orla Venn KC](PERSON), counsel to the inquiry.",
        "Orla Venn KC",
        "",
        ("Orla Venn", "counsel to the inquiry", None),
    ),
    (
        "what she does is no name",
        "“No,” said [Geologist Orla Venn](PERSON).",
        "Geologist Orla Venn",
        "",
        ("Orla Venn", "Geologist", None),
    ),
    (
        "the deputy is not the minister",
        "Deputy Minister [Orla Venn](PERSON) rose. “No,” the Deputy Minister said.",
        "the Deputy Minister",
        "",
        ("Orla Venn", "Deputy Minister", None),
    ),
    ("an unnamed driver", "“No,” said a crane driver.", "a crane driver", "", ("crane driver", None, None)),
    (
        "and colleagues",
        "“No,” said [Orla Venn](PERSON) and colleagues.",
        "Orla Venn and colleagues",
        "",
        ("Orla Venn and colleagues", None, None),
    ),
    (
        "what the second one does",
        "“No,” said [Orla Venn](PERSON) and [Piers Pell](PERSON), the clerk.",
        "Orla Venn and Piers Pell, the clerk",
        "",
        ("Orla Venn and Piers Pell", None, None),
    ),
]


@pytest.mark.parametrize(
    ("why", "text", "source", "elsewhere", "expected"), STORIES, ids=[s[0] for s in STORIES]
)
def test_stories(why, text, source, elsewhere, expected):
    found = attributed(text, source, elsewhere=elsewhere)
    assert (found.speaker, found.role, found.affiliation) == expected


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("PLW", "People's League of Wells", True),
        ("PLOW", "People's League of Wells", True),
        ("Plw", "P L W", False),
    ],
)
def test_is_initials(short, long, expected):
    assert is_initials(short, long) is expected
