"""Label Studio: tasks, regions counted in code points, links; and that all of it comes back."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

from hypothesis import given

from pipeline.export.documents import Document, Name, Quote
from pipeline.export.label_studio import interface, read_label_studio, read_task, task, write_label_studio
from pipeline.records import Span
from tests.export.made import articles, examples

TEXT = "🎺🎻 “We play 𝔉ado,” said Bo Quill 🎷. “Always.”"


def spot(words):
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


SPEECH = Quote(
    "5f0c", "direct", (spot("We play 𝔉ado,"), spot("Always.")), spot("said"), spot("Bo Quill"),
    speaker="Bo Quill", role="leader", confidence=0.75,
)  # fmt: skip
DOCUMENT = Document("a", TEXT, (SPEECH,), (Name(spot("Bo Quill"), "PERSON"),), headline="Brass")


def test_offsets_are_code_points_after_an_emoji_too():
    result = task(DOCUMENT, model="m")["predictions"][0]["result"]
    regions = {item["id"]: item["value"] for item in result if item["type"] == "labels"}
    assert regions["5f0c.0"] == {"start": 4, "end": 17, "text": "We play 𝔉ado,", "labels": ["Content"]}
    assert len("🎺🎻 “".encode("utf-16-le")) // 2 == 6  # what UTF-16 units would say
    for value in regions.values():
        assert TEXT[value["start"] : value["end"]] == value["text"]


def test_a_task():
    made = task(DOCUMENT, model="onrecord 1")
    assert made["data"] == {"article_id": "a", "date": "", "headline": "Brass", "text": TEXT}
    (prediction,) = made["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("onrecord 1", 0.75)
    told = [(item.get("id"), item.get("from_name"), item["type"]) for item in prediction["result"]]
    assert told == [
        ("5f0c.0", "label", "labels"),
        ("5f0c.1", "label", "labels"),
        ("5f0c.0", "type", "choices"),
        ("5f0c.0", "speaker", "textarea"),
        ("5f0c.0", "role", "textarea"),
        ("source.24.32", "label", "labels"),
        ("cue.19.23", "label", "labels"),
        ("name.0", "label", "labels"),
        (None, None, "relation"),
        (None, None, "relation"),
        (None, None, "relation"),
    ]
    links = [(item["from_id"], item["labels"], item["to_id"]) for item in prediction["result"][-3:]]
    assert links == [
        ("5f0c.1", ["continues"], "5f0c.0"),
        ("source.24.32", ["says"], "5f0c.0"),
        ("cue.19.23", ["reports"], "5f0c.0"),
    ]


def test_a_reviewed_article_is_an_annotation():
    made = task(replace(DOCUMENT, reviewed=True), model="m")
    assert "predictions" not in made
    assert made["annotations"][0]["result"] == task(DOCUMENT, model="m")["predictions"][0]["result"]


@examples
@given(articles())
def test_every_article_comes_back(document):
    kinds = sorted(
        document.names, key=lambda name: [other.label for other in document.names].index(name.label)
    )
    for reviewed in (False, True):
        expected = replace(document, names=tuple(kinds), reviewed=reviewed)
        assert read_task(json.loads(json.dumps(task(expected, model="m")))) == expected


def test_a_bare_task_is_read():
    assert read_task({"data": {"article_id": "a", "text": "Rain.", "headline": ""}}) == Document("a", "Rain.")


def test_the_interface_has_every_label_and_every_field():
    root = ET.fromstring(interface(["A & B"]))
    labels = {label.get("value") for label in root.iter("Label")}
    assert {"Content", "Source", "Cue", "PERSON", "A & B"} <= labels
    named = {tag.get("name") for tag in root.iter() if tag.get("name")}
    result = task(DOCUMENT, model="m")["predictions"][0]["result"]
    assert {item["from_name"] for item in result if "from_name" in item} <= named
    assert {label for item in result if item["type"] == "relation" for label in item["labels"]} <= {
        tag.get("value") for tag in root.iter("Relation")
    }


def test_a_file_is_a_json_list(tmp_path):
    for number, some in enumerate(([], [DOCUMENT], [DOCUMENT, Document("b", "Rain.")])):
        path = tmp_path / f"{number}.json"
        with path.open("w", encoding="utf-8", newline="") as file:
            n, labels = write_label_studio(file.write, some, model="m")
        assert (n, labels) == (len(some), {"PERSON"} if some else set())
        assert read_label_studio(path) == some
        assert len(json.loads(path.read_text("utf-8"))) == n
