"""JSON and JSON Lines: which field holds what, and that no record costs another."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import PageError
from pipeline.read import Kind, accounted, pages_of, read
from pipeline.read.fields import page_of_object
from pipeline.read.json_items import items
from pipeline.read.json_lines import as_utf8
from pipeline.read.json_lines import lines as lines_of
from pipeline.records import Page, RawPage
from tests.read.files import BODY, MORE, NEWS, PAGE, RECORD, lines

SCRAPED = dt.datetime(2016, 12, 6, 8, 30, tzinfo=dt.UTC)


def page_of(record: object, limit: int = 10_000, **fields: str) -> RawPage:
    return page_of_object(record, source="a.jsonl#1", fields=fields, max_page_bytes=limit)


FIELDS = [
    ("the usual ones", RECORD, {}, (BODY, None, "https://example.org/1", "Dredging put off", "2016-12-05", None)),
    ("in any case", {"Text": "a", "URL": "b"}, {}, ("a", None, "b", None, None, None)),
    ("HTML", {"html": PAGE, "link": "b"}, {}, (PAGE, "html", "b", None, None, None)),
    ("text before HTML", {"html": PAGE, "text": "a"}, {}, ("a", None, None, None, None, None)),
    ("HTML where the text is empty", {"html": PAGE, "text": " "}, {}, (PAGE, "html", None, None, None, None)),
    ("a body of text", {"body": "a < b > c"}, {}, ("a < b > c", None, None, None, None, None)),
    ("a body of HTML", {"body": "<p>a</p>"}, {}, ("<p>a</p>", "html", None, None, None, None)),
    ("a teaser only where there is nothing else", {"summary": "a", "content": "b"}, {}, ("b", None, None, None, None, None)),
    ("lists, as Scrapy's getall gives them", {"text": ["a", 1, "b"], "title": ["", "T"]}, {}, ("a\n\nb", None, None, "T", None, None)),
    ("posts of WordPress", {"content": {"rendered": "<p>a</p>"}, "title": {"rendered": "T"}}, {}, ("<p>a</p>", "html", None, "T", None, None)),
    ("mapped", {"a": "b", "text": "c"}, {"text": "a"}, ("b", None, None, None, None, None)),
    ("mapped with a path", {"a": {"b": "c"}, "d": {"e": "f"}}, {"text": "a.b", "title": "d.e"}, ("c", None, None, "f", None, None)),
    ("mapped with dots in the name", {"a.b": "c"}, {"text": "a.b"}, ("c", None, None, None, None, None)),
    ("mapped, though not there", {"text": "c", "title": "T"}, {"title": "name"}, ("c", None, None, None, None, None)),
    ("moments with a zone, in UTC", {"text": "a", "scraped_at": "2016-12-06T09:30:00+01:00"}, {}, ("a", None, None, None, None, SCRAPED)),
    ("moments without one", {"text": "a", "scraped_at": "2016-12-06 08:30"}, {}, ("a", None, None, None, None, SCRAPED)),
    ("seconds since 1970", {"text": "a", "scraped_at": 1481013000}, {}, ("a", None, None, None, None, SCRAPED)),
    ("milliseconds", {"text": "a", "date": 1481013000000}, {}, ("a", None, None, None, "2016-12-06", None)),
    ("half a character in an address", {"text": "a", "url": "b\ud800", "title": "T\udfff"}, {}, ("a", None, "b\ufffd", "T\ufffd", None, None)),
    ("no moment", {"text": "a", "scraped_at": "soon", "date": True}, {}, ("a", None, None, None, None, None)),
    ("seconds beyond all years", {"text": "a", "scraped_at": 1e300, "date": -5}, {}, ("a", None, None, None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("why", "record", "fields", "expected"), FIELDS)
def test_which_field_holds_what(why, record, fields, expected):
    raw = page_of(record, **fields)
    text, kind, *rest = expected
    assert raw.data.decode() == text, why
    assert raw.media_type == ("text/html" if kind else "text/plain")
    assert [raw.url, raw.title, raw.date_text, raw.fetched_at] == rest


NO_PAGE = [
    ("no object", [1], {}, "not a JSON object but a list"),
    ("a number", 3.0, {}, "not a JSON object but a number"),
    ("no text", {"a": 1, "b": ""}, {}, "no text: there are the fields 'a', 'b'; say which holds the text, as in"
     ' [tool.onrecord.fields] text = "story"'),
    ("no fields", {}, {}, "no text: there are no fields at all"),
    ("the mapped one isn't there", {"text": "a"}, {"text": "story"}, "no field 'story', which is to hold the text: there"
     " are the fields 'text'"),
    ("too long", {"text": "x" * 10_001}, {}, "10,001 bytes are more than max_page_bytes, 10,000"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "record", "fields", "reason"), NO_PAGE)
def test_a_record_without_a_page_says_what_there_is(why, record, fields, reason):
    with pytest.raises(PageError) as caught:
        page_of(record, **fields)
    assert str(caught.value).startswith(reason), why


def test_of_keys_that_occur_twice_the_last_counts():
    (raw,) = found(b'{"text": "a", "text": "b"}\n', "jsonl")
    assert raw.data == b"b"


# Files


def found(data: bytes, form: str, limit: int = 10_000, step: int = 7) -> list[RawPage | Page]:
    chunks = (data[at : at + step] for at in range(0, len(data), step))
    pages = pages_of(chunks, Kind(form), source="a", fields={}, max_page_bytes=limit)
    return list(accounted(pages, source="a", digest=lambda: "0" * 64, container=True))


def told(data: bytes, form: str, **options: int) -> list[tuple[str, str | None]]:
    return [(p.source, p.reason if isinstance(p, Page) else None) for p in found(data, form, **options)]


ONE = lines({"text": "One."})
LINES = [
    ("a mark at the beginning, \\r\\n, empty lines", b"\xef\xbb\xbf" + ONE.replace(b"\n", b"\r\n\r\n") + ONE, [("a#1", None), ("a#3", None)]),
    ("UTF-16", (ONE + ONE).decode().encode("utf-16"), [("a#1", None), ("a#2", None)]),
    ("no newline at the end", ONE + ONE[:-1], [("a#1", None), ("a#2", None)]),
    ("a broken line between", ONE + b"{oops\n" + ONE, [("a#1", None), ("a#2", "not JSON: Expecting property name enclosed in double quotes at character 2"), ("a#3", None)]),
    ("a cut last line", ONE + ONE[:8], [("a#1", None), ("a#2", "not JSON: Expecting value at character 9")]),
    ("a long line between", ONE + b'{"text": "' + b"x" * 50_000 + b'"}\n' + ONE, [("a#1", None), ("a#2", "a record of 50,012 bytes: 40,000 is the most that max_page_bytes allows"), ("a#3", None)]),
    ("nested too deeply", b"[" * 39_000 + b"\n" + ONE, [("a", "the JSON breaks off after item 0")]),
    ("nested too deeply, in a line", ONE + b"[" * 39_000 + b"\n", [("a#1", None), ("a#2", "JSON nested too deeply")]),
    ("a number of 6,000 digits", b'{"text": "One.", "n": ' + b"9" * 6000 + b"}\n", [("a#1", None)]),
    ("an array after all", b"[\n" + ONE.strip() + b",\n" + ONE + b"]", [("a#1", None), ("a#2", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "data", "expected"), LINES)
def test_no_line_costs_another(why, data, expected):
    assert told(data, "jsonl") == expected, why


FILES = [
    ("one record is the file", ONE, [("a", None)]),
    ("an array", b"[" + ONE + b"," + ONE + b"]", [("a#1", None), ("a#2", None)]),
    ("an empty array", b" [ ] ", [("a", "the file holds no records")]),
    ("a comma too many", b"[" + ONE + b",]", [("a#1", None)]),
    ("arrays one after another", b"[" + ONE + b"][" + ONE + b"]", [("a#1", None), ("a#2", None)]),
    ("objects one after another", ONE + ONE, [("a#1", None), ("a#2", None)]),
    ("a scrape that was killed", b"[" + ONE + b"," + ONE + b",\n", [("a#1", None), ("a#2", None), ("a", "the JSON breaks off after item 2; 2 pages before that")]),
    ("… in a string", b"[" + ONE + b',{"text": "On\\', [("a#1", None), ("a", "the JSON breaks off after item 1; 1 page before that")]),
    ("an item that is none", b"[" + ONE + b",3," + ONE + b"]", [("a#1", None), ("a#2", "not a JSON object but a number"), ("a#3", None)]),
    ("a long item", b'[{"text": "' + b"x" * 50_000 + b'"},' + ONE + b"]", [("a#1", "a record of 50,012 bytes: 40,000 is the most that max_page_bytes allows"), ("a#2", None)]),
    ("brackets and quotes in strings", lines({"text": 'a ] } "b" \\ [ {'}), [("a", None)]),
    ("a list in an object", json.dumps({"status": "ok", "items": [{"text": "a"}, 3]}).encode(), [("a#1", None), ("a#2", "not a JSON object but a number")]),
    ("something behind", b"[" + ONE + b"] oops []", [("a#1", None), ("a", "something that is no JSON record follows item 1; 1 page before that")]),
    ("a bracket too many", ONE + b"}", [("a#1", None), ("a", "something that is no JSON record follows item 1; 1 page before that")]),
    ("neither", b"3", [("a", "not JSON: neither an object nor an array")]),
]  # fmt: skip


@pytest.mark.parametrize("step", [1, 7, 100_000])
@pytest.mark.parametrize(("why", "data", "expected"), FILES)
def test_a_json_file_is_read_as_a_stream(why, data, expected, step):
    assert told(data, "json", step=step) == expected, why


RECORDS = st.lists(
    st.fixed_dictionaries({"text": st.text(min_size=1).filter(str.strip), "more": st.lists(st.text())}),
    min_size=1,
)


@given(records=RECORDS, step=st.integers(1, 50), indent=st.sampled_from([None, 2]))
def test_items_are_what_was_written_however_they_come(records, step, indent):
    data = json.dumps(records, indent=indent, ensure_ascii=bool(indent)).encode("utf-8", "surrogatepass")
    chunks = [data[at : at + step] for at in range(0, len(data), step)]
    assert [
        json.loads(item.data.decode("utf-8", "surrogatepass"))
        for item in items(chunks, array=True, limit=10**6)
    ] == records
    assert b"".join(as_utf8(chunks)) == data


@given(data=st.binary() | st.text("a \n").map(str.encode), step=st.integers(1, 9), limit=st.integers(0, 20))
def test_lines_are_those_of_the_bytes_in_bounded_memory(data, step, limit):
    chunks = [data[at : at + step] for at in range(0, len(data), step)]
    expected = {n: line.strip() for n, line in enumerate(data.split(b"\n"), 1) if line.strip()}
    divided = {line.number: line for line in lines_of(chunks, limit=limit)}
    assert list(divided) == list(expected)
    for number, line in divided.items():
        assert (line.data is None) == (line.length > limit)
        assert line.data is None or line.data.strip() == expected[number]


def test_surrogates_in_pairs_are_joined_and_lone_ones_replaced():
    (raw,) = found(b'{"text": "' + NEWS.encode() + b' \\ud83d\\ude00 \\ud800 \\u0000"}', "json")
    page = read(raw)
    assert page.text == f"{NEWS} 😀 \ufffd "
    assert page.repairs == ("nul", "surrogate")


# What was told beside the words

TOLD = [
    ("headline and day", "Dredging put off", "2016-12-05", BODY, f"Dredging put off\n\n2016-12-05\n\n{BODY}", True),
    ("standing in the text too", "Dredging put off", "5 December 2016", f"DREDGING PUT OFF\n5 December 2016\n\n{BODY}", f"Dredging put off\n\n5 December 2016\n\n{BODY}", True),
    ("no day", "Dredging put off", None, BODY, f"Dredging put off\n\n{BODY}", False),
    ("a day that is unsure", None, "05/06/2016", BODY, f"05/06/2016\n\n{BODY}", False),
    ("a day that needs another", "T", "3 days ago", BODY, f"T\n\n3 days ago\n\n{BODY}", False),
    ("a listing has its own", "News", "2016-12-05", f"1 March 2016\n{BODY}\n\n2 April 2016\n{BODY}", f"1 March 2016\n{BODY}\n\n2 April 2016\n{BODY}", False),
    ("nothing told", None, None, BODY, BODY, False),
]  # fmt: skip


@pytest.mark.parametrize(("why", "title", "date", "text", "expected", "is_story"), TOLD)
def test_what_was_told_is_laid_out_with_the_words(why, title, date, text, expected, is_story):
    page = read(RawPage("a.jsonl#1", text.encode(), title=title, date_text=date, media_type="text/plain"))
    assert page.text == expected, why
    assert (page.story is not None) == is_story
    assert page.title == title
    if page.story:
        assert page.story.body.of(page.text) == BODY
        assert (page.story.headline, page.story.date) == (title, dt.date(2016, 12, 5))


def html(title: str | None, date: str | None, data: str) -> Page:
    return read(RawPage("a.jsonl#1", data.encode(), title=title, date_text=date, media_type="text/html"))


STORY = (
    "<html><head><title>Dredging put off | Gazette</title><meta property='article:published_time' content='2016-12-05'>"
    f"</head><body><h1>Dredging put off</h1><article><p>{NEWS}</p><p>{MORE}</p><p>{NEWS.replace('inner', 'outer')}</p>"
    "</article></body></html>"
)
MARKUP = [
    ("the markup alone", None, None, "Dredging put off", dt.date(2016, 12, 5)),
    ("another headline", "Harbour waits", None, "Harbour waits", dt.date(2016, 12, 5)),
    (
        "the same with the site's name",
        "Dredging put off - Gazette",
        None,
        "Dredging put off",
        dt.date(2016, 12, 5),
    ),
    ("another day", None, "6 December 2016", "Dredging put off", dt.date(2016, 12, 6)),
    ("a day that is unsure", None, "06/12/2016", "Dredging put off", dt.date(2016, 12, 5)),
]


@pytest.mark.parametrize(("why", "title", "date", "headline", "day"), MARKUP)
def test_what_was_told_of_a_page_goes_before_its_markup(why, title, date, headline, day):
    page = html(title, date, STORY)
    assert (page.story.headline, page.story.date) == (headline, day), why
    assert page.story.body.of(page.text).startswith(NEWS)


def test_a_piece_of_html_is_all_story():
    page = html("Dredging put off", "2016-12-05", f"<p>{NEWS}</p><p>{MORE}</p>")
    assert page.text == f"Dredging put off\n\n2016-12-05\n\n{BODY}"
    assert page.story.body.of(page.text) == BODY


def test_words_told_make_no_page_of_nothing():
    assert html("Dredging put off", "2016-12-05", "").status == "empty"
