"""Ten thousand articles: the report is built, and found in, though its data lies in many files."""

import re
from datetime import date, timedelta

import pytest

from pipeline import report, store
from pipeline.report.search import CHUNK
from tests.report.corpus import article, publish, quote

pytestmark = pytest.mark.slow

ARTICLES, QUOTES = 10_000, 4
FILLER = "The tide tables were printed again, and the ferry went by them. " * 12
SEARCHED = "const told = document.getElementById('told').textContent; return !told.includes('…') && told"


def many():
    for number in range(ARTICLES):
        said = [f"Number {number}.{place} is {number * 7919 % 99991}" for place in range(QUOTES)]
        text = "\n\n".join(f"“{words},” said Speaker {number % 900}. {FILLER}" for words in said)
        quotes = [
            quote(text, words, speaker=f"Speaker {number % 900}", confidence=number % 101 / 100)
            for words in said
        ]
        day = date(2000, 1, 1) + timedelta(days=number * 37 % 8000)
        yield article(text, *quotes, headline=f"Tides {number}", date=day)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    publish(folder / "tables", many())
    with store.pinned(folder / "tables") as snapshot:
        written = report.build(snapshot, [], site=folder / "site")
    assert (written.n_articles, written.n_quotes, written.n_speakers) == (ARTICLES, ARTICLES * QUOTES, 900)
    return folder / "site"


def test_no_page_is_a_giant(site):
    assert len(list(site.glob("articles/*/*.html"))) == ARTICLES
    assert len(list(site.glob("articles*.html"))) == ARTICLES / 500
    assert len(list(site.glob("data/quotes-*.js"))) == ARTICLES * QUOTES / CHUNK
    largest = max(site.rglob("*.*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    assert largest.stat().st_size < 2_000_000, largest
    assert not [path for path in site.rglob("*.html") if path.stat().st_size > 500_000]


def test_one_of_forty_thousand_is_found(browser, site):
    browser.open(site / "quotes.html", "#words=" + "number+9999.3")
    assert browser.wait(SEARCHED) == "1 of 40,000 quotations, the latest first."
    shown = browser.run("return document.querySelector('#results blockquote').textContent")
    assert re.fullmatch(r"Number 9999\.3 is \d+", shown)
    browser.type_into("#words", " ")
    browser.type_into("#speaker", "Speaker 77")
    browser.wait("return document.getElementById('told').textContent.startsWith('48 of 40,000')")
    assert browser.run("return document.querySelectorAll('#results li').length") == 48
    assert browser.complaints() == []
