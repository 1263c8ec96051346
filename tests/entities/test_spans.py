import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities.bounds import cut
from pipeline.entities.growth import grow
from pipeline.entities.spans import name_runs
from tests.tagged import tagged

ENGLISH = spacy.blank("en")

RUNS = [
    ("a particle tied by a hyphen", "They met Noor al-Mazra there.", ["Noor al-Mazra"]),
    ("a Welsh patronymic", "They met Iolo ap Moss-Hill there.", ["Iolo ap Moss-Hill"]),
    ("a town in capitals opens a line", "MORA, 5 May – All left.", ["MORA"]),
    ("a hyphen joins", "They met Ana Kovač-Reyes there.", ["Ana Kovač-Reyes"]),
    ("particles join", "They met Rui da Silva e Melo there.", ["Rui da Silva e Melo"]),
    ("a particle at the end does not", "They met Rui da there.", ["Rui"]),
    ("initials join", "They met J. P. Moss there.", ["J. P. Moss"]),
    ("a nickname in marks joins", "They met Tom “Lucky” Novak there.", ["Tom “Lucky” Novak"]),
    ("a nickname of two words", "They met Tom “Big Lamp” Novak there.", ["Tom “Big Lamp” Novak"]),
    ("a party and state are no name", "They met Ella Finch (D-MT) there.", ["Ella Finch"]),
    ("nor is what is only a noun before a role", "Glass artist Ella Finch left.", ["Ella Finch"]),
    ("two towns of a dateline", "MORA/TARNOW - All left.", ["MORA", "TARNOW"]),
    (
        "a title in full ends its sentence",
        "They met the Prime Minister. Ella Finch left.",
        ["Prime Minister", "Ella Finch"],
    ),
    ("a possessive ends it", "They met Moss’s Dog there.", ["Moss", "Dog"]),
    ("a line ends it", "They met Moss\nElla Finch left.", ["Moss", "Ella Finch"]),
    ("a month is no name", "They met in March near Riga.", ["Riga"]),
    ("a sentence's first word alone is no name", "Residents met Moss.", ["Moss"]),
    ("a word that the text has in lower case is no name", "Bread is dear. They sell bread.", []),
    ("nor is a compound that begins it", "Second-hand books met Moss.", ["Moss"]),
    ("a speech verb before a name is no part of it", "Said Ella Finch there.", ["Ella Finch"]),
    (
        "a prefix in lower case",
        "They met al-Amin Haddad and d’Arcy Moss there.",
        ["Amin Haddad", "d’Arcy Moss"],
    ),
]


@pytest.mark.parametrize(("why", "text", "expected"), RUNS, ids=[r[0] for r in RUNS])
def test_runs(why, text, expected):
    doc, _ = tagged(text)
    assert [doc[r.start : r.end].text for r in name_runs(doc)] == expected


CUTS = [
    ("two trades go", "They met Apprentice Welder Ella Finch there.", ["Ella Finch"]),
    ("letters after a name go", "They met Ella Finch QC there.", ["Ella Finch"]),
    ("all of them", "They met Ella Finch OBE PhD there.", ["Ella Finch"]),
    ("a body's acronym stays", "They met Mora CID there.", ["Mora CID"]),
    (
        "a trade by its ending goes",
        "They met Dietician Ella Finch-Hill Moss there.",
        ["Ella Finch-Hill Moss"],
    ),
    ("a first name of that ending stays", "They met Marian Finch there.", ["Marian Finch"]),
    ("a rank goes", "They met Trooper Ella Finch there.", ["Ella Finch"]),
    ("a title before a particle goes", "They met Dr van der Moss there.", ["van der Moss"]),
    (
        "a post after its holder is no name",
        "They met Ella Finch, [Treasurer](PERSON), there.",
        ["Ella Finch"],
    ),
    ("nor is what an adjective leaves", "They met the Regional Nuncio there.", []),
    ("nor the police before their chief", "They met [Police](ORG) Chief Ella Finch.", ["Ella Finch"]),
    ("a title goes", "They met Judge Ella Finch there.", ["Ella Finch"]),
    ("a role and its portfolio go", "They met Energy Minister Ella Finch there.", ["Ella Finch"]),
    ("a rank with a full stop goes", "They met Supt. Ella Finch there.", ["Ella Finch"]),
    (
        "a place before a role stays a name",
        "They met [East Mora](LOC) Secretary Ella Finch.",
        ["East Mora", "Ella Finch"],
    ),
    ("roles after a body go", "They met the [NATO](ORG) Director there.", ["NATO"]),
    ("a compound in lower case goes", "They met Mother-of-two Ella Finch there.", ["Ella Finch"]),
    ("and a prefixed role", "They met Co-author Ella Finch there.", ["Ella Finch"]),
    ("a name over hyphens stays", "They met Rooz-e Mora there.", ["Rooz-e Mora"]),
    ("a compound office goes", "They met Director-General Ella Finch there.", ["Ella Finch"]),
    (
        "a body's part and a courtesy go",
        "They met Board Chair Sir Ella Finch-Hill there.",
        ["Ella Finch-Hill"],
    ),
    ("of a post in a body its acronym stays", "They met the NATO Goodwill Ambassador there.", ["NATO"]),
    ("titles of several go", "They met Senators Ella Finch and Jo Vy.", ["Ella Finch", "Jo Vy"]),
    ("titles alone are no name", "They met the Senators there.", []),
    ("a role alone is no name", "They met the Legal Officer there.", []),
    ("a kind of body that leads in goes", "They met NGO Clear Water there.", ["Clear Water"]),
    ("a nationality before a place goes", "They met in the [Latvian](NORP) North Coast.", ["North Coast"]),
    (
        "a nationality before a body stays",
        "They met the [Latvian](NORP) Foreign Ministry.",
        ["Latvian Foreign Ministry"],
    ),
]


@pytest.mark.parametrize(("why", "text", "expected"), CUTS, ids=[c[0] for c in CUTS])
def test_cut(why, text, expected):
    doc, _ = tagged(text)
    runs = [piece for run in name_runs(doc) for piece in cut(doc, run)]
    assert [doc[r.start : r.end].text for r in runs] == expected


GROWN = [
    (
        "a body for its members' rights",
        "They met the Movement for Weavers’ Homes there.",
        "Movement for Weavers’ Homes",
    ),
    ("members' body and acronym", "They met the Mora Coopers’ Sobor (MCS) there.", "Mora Coopers’ Sobor"),
    ("a numbered exit", "They met near Exit 7 there.", "Exit 7"),
    ("a brand with a number", "They met WaveDesk 4 there.", "WaveDesk 4"),
    ("a number that comes again", "They met Wavedesk 4. They left Wavedesk 4 there.", "Wavedesk 4"),
    ("a number that does not", "They met Finch 4 times.", "Finch"),
    ("a sheriff's office", "They met at Moss County Sheriff’s Office there.", "Moss County Sheriff’s Office"),
    ("a shop that comes again", "They met at Finch’s Pies. They left Finch’s Pies.", "Finch’s Pies"),
    ("a saint's hospital", "They met at St Finch’s Hospital there.", "St Finch’s Hospital"),
    ("over of", "They met the Institute of Water Law.", "Institute of Water Law"),
    ("over for the", "They met the Commissariat for the Coast.", "Commissariat for the Coast"),
    ("over a plural owner", "They met the Dockers’ Union there.", "Dockers’ Union"),
    ("over an owner in ’s", "They met the Women’s Hospital there.", "Women’s Hospital"),
    ("not over a single owner", "They met Riga’s Hospital there.", "Riga"),
    ("over and", "They met the Moss and Finch Rescue Directorate.", "Moss and Finch Rescue Directorate"),
    ("a numbered gate", "They met at Gate 7 there.", "Gate 7"),
    ("the tail of a region", "They met in Mora region there.", "Mora region"),
    ("a republic", "They met in the Republic of Mora.", "Republic of Mora"),
    ("a country with and", "They met in Trinidad and Tobago.", "Trinidad and Tobago"),
    ("a generation", "They met Ella Finch, III there.", "Ella Finch, III"),
    ("a people's republic", "They met in the People’s Republic of Mora.", "People’s Republic of Mora"),
    ("a legal form", "They met Moss plc there.", "Moss plc"),
    ("two legal forms", "They met Moss Glass Co., Ltd. there.", "Moss Glass Co., Ltd"),
    ("a firm with an ampersand", "They met Moss & Finch there.", "Moss & Finch"),
    (
        "a ministry of two fields",
        "They met the Ministry of Health and Rural Solidarity.",
        "Ministry of Health and Rural Solidarity",
    ),
    ("a ministry and a body", "They met the Ministry of Health and Radio Mora.", "Ministry of Health"),
    ("two names stay two", "They met Riga and Vilnius there.", "Riga"),
]


@pytest.mark.parametrize(("why", "text", "expected"), GROWN, ids=[g[0] for g in GROWN])
def test_grow(why, text, expected):
    doc, _ = tagged(text)
    run = grow(doc, next(piece for run in name_runs(doc) for piece in cut(doc, run)))
    assert doc[run.start : run.end].text == expected


@given(st.text(alphabet="Aab é’'“”-–.,/ \nÓ1&(", max_size=60))
def test_any_text_gives_runs_in_order(text):
    doc = ENGLISH.make_doc(text)
    at = 0
    for run in name_runs(doc):
        assert at <= run.start < run.end <= len(doc)
        at = run.end
        for piece in cut(doc, run):
            grown = grow(doc, piece)
            assert run.start <= piece.start < piece.end <= run.end
            assert grown.start == piece.start < grown.end <= len(doc)


@pytest.mark.parametrize(
    ("why", "text", "expected"),
    [
        ("it stands for an initial's lost stop", "They met Ella K  Moss there", ["Ella K  Moss"]),
        ("but not after a whole word", "They met Ella Kit  Moss there", ["Ella Kit"]),
        ("nor over a line", "They met Ella K \n Moss there", ["Ella K"]),
    ],
)
def test_wide_space_in_a_name(why, text, expected):
    doc = ENGLISH(text)
    assert [doc[run.start : run.end].text for run in name_runs(doc)] == expected, why
