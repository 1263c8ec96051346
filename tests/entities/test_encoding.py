"""What is made faster says what the published layers say, wherever it takes their place."""

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.vectors import Vectors

from pipeline.entities import encoding
from pipeline.entities.encoding import quicken

WORDS = ["the", "The", "quay", "Quay", "wasn't", "shut", ".", "\n", "12", "Odo", "Pell", "qwzrt", "“", "”"]
WINDOW = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 16, "depth": 2, "window_size": 1}


def a_pipeline(*, embed=None, encode=None, component="tok2vec"):
    nlp = spacy.blank("en")
    rng = np.random.default_rng(5)
    data = rng.standard_normal((4, 10), dtype=np.float32)
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, keys=["the", "quay", "shut", "."])
    tok2vec = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 16,
            "attrs": ["NORM", "PREFIX", "SHAPE", "SPACY"],
            "rows": [50, 40, 30, 10],
            "include_static_vectors": True,
            **(embed or {}),
        },
        "encode": {**WINDOW, "maxout_pieces": 3, **(encode or {})},
    }
    if component == "tok2vec":
        nlp.add_pipe("tok2vec", config={"model": tok2vec})
    else:
        parser = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "tok2vec": tok2vec}
        parser |= {"extra_state_tokens": False, "hidden_width": 16, "maxout_pieces": 2, "use_upper": True}
        nlp.add_pipe("ner", config={"model": parser}).add_label("PERSON")
    spacy.util.fix_random_seed(5)
    nlp.initialize()
    for node in nlp.get_pipe(component).model.walk():  # a fresh network has no biases, and one gain for all
        for name in node.param_names:
            values = node.get_param(name)
            values += rng.standard_normal(values.shape, dtype=np.float32) / 4
    return nlp


def vectors_of(nlp, texts):
    (model,) = [node for node in nlp.pipeline[0][1].model.walk() if "encode" in node.ref_names]
    return model.predict([nlp.make_doc(text) for text in texts])


def assert_same(found, expected):
    assert [its.shape for its in found] == [its.shape for its in expected]
    for its, others in zip(found, expected, strict=True):
        assert its.flags.c_contiguous
        assert its.dtype == np.float32
        np.testing.assert_allclose(its, others, rtol=1e-4, atol=1e-5)


TEXTS = ["The quay wasn't shut.", "", "Odo Pell\n\nshut it", "the quay " * 40]


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("as in spaCy's own pipelines", {}),
        ("in a component with words' vectors of its own", {"component": "ner"}),
        ("no vectors of words", {"embed": {"include_static_vectors": False}}),
        ("two words on each side", {"encode": {"window_size": 2}}),
        ("one layer", {"encode": {"depth": 1}}),
        ("two pieces", {"encode": {"maxout_pieces": 2}}),
    ],
)
def test_vectors_are_the_same(why, told):
    nlp = a_pipeline(**told)
    expected = vectors_of(nlp, TEXTS)
    quicken(nlp)
    names = {node.name for node in nlp.pipeline[0][1].model.walk()}
    assert {"onrecord_forms", "onrecord_convolutions"} <= names
    assert_same(vectors_of(nlp, TEXTS), expected)
    assert_same(vectors_of(nlp, TEXTS), expected)  # and when every form is known
    assert_same(vectors_of(nlp, [""]), [np.zeros((0, 16), np.float32)])


NLP, PLAIN = a_pipeline(), a_pipeline()
quicken(NLP)


@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), min_size=1, max_size=6).filter(any)
)
def test_any_texts_have_the_same_vectors(texts):
    assert_same(vectors_of(NLP, texts), vectors_of(PLAIN, texts))


@pytest.mark.parametrize(("why", "most"), [("the table begins anew", 9), ("one batch is more than it", 3)])
def test_forms_are_bounded(why, most, monkeypatch):
    monkeypatch.setattr(encoding, "_MOST_FORMS", most)
    nlp = a_pipeline()
    quicken(nlp)
    for texts in (["The quay wasn't shut."], ["Odo Pell shut it"], ["the quay"]):
        assert_same(vectors_of(nlp, texts), vectors_of(PLAIN, texts))


def test_words_are_divided_into_pieces_that_fit(monkeypatch):
    monkeypatch.setattr(encoding, "_AT_ONCE", 7)
    assert_same(vectors_of(NLP, TEXTS), vectors_of(PLAIN, TEXTS))


LETTERS = {"@architectures": "spacy.CharacterEmbed.v2", "width": 16, "rows": 20, "nM": 4, "nC": 4}
LETTERS |= {"include_static_vectors": True, "feature": "NORM"}
MISH = {"@architectures": "spacy.MishWindowEncoder.v2", "width": 16, "depth": 2, "window_size": 1}


@pytest.mark.parametrize(
    ("why", "part", "other", "left"),
    [
        ("letters are more than a form's attributes", "embed", LETTERS, "onrecord_forms"),
        ("a convolution without a maxout", "encode", MISH, "onrecord_convolutions"),
    ],
)
def test_what_is_of_another_kind_stays(why, part, other, left):
    usual = a_pipeline()
    nlp = spacy.blank("en")
    nlp.vocab.vectors = usual.vocab.vectors
    nlp.add_pipe("tok2vec", config={"model": usual.config["components"]["tok2vec"]["model"] | {part: other}})
    nlp.initialize()
    expected = vectors_of(nlp, TEXTS)
    quicken(nlp)
    assert left not in {node.name for node in nlp.get_pipe("tok2vec").model.walk()}
    assert_same(vectors_of(nlp, TEXTS), expected)
