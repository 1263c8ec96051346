"""CoNLL-U Plus: words, columns, comments; and that the places and labels come back."""

from itertools import pairwise

import pytest
from hypothesis import given

from pipeline.export.conll import columns, count_layers, lines, write_conll
from pipeline.export.conll_reader import read_conll, read_lines
from pipeline.export.documents import Document, Name, Quote
from pipeline.export.tokens import paragraphs
from pipeline.records import Span
from tests.export.made import articles, examples

TEXT = "“We close it,” she said.\n\n“For good.”"


def words(text):
    return [token.of(text) for paragraph in paragraphs(text) for token in paragraph.tokens]


@pytest.mark.parametrize(
    ("why", "text", "expected"),
    [
        ("marks are words of their own", "“No,” she said.", ["“", "No", ",", "”", "she", "said", "."]),
        ("an apostrophe within", "don’t o'clock", ["don’t", "o'clock"]),
        ("numbers", "€2,000 at 10:30", ["€", "2,000", "at", "10:30"]),
        ("hyphens within", "well-known — so", ["well-known", "—", "so"]),
        ("points within", "the U.S. office", ["the", "U.S", ".", "office"]),
        ("combining marks stay", "cafe\u0301s", ["cafe\u0301s"]),
        ("an emoji is a word", "a🎷b", ["a", "🎷", "b"]),
        ("lines", "a\r\nb\u2028c\n\n", ["a", "b", "c"]),
        ("space that doesn't break", "a\xa0b", ["a", "b"]),
        ("nothing", " \n ", []),
    ],
)
def test_words(why, text, expected):
    assert words(text) == expected, why


@examples
@given(articles())
def test_everything_but_white_space_is_in_one_word(document):
    places = [token for paragraph in paragraphs(document.text) for token in paragraph.tokens]
    assert all(one.end <= other.start for one, other in pairwise(places))
    covered = {at for place in places for at in range(place.start, place.end)}
    assert {at for at, letter in enumerate(document.text) if not letter.isspace()} == covered


def read(document):
    layers = count_layers([document])
    head = f"# global.columns = {' '.join(columns(layers))}"
    return next(read_lines([head, *lines(document, layers)]), None)


@examples
@given(articles())
def test_every_attribution_and_every_word_comes_back(document):
    found = read(document)
    if found is None:
        assert not document.text.strip() or not words(document.text)
        return
    assert found.article_id == document.article_id
    assert tuple(found.quotes) == document.quotes
    assert [(form, place.of(document.text)) for form, place in found.words] == [
        (word, word) for word in words(document.text)
    ]


@examples
@given(articles())
def test_the_columns_mark_the_words_that_each_attribution_touches(document):
    found = read(document)
    if found is None:
        return
    for number, quote in enumerate(document.quotes, start=1):
        for role, spans in (("SOURCE", [quote.source]), ("CUE", [quote.cue]), ("CONTENT", quote.content)):
            expected = {
                place
                for _, place in found.words
                for span in spans
                if span is not None and span.touches(place)
            }
            marked = {
                place
                for column, tags in found.tags.items()
                if column.partition(":")[0] == role
                for (_, place), tag in zip(found.words, tags, strict=True)
                if str(number) in tag.partition("-")[2].split(",")
            }
            assert marked == expected


def test_an_article_as_it_stands_in_the_file():
    quotes = (
        Quote(
            "q1",
            "direct",
            (Span(1, 13), Span(27, 36)),
            Span(19, 23),
            Span(15, 18),
            speaker="Ada Quill",
            confidence=0.5,
        ),
        Quote("q2", "partial", (Span(4, 9),), source=Span(15, 18)),
    )
    document = Document("5f0c", TEXT, quotes, (Name(Span(1, 3), "ORG"),), headline="Bridge\n closes")
    told = [
        line.split("\t") if line[:1].isdigit() else line for line in lines(document, count_layers([document]))
    ]
    assert told == [
        "# newdoc id = 5f0c",
        "# headline = Bridge closes",
        '# attribution 1 = {"quote_id":"q1","type":"direct","source":[[15,18]],"cue":[[19,23]],'
        '"content":[[1,13],[27,36]],"speaker":"Ada Quill","role":null,"affiliation":null,"confidence":0.5}',
        '# attribution 2 = {"quote_id":"q2","type":"partial","source":[[15,18]],"cue":[],'
        '"content":[[4,9]],"speaker":null,"role":null,"affiliation":null,"confidence":1.0}',
        "# newpar id = 5f0c-p1",
        "# sent_id = 5f0c-p1",
        "# text = “We close it,” she said.",
        ["1", "“", "SpaceAfter=No", "0", "1", "O", "O", "O", "O", "O", "O", "O"],
        ["2", "We", "_", "1", "3", "B-ORG", "O", "O", "B-1", "O", "O", "O"],
        ["3", "close", "_", "4", "9", "O", "O", "O", "I-1", "O", "O", "B-2"],
        ["4", "it", "SpaceAfter=No", "10", "12", "O", "O", "O", "I-1", "O", "O", "O"],
        ["5", ",", "SpaceAfter=No", "12", "13", "O", "O", "O", "I-1", "O", "O", "O"],
        ["6", "”", "_", "13", "14", "O", "O", "O", "O", "O", "O", "O"],
        ["7", "she", "_", "15", "18", "O", "B-1,2", "O", "O", "O", "O", "O"],
        ["8", "said", "SpaceAfter=No", "19", "23", "O", "O", "B-1", "O", "O", "O", "O"],
        ["9", ".", "_", "23", "24", "O", "O", "O", "O", "O", "O", "O"],
        "",
        "# newpar id = 5f0c-p2",
        "# sent_id = 5f0c-p2",
        "# text = “For good.”",
        ["1", "“", "SpaceAfter=No", "26", "27", "O", "O", "O", "O", "O", "O", "O"],
        ["2", "For", "_", "27", "30", "O", "O", "O", "B-1", "O", "O", "O"],
        ["3", "good", "SpaceAfter=No", "31", "35", "O", "O", "O", "I-1", "O", "O", "O"],
        ["4", ".", "SpaceAfter=No", "35", "36", "O", "O", "O", "I-1", "O", "O", "O"],
        ["5", "”", "_", "36", "37", "O", "O", "O", "O", "O", "O", "O"],
        "",
    ]


def test_names_are_read_from_their_tags(tmp_path):
    some = [
        Document(
            "a",
            "Bo Quill of Rain Harbour spoke.",
            names=(Name(Span(0, 8), "PERSON"), Name(Span(12, 24), "GPE")),
        ),
        Document("b", "\n"),
        Document("c", "Rain."),
    ]
    path = tmp_path / "x.conllup"
    with path.open("w", encoding="utf-8", newline="") as file:
        assert write_conll(file.write, some, layers=count_layers(some)) == 2
    first, last = read_conll(path)
    assert (first.article_id, last.article_id) == ("a", "c")
    assert first.names == list(some[0].names)
    assert [form for form, _ in last.words] == ["Rain", "."]


def test_no_row_has_an_empty_cell_or_another_number_of_them():
    document = Document("a", TEXT, (Quote("q", "direct", (Span(1, 13),)),))
    for layers in (1, 3):
        rows = [line.split("\t") for line in lines(document, layers) if line and not line.startswith("#")]
        assert {len(row) for row in rows} == {len(columns(layers))}
        assert all(all(row) for row in rows)


def test_a_file_without_names_of_columns_is_refused():
    with pytest.raises(ValueError, match="doesn't name the columns"):
        list(read_lines(["# newdoc id = a", "1\tRain"]))
