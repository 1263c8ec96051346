import pytest

from pipeline.entities import find_mentions
from tests.tagged import tagged

LABELS = [
    ("a club that another meets", "[Mora Vale](ORG) beat [Holm](PERSON) there.", "Holm", "ORG"),
    ("a station in a dateline", "MORA (KWXQ) – All left.", "KWXQ", None),
    (
        "the bearer of a surname",
        "They met at [Ella Finch](ORG). Judge [Finch](PERSON) met them.",
        "Ella Finch",
        "PERSON",
    ),
    ("a club's striker", "They met the [Mora Vale](PERSON) striker there.", "Mora Vale", "ORG"),
    ("a country's striker", "They met the [Mora](GPE) striker there.", "Mora", "GPE"),
    ("a score", "They met at a 1-0 win at [Mora Vale](PERSON).", "Mora Vale", "ORG"),
    (
        "a club by its short name",
        "They met [Moss City](GPE). The [City](ORG) owner left.",
        "Moss City",
        "ORG",
    ),
    ("a plural verb after one name", "[Mora Vale](PERSON) have left.", "Mora Vale", "ORG"),
    ("but not after two", "Jo Vy and [Ella Finch](PERSON) have left.", "Ella Finch", "PERSON"),
    ("a post at a body", "They met Ella Finch, Head of Law at [Mora](GPE).", "Mora", "ORG"),
    ("and its field", "They met Ella Finch, Head of [Legal](ORG) at Mora.", "Legal", None),
    ("whose cook", "They met its cook, [Ella](GPE).", "Ella", "PERSON"),
    ("she who is called so", "She was called [Moss](ORG).", "Moss", "PERSON"),
    ("a number to ring", "They call [Mora Tips](PERSON) at 555.", "Mora Tips", "ORG"),
    ("where a word is put", "They thanked them on [Chirp](GPE): “No.”", "Chirp", "ORG"),
    ("a ship by its master", "The master of the [Mora Lass](ORG) left.", "Mora Lass", "PRODUCT"),
    ("an unsaid house", "They met at [St Finch](GPE)’s.", "St Finch", "ORG"),
    ("a speaker of a body", "[Ella Finch](ORG) of the MCS said so.", "Ella Finch", "PERSON"),
    ("a head noun alone", "They told the [Trust](ORG) so.", "Trust", None),
    ("that stands for a name", "They met Mora Trust. They told the [Trust](ORG) so.", "Trust", "ORG"),
    ("one of a people", "They met the [South Morian](ORG) there.", "South Morian", None),
    ("a word that is common", "They met a ship. They met [Ship](PERSON).", "Ship", None),
    ("a spit", "They left [Moss Spit](PERSON) once.", "Moss Spit", "LOC"),
    ("a crossing point", "They met at the [Mora Vell](ORG) crossing.", "Mora Vell", "GPE"),
    ("a union of a craft", "They met the cooper union today.", "cooper union", "ORG"),
    ("a trade union is any", "They met the trade union today.", "trade union", None),
    ("the place of an embassy", "They met at the Embassy in [Mora](GPE).", "Mora", "GPE"),
    ("in before an unknown name", "They met in [Mora](ORG) yesterday.", "Mora", "GPE"),
    ("a title makes a person of a body", "They met Judge [Ella Finch](ORG).", "Ella Finch", "PERSON"),
    ("an appositive makes a person", "Ella Finch, a private baker, met them.", "Ella Finch", "PERSON"),
    ("an age makes a person", "Ella Finch, 58, met them.", "Ella Finch", "PERSON"),
    ("a noun for bodies makes a body", "They met the charity [Umbra Nova](PERSON).", "Umbra Nova", "ORG"),
    ("a head word makes a body", "They met [Pohl Polytechnic](GPE).", "Pohl Polytechnic", "ORG"),
    ("a head word makes a place", "They met at [Moss Street](ORG).", "Moss Street", "FAC"),
    ("an outlet is told", "She told [Radio Mora](PERSON) so.", "Radio Mora", "ORG"),
    ("a dateline is a place", "[MORA](ORG) – The port was shut.", "MORA", "GPE"),
    ("a dateline of towns", "MORA-ON-TARN, [Fife](ORG) & [VELL](PERSON), Utopia – All left.", "VELL", "GPE"),
    ("a state after its town", "They met in [Mora](ORG), [MT](ORG) once.", "MT", "GPE"),
    ("and the town before its state", "They left [Mora](PERSON), MT once.", "Mora", "GPE"),
    ("an enumeration after in", "They met in [Mora](GPE), [Tarn](PERSON) and [Vell](PERSON).", "Vell", "GPE"),
    ("a street and its town", "They met at Moss Street, [Tarn](PERSON), and left.", "Tarn", "GPE"),
    ("a river has banks", "They met on the banks of the [Tarn](PERSON).", "Tarn", "LOC"),
    ("a surname goes with its person", "Judge Ella Finch met them. [Finch](ORG) left.", "Finch", "PERSON"),
    (
        "capitals throughout go with their person",
        "Judge Ella Finch met them.\n[FINCH](ORG) : No.",
        "FINCH",
        "PERSON",
    ),
    ("an owner of a board is a body", "They met [Razan](PERSON)’s board.", "Razan", "ORG"),
    ("a title in marks is no name", "They met “The Reeds Whisper” there.", "Reeds Whisper", None),
    (
        "a surname with a place's head",
        "They met Judge [Ella Moss-Hill](LOC) there.",
        "Ella Moss-Hill",
        "PERSON",
    ),
    ("a department in a town", "They met [Mora CID](PERSON) there.", "Mora CID", "ORG"),
    ("kin and a single name", "The wife, [Lettie](ORG), left.", "Lettie", "PERSON"),
    ("a deputy minister's country", "[Mora](PERSON)’s deputy works minister left.", "Mora", "GPE"),
    ("a maker of nets", "[Ella Finch](ORG), a net-maker from Tarn, left.", "Ella Finch", "PERSON"),
    ("a body beside a place", "In [Vell Province](ORG), the [Mora Union](ORG) met.", "Vell Province", "LOC"),
    ("the state", "They insulted the [State](ORG).", "State", None),
    ("a platform", "They post it on [Chirp](GPE).", "Chirp", "ORG"),
    ("a language", "They write in [Tarnish](GPE) there.", "Tarnish", "LANGUAGE"),
    ("a field of work", "They met the Head of [Operations](ORG).", "Operations", None),
    ("a minister's services", "They met the Minister for Home Fisheries.", "Home Fisheries", None),
    ("where families come from", "They met families from [Mora Velho](PERSON).", "Mora Velho", "GPE"),
    ("a person's town", "They met Ella Finch of [Mora](PERSON), who left.", "Mora", "GPE"),
    ("a company called", "They met a company then called [Mora Energia](PERSON).", "Mora Energia", "ORG"),
    ("a village called", "They met in a village called [Mora](PERSON).", "Mora", "GPE"),
    (
        "a signature's employer",
        "– [Ella Finch](PERSON), Head of Sales, [Mora Nova](PERSON)",
        "Mora Nova",
        "ORG",
    ),
    ("a place near another", "They met on [Grey Sands](ORG), near Mora.", "Grey Sands", "GPE"),
    ("a report's own name", "They read [Global Water Outlook](ORG).", "Global Water Outlook", "WORK_OF_ART"),
    ("a country as a subject", "[Pakistan](PERSON) said so.", "Pakistan", "GPE"),
    ("one of a kind, even after in", "They met in [Congress](GPE).", "Congress", "ORG"),
    ("a lord", "They met [Lord Moss](GPE) there.", "Lord Moss", "PERSON"),
    ("a person in brackets", "They met the lead ([Ella Finch](PERSON)) there.", "Ella Finch", "PERSON"),
    (
        "a surname that is a place's head",
        "They met Congressman [Ella Castle](PERSON).",
        "Ella Castle",
        "PERSON",
    ),
    ("a ship is no person", "They met the trawler [Ella Finch](PERSON) there.", "Ella Finch", "PRODUCT"),
    ("an act is a law", "They read the Harbour Act today.", "Harbour Act", "LAW"),
    (
        "a court with its place",
        "They met at the regional court in [Mora](GPE).",
        "regional court in Mora",
        "ORG",
    ),
    ("the place inside it is kept", "They met at the regional court in [Mora](GPE).", "Mora", "GPE"),
    ("an owned office", "They met at the mayor’s office.", "mayor’s office", "ORG"),
    ("an office alone is none", "They met at the office.", "office", None),
    ("a ministry with its field", "They met the transport ministry.", "transport ministry", "ORG"),
    ("a bare assembly is one of a kind", "They told the assembly today.", "assembly", "ORG"),
    ("a bare council is none", "They told the council today.", "council", None),
    ("council tax is none", "They paid the town council tax.", "town council", None),
    ("a municipality of a place", "They met the municipality of [Mora](ORG).", "municipality of Mora", "ORG"),
]


@pytest.mark.parametrize(("why", "text", "name", "expected"), LABELS, ids=[row[0] for row in LABELS])
def test_label(why, text, name, expected):
    doc, _ = tagged(text)
    labels = {m.text: m.label for m in find_mentions([doc])[0]}
    assert labels.get(name) == expected


def test_the_articles_of_a_page_vote_together():
    told, bare = (
        tagged("She told the group [Open Lantern](PERSON) so."),
        tagged("[Open Lantern](PERSON) met."),
    )
    alone = find_mentions([bare[0]])[0]
    together = find_mentions([told[0], bare[0]])[1]
    assert [m.label for m in alone] == ["PERSON"]
    assert [m.label for m in together] == ["ORG"]


def test_other_labels_of_the_model_are_kept():
    doc, _ = tagged("They met [nine](CARDINAL) times.")
    assert [(m.text, m.label) for m in find_mentions([doc])[0]] == [("nine", "CARDINAL")]
