"""The tagger itself: what it finds in plain sentences, and what it says when its folder is not whole."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from pipeline import config
from pipeline.errors import SetupError
from pipeline.quotes.tagger import load_tagger
from pipeline.quotes.tagger.model import FILES

FOLDER = config.tagger_folder(config.settings())
STORY = (
    "The ferry will run again from Friday, harbour master Ella Finch said.\n\nTomas Brekke said that the pier was safe."
    " “We tested every bolt,” he added.\n\nThe weather was fine.\n\nThe bridge must close before winter, according"
    " to the Ellery Seafarers’ Union."
)


@pytest.fixture(scope="module")
def tag():
    return load_tagger(FOLDER)


def read(tag, text):
    return [
        (
            [span.of(text) for span in found.contents],
            found.cue.of(text),
            found.source and found.source.of(text),
        )
        for found in tag(text)
    ]


PLAIN = [
    # text, words of the content, cue, source
    (
        "The ferry will run again, harbour master Ella Finch said.",
        "ferry will run again",
        "said",
        "Ella Finch",
    ),
    ("Ella Finch said that the ferry would run again.", "the ferry would run again", "said", "Ella Finch"),
    (
        "The pier fell in the night, according to the harbour police.",
        "pier fell",
        "according to",
        "harbour police",
    ),
    (
        "“We waited for an hour in the rain,” said Tomas Brekke.",
        "We waited for an hour",
        "said",
        "Tomas Brekke",
    ),
    # no list of cues holds this one
    ("Ella Finch radioed that the ferry would run again.", "the ferry would run again", "radioed", "Finch"),
]


@pytest.mark.parametrize(("text", "words", "cue", "source"), PLAIN, ids=[case[2] for case in PLAIN])
def test_a_plain_sentence_is_one_attribution(tag, text, words, cue, source):
    ((contents, its_cue, its_source),) = read(tag, text)
    assert len(contents) == 1
    assert words in contents[0]
    assert its_cue == cue
    assert source in its_source


@pytest.mark.parametrize(
    "text", ["The harbour was empty.", "Boats lay still.\n\nRain fell on the quay all day."]
)
def test_where_nobody_speaks_nothing_is_found(tag, text):
    assert tag(text) == ()


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t\n", "\u200b"])
def test_an_empty_text_has_no_attributions(tag, text):
    assert tag(text) == ()


def test_the_same_text_yields_the_same_to_the_last_bit(tag):
    assert tag(STORY) == tag(STORY) == load_tagger(FOLDER)(STORY)


def test_attributions_come_in_text_order_with_spans_and_figures_that_hold(tag):
    found = tag(STORY * 12)
    assert len(found) >= 36
    assert [f.contents for f in found] == sorted(f.contents for f in found)
    for attribution in found:
        for span in (*attribution.contents, attribution.cue, attribution.source):
            assert span is None or 0 <= span.start < span.end <= len(STORY) * 12
        assert 0 < attribution.score <= 1.001
        assert 0 <= attribution.confidence <= 1


def test_what_scores_higher_is_no_less_likely_right(tag):
    found = sorted(tag(STORY), key=lambda f: f.score)
    assert [f.confidence for f in found] == sorted(f.confidence for f in found)


def test_what_is_found_in_a_window_is_the_same_whatever_other_windows_there_are(tag):
    empty = "The weather was fine and the boats lay still. " * 30  # too long for the story's window
    assert tag(f"{STORY}\n\n{empty}") == tag(STORY)


@pytest.mark.slow
def test_a_text_of_fifteen_thousand_words_is_read_to_its_end(tag):
    text = "\n\n".join([STORY] * 400)
    assert len(text.split()) > 15_000
    assert tag(text)[-1].contents[0].start > len(text) - len(STORY)


@pytest.fixture
def folder(tmp_path):
    """Lay the built-in tagger elsewhere, its big file by a link that can be cut."""
    made = tmp_path / "tagger"
    made.mkdir()
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(FOLDER / name, made / name)
    os.symlink(FOLDER / "model.onnx", made / "model.onnx")
    return made


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


def without(name):
    return lambda folder: (folder / name).unlink()


def one_bit_changed(name):
    def change(folder: Path) -> None:
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).unlink()
        (folder / name).write_bytes(data)

    return change


def written(text):
    return lambda folder: (folder / "config.json").write_text(text, encoding="utf-8")


def configured(**changes):
    """Change keys of config.json; None takes one out."""

    def change(folder: Path) -> None:
        path = folder / "config.json"
        read = json.loads(path.read_bytes()) | changes
        path.write_text(json.dumps({k: v for k, v in read.items() if v is not None}), encoding="utf-8")

    return change


CURVE = {"method": "isotonic", "curve": {"scores": [0, 1], "confidences": [0.5]}}
BROKEN = [
    # why, how it is broken, the file named, what else is said
    ("no folder", gone, "config.json", "can't be read"),
    ("no model", without("model.onnx"), "model.onnx", "can't be read"),
    ("no tokenizer", without("tokenizer.json"), "tokenizer.json", "can't be read"),
    ("no config", without("config.json"), "config.json", "can't be read"),
    ("a bit of the model", one_bit_changed("model.onnx"), "model.onnx", "is not the file"),
    ("a bit of the tokenizer", one_bit_changed("tokenizer.json"), "tokenizer.json", "is not the file"),
    ("an empty config", written(""), "config.json", "no quote tagger's"),
    ("no JSON", written("longest: 192"), "config.json", "no quote tagger's"),
    ("no object", written("[1, 2]"), "config.json", "no quote tagger's"),
    ("sums of nothing", written("{}"), "config.json", "no quote tagger's"),
    ("a sum for all", configured(sha256="0123456789abcdef"), "config.json", "no quote tagger's"),
    ("sums in a list", configured(sha256=["0123456789abcdef"]), "config.json", "no quote tagger's"),
    ("no sums", configured(sha256={}), "model.onnx", "is not the file"),
    ("no length", configured(longest=None), "tagger", "longest"),
    ("a length in words", configured(longest="many"), "tagger", "many"),
    ("no room", configured(longest=2), "tagger", "no room"),
    ("other tags", configured(tags=["O", "B-cue", "I-cue"]), "tagger", "other tags"),
    ("no tags", configured(tags=None), "tagger", "tags"),
    ("a curve without points", configured(calibration={"curve": {}}), "tagger", "scores"),
    ("a curve of uneven ends", configured(calibration=CURVE), "tagger", "ValueError"),
]


@pytest.mark.parametrize(("why", "breaks", "name", "says"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_folder_that_is_not_whole_is_told_in_one_line_with_its_remedy(folder, why, breaks, name, says):
    breaks(folder)
    with pytest.raises(SetupError) as caught:
        load_tagger(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert str(folder if name == "tagger" else folder / name) in message
    assert says in message
    assert "git checkout -- models/quote-tagger" in message
    assert "onrecord train" in message


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_what_config_says_but_of_no_use(folder, name):
    (folder / name).unlink()
    (folder / name).write_bytes(b"{}")
    sums = json.loads((folder / "config.json").read_bytes())["sha256"]
    configured(sha256=sums | {name: hashlib.sha256(b"{}").hexdigest()})(folder)
    with pytest.raises(
        SetupError, match=r"^[^\n]+ holds no working quote tagger: [^\n]+ brings back the built-in one[^\n]+$"
    ):
        load_tagger(folder)


def test_without_a_curve_a_score_is_its_confidence(folder):
    configured(calibration=None)(folder)
    found = load_tagger(folder)(STORY)
    assert found
    assert [f.confidence for f in found] == pytest.approx([min(f.score, 1.0) for f in found])
