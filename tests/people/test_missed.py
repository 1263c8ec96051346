import pytest

from pipeline.people.missed import with_missed
from tests.tagged import tagged

# (why, marked-up text, the names added)
PASSED_OVER = [
    ("at the beginning of a sentence", "[Ella Marsh](PERSON) met them, [Marsh](PERSON) said. Marsh left.", ["Marsh"]),
    ("with the ’s of an owner", "[Ella Marsh](PERSON) met them, [Marsh](PERSON) said. Marsh’s boat left.", ["Marsh"]),
    ("a name of two letters", "[Ella Oz](PERSON) met them, [Oz](PERSON) said. Oz left.", ["Oz"]),
    ("nobody bears it alone elsewhere", "[Ella Marsh](PERSON) met them. Marsh left.", []),
    ("once alone, and no full name ends so", "[Marsh](PERSON) met them. Marsh left.", []),
    ("the word is a common one here", "[Ella Marsh](PERSON), said [Marsh](PERSON), drained the marsh. Marsh left.", []),
    ("part of a longer name", "[Ella Marsh](PERSON) met [Marsh](PERSON). The boats of Marsh Harbour and Tom Marsh left.", []),
    ("part of a name joined by “of”", "[Ella Marsh](PERSON) met [Marsh](PERSON). Marsh of Tarn left.", []),
    ("of two things by one name", "[Ella Marsh](PERSON) met [Marsh](PERSON) in [Marsh](GPE). Marsh left.", []),
    ("after an article", "[Ella Marsh](PERSON) met [Marsh](PERSON). They left the Marsh.", []),
    ("a web address", "[Ella Marsh](PERSON) met [Marsh](PERSON). See Marsh.org and @Marsh.", []),
    ("a role by itself", "[Ella Chair](PERSON) met [Chair](PERSON). Chair left.", []),
]  # fmt: skip


@pytest.mark.parametrize(("why", "marked", "added"), PASSED_OVER, ids=[p[0] for p in PASSED_OVER])
def test_names_passed_over(why, marked, added):
    doc, mentions = tagged(marked)
    found = with_missed(doc.text, mentions)
    assert [m.text for m in found if m not in mentions] == added
    assert [m for m in found if m in mentions] == list(mentions)
    assert found == sorted(found, key=lambda m: m.start)
    assert all(m.span.of(doc.text) == m.text for m in found)
