"""A tokenizer that is told chunks alone divides texts as before; zones begin when a vocabulary is rich."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline.entities import vocabulary
from pipeline.entities.vocabulary import keep_chunks, memory_zone

PLAIN, KEEPING = spacy.blank("en"), spacy.blank("en")
keep_chunks(KEEPING)
CHUNKS = [
    "don't",
    "Don’t",
    "(We'll",
    "quay,",
    "“Quay”",
    "U.S.",
    "9am",
    "http://pell.example/a?b",
    ":)",
    "a.m.",
]
GAPS = [" ", "  ", "\n", "\n\n", " \n", "\t", "\u00a0", ""]


def said(nlp, text):
    return [(t.text, t.idx, t.norm_, t.whitespace_, t.shape_) for t in nlp.make_doc(text)]


@given(st.lists(st.sampled_from(CHUNKS + GAPS) | st.text(max_size=4)).map("".join))
def test_tokens_are_the_same(text):
    assert said(KEEPING, text) == said(PLAIN, text)
    with KEEPING.memory_zone():
        assert said(KEEPING, text) == said(PLAIN, text)


def test_a_chunk_is_divided_once():
    nlp = spacy.blank("en")
    asked = []
    infixes = nlp.tokenizer.infix_finditer
    nlp.tokenizer.infix_finditer = lambda string: asked.append(string) or infixes(string)
    keep_chunks(nlp)
    asked.clear()
    for _ in range(3):
        nlp.make_doc("It isn't a quay-side berth")  # after "isn't" spaCy alone keeps nothing
        with nlp.memory_zone():
            nlp.make_doc("a quay-side berth")
    assert asked.count("quay-side") == 1


def test_a_tokenizer_of_the_users_own_stays():
    nlp = spacy.blank("en")
    nlp.tokenizer = own = lambda text: spacy.tokens.Doc(nlp.vocab, text.split())
    keep_chunks(nlp)
    assert nlp.tokenizer is own


@pytest.mark.parametrize(("why", "rich", "zone"), [("poor as yet", 1000, False), ("rich enough", 3, True)])
def test_there_is_a_zone_once_the_vocabulary_is_rich(why, rich, zone, monkeypatch):
    monkeypatch.setattr(vocabulary, "_RICH", rich)
    nlp = spacy.blank("en")
    nlp.make_doc("four words and more")
    with memory_zone(nlp):
        assert nlp.vocab.in_memory_zone is zone
        nlp.make_doc("kelpwrack")
    assert ("kelpwrack" in nlp.vocab.strings) is not zone
