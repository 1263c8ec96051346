import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.attributions.gold import GoldAttribution
from pipeline.attributions.words import Reader, quoted
from pipeline.records import Span


@pytest.mark.parametrize(
    ("why", "text", "stretches"),
    [
        ("curly", "She said “no, never” twice.", ["“no, never”"]),
        ("straight", 'He said "go" and "stay".', ['"go"', '"stay"']),
        ("doubled", "``We wait,'' he said.", ["``We wait,''"]),
        ("none", "It’s the Finches’ boat.", []),
        ("a stray closing mark opens nothing", "They left.” Then “no” again.", ["“no”"]),
        ("a measure opens nothing", 'A 12" pipe and a 9" one.', []),
        ("nor does the value of an attribute", 'a href="quay" x', []),
        ("a mark before a space opens nothing", 'so " they said', []),
        ("the first mark that closes one closes it", "“He said “go” to me,” she said.", ["“He said “go”"]),
        ("marks of two kinds make no difference", '“He said "go" to me.', ['“He said "go"']),
        ("an opening mark written for a closing one", "“Enough,“ she said.", ["“Enough,“"]),
        ("an opening mark before a word is within", "“The “old” quay", ["“The “old”"]),
        ("not closed: to the end of its line", "“We wait.\n“We go,” he said.", ["“We wait.", "“We go,”"]),
        ("an open one does not run on", "He said “wait\nand went.", ["“wait"]),
    ],
)
def test_what_stands_in_quotation_marks(why, text, stretches):
    assert [span.of(text) for span in quoted(text)] == stretches, why


@given(st.text(alphabet="ab \n“”\"'`=1"))
def test_quoted_stretches_are_apart_and_keep_to_their_line(text):
    end = 0
    for span in quoted(text):
        assert end <= span.start < span.end <= len(text)
        assert "\n" not in span.of(text)
        end = span.end


@pytest.mark.parametrize(
    ("why", "spans", "words"),
    [
        ("a word", [(4, 9)], {1}),
        ("half a word is the word", [(6, 7)], {1}),
        ("a comma is none", [(9, 10)], set()),
        ("edges touch nothing", [(3, 4)], set()),
        ("an empty span holds nothing", [(5, 5)], set()),
        ("two spans", [(0, 3), (11, 14)], {0, 2}),
        ("all", [(0, 100)], {0, 1, 2}),
    ],
)
def test_the_words_that_spans_touch(why, spans, words):
    assert Reader("The quays, too!").words([Span(*span) for span in spans]) == words, why


@pytest.mark.parametrize(
    ("why", "content", "direct"),
    [
        ("all in marks", "one two three four five six seven eight nine ten", True),
        ("one word in ten outside", "so one two three four five six seven eight nine", True),
        ("one in five outside", "so one two three four", False),
        ("outside", "he counted", False),
    ],
)
def test_direct_is_what_stands_in_marks_by_nine_words_in_ten(why, content, direct):
    text = "He counted so “one two three four five six seven eight nine ten” and he counted."
    plain = text.replace("“", "").replace("”", "")
    start = plain.index(content)
    shift = [at for at, char in enumerate(text) if char not in "“”"]
    attribution = GoldAttribution((), (), (Span(shift[start], shift[start + len(content) - 1] + 1),))
    assert [read.direct for read in Reader(text).read([attribution])] == [direct], why


def test_what_has_no_word_for_content_is_left_out():
    read = Reader("Oh . . . dear").read(
        [GoldAttribution((), (), spans) for spans in ((), (Span(3, 8),), (Span(0, 2),))]
    )
    assert [found.place for found in read] == [2]
