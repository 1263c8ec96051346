import pytest

from pipeline.people.recast import labels_in, recast, title_cut
from tests.tagged import tagged

CUTS = [
    ("a role of two words and a courtesy", "Board Chair Sir Tom Moss", "Tom Moss"),
    ("a body before the role", "TRW Director-General Ella Finch", "Ella Finch"),
    ("a hyphenated role", "Co-author Ella Finch", "Ella Finch"),
    ("a first name that is a trade", "Hunter Finch", "Hunter Finch"),
    ("an office belongs to the name", "King Tom", "King Tom"),
    ("no role", "Ella Finch", "Ella Finch"),
]


@pytest.mark.parametrize(("why", "name", "expected"), CUTS, ids=[c[0] for c in CUTS])
def test_title_cut(why, name, expected):
    assert name[title_cut(name) :] == expected


MENTIONS = [
    ("a role glued on", "“No,” said [Board Chair Sir Tom Moss](LOC).", [("Tom Moss", "PERSON")]),
    ("its body apart", "“No,” said [TRW Director-General Tom Moss](PERSON).", [("TRW", "ORG"), ("Tom Moss", "PERSON")]),
    ("a rank alone", "“No,” said [Major](PERSON)-Gen [Tom Moss](PERSON).", [("Tom Moss", "PERSON")]),
    ("a headline in capitals", "[Ella Finch Says](PERSON) No. [Tom Moss Was Right](PERSON).", [("Ella Finch", "PERSON"), ("Tom Moss", "PERSON")]),
    ("a nickname inside", "[Tom](PERSON) “Nib” [Moss](PERSON) met.", [("Tom “Nib” Moss", "PERSON")]),
    ("a nickname in a place", "[Tom “Nib” Moss](LOC) met.", [("Tom “Nib” Moss", "PERSON")]),
    ("a firm of two", "[Moss](ORG) & [Finch](ORG) met.", [("Moss & Finch", "ORG")]),
    ("a legal form", "[Umbra](PERSON) plc met. [Umbra](PERSON) left.", [("Umbra plc", "ORG"), ("Umbra", "ORG")]),
    ("kinship", "His wife, [Ida](ORG), met. [Ida](ORG) left.", [("Ida", "PERSON"), ("Ida", "PERSON")]),
    ("a trade after the name", "[Ella Finch](ORG), a senior baker from [Mora](GPE), met. [Finch](ORG) left.",
     [("Ella Finch", "PERSON"), ("Mora", "GPE"), ("Finch", "PERSON")]),
    ("a body can be a maker", "[Umbra Nova](ORG), a maker of lamps, met.", [("Umbra Nova", "ORG")]),
    ("a body's noun tells", "[Mora Bank](ORG), a lawyer for trade, met.", [("Mora Bank", "ORG")]),
    ("where somebody is from", "[Moss of Mora](PERSON) met. Moss left.", [("Moss", "PERSON")]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text", "expected"), MENTIONS, ids=[m[0] for m in MENTIONS])
def test_recast(why, text, expected):
    doc, mentions = tagged(text)
    found = recast(doc.text, mentions, labels_in(doc.text, mentions))
    assert [(m.text, m.label) for m in found] == expected
    assert all(doc.text[m.start : m.end] == m.text for m in found)
