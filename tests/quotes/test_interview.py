"""The turns of interviews and transcripts: which labels count, and where a turn begins and ends."""

import re
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from pipeline.quotes import find_quotations
from pipeline.quotes.interview import find_turns
from pipeline.quotes.passage import Passage
from pipeline.records import Mention

BLANK = English()
VERBS = frozenset(("is", "was", "closed", "go", "know", "ask"))
PERSON = re.compile(r"<([^<>]+)>")


class Case(NamedTuple):
    why: str
    text: str
    expected: list[tuple[str | None, str]]


def laid_out(text: str) -> Passage:
    """Lay out a text in which angle brackets stand around the names of people."""
    mentions = []
    for cut, match in enumerate(PERSON.finditer(text)):
        start = match.start() - 2 * cut
        mentions.append(Mention(start, start + len(match[1]), match[1], "PERSON"))
    doc = BLANK.make_doc(PERSON.sub(r"\1", text))
    for token in doc:
        token.pos_ = "VERB" if token.lower_ in VERBS else "NOUN"
    return Passage.of(doc, tuple(mentions))


def turns(text: str) -> list[tuple[str | None, str]]:
    passage = laid_out(text)
    return [
        (q.mention and q.mention.of(passage.text), " // ".join(span.of(passage.text) for span in q.spans))
        for q in find_turns(passage)
    ]


MET = "<Olga Brandt> met <Tom Moss>."
CASES = [
    Case(
        "names in capitals",
        f"{MET}\n\nMOSS: I ask.\n\nBRANDT: It is late.\n\nMOSS: I know.\n\nBRANDT: We go.\n\nThe end.",
        [("MOSS", "I ask."), ("BRANDT", "It is late."), ("MOSS", "I know."), ("BRANDT", "We go.")],
    ),
    Case(
        "marks that open every paragraph and never close",
        f'{MET}\n\n"MOSS: I ask.\n\n"BRANDT: It is late.\n\n"So we go.\n\n"MOSS: I know.\n\nThe end.',
        [("MOSS", "I ask."), ("BRANDT", "It is late. // So we go."), ("MOSS", "I know.")],
    ),
    Case(
        "the whole in marks, in one paragraph",
        f"{MET} “MOSS: Is it late? BRANDT: It is. We go. MOSS: And BRANDT: I know.”",
        [("MOSS", "Is it late?"), ("BRANDT", "It is. We go."), ("MOSS", "And BRANDT: I know.")],
    ),
    Case(
        "marks within a turn stay",
        f"{MET}\n\nMOSS: It is “late.”\n\nBRANDT: “Late” is the word.\n\nMOSS: “I” know “it.”",
        [("MOSS", "It is “late.”"), ("BRANDT", "“Late” is the word."), ("MOSS", "“I” know “it.”")],
    ),
    Case(
        "the full name first, the surname after, in small letters",
        f"{MET}\n\nTom Moss: Is it late?\n\nOlga Brandt: It is.\n\nMoss: I know.",
        [("Tom Moss", "Is it late?"), ("Olga Brandt", "It is."), ("Moss", "I know.")],
    ),
    Case(
        "the words below their label",
        f"{MET}\n\nMOSS:\n\nI ask.\n\nBRANDT:\nIt is late.\n\nMOSS:\n\nI know.\n\nThe end is near.",
        [("MOSS", "I ask."), ("BRANDT", "It is late."), ("MOSS", "I know.")],
    ),
    Case(
        "what is noted between the turns is nobody's",
        f"{MET}\n\nMOSS: I ask.\n\n(CROSSTALK)\n\nBRANDT (on the phone): I know.\n\n[laughter]\n\n….\n\nMOSS: We go.",
        [("MOSS", "I ask."), ("BRANDT", "I know."), ("MOSS", "We go.")],
    ),
    Case(
        "a host without a name",
        f"{MET}\n\nHost: I ask.\n\nBrandt: It is late.\n\nHost: We know.",
        [("Host", "I ask."), ("Brandt", "It is late."), ("Host", "We know.")],
    ),
    Case(
        "the publication that asks is no speaker",
        f"{MET}\n\nThe Lantern: Is it late?\n\nBrandt: It is.\n\nThe Lantern: And?\n\nBrandt: We go.",
        [("Brandt", "It is."), ("Brandt", "We go.")],
    ),
    Case(
        "question and answer, in one paragraph",
        "<Olga Brandt> was there.\n\nQ. Is it late? A. It is. Q. And? A. We go.\n\nThe end.",
        [("Olga Brandt", "It is."), ("Olga Brandt", "We go.")],
    ),
    Case(
        "one who asks and is named in labels only",
        "<Olga Brandt> was there.\n\n<MOSS>: Is it late?\n\n<BRANDT>: It is.\n\n<MOSS>: And?\n\n<BRANDT>: We go.",
        [("MOSS", "Is it late?"), ("BRANDT", "It is."), ("MOSS", "And?"), ("BRANDT", "We go.")],
    ),
    Case("datelines and notes", f"{MET}\n\nBERGEN: It is late.\n\nNOTE: We go.\n\nUPDATE: It was closed.", []),
    Case("a name before a colon, once each", f"{MET}\n\nMoss: I ask.\n\nBrandt: It is late.\n\nBrandt: We go.", []),
    Case("a table has no verbs", f"{MET}\n\nMoss: 120\n\nBrandt: 90\n\nMoss: 12\n\nBrandt: 7", []),
    Case("one answer is none", "<Olga Brandt> was there.\n\nQ: Is it late?\n\nA: It is.\n\nThe end.", []),
    Case("headings that come back", f"{MET}\n\nWhy: It is late.\n\nHow: We go.\n\nWhy: I know.\n\nHow: I ask.", []),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_turns(case):
    assert turns(case.text) == case.expected


MARKED = (
    f'{MET}\n\n"LANTERN: Is the harbour closed?\n\n"BRANDT: It is closed, as we know.\n\n'
    '"LANTERN: Is it the “great storm”?\n\n"BRANDT: It was the “great storm” of all, we know.\n\nThe end.'
)


def test_marks_around_turns_are_no_quotations_besides():
    passage = laid_out(MARKED)
    words = [t.text for t in passage.doc]
    spaces, pos = [bool(t.whitespace_) for t in passage.doc], [t.pos_ for t in passage.doc]
    flat = Doc(BLANK.vocab, words, spaces, pos=pos, heads=[*range(len(words))], deps=["ROOT"] * len(words))
    found = find_quotations(flat, passage.mentions, ())
    assert [span.of(passage.text) for q in found for span in q.spans] == [
        "It is closed, as we know.",
        "It was the “great storm” of all, we know.",
    ]


@given(
    st.lists(
        st.sampled_from(
            ("MOSS: ", "Brandt:", '"', "“", "”", "I know. ", "It is ", "\n\n", "\n", "(…)", "Q. ", "A: ")
        ),
        max_size=30,
    )
)
def test_turns_hold_words_and_never_meet(pieces):
    passage = laid_out(MET + "\n\n" + "".join(pieces))
    spans = [span for q in find_turns(passage) for span in q.spans]
    assert all(span.of(passage.text).strip() for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
