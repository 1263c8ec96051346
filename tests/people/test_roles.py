import pytest

from tests.people.cases import attributed

# (why, text, role, affiliation)
ROLES = [
    (
        "appositive, at",
        "“No,” said [Ella Finch](PERSON), legal officer at [Tarn Watch](ORG).",
        "legal officer",
        "Tarn Watch",
    ),
    (
        "appositive, of",
        "“No,” said [Ella Finch](PERSON), director of [Tarn Watch](ORG).",
        "director",
        "Tarn Watch",
    ),
    (
        "appositive, with",
        "“No,” said [Ella Finch](PERSON), a nurse with the [Tarn Clinic](ORG).",
        "nurse",
        "Tarn Clinic",
    ),
    (
        "owner after the name",
        "“No,” said [Ella Finch](PERSON), [Tarn Watch](ORG)’s coordinator for [Mora](GPE).",
        "coordinator for Mora",
        "Tarn Watch",
    ),
    (
        "region and body apart",
        "“No,” said [Ella Finch](PERSON), Deputy Director for [East Mora](LOC) at [Tarn Watch](ORG).",
        "Deputy Director for East Mora",
        "Tarn Watch",
    ),
    (
        "owner before the name",
        "“No,” said [Tarn Watch](ORG)’s East Mora Director [Ella Finch](PERSON).",
        "East Mora Director",
        "Tarn Watch",
    ),
    (
        "a field stays in the role",
        "“No,” said [Ella Finch](PERSON), professor of botany.",
        "professor of botany",
        None,
    ),
    (
        "a place that is no body is no affiliation",
        "“No,” said [Ella Finch](PERSON), an elder in the valley.",
        "elder",
        None,
    ),
    (
        "a body before the role",
        "“No,” said [Tarn Watch](ORG) spokeswoman [Ella Finch](PERSON).",
        "spokeswoman",
        "Tarn Watch",
    ),
    (
        "a body with its acronym",
        "“No,” said [Tarn Watch](ORG) (TW) director [Ella Finch](PERSON).",
        "director",
        "Tarn Watch",
    ),
    (
        "a portfolio is no body",
        "“No,” said [Energy](ORG) Minister [Ella Finch](PERSON).",
        "Energy Minister",
        None,
    ),
    (
        "a role over a portfolio with the",
        "“No,” said Secretary for the Coast [Ella Finch](PERSON).",
        "Secretary for the Coast",
        None,
    ),
    ("a rank is no role", "“No,” said police chief Supt [Ella Finch](PERSON).", "police chief", None),
    ("a title serves where nothing fuller stands", "“No,” said Judge [Ella Finch](PERSON).", "Judge", None),
    (
        "the fuller role wins over the title",
        "“No,” said the chair, Judge [Ella Finch](PERSON).",
        "chair",
        None,
    ),
    ("a courtesy is no role", "“No,” said Dr [Ella Finch](PERSON).", None, None),
    ("appositive before", "“No,” said the mayor, [Ella Finch](PERSON).", "mayor", None),
    (
        "appositive before with its body",
        "[Tarn Watch](ORG) met. “No,” said its founder, [Ella Finch](PERSON).",
        "founder",
        "Tarn Watch",
    ),
    (
        "two appositives before",
        "[Tarn Watch](ORG) met. “No,” said its founder, the retired nurse [Ella Finch](PERSON).",
        "founder",
        "Tarn Watch",
    ),
    (
        "of the body alone",
        "“No,” said [Ella Finch](PERSON) of the [Tarn Anglers](ORG).",
        None,
        "Tarn Anglers",
    ),
    (
        "a former office goes without former",
        "“No,” said [Ella Finch](PERSON), a former teacher.",
        "teacher",
        None,
    ),
    ("daily life is no role", "“No,” said [Ella Finch](PERSON), who keeps bees.", None, None),
    (
        "the employer in a clause",
        "“No,” said [Ella Finch](PERSON), who runs the desk at [Tarn Watch](ORG).",
        None,
        "Tarn Watch",
    ),
    (
        "the role in a clause",
        "“No,” said [Ella Finch](PERSON), who was the county inspector.",
        "county inspector",
        None,
    ),
    ("an age before it", "“No,” said [Ella Finch](PERSON), 58, a baker.", "baker", None),
    ("kinship is no role", "“No,” said [Ella Finch](PERSON), the manager’s niece.", None, None),
    (
        "an office in a country is a body",
        "“No,” said [Ella Finch](PERSON), head of [Tarn Watch](ORG)’s office in [Mora](GPE).",
        "head",
        "Tarn Watch’s office in Mora",
    ),
    (
        "now of something new",
        "“No,” said [Ella Finch](PERSON), once a baker and now director of [Tarn Watch](ORG).",
        "director",
        "Tarn Watch",
    ),
    (
        "both offices",
        "“No,” said [Ella Finch](PERSON), founder and CEO of [Tarn Watch](ORG).",
        "founder and CEO",
        "Tarn Watch",
    ),
    (
        "a judge belongs to the one court",
        "At the [district court](ORG) today “No,” said Judge [Ella Finch](PERSON).",
        "Judge",
        "district court",
    ),
    (
        "a baker belongs to no court",
        "At the [district court](ORG) today “No,” said baker [Ella Finch](PERSON).",
        "baker",
        None,
    ),
    (
        "the bare noun of a body",
        "The [Tarn Rowing Club](ORG) met. “No,” said the club’s coach, [Ella Finch](PERSON).",
        "coach",
        "Tarn Rowing Club",
    ),
    ("a body set off by a comma", "“No,” said [Ella Finch](PERSON), Chief Baker, [Tarn Watch](ORG).", "Chief Baker", "Tarn Watch"),
    ("a department is no body", "“No,” said [Ella Finch](PERSON), Head of [Operations](ORG), [Tarn Watch](ORG).",
     "Head of Operations", "Tarn Watch"),
    ("a minister's portfolio", "“No,” said the Minister for [Lake Affairs](ORG), [Ella Finch](PERSON).",
     "Minister for Lake Affairs", None),
    ("a lecturer's field", "“No,” said [Ella Finch](PERSON), lecturer in moss at [Tarn Watch](ORG).", "lecturer in moss", "Tarn Watch"),
    ("a representative's country", "“No,” said [Ella Finch](PERSON), [Tarn Watch](ORG) Country Director in [Mora](GPE).",
     "Country Director in Mora", "Tarn Watch"),
    ("not where a baker lives", "“No,” said [Ella Finch](PERSON), a baker in [Mora](GPE).", "baker", None),
    ("of a body, after a comma", "“No,” said [Ella Finch](PERSON), of the [Tarn Anglers](ORG).", None, "Tarn Anglers"),
    ("where a baker worked", "“No,” said [Ella Finch](PERSON), a baker who served at [Tarn Watch](ORG).", "baker", "Tarn Watch"),
    ("the next one's role", "“No,” said [Ella Finch](PERSON), mayor [Tom Moss](PERSON) and others.", None, None),
    ("named", "“No,” said a baker named [Ella Finch](PERSON).", "baker", None),
    ("a township's fire chief", "“No,” said [Mora Township Fire](ORG) Chief [Ella Finch](PERSON).", "Fire Chief", "Mora Township"),
    ("a party's adjective", "“No,” said [Senate Democratic](ORG) Leader [Ella Finch](PERSON).", "Senate Democratic Leader", None),
    ("after a dateline", "[MORA](GPE) - The singer [Ella Finch](PERSON) said “no”.", "singer", None),
    ("another club than the one named", "The [Tarn Rowing Club](ORG) met. “No,” said the croquet club’s coach, [Ella Finch](PERSON).",
     "coach", "croquet club"),
    ("an officer of a firm goes without its legal form", "“No,” said [Ella Finch](PERSON), director of [Umbra plc](ORG).",
     "director", "Umbra"),
    ("where somebody works", "“No,” said [Ella Finch](PERSON), who works at the [Tarn Anglers](ORG).", None, "Tarn Anglers"),
    ("nothing is stated", "“No,” said [Ella Finch](PERSON) yesterday.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text", "role", "affiliation"), ROLES, ids=[r[0] for r in ROLES])
def test_role_and_affiliation(why, text, role, affiliation):
    found = attributed(text, "Ella Finch")
    assert (found.speaker, found.role, found.affiliation) == ("Ella Finch", role, affiliation)


def test_a_role_told_at_one_mention_holds_for_the_others():
    text = "[Ella Finch](PERSON), a baker, met them. “No,” [Finch](PERSON) said."
    assert attributed(text, "Finch", "Finch").role == "baker"


def test_the_fuller_form_of_one_role_wins():
    text = "[Ella Finch](PERSON), a baker, met them. “No,” said master baker [Ella Finch](PERSON)."
    assert attributed(text, "Ella Finch").role == "master baker"


def test_an_employer_told_elsewhere_on_the_page_goes_with_the_same_person():
    text = "“No,” said legal officer [Ella Finch](PERSON)."
    other = "[Ella Finch](PERSON), legal officer at [Tarn Watch](ORG), met them."
    assert attributed(text, "Ella Finch", elsewhere=other).affiliation == "Tarn Watch"
