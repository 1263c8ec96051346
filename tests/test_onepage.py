from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import inventory, onepage, run
from pipeline.errors import PageError
from pipeline.records import (
    Article,
    Attribution,
    Page,
    PageResult,
    Quotation,
    RawPage,
    Resolution,
    Segmented,
    Span,
)
from tests.promises import promise


def rows(results: list[PageResult]) -> dict[str, list[dict]]:
    return {name: table.to_pylist() for name, table in run.build_tables(results).items()}


# What the tables promise, over pages of lines such as scraped ones are made of.

LINES = st.sampled_from(
    [
        "12 March 2019", "Posted on 3 May 2018", "2017-02-01", "04/05/2016", "Main menu", "Share", "", "", "",
        "Ferry workers to strike", "Library to open on Sundays", "Background", "Subscribe to our newsletter",
        "“We have asked for talks,” said Ines Valdor, secretary of the Seafarers’ Union.",
        "Mayor Adela Finch said the library of Quarrow would open on Sundays.",
        "Finch said: “We listened.", "“And we will listen again.”", "“Nobody came,” he added, “but we did.”",
        "The change was called “overdue” by the Readers’ Circle.", "\"It is late,\" the authority told reporters.",
        "According to Tomas Brekke, a spokesman, money was not short.", "Contact: press@example.org, 555 0100",
        "”“ ”", "‘It's here,' she said", "<p>It&#39;s “late”&nbsp;said Brekke.</p>", "He denied it.", "«Non», said Ines.",
    ]
)  # fmt: skip
PAGES = st.lists(LINES, max_size=14).map("\n".join)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pages=st.lists(PAGES, min_size=1, max_size=3))
def test_what_the_tables_promise(models, pages):
    found = [onepage.process_page(RawPage(f"{n}.txt", text.encode()), models) for n, text in enumerate(pages)]
    assert [r.page.reason for r in found if r.page.status == "quarantined"] == []
    promise(rows(found))
    assert rows(found[::-1]) == rows(found), "the order of the pages must not matter"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".html"]))
def test_no_bytes_stop_a_page(models, data, suffix):
    page = onepage.process_page(RawPage(f"page{suffix}", data), models).page
    assert (page.status == "ok") == (page.reason is None)


def test_pages_parsed_together_come_out_as_if_alone(raw, models, monkeypatch):
    pages = [RawPage(file.source, file.path.read_bytes()) for file in inventory.find_files([raw])]
    alone = [onepage.process_page(page, models) for page in pages]
    assert list(onepage.process_pages(pages, models, max_article_chars=10_000)) == alone
    monkeypatch.setattr(onepage, "CHARACTERS_AT_ONCE", 1)
    assert list(onepage.process_pages(pages, models, max_article_chars=10_000)) == alone, (
        "however few at once"
    )


def test_a_page_with_an_article_too_long_is_set_aside(models):
    page = onepage.process_page(
        RawPage("a.txt", b"The mayor said no. " * 40), models, max_article_chars=500
    ).page
    assert page.status == "quarantined"
    assert page.reason.endswith("characters is longer than max_article_chars, 500")


ARTICLE = Article("a", "p", 0, 0, 5, "hello")
GOOD = PageResult(
    page=Page("p", "p.txt", "", "text/plain", "hello"),
    segmented=Segmented(articles=(ARTICLE,)),
    resolutions=(Resolution(),),
)


@pytest.mark.parametrize(
    ("why", "article", "spans", "said"),
    [
        ("the text is another", replace(ARTICLE, text="hallo"), (Span(0, 5),), "article 0 is not"),
        ("the end is beyond", ARTICLE, (Span(0, 6),), "lies outside"),
        ("an empty piece", ARTICLE, (Span(2, 2),), "lies outside"),
        ("no piece", ARTICLE, (), "lies outside"),
    ],
)
def test_a_wrong_offset_never_gets_into_the_tables(why, article, spans, said):
    wrong = Resolution(attributions=(Attribution(Quotation(spans=spans, type="direct")),))
    with pytest.raises(PageError, match=said):
        onepage.check_offsets(replace(GOOD, segmented=Segmented(articles=(article,)), resolutions=(wrong,)))
    onepage.check_offsets(GOOD)
