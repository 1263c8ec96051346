"""brat standoff: what the files hold, that nothing crosses a line, and that all of it comes back."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given

from pipeline.export.brat import annotations, pieces, read_annotations, read_brat, stem_of, write_brat
from pipeline.export.brat_settings import annotation_conf, visual_conf
from pipeline.export.documents import Document, Name, Quote
from pipeline.export.place import folder
from pipeline.records import Span
from tests.export.made import LINE_ENDS, articles, examples

TEXT = "“We close it,” said Bo Quill of Rain. “For good.”"
SPEECH = Quote(
    "5f0c",
    "direct",
    (Span(1, 13), Span(39, 48)),
    Span(15, 19),
    Span(20, 28),
    speaker="Bo Quill",
    confidence=0.9,
)
LINES = [
    "T1\tContent 1 13;39 48\tWe close it, For good.",
    "T2\tSource 20 28\tBo Quill",
    "T3\tCue 15 19\tsaid",
    "T4\tPERSON 20 28\tBo Quill",
    "A1\tType T1 direct",
    "R1\tSays Arg1:T2 Arg2:T1",
    "R2\tReports Arg1:T3 Arg2:T1",
    '#1\tAnnotatorNotes T1\t{"quote_id":"5f0c","speaker":"Bo Quill","role":null,"affiliation":null,"confidence":0.9}',
]


def in_brat(document):
    """Say what of an article brat's files can hold: places divided at the ends of lines."""

    def hull(span):
        places = pieces(document.text, [span] if span else [])
        return Span(places[0].start, places[-1].end) if places else None

    quotes = [
        replace(quote, content=content, cue=hull(quote.cue), source=hull(quote.source))
        for quote in document.quotes
        if (content := pieces(document.text, quote.content))
    ]
    names = dict.fromkeys(Name(place, name.label) for name in document.names if (place := hull(name.span)))
    return replace(document, quotes=tuple(quotes), names=tuple(names))


def test_the_lines_of_an_article():
    document = Document("a", TEXT, (SPEECH,), (Name(Span(20, 28), "PERSON"),))
    assert list(annotations(document)) == LINES


@pytest.mark.parametrize(
    ("why", "text", "spans", "expected"),
    [
        ("one line stays whole", "a b", [(0, 3)], [(0, 3)]),
        ("divided at a line's end", "a\nb", [(0, 3)], [(0, 1), (2, 3)]),
        ("empty lines have no piece", "a\n\n\nb", [(0, 5)], [(0, 1), (4, 5)]),
        ("nothing but line ends", "a\n\nb", [(1, 3)], []),
        ("CR LF", "a\r\nb", [(0, 4)], [(0, 1), (3, 4)]),
        ("as splitlines sees it", "a\u2028b\x85c", [(0, 5)], [(0, 1), (2, 3), (4, 5)]),
        ("an emoji is one", "🎷\n🎷", [(0, 3)], [(0, 1), (2, 3)]),
        ("in the order of the text", "a b", [(2, 3), (0, 1)], [(0, 1), (2, 3)]),
    ],
)
def test_pieces(why, text, spans, expected):
    assert [
        (piece.start, piece.end) for piece in pieces(text, [Span(*span) for span in spans])
    ] == expected, why


@examples
@given(articles())
def test_every_article_comes_back(document):
    lines = list(annotations(document))
    assert read_annotations(document.article_id, document.text, lines) == in_brat(document)


@examples
@given(articles())
def test_an_annotation_is_a_line_and_has_the_words_of_its_places(document):
    lines = list(annotations(document))
    told = "".join(f"{line}\n" for line in lines)
    assert told.splitlines() == lines  # brat reads its files so
    for line in lines:
        if line.startswith("T"):
            _, at, words = line.split("\t", 2)
            places = [tuple(map(int, place.split())) for place in at.partition(" ")[2].split(";")]
            assert words == " ".join(document.text[start:end] for start, end in places)
            assert not set(words) & set(LINE_ENDS)
            assert all(one[1] <= other[0] for one, other in pairwise(places))


def test_a_quotation_made_in_brat_is_read_too():
    lines = [
        *LINES,
        "T9\tContent 32 36\tRain",
        "T10\tContent 0 3\t“We",
        "A9\tType T9 partial",
        "#9\tAnnotatorNotes T9\twhy?",
    ]
    found = read_annotations("a", TEXT, lines)
    assert found.quotes == (
        SPEECH,
        Quote("T9", "partial", (Span(32, 36),)),
        Quote("T10", "direct", (Span(0, 3),)),
    )


def test_a_folder_is_written_and_read(tmp_path):
    some = [
        Document("5f0c1d9b7a3e2468", TEXT, (SPEECH,), date=date(2019, 3, 12)),
        Document("0f0c1d9b7a3e2468", "Nothing\r\nsaid.\n", names=(Name(Span(0, 7), "NOVEL"),)),
    ]
    with folder(tmp_path / "brat") as files:
        assert write_brat(files, some) == 2
    assert [stem_of(document) for document in some] == [
        "2019/2019-03-12-5f0c1d9b7a3e2468",
        "undated/0f0c1d9b7a3e2468",
    ]
    assert list(read_brat(tmp_path / "brat")) == [replace(document, date=None) for document in some]
    assert (tmp_path / "brat" / "undated" / "0f0c1d9b7a3e2468.txt").read_bytes() == b"Nothing\r\nsaid.\n"
    assert "\nNOVEL\n" in (tmp_path / "brat" / "annotation.conf").read_text()


def test_every_kind_is_in_the_settings():
    kinds = annotation_conf(["NOVEL"]).partition("[entities]\n")[2].partition("\n\n")[0].splitlines()
    assert {"Content", "Source", "Cue", "PERSON", "WORK_OF_ART", "NOVEL"} <= set(kinds)
    drawn = {line.split("\t")[0] for line in visual_conf(["NOVEL"]).partition("[drawing]")[2].splitlines()}
    assert set(kinds) <= drawn


def test_no_file_of_the_folder_is_taken_for_a_document(tmp_path):
    with folder(tmp_path / "brat") as files:
        write_brat(files, [])
    assert not list((tmp_path / "brat").rglob("*.txt"))
