"""Printed dates: each form, each way in which a page tells what it leaves open."""

from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import find_dates, infer_order, parse_date, read_foreign, settle

FORMS = [
    ("month first", "January 23, 2018", date(2018, 1, 23)),
    ("day first", "14 July 2018", date(2018, 7, 14)),
    ("dots", "21.11.2011", date(2011, 11, 21)),
    ("dots and blanks", "21. 11. 2011", date(2011, 11, 21)),
    ("ISO", "2011-11-21", date(2011, 11, 21)),
    ("ISO with a clock", "2011-11-21T07:25:00Z", date(2011, 11, 21)),
    ("abbreviated, with a clock", "Nov 21, 2011 7:25pm", date(2011, 11, 21)),
    ("weekday", "Wednesday, 4 March 2015", date(2015, 3, 4)),
    ("label", "Posted on 3rd of August, 2016", date(2016, 8, 3)),
    ("label and colon", "Published: Nov. 6, 2024", date(2024, 11, 6)),
    ("clock after a stop", "Posted: Monday, May 9, 2011. 8:40 pm CST.", date(2011, 5, 9)),
    ("byline and bar", "By Ada Quill | September 17, 2015", date(2015, 9, 17)),
    ("separators lost by a scraper", "08 25 2005", date(2005, 8, 25)),
    ("comma lost by a scraper", "November 15  2006", date(2006, 11, 15)),
    ("two-digit year", "25/12/98", date(1998, 12, 25)),
    ("Sept", "Sept 3, 2010", date(2010, 9, 3)),
    ("German", "21. November 2011", date(2011, 11, 21)),
    ("French", "14 février 2016", date(2016, 2, 14)),
    ("impossible day", "31.02.2016", None),
    ("leap day of no leap year", "29 February 2015", None),
    ("relative, day of the scrape unknown", "3 days ago", None),
    ("no year anywhere", "Norway 17.09", None),
]


@pytest.mark.parametrize(("why", "text", "expected"), FORMS, ids=[row[0] for row in FORMS])
def test_form(why: str, text: str, expected: date | None) -> None:
    printed = parse_date(text)
    assert printed is not None
    assert printed.date == expected
    assert text[printed.start : printed.end] == printed.text


NO_DATES = [
    "+386 1 555 0117",
    "1,640 dams",
    "born 1931–2014",
    "45.13.2013",
    "room 12",
    "",
    "May we come in?",
    "version 3.14.159",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    assert parse_date(text) is None


ORDERS = [
    ("a number above twelve", ["05/06/2012", "30/05/2012"], [date(2012, 6, 5), date(2012, 5, 30)], False),
    ("the same the other way", ["04/03/2011", "03/28/2011"], [date(2011, 4, 3), date(2011, 3, 28)], False),
    ("a weekday", ["Wednesday 03/04/2015"], [date(2015, 3, 4)], False),
    ("dates in words beside", ["05/06/2012", "June 9, 2012"], [date(2012, 5, 6), date(2012, 6, 9)], False),
    ("a list that runs one way", ["05/09/2012", "05/06/2012", "04/11/2012"],
     [date(2012, 5, 9), date(2012, 5, 6), date(2012, 4, 11)], False),
    ("nothing", ["05/06/2012"], [date(2012, 6, 5)], True),
    ("day and month alike", ["05/05/2016"], [date(2016, 5, 5)], False),
    ("dots are day first", ["03.04.2016"], [date(2016, 4, 3)], False),
]  # fmt: skip


@pytest.mark.parametrize(("why", "texts", "expected", "ambiguous"), ORDERS, ids=[row[0] for row in ORDERS])
def test_order(why: str, texts: list[str], expected: list[date], ambiguous: bool) -> None:
    settled = settle([find_dates(text)[0] for text in texts])
    assert [one.date for one in settled] == expected
    assert settled[0].ambiguous is ambiguous


def test_year_comes_from_the_title_and_falls_at_new_year() -> None:
    found = [find_dates(text)[0] for text in ("Accra 09.01", "Lagos 02.01", "Kano 28.12")]
    assert [one.date for one in settle(found, year=2015)] == [
        date(2015, 1, 9),
        date(2015, 1, 2),
        date(2014, 12, 28),
    ]


def test_year_comes_from_the_other_dates() -> None:
    found = [find_dates(text)[0] for text in ("4 May 2012", "28 April")]
    assert settle(found)[1].date == date(2012, 4, 28)


def test_relative_counts_from_the_scrape() -> None:
    scraped = datetime(2020, 3, 1, 12)
    for text, expected in (
        ("3 days ago", date(2020, 2, 27)),
        ("yesterday", date(2020, 2, 29)),
        ("an hour ago", date(2020, 3, 1)),
    ):
        printed = parse_date(text, scraped=scraped)
        assert printed is not None
        assert printed.date == expected


def test_month_alone_has_the_precision_of_a_month() -> None:
    printed = parse_date("May 2016")
    assert printed is not None
    assert (printed.date, printed.precision) == (date(2016, 5, 1), "month")


def test_order_without_dates_is_a_guess() -> None:
    assert infer_order([]) == ("day-first", False)


def test_foreign_reads_only_lines_that_look_like_dates() -> None:
    assert read_foreign("le chat est sorti en 2016") is None
    assert read_foreign("x" * 200) is None


@given(st.text(max_size=80))
def test_found_dates_slice_and_never_overlap(text: str) -> None:
    found = find_dates(text)
    for one in found:
        assert text[one.start : one.end] == one.text
    for one, other in pairwise(found):
        assert one.end <= other.start


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2090, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%A, %d %b %Y"]),
)
def test_round_trip(day: date, form: str) -> None:
    printed = parse_date(day.strftime(form))
    assert printed is not None
    assert printed.date == day
