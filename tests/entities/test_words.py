import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.lookups import Lookups
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

from pipeline.entities.words import AttributeTable, BaseForms, tabulate

RULES = [
    ([[{"TAG": "NN"}]], {"POS": "NOUN", "MORPH": "Number=Sing"}, 0),
    ([[{"TAG": "VB", "LOWER": {"IN": ["be", "do"]}}]], {"POS": "AUX"}, 0),
    ([[{"LOWER": {"REGEX": "^n[ou]thin'$"}}]], {"LEMMA": "nothing"}, 0),
    ([[{"LOWER": "gon"}, {"LOWER": "na"}]], {"LEMMA": "go"}, 0),
    ([[{"LOWER": "gon"}, {"LOWER": "na"}]], {"LEMMA": "to", "POS": "PART"}, 1),
    ([[{"DEP": "expl"}, {"LOWER": {"IN": ["be", "na"]}}]], {"POS": "VERB"}, 1),
    ([[{"TAG": {"NOT_IN": ["TO", ""]}, "DEP": {"IN": ["aux"]}}]], {"POS": "AUX"}, 0),
    ([[{"TAG": "VB", "LOWER": "na"}], [{"TAG": "NN", "LOWER": "gon"}]], {"POS": "X"}, 0),
    ([[{"IS_SPACE": True}]], {"TAG": "_SP", "POS": "SPACE"}, 0),
]
WORDS = st.tuples(
    st.sampled_from(["be", "Do", "gon", "na", "NA", "nothin'", "nuthin'", "soup", "\n"]),
    st.sampled_from(["NN", "VB", "TO", "_SP"]),
    st.sampled_from(["aux", "expl", "ROOT", "dobj"]),
)
NLP = spacy.blank("en")
RULER = AttributeRuler(NLP.vocab)
for patterns, attrs, index in RULES:
    RULER.add(patterns, attrs, index=index)
TABLE = AttributeTable(RULER)


def parsed(tokens: list[tuple[str, str, str]]) -> Doc:
    words, tags, deps = zip(*tokens, strict=True)
    return Doc(NLP.vocab, words=words, tags=tags, deps=deps, heads=[0] * len(words))


def attributes(doc: Doc) -> list[tuple[str, ...]]:
    return [(t.pos_, t.tag_, t.lemma_, str(t.morph)) for t in doc]


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_the_table_says_what_the_ruler_says(tokens):
    assert attributes(TABLE(parsed(tokens))) == attributes(RULER(parsed(tokens)))


def lemmatizer(mode: str = "rule") -> Lemmatizer:
    made = Lemmatizer(NLP.vocab, None, mode=mode)
    tables = Lookups()
    tables.add_table("lemma_lookup", {})
    tables.add_table("lemma_index", {"verb": ["stir", "bake"], "noun": ["oven"]})
    tables.add_table("lemma_exc", {"verb": {"ate": ["eat"]}})
    tables.add_table("lemma_rules", {"verb": [["ed", ""], ["ed", "e"], ["ing", ""]], "noun": [["s", ""]]})
    made.initialize(lookups=tables)
    return made


def test_base_forms_are_those_of_the_lemmatizer():
    words, parts = ["ate", "baked", "Ovens", "baked", "stewing", "Ella"], ["VERB", "VERB", "NOUN", "ADJ"]
    docs = [Doc(NLP.vocab, words=words, pos=[*parts, "VERB", "PROPN"]) for _ in range(3)]
    docs[2][0].lemma_ = docs[0][0].lemma_ = "dine"  # one that is set stays
    forms = BaseForms(lemmatizer())
    assert [t.lemma_ for t in forms(docs[0])] == [t.lemma_ for t in lemmatizer()(docs[2])]
    assert [t.lemma_ for t in forms(docs[1])][:3] == ["eat", "bake", "oven"]


@pytest.mark.parametrize(
    ("why", "pattern", "expected"),
    [
        ("a table can hold it", [{"TAG": "NN"}], ["onrecord_attributes"]),
        ("it goes by more than a table holds", [{"SHAPE": "dd"}], ["attribute_ruler"]),
        ("it may match any number of tokens", [{"TAG": "NN", "OP": "+"}], ["attribute_ruler"]),
    ],
)
def test_a_ruler_is_tabulated_only_where_that_changes_nothing(why, pattern, expected):
    nlp = spacy.blank("en")
    nlp.add_pipe("attribute_ruler").add([pattern], {"POS": "NOUN"})
    tabulate(nlp)
    assert nlp.pipe_names == expected, why
