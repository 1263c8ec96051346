"""What segment promises of any page, and what it leaves out with which reason."""

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Span, Story
from pipeline.segment import segment
from tests.segment.pages import divide, page_of, told

PIECES = st.sampled_from(
    [
        "5 May 2016", "Posted on 3 June 2014 | News", "A headline of five words", "Share", "-30-", "By Ada Quill", "• item",
        "The council met on Monday and decided nothing at all.", "“We will see,” said the mayor, who had not slept.", "",
        "Background", "Read next", "Tel: +44 20 5550 0100", "© 2016", "3 days ago", "Q: Why?", "   ", "Paris 28.06", "\u00a0",
        "12/05/2016  Something about a bridge", "Leave a comment", "Region: North", "x" * 30, "…", "12 May 2016 – The river rose.",
    ]
)  # fmt: skip


def covers(text: str, spans: list[tuple[int, int]]) -> bool:
    inside = [False] * len(text)
    for start, end in spans:
        inside[start:end] = [True] * (end - start)
    return all(taken or not c.strip() or not c.isprintable() for c, taken in zip(text, inside, strict=True))


@settings(deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=25).map("\n".join), st.text(max_size=300)))
def test_articles_and_leftovers_cover_the_page_and_never_overlap(text: str) -> None:
    divided = divide(text)
    spans = sorted(
        [(a.start, a.end) for a in divided.articles] + [(x.start, x.end) for x in divided.leftovers]
    )
    assert covers(text, spans)
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    for position, article in enumerate(divided.articles):
        assert article.text == text[article.start : article.end]
        assert article.text.strip() == article.text != ""
        assert article.position == position
    assert divide(text) == divided


def test_the_same_item_on_two_pages_has_one_id() -> None:
    item = "9 May 2011\n\nThe ferry will run on Sundays again, the company said, and dogs travel free."
    one = told(item)[0]
    other = told("Newsroom\n\n" + item.replace(" again,", "  again,") + "\n\n© 2011")[0]
    assert one.article_id == other.article_id
    assert one.article_id != told(item.replace("9 May", "8 May"))[0].article_id


def test_a_page_that_is_not_ok_has_no_articles() -> None:
    divided = segment(
        page_of("5 May 2016\nThe ferry will run on Sundays again.", status="unsupported-language")
    )
    assert divided.articles == ()
    assert {x.reason for x in divided.leftovers} == {"page-set-aside"}


def test_a_story_told_by_markup_is_taken_as_it_is() -> None:
    text = "Menu\nThe bridge\nIt fell.\nIt rose again.\nFooter"
    story = Story(Span(16, 40), headline="The bridge", date=date(2015, 2, 1))
    (article,) = segment(replace(page_of(text), story=story)).articles
    assert (article.text, article.headline, article.date) == (
        "It fell.\nIt rose again.",
        "The bridge",
        date(2015, 2, 1),
    )


JUNK = [
    (
        "error page",
        "The Mast\nHome\nNews\n\nError 404\n\nWe can’t find that page\nThe story may have moved in 2015.",
    ),
    (
        "bot wall",
        "Just a moment...\nChecking your browser before you go on.\nPlease enable cookies and JavaScript.",
    ),
    (
        "cookie wall",
        "We use cookies\nThis site uses cookies to improve your experience.\nAccept all\nManage preferences",
    ),
    ("menus alone", "Home\nAbout\nNews\nContact\n© 2016"),
    ("empty", ""),
]


@pytest.mark.parametrize(("why", "page"), JUNK, ids=[row[0] for row in JUNK])
def test_junk_has_no_articles(why: str, page: str) -> None:
    assert told(page) == ()


PROSE = "The council met on Monday and decided nothing, which it announced on Tuesday with some pride."
LEFT_OUT = [
    ("share line", f"5 May 2016\n{PROSE}\nShare on Facebook\n", "Share on Facebook", "share"),
    ("tag line", f"5 May 2016\n{PROSE}\n\nRegion: North\n", "Region: North", "tag"),
    ("download", f"5 May 2016\n{PROSE}\nDOWNLOAD THE PDF (2 MB)\n", "DOWNLOAD THE PDF (2 MB)", "download"),
    ("date line", f"5 May 2016\n{PROSE}", "5 May 2016", "date-line"),
    ("headline", f"5 May 2016\nCouncil decides nothing\n{PROSE}", "Council decides nothing", "headline"),
    ("byline", f"Council decides nothing\nBy Ada Quill in Marl\n5 May 2016\n{PROSE}", "By Ada Quill in Marl", "byline"),
    ("contact", f"5 May 2016\n{PROSE}\n\nMedia contact:\nAda Quill\n020 5550 0100", "Media contact:\nAda Quill\n020 5550 0100", "contact"),
    ("blank e-mail", f"5 May 2016\n{PROSE}\n\nTel: 020 5550 0100\nEmail:", "Tel: 020 5550 0100\nEmail:", "contact"),
    ("footer", f"5 May 2016\n{PROSE}\n\n© 2016 The Council", "© 2016 The Council", "footer"),
    ("other stories", f"5 May 2016\n{PROSE}\n\nRead next\nThe newts of Mill Lane", "Read next\nThe newts of Mill Lane", "related"),
    ("end mark", f"5 May 2016\n{PROSE}\n\n-30-", "-30-", "end-mark"),
    ("page numbers", f"5 May 2016\n{PROSE}\n\n1 2 3 Next »", "1 2 3 Next »", "pagination"),
    ("page title", f"The Marl Gazette\n\n5 May 2016\nCouncil decides nothing\n{PROSE}", "The Marl Gazette", "page-title"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "page", "stretch", "reason"), LEFT_OUT, ids=[row[0] for row in LEFT_OUT])
def test_left_out(why: str, page: str, stretch: str, reason: str) -> None:
    divided = divide(page)
    assert [a.text for a in divided.articles] == [PROSE]
    assert (stretch, reason) in [(page[x.start : x.end], x.reason) for x in divided.leftovers]


CUT = [
    ("mid-word", "The council met on Monday and decided noth", True),
    ("ellipsis", "The council met on Monday and decided nothing…", True),
    ("whole", "The council met on Monday and decided nothing.", False),
    ("closing quote", "The council met. “We decided nothing,” said the mayor. “Nothing.”", False),
]


@pytest.mark.parametrize(("why", "ending", "expected"), CUT, ids=[row[0] for row in CUT])
def test_truncated(why: str, ending: str, expected: bool) -> None:
    (article,) = told(f"5 May 2016\n{PROSE}\n{ending}")
    assert article.truncated is expected


def test_an_embargo_line_and_a_dateline_open_the_body() -> None:
    (article,) = told(f"4 March 2015\n\nEMBARGOED UNTIL 00:01 GMT, 5 MARCH 2015\n\nMARL, 4 March – {PROSE}")
    assert article.text.startswith("EMBARGOED UNTIL")
    assert article.date == date(2015, 3, 4)


def test_relative_dates_count_from_the_scrape() -> None:
    (article,) = told(f"Council decides nothing\n2 days ago\n\n{PROSE}", scraped=datetime(2016, 5, 7))
    assert article.date == date(2016, 5, 5)
    assert article.date_text == "2 days ago"


def test_an_item_in_two_sections_is_two_articles_of_one_id() -> None:
    item = f"Council decides nothing\n\n{PROSE}\n\nPosted on 5 May 2016\n\n"
    found = told(f"LATEST\n\n{item}NORTH\n\n{item}© 2016")
    assert [a.headline for a in found] == ["Council decides nothing"] * 2
    assert found[0].article_id == found[1].article_id


HUGE = [
    ("one line of five megabytes", "word and some more text. " * 200_000),
    ("twenty thousand quote marks", "“" * 20_000),
    ("wide gaps between all words", "word         " * 400_000),
    ("a thousand items", f"5 May 2016\n{PROSE}\n" * 1_000),
]


@pytest.mark.parametrize(("why", "page"), HUGE, ids=[row[0] for row in HUGE])
def test_huge_pages_pass(why: str, page: str) -> None:
    assert len(divide(page).articles) <= 1_000
