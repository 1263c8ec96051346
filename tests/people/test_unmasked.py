import pytest
import spacy
from spacy.tokens import Doc

from pipeline.people.unmasked import unmasked
from pipeline.records import Mention

VOCAB = spacy.blank("en").vocab

# (why, words with the label of a name, headline, the names that become people, their full names); "-" is a subject without a mention
NAMES = [
    ("a he in its sentence and a first name in the headline", "Ferran/ORG said he left .", "Ida Ferran leaves", ["Ferran"], ["Ida Ferran"]),
    ("she opens the next sentence", "Ferran/ORG left . She slept .", "Ida Ferran leaves", ["Ferran"], ["Ida Ferran"]),
    ("the subject passed over", "Ferran/- said he left . Ferran/ORG slept .", "Ida Ferran leaves", ["Ferran"], ["Ida Ferran"]),
    ("two hints", "Ferran/ORG said he left . Ferran/ORG said he slept .", None, ["Ferran"], []),
    ("one hint and no first name", "Ferran/ORG said he left .", None, [], []),
    ("no hint", "Ferran/ORG said it left .", "Ida Ferran leaves", [], []),
    ("a role that the pronoun may mean", "Ferran/ORG said the director lost his lamp .", "Ida Ferran leaves", [], []),
    ("another person", "Ferran/ORG said Tom/PERSON lost his lamp .", "Ida Ferran leaves", [], []),
    ("an article before it", "the Ferran/ORG said he left . the Ferran/ORG said he slept .", None, [], []),
    ("a noun for a body in it", "Council/ORG said he left . Council/ORG said he slept .", None, [], []),
    ("a place", "Mora/GPE said he left . Mora/GPE said he slept .", None, [], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("why", "tagged", "headline", "people", "full"), NAMES, ids=[case[0] for case in NAMES]
)
def test_names_that_the_text_speaks_of_as_people(why, tagged, headline, people, full):
    pieces = [piece.partition("/") for piece in tagged.split()]
    words = [word for word, _, _ in pieces]
    starts = [i == 0 or words[i - 1] == "." for i in range(len(words))]
    subjects = [bool(label) for _, _, label in pieces]
    doc = Doc(
        VOCAB,
        words=words,
        pos=["PROPN" if w[0].isupper() else "NOUN" if w == "director" else "X" for w in words],
        deps=["nsubj" if s else "dep" for s in subjects],
        heads=[i + 1 if s else i for i, s in enumerate(subjects)],
        sent_starts=starts,
    )
    mentions = [
        Mention(doc[i].idx, doc[i].idx + len(word), word, label)
        for i, (word, _, label) in enumerate(pieces)
        if label not in ("", "-")
    ]
    found, names = unmasked(doc, headline, mentions)
    changed = [new.text for new, old in zip(found, mentions, strict=True) if new.label != old.label]
    assert sorted(set(changed)) == people
    assert all(new.label == "PERSON" for new in found if new.text in people)
    assert list(names) == full
