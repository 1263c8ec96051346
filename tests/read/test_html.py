"""HTML pages: the one story of a page, or the blocks of a page that tells several or none."""

import datetime as dt
import json

import lxml.html
import pytest

from pipeline.read import read
from pipeline.read.html import Markup, read_html
from pipeline.read.html.boilerplate import without_boilerplate
from pipeline.read.html.headline import choose_headline
from pipeline.records import RawPage

PARAGRAPHS = [
    (
        "The harbour board of Quill Bay has put off the dredging of the inner basin until the spring,"
        " its chair said."
    ),
    "“We have no barge and no money,” Oona Fairweather told a meeting of boat owners on Monday evening.",
    "The owners said that the delay would cost them most of the season, and that they would ask for help.",
    (
        "Silt has narrowed the channel to eleven metres since the last dredging, a survey by the port"
        " found in May."
    ),
    "A decision on the money is expected when the county council meets again in the second week of January.",
]
HEADLINE = "Dredging of Quill Bay put off until spring"
NAVIGATION = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul></nav>"


def story_page(*, head="", before="", after="", inside="", paragraphs=PARAGRAPHS, heading=HEADLINE):
    body = (
        "".join(f"<p>{p}</p>" for p in paragraphs[:3])
        + inside
        + "".join(f"<p>{p}</p>" for p in paragraphs[3:])
    )
    return (
        f"<!DOCTYPE html><html><head><title>{HEADLINE} | Quill Bay"
        f" Gazette</title>{head}</head><body>{NAVIGATION}"
        f"<main><article><h1>{heading}</h1>{before}<div"
        f" class='entry-content'>{body}</div></article></main>{after}"
        "<footer>© 2016 Quill Bay Gazette</footer></body></html>"
    )


def structured(**fields):
    item = {
        "@type": "NewsArticle",
        "headline": HEADLINE,
        "datePublished": "2016-12-05T23:30:00-05:00",
    } | fields
    return f"<script type='application/ld+json'>{json.dumps(item)}</script>"


def test_a_story_is_read_with_all_that_its_head_says():
    head = structured(author=[{"@type": "Person", "name": "Iris Calloway"}, {"name": "Bo Lund"}])
    page = read_html(
        story_page(head=head, before="<time datetime='2016-12-05'>Posted December 5, 2016</time>")
    )
    assert page == Markup(
        title=HEADLINE,
        paragraphs=tuple(PARAGRAPHS),
        is_story=True,
        headline=HEADLINE,
        byline="Iris Calloway, Bo Lund",
        date=dt.date(2016, 12, 5),
        date_text="December 5, 2016",
    )


DATES = [
    ("structured data, in the publisher's own zone", structured(), "", dt.date(2016, 12, 5)),
    (
        "a meta element",
        "<meta property='article:published_time' content='2016-12-05T09:00:00Z'>",
        "",
        dt.date(2016, 12, 5),
    ),
    ("a meta element in words", "<meta name='pubdate' content='December 5, 2016'>", "", dt.date(2016, 12, 5)),
    ("a line below the headline", "", "<p class='meta'>5 December 2016</p>", dt.date(2016, 12, 5)),
    (
        "a time element",
        "",
        "<p>By Iris Calloway <time datetime='2016-12-05T10:00'>Monday</time></p>",
        dt.date(2016, 12, 5),
    ),
]


@pytest.mark.parametrize(("why", "head", "before", "expected"), DATES)
def test_the_date_is_found(why, head, before, expected):
    page = read_html(story_page(head=head, before=before))
    assert page.is_story
    assert page.date == expected


def test_a_copyright_year_dates_nothing():
    head = "<meta property='og:type' content='article'>"
    assert read_html(story_page(head=head)).date is None


@pytest.mark.parametrize(
    "broken", ["{", '[1, null, "x"]', "[" * 50_000, '{"@type": 3, "author": {"name": 5}, "@graph": 7}']
)
def test_broken_structured_data_are_passed_over(broken):
    head = f"<script type='application/ld+json'>{broken}</script><meta property='og:type' content='article'>"
    assert read_html(story_page(head=head)).is_story


HEADLINES = [
    (
        "the heading, not the site's title",
        "<h1>Quill Bay Gazette</h1><h1>Pier shut for good</h1>",
        ["Pier shut for good - Gazette"],
        "Pier shut for good",
    ),
    (
        "the printed wording",
        "<h1>Pier in Quill Bay shut for good after storm</h1>",
        ["Quill Bay pier shut after storm"],
        "Pier in Quill Bay shut for good after storm",
    ),
    (
        "the only heading, reworded wholly",
        "<h1>No more strolls over water</h1>",
        ["Pier shut for good"],
        "No more strolls over water",
    ),
    ("no heading", "<p>Text</p>", ["Pier shut for good | Quill Bay Gazette"], "Pier shut for good"),
    ("only a logo", "<h1>Gazette</h1>", ["Pier shut for good"], "Pier shut for good"),
    ("nothing", "<p>Text</p>", [], None),
]


@pytest.mark.parametrize(("why", "markup", "titles", "expected"), HEADLINES)
def test_the_printed_headline_is_chosen(why, markup, titles, expected):
    assert choose_headline(lxml.html.document_fromstring(markup), titles) == expected


LEFT_OUT = [
    ("a link to another story", "<p><a href='/x'>Storm closes the coast road for a third day</a></p>"),
    ("a labelled pointer", "<p>Read more: Storm closes the coast road</p>"),
    (
        "a newsletter box",
        "<div class='newsletter-box'><p>News of the bay in your inbox every Friday morning.</p></div>",
    ),
    ("a request", "<p>Sign up to our free weekly newsletter for all the news of the bay.</p>"),
    ("an advertisement's label", "<p>Advertisement</p>"),
    (
        "an embedded post",
        "<blockquote class='twitter-tweet'><p>So angry about this! — A. Skipper (@skipper)</p></blockquote>",
    ),
    ("a pull quote", "<p>“We have no barge and no money”</p>"),
    ("the agency's share", "<p>With files from the Coastal Press</p>"),
    ("a script", "<script>var tide = 'high';</script>"),
]


@pytest.mark.parametrize(("why", "inside"), LEFT_OUT)
def test_what_stands_between_paragraphs_is_left_out(why, inside):
    assert read_html(story_page(head=structured(), inside=inside)).paragraphs == tuple(PARAGRAPHS)


def test_a_body_in_several_containers_is_rescued_by_the_stated_body():
    long = [f"{p} {q}" for p in PARAGRAPHS for q in PARAGRAPHS if p != q]
    chunks = "".join(f"<div class='chunk'><p>{p}</p></div><aside>Advertisement</aside>" for p in long)
    head = structured(articleBody=" ".join(long))
    page = f"<html><head>{head}</head><body><h1>{HEADLINE}</h1>{chunks}</body></html>"
    words = " ".join(read_html(page).paragraphs).split()
    assert len(words) >= 0.9 * len(" ".join(long).split())


def listing_page(n, *, head=""):
    items = "".join(
        f"<div class='item'><h2><a href='/{i}'>{HEADLINE}, part {i}</a></h2><span class='date'>{i + 3}"
        f" March 2015</span>"
        f"<p>{PARAGRAPHS[i % 5]}</p><p>{PARAGRAPHS[(i + 1) % 5]}</p></div>"
        for i in range(n)
    )
    return f"<html><head><title>News</title>{head}</head><body>{NAVIGATION}<h1>News</h1>{items}</body></html>"


THREE = json.dumps([{"@type": "NewsArticle", "headline": headline} for headline in ("One", "Two", "Three")])
LISTINGS = [
    ("dated items", ""),
    ("a theme that calls every page an article", "<meta property='og:type' content='article'>"),
    ("the data say so", '<script type="application/ld+json">{"@type": "CollectionPage"}</script>'),
    ("several stories in the data", f"<script type='application/ld+json'>{THREE}</script>"),
]


@pytest.mark.parametrize(("why", "head"), LISTINGS)
def test_a_listing_keeps_its_blocks_in_page_order(why, head):
    page = read_html(listing_page(4, head=head))
    assert not page.is_story
    assert page.paragraphs[:6] == (
        "Home",
        "News",
        "News",
        f"{HEADLINE}, part 0",
        "3 March 2015",
        PARAGRAPHS[0],
    )
    assert page.paragraphs[-1] == PARAGRAPHS[4]


def test_a_story_beside_a_list_of_others_stays_a_story():
    teasers = "".join(
        f"<div><a href='/{i}'>Other story number {i}</a><p>{i + 1} May 2015</p></div>" for i in range(6)
    )
    double = [f"{p} {q}" for p, q in zip(PARAGRAPHS, PARAGRAPHS[1:] + PARAGRAPHS[:1], strict=True)]
    page = read_html(
        story_page(before="<p>4 May 2015</p>", after=f"<aside>{teasers}</aside>", paragraphs=double)
    )
    assert page.is_story
    assert page.date == dt.date(2015, 5, 4)


NO_STORY = [
    ("an error page", "<h1>Page not found</h1><p>The page may have moved. Try the search box above.</p>"),
    (
        "a cookie wall",
        "<h1>We value your privacy</h1><p>We and our partners store cookies on your device.</p>",
    ),
    ("a bare list of links", "<ul><li><a href='/a'>One</a></li><li><a href='/b'>Two</a></li></ul>"),
]


@pytest.mark.parametrize(("why", "body"), NO_STORY)
def test_a_page_without_article_tells_no_story(why, body):
    page = read_html(f"<html><head><title>Quill Bay Gazette</title></head><body>{body}</body></html>")
    assert not page.is_story
    assert page.paragraphs


BLOCKS = [
    ("lines inside a block", "<p>one<br>two</p><p>three</p>", ("one\ntwo", "three")),
    ("inline markup", "<p>a <b>bo</b>ld <i>word</i></p>", ("a bold word",)),
    ("adjoining inline elements are apart", "<div><a>Title</a><span>5 May</span></div>", ("Title 5 May",)),
    ("a row is one block", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", ("a b", "c")),
    ("hidden text", "<p hidden>x</p><p style='display: none'>y</p><p>z</p>", ("z",)),
    ("nested deeper than recursion", "<div>" * 5000 + "deep", ("deep",)),
]


@pytest.mark.parametrize(("why", "body", "expected"), BLOCKS)
def test_blocks_are_what_a_reader_sees(why, body, expected):
    assert read_html(f"<html><body>{body}</body></html>").paragraphs == expected


KEPT = [
    ("a subheading in capitals", "BREAKING THE SILENCE AT LAST"),
    ("a sentence that begins like a pointer", "More than forty people came: nobody had asked them to."),
    (
        "a sentence that begins like a request",
        "Get out of here, the skipper told the crowd, and he meant it.",
    ),
    ("a short quotation", "“Yes,” he said."),
]


@pytest.mark.parametrize(("why", "paragraph"), KEPT)
def test_the_story_keeps_its_own_words(why, paragraph):
    story = [*PARAGRAPHS[:2], paragraph, *PARAGRAPHS[2:]]
    assert without_boilerplate(story, headline=HEADLINE) == story


def test_lists_after_the_story_go_with_their_heading():
    after = ["More from Quill Bay Gazette", "Road closed again", "The coast road is closed."]
    assert without_boilerplate([HEADLINE, *PARAGRAPHS, *after], headline=HEADLINE) == PARAGRAPHS


@pytest.mark.parametrize(
    "markup", ["", " ", "<", "<!--", "<html>", "<?xml version='1.0' encoding='x'?><p>a</p>", "\ufeff"]
)
def test_scraps_of_markup_do_no_harm(markup):
    assert not read_html(markup).is_story


DEEP = [
    ("within what a parser takes", 200, ()),
    ("deeper", 400, ("deep-html",)),
    ("far deeper", 30_000, ("deep-html",)),
]


@pytest.mark.parametrize(("why", "depth", "repairs"), DEEP)
def test_no_depth_costs_words(why, depth, repairs):
    nested = f"<h1>Dredging put off</h1>{'<div>' * depth}<p>The harbour waits.</p>{'</div>' * depth}<p>So do the boats.</p>"
    page = read(RawPage("page.html", f"<html><body>{nested}</body></html>".encode()))
    assert page.text.split("\n\n") == ["Dredging put off", "The harbour waits.", "So do the boats."], why
    assert page.repairs == repairs
    foreign = "<html><body>" + "<x-y>" * 3000 + "The harbour waits.</body></html>"
    assert "The harbour waits." in read(RawPage("page.html", foreign.encode())).text


def test_a_page_too_large_for_an_extractor_keeps_its_paragraphs():
    words = "".join(f"<p>The dredger reached berth {n} of the harbour before noon.</p>" for n in range(7000))
    head = "<meta property='article:published_time' content='2016-12-05'>"
    page = read(
        RawPage(
            "page.html", f"<html><head>{head}</head><body><article>{words}</article></body></html>".encode()
        )
    )
    assert page.story is not None
    assert page.text.count("The dredger reached berth") == 7000
