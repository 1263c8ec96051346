"""The front door: any bytes in, a page out, always the same."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import read
from pipeline.records import Page, RawPage

NEWS = (
    "The harbour board has put off the dredging of the inner basin until the spring, its chair said"
    " on Monday."
)
STORY = (
    "<!DOCTYPE html><html><head><title>Dredging put off | Gazette</title>"
    "<meta property='article:published_time' content='2016-12-05'></head><body><h1>Dredging  put off"
    " &amp; missed</h1>"
    f"<p>5 December 2016</p><article><p>{NEWS}</p><p>â€œWe have no money,â€\x9d Oona Fairweather told"
    f" a meeting of"
    f" boat owners in the evening.</p><p>{NEWS.replace('inner', 'outer')}</p></article></body></html>"
)


def page_of(text, source="page.txt"):
    return read(RawPage(source=source, data=text if isinstance(text, bytes) else text.encode()))


STATUS = [
    ("text", NEWS, "page.txt", "ok", None, "en"),
    ("no bytes", b"", "page.txt", "empty", "the page holds no words", None),
    ("only blanks", b" \n\t\n", "page.txt", "empty", "the page holds no words", None),
    ("only marks", "“" * 10_000, "page.txt", "empty", "the page holds no words", None),
    (
        "markup without text",
        "<html><script>x</script></html>",
        "page.html",
        "empty",
        "the page holds no words",
        None,
    ),
    ("an image", b"\x89PNG\r\n\x1a\n123", "page.txt", "quarantined", "not text: PNG image", None),
    (
        "another language",
        "Die Stadtverwaltung hat gestern mitgeteilt, dass die alte Brücke wegen Bauarbeiten drei"
        " Monate lang gesperrt"
        " bleibt, wie eine Sprecherin sagte.",
        "page.txt",
        "unsupported-language",
        "the page is in de, not English",
        "de",
    ),
]


@pytest.mark.parametrize(("why", "data", "source", "status", "reason", "language"), STATUS)
def test_status_has_its_reason(why, data, source, status, reason, language):
    page = page_of(data, source)
    assert (page.status, page.reason, page.language) == (status, reason, language)


def test_text_is_kept_where_there_is_some():
    assert page_of(STATUS[-1][1]).text == STATUS[-1][1]


def test_repairs_are_recorded():
    page = page_of("<p>â€œNo,â€ she said.</p>\r\n")
    assert page.text == "“No,” she said."
    assert page.repairs == ("newline", "html-residue", "mojibake")


def test_a_story_is_laid_out_as_headline_date_and_body():
    page = page_of(STORY, "page.html")
    assert page.media_type == "text/html"
    assert page.story is not None
    body = page.story.body.of(page.text)
    assert page.text == f"Dredging put off & missed\n\n5 December 2016\n\n{body}"
    assert body.startswith(NEWS)
    assert "“We have no money,” Oona" in body
    assert page.story.headline == "Dredging put off & missed"
    assert (page.story.date, page.story.date_text) == (dt.date(2016, 12, 5), "5 December 2016")


KINDS = [
    ("markup under its suffix", STORY, "page.htm", "text/html"),
    ("markup in a text file", STORY, "page.txt", "text/html"),
    ("… after blanks and a comment", f" \n<!-- saved --> {STORY}", "page.txt", "text/html"),
    ("text with an item of escaped HTML", f"{NEWS}\n\n<p>{NEWS}</p>", "page.txt", "text/plain"),
    ("text that begins with a paragraph tag", f"<p>{NEWS}</p>", "page.txt", "text/plain"),
    ("text under a suffix of markup", NEWS, "page.html", "text/plain"),
    ("a record of a container", NEWS, "dump.jsonl#3", "text/plain"),
]


@pytest.mark.parametrize(("why", "text", "source", "media_type"), KINDS)
def test_markup_is_told_from_text(why, text, source, media_type):
    assert page_of(text, source).media_type == media_type


def test_ids_come_from_source_and_content():
    one, same, moved, changed = page_of("a"), page_of("a"), page_of("a", "other.txt"), page_of("b")
    assert one == same
    assert len({one.page_id, moved.page_id, changed.page_id}) == 3


def test_what_is_known_of_the_scrape_is_kept():
    raw = RawPage(
        "a.txt", b"a", url="https://example.org/a", fetched_at=dt.datetime(2016, 1, 2, tzinfo=dt.UTC)
    )
    page = read(raw)
    assert (page.url, page.fetched_at, page.source) == (raw.url, raw.fetched_at, raw.source)


def check(page: Page):
    assert not set(page.text) & {"\0", "\r"}
    assert not any("\ud800" <= c <= "\udfff" for c in page.text)
    assert (page.reason is None) == (page.status == "ok")
    assert page.reason is None or "\n" not in page.reason
    if page.story:
        body = page.story.body
        assert 0 <= body.start < body.end <= len(page.text)
        assert body.of(page.text) == body.of(page.text).strip()


SUFFIXES = st.sampled_from([".txt", ".html", ".htm", "", ".HTML", ".jsonl#4"])


@given(st.binary(max_size=300), SUFFIXES)
@settings(deadline=None)
def test_any_bytes_can_be_read(data, suffix):
    check(page_of(data, f"page{suffix}"))


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<html>",
                "<head>",
                "<h1>",
                "<script>",
                "<!--",
                "-->",
                "&#0;",
                "&#xD800;",
                "\0",
                "\r\n",
                "â€",
                "“",
                "<time datetime='2016-12-05'>",
                "5 May 2015",
                NEWS,
                "<article>",
                "<td>",
            ]
        )
    ),
    SUFFIXES,
)
@settings(deadline=None, max_examples=60)
def test_any_scraps_of_pages_can_be_read(scraps, suffix):
    check(page_of("".join(scraps), f"page{suffix}"))


@pytest.mark.slow
@pytest.mark.parametrize("start", ["", "<html><body><p>"])
def test_a_huge_page_on_one_line_takes_seconds(start):
    page = page_of(start + f"{NEWS} “Well.” " * 42_000, "page.html")
    assert page.status == "ok"
    assert page.language == "en"


def test_the_day_of_the_run_bounds_no_date():
    head = "<head><meta property='og:type' content='article'><meta name='date' content='2087-12-05'>"
    page = page_of(
        STORY.replace("<head>", head).replace("2016-12-05", "").replace("5 December 2016", ""), "page.html"
    )
    assert page.story is not None
    assert page.story.date == dt.date(2087, 12, 5)


def test_a_relative_date_is_not_counted_from_today():
    undated = STORY.replace("<head>", "<head><meta property='og:type' content='article'>").replace(
        "2016-12-05", ""
    )
    page = page_of(undated.replace("5 December 2016", "3 days ago"), "page.html")
    assert page.story is not None
    assert page.story.date is None
