import pytest
import spacy

from pipeline.quotes.indirect import LONGEST_SENTENCE, _sentences
from pipeline.quotes.passage import Passage


@pytest.mark.parametrize("n", [1, LONGEST_SENTENCE - 1, LONGEST_SENTENCE, 5 * LONGEST_SENTENCE + 1])
def test_without_full_stops_no_sentence_is_longer_than_the_longest_and_no_word_is_lost(n):
    passage = Passage.of(spacy.blank("en")("soup " * n), ())
    found = list(_sentences(passage, passage.blocks[0]))
    assert max(map(len, found)) <= LONGEST_SENTENCE
    assert [token.i for sentence in found for token in sentence] == list(range(n))
