"""A source that is a relative clause."""

import pytest

from pipeline.quotes.learned import fitted, learned_found
from pipeline.quotes.passage import Passage
from pipeline.quotes.tagger import Tagged
from pipeline.records import Span
from tests.tagged import tagged


@pytest.mark.parametrize(
    ("source", "mention"),
    [("who in spite of it all", "who"), ("who", "who"), ("Whobrey", "Whobrey"), ("that", "that")],
)
def test_of_a_relative_clause_only_the_pronoun_names_anybody(source, mention):
    text = f"{source} claimed the pier was safe."
    content = Span(text.index("the pier"), len(text) - 1)
    cue = Span(text.index("claimed"), text.index("claimed") + len("claimed"))
    doc, mentions = tagged(text)
    found = Tagged((content,), cue, Span(0, len(source)), 0.9, 0.9, 0.9)
    reported = fitted(Passage.of(doc, mentions), [found]).reported
    assert [q.mention and q.mention.of(text) for q in reported] == [mention]


def test_nor_of_one_before_words_in_marks():
    text = "who in spite of it all called the pier “quite safe enough”."
    doc, mentions = tagged(text)
    passage = Passage.of(doc, mentions)
    content = Span(text.index("“"), len(text) - 1)
    cue = Span(text.index("called"), text.index("called") + len("called"))
    found = Tagged((content,), cue, Span(0, len("who in spite of it all")), 0.9, 0.9, 0.9)
    mention = learned_found(passage, 0, fitted(passage, [found])).mention
    assert mention is not None
    assert mention.of(text) == "who"
