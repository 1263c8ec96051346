"""Names that stand without a verb before a quotation."""

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from pipeline.quotes.cuefinding import verbless
from pipeline.quotes.passage import Passage
from pipeline.records import Mention

CASES = [
    ("a bare name", "Ella Finch", "PROPN PROPN", "Ella Finch"),
    ("words from somebody", "A message from Ella Finch", "DET NOUN ADP PROPN PROPN", "Ella Finch"),
    ("words by somebody", "Advice by Ella Finch", "NOUN ADP PROPN PROPN", "Ella Finch"),
    ("no name after it", "A message from home", "DET NOUN ADP NOUN", None),
]


@pytest.mark.parametrize(("why", "text", "pos", "expected"), CASES, ids=[case[0] for case in CASES])
def test_verbless(why, text, pos, expected):
    doc = Doc(English().vocab, text.split(), pos=pos.split())
    at = text.find("Ella Finch")
    mentions = (Mention(at, at + 10, "Ella Finch", "PERSON"),) if at >= 0 else ()
    span = verbless(Passage.of(doc, mentions), list(doc))
    assert (span and span.of(doc.text)) == expected
