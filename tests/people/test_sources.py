import pytest

from tests.people.cases import attributed, resolved

# (why, text, source mentions in order, speaker of the last, kind)
SPEAKERS = [
    ("a full name", "“No,” said [Ella Finch](PERSON).", ["Ella Finch"], "Ella Finch", "person"),
    ("a surname", "[Ella Finch](PERSON) met them. “No,” [Finch](PERSON) said.", ["Finch"], "Ella Finch", "person"),
    ("with role and body", "“No,” said [Tarn Watch](ORG) (TW) Director [Ella Finch](PERSON).",
     ["Tarn Watch (TW) Director Ella Finch"], "Ella Finch", "person"),
    ("with an appositive", "“No,” said [Ella Finch](PERSON), aide to [Tom Moss](PERSON).",
     ["Ella Finch, aide to Tom Moss"], "Ella Finch", "person"),
    ("two people", "“No,” [Ella Finch](PERSON) and [Tom Moss](PERSON) said.", ["Ella Finch and Tom Moss"],
     "Ella Finch and Tom Moss", "group"),
    ("a spokesman's boss does not speak", "“No,” said a spokesman for [Tom Moss](PERSON).", ["a spokesman for Tom Moss"],
     "spokesman for Tom Moss", "person"),
    ("a body", "“No,” [Tarn Watch](ORG) said.", ["Tarn Watch"], "Tarn Watch", "organization"),
    ("a dateline before it", "[MORA](GPE) – [Tarn Watch](ORG) said “no”.", ["MORA – Tarn Watch"], "Tarn Watch", "organization"),
    ("an acronym", "[Tarn River Watch](ORG) met. “No,” [TRW](ORG) said.", ["TRW"], "Tarn River Watch", "organization"),
    ("a bare noun", "The [Ministry of the Forests](ORG) met. “No,” the ministry said.", ["the ministry"], "Ministry of the Forests",
     "organization"),
    ("the noun set before a name", "The ferry company [Umbra Nova](ORG) met. “No,” the company said.", ["the company"],
     "Umbra Nova", "organization"),
    ("a bare noun that two fit", "[Tarn Watch](ORG) met [Lake Friends](ORG). “No,” the company said.", ["the company"],
     "company", "organization"),
    ("a surname misspelt", "[Ella Brandtner](PERSON) met them. “No,” [Brantner](PERSON) said.", ["Brantner"], "Ella Brandtner", "person"),
    ("an unnamed person", "“No,” said a spokeswoman for the board.", ["a spokeswoman for the board"],
     "spokeswoman for the board", "person"),
    ("named by the noun before", "The lawyer, [Ella Finch](PERSON), met them. “No,” the lawyer said.", ["the lawyer"],
     "Ella Finch", "person"),
    ("named by the noun only later", "“No,” a baker told them. The baker, [Ella Finch](PERSON), met them.", ["a baker"],
     "Ella Finch", "person"),
    ("another baker is another", "[Ella Finch](PERSON), the baker, met them. “No,” said a baker.", ["a baker"],
     "baker", "person"),
    ("a group", "“No,” farmers on the ridge said.", ["farmers on the ridge"], "farmers on the ridge", "group"),
    ("a clause is cut off", "Officials, who denied it, said “no”.", ["Officials, who"], "Officials", "group"),
    ("a document", "The report said “no”.", ["The report"], None, "document"),
    ("he by his title", "Mr [Tom Moss](PERSON) met Mrs [Ella Finch](PERSON). “No,” he said.", ["he"], "Tom Moss", "person"),
    ("she by hers", "Mr [Tom Moss](PERSON) met Mrs [Ella Finch](PERSON). “No,” she said.", ["she"], "Ella Finch", "person"),
    ("the speaker before", "“No,” said [Ella Finch](PERSON).\n“Yes,” she said.", ["Ella Finch", "she"], "Ella Finch", "person"),
    ("names in speech are not meant", "“No,” said [Ella Finch](PERSON). “Ask [Ida Moss](PERSON),” she said.",
     ["Ella Finch", "she"], "Ella Finch", "person"),
    ("the speaker before last", "[Ella Finch](PERSON) met them.\n“No,” she said.\n“Yes,” she said.", ["she", "she"], "Ella Finch", "person"),
    ("it is the body", "[Tarn Watch](ORG) met. It said “no”.", ["It"], "Tarn Watch", "organization"),
    ("whom the letter is from", "The letter by the consultancy [Moss & Finch](ORG) said “no”.",
     ["The letter by the consultancy Moss & Finch"], "Moss & Finch", "document"),
    ("a document by its title", "The Tarn Protocol was signed.\nThe protocol says “no”.", ["The protocol"], "Tarn Protocol", "document"),
    ("a body spelled out before", "The language board met. “No,” the board said.", ["the board"], "language board", "organization"),
    ("a dateline in capitals", "[MORA](ORG), [Tarnia](ORG) – [Umbra Watch](ORG) said “no”.", ["MORA, Tarnia – Umbra Watch"],
     "Umbra Watch", "organization"),
    ("nobody to mean", "“No,” he said.", ["he"], None, None),
    ("the one addressed", "[Ella Finch](PERSON) wrote: you said “no”.", ["you"], None, None),
    ("no source", "“No.”", [], None, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "text", "sources", "speaker", "kind"), SPEAKERS, ids=[s[0] for s in SPEAKERS]
)
def test_speaker(why, text, sources, speaker, kind):
    if not sources:
        assert resolved(text).attributions == ()
        return
    found = attributed(text, *sources)
    assert (found.speaker, found.kind) == (speaker, kind)
    assert (found.speaker is None) == (found.unattributed_reason is not None)


def test_i_is_the_author():
    text = "I told the driver “no”."
    assert attributed(text, "I", byline="By Ella Finch in Mora").speaker == "Ella Finch"
    assert attributed(text, "I").speaker is None


def test_answers_are_the_one_interviewed_and_questions_the_interviewer():
    text = "[Ella Finch](PERSON) is a baker. [Ella Finch](PERSON) met us.\nQ: “Why?”\nA: “Bread.”"
    asked, answered = resolved(text, "Q", "A:", byline="Tom Moss").attributions
    assert (asked.speaker, answered.speaker) == ("Tom Moss", "Ella Finch")


def test_people_who_fit_alike_are_kept_as_candidates():
    found = attributed(
        "A baker, [Ella Finch](PERSON), met a baker, [Tom Moss](PERSON). “No,” the baker said.", "the baker"
    )
    assert found.speaker is None
    assert set(found.candidates) == {"Ella Finch", "Tom Moss"}


NAMESAKES = [
    ("before the second is introduced", "[Ella Finch](PERSON) met. [Finch](PERSON) left. [Tom Finch](PERSON) met.", "Ella Finch"),
    ("the one last named in full", "[Ella Finch](PERSON) met. [Tom Finch](PERSON) met. [Finch](PERSON) left.", "Tom Finch"),
    ("the one whom it alone meant, the other always in full",
     "[Ella Finch](PERSON) met. [Finch](PERSON) left. [Tom Finch](PERSON) met. [Tom Finch](PERSON) ran. [Finch](PERSON) sat.",
     "Ella Finch"),
    ("the one who has no other noun", "[Ella Finch](PERSON), the mayor, met. [Tom Finch](PERSON) met. Finch the mayor left. [Finch](PERSON) the baker left.",
     "Tom Finch"),
    ("the one whose noun it is", "Baker [Ella Finch](PERSON) met. The nurse, [Tom Finch](PERSON), met. [Finch](PERSON) the baker left.",
     "Ella Finch"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text", "expected"), NAMESAKES, ids=[n[0] for n in NAMESAKES])
def test_namesakes(why, text, expected):
    names = {m.text: m.name for m in resolved(text).mentions}
    assert names["Finch"] == expected


def test_bare_nouns_become_mentions_of_the_body_they_mean():
    found = resolved("The [Ministry of the Forests](ORG) met. They told the ministry today.").mentions
    assert [(m.text, m.name) for m in found] == [
        ("Ministry of the Forests", "Ministry of the Forests"),
        ("ministry", "Ministry of the Forests"),
    ]


def test_attributions_come_back_in_the_order_given():
    text = "“No,” said [Ella Finch](PERSON). “Yes,” said [Tom Moss](PERSON)."
    assert [a.speaker for a in resolved(text, "Ella Finch", "Tom Moss").attributions] == [
        "Ella Finch",
        "Tom Moss",
    ]
