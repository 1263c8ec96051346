"""Whole reports, of small corpora made by hand: what stands where, and that page text stays text."""

import json
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest

from pipeline import report, store
from pipeline.errors import SetupError
from pipeline.records import content_id
from pipeline.report import links
from pipeline.report.search import handing_over
from tests.report.corpus import (
    ARABIC,
    ASTRAL,
    HOSTILE,
    NESTED,
    article,
    entity,
    position,
    publish,
    quote,
    set_aside,
    words_of,
)


def build(out, site, runs=()):
    with store.pinned(out) as snapshot:
        return report.build(snapshot, list(runs), site=site)


@pytest.fixture
def made(tmp_path):
    """Publish articles, write their report and give its folder."""

    def make(*articles, **more):
        publish(tmp_path / "tables", articles, **more)
        build(tmp_path / "tables", tmp_path / "site")
        return tmp_path / "site"

    return make


def page(site, one):
    return (site / links.article(one["row"]["article_id"])).read_text("utf-8")


def files(site):
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


NESTED_ARTICLE = article(
    NESTED,
    quote(NESTED, "the bridge was “a joke” and would be closed", kind="indirect", cue="said"),
    quote(NESTED, "a joke", kind="partial"),
    quote(NESTED, ["We close it,", "For good."], cue="said", speaker=None),
)
ASTRAL_ARTICLE = article(
    ASTRAL,
    quote(ASTRAL, "We play 𝔉ado 👩\u200d👩\u200d👧 on cafe\u0301 roofs.", speaker="Wim Okoro", cue="said"),
    headline="Roofs",
)
ARABIC_ARTICLE = article(ARABIC, quote(ARABIC, "سنفتح المكتبة غدا", speaker="ليلى حداد"), headline="المكتبة")
HOSTILE_TEXT = f"“{HOSTILE}” said {HOSTILE} yesterday. {HOSTILE}"
HOSTILE_ARTICLE = article(
    HOSTILE_TEXT,
    quote(
        HOSTILE_TEXT,
        HOSTILE,
        speaker=HOSTILE,
        mention=HOSTILE,
        speaker_role=HOSTILE,
        speaker_affiliation=HOSTILE,
    ),
    quote(
        HOSTILE_TEXT, HOSTILE, speaker=None, unattributed_reason=HOSTILE, candidates=[HOSTILE], cue=HOSTILE
    ),
    headline=HOSTILE,
    url="javascript:alert(1)//" + HOSTILE,
    byline=HOSTILE,
    language='en" onclick="window.hacked=3',
)


@pytest.mark.parametrize(
    ("why", "one"), [("nested", NESTED_ARTICLE), ("astral", ASTRAL_ARTICLE), ("arabic", ARABIC_ARTICLE)]
)
def test_marked_words_are_the_words_of_the_table(made, why, one):
    html = page(made(one), one)
    for row in one["quotes"]:
        assert unescape(words_of(html, row["quote_id"])) == row["text"].replace("\n\n", ""), why
        assert f'id="q-{row["quote_id"]}"' in html
        assert f'id="n-{row["quote_id"]}"' in html


def test_cue_speaker_role_reason_and_confidence_stand_in_the_notes(made):
    html = page(made(NESTED_ARTICLE), NESTED_ARTICLE)
    assert html.count(">Ottilie Brandt</bdi></a></p>") == 2
    assert "no source is named" in html
    assert "<q>said</q>" in html
    assert "confidence 0.83" in html
    assert 'aria-label="Quotation 3: no speaker, no source is named, direct, confidence 0.83"' in html


@pytest.mark.parametrize("name", ["script", "img", "iframe", "style"])
def test_hostile_text_makes_no_element(made, name):
    site = made(HOSTILE_ARTICLE, aside=[set_aside(HOSTILE, HOSTILE, url="javascript:alert(2)")])
    allowed = {"quotes.html": 1, links.article(HOSTILE_ARTICLE["row"]["article_id"]): 1}
    for path in site.rglob("*.html"):
        tags = Tags(path.read_text("utf-8"))
        where = path.relative_to(site).as_posix()
        assert tags.tags.count(name) == (allowed.get(where, 0) if name == "script" else 0), where
        assert not [
            one for one in tags.attributes if one[1].startswith("on") or one[1] in ("style", "srcdoc")
        ]
        assert not [one for one in tags.attributes if one[1] in ("href", "src") and ":" in one[2]], where


def test_every_page_forbids_all_but_its_own_files(made):
    site = made(NESTED_ARTICLE)
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
        assert "default-src 'none'; script-src 'self';" in policy
        assert "unsafe" not in policy
        assert html.index("Content-Security-Policy") < html.index("<link")
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", html), path


def test_data_files_are_ascii_arrays_that_json_reads(made):
    site = made(HOSTILE_ARTICLE, ARABIC_ARTICLE)
    rows = []
    for path in sorted((site / "data").glob("quotes-*.js")):
        text = path.read_bytes().decode("ascii")
        assert not set(text) & set("<>&\u2028\u2029")
        rows += json.loads(re.fullmatch(r"onrecord\.take\(\d+,(.*)\);\n", text)[1])
    assert all(isinstance(value, str) for row in rows for value in row)
    assert {row[1] for row in rows} == {HOSTILE, ARABIC_ARTICLE["quotes"][0]["text"]}


def test_no_data_ends_its_script():
    assert "</" not in handing_over("index", ["</script>", "]]>", "<!--"])


def test_links_lead_to_the_original_and_to_files_that_are_there(made):
    site = made(NESTED_ARTICLE, ASTRAL_ARTICLE)
    linked = set()
    for path in site.rglob("*.html"):
        for tag, name, value in Tags(path.read_text("utf-8")).attributes:
            if name not in ("href", "src"):
                continue
            if value.startswith("https:"):
                assert value == "https://news.example/bridge"
                linked.add(value)
                continue
            address, _, anchor = value.partition("#")
            target = (path.parent / address).resolve() if address else path
            assert target.is_file(), (path, tag, value)
            if anchor and target.name != "quotes.html":
                assert f'id="{anchor}"' in target.read_text("utf-8"), (path, value)
    assert linked


def test_speakers_positions_and_quotations_by_date(made):
    text = "“One,” said Ada Quill.\n“Two,” said Ada Quill."
    first = article(text, quote(text, "One,", speaker="Ada Quill"), date=date(2011, 5, 2), headline="First")
    second = article(text, quote(text, "Two,", speaker="Ada Quill"), date=date(2018, 1, 9), headline="Second")
    undated = article(text, quote(text, "Two,", speaker="Ada Quill"), date=None, headline="Third")
    held = [
        position("Ada Quill", "harbour master", "Port Ellery", date(2011, 5, 2), date(2012, 1, 1)),
        position("Ada Quill", "mayor", None, date(2018, 1, 9), date(2018, 1, 9)),
    ]
    known = [entity("Ada Quill", aliases=["A. Quill"]), entity("Port Ellery", kind="organization")]
    site = made(first, second, undated, positions=held, entities=known)
    html = (site / links.speaker(content_id("entity", "Ada Quill"))).read_text("utf-8")
    assert re.findall(r"<strong>([^<]+)", html) == ["mayor", "harbour master"]
    assert re.findall(r"<h3>([^<]+)", html) == ["2018", "2011", "Undated"]
    assert "2 May 2011 – 1 January 2012" in html
    assert "<bdi>A. Quill</bdi>" in html
    assert "3 quotations" in html


def test_what_was_set_aside_and_why(made):
    site = made(
        NESTED_ARTICLE,
        aside=[
            set_aside("fr.txt", "the page is in fr", status="unsupported-language", url="http://a.example/fr")
        ],
        leftovers=[
            {"page_id": "p", "start": 0, "end": 9, "text": "Main menu", "reason": "navigation"},
            {"page_id": "p", "start": 9, "end": 12, "text": "Top", "reason": "navigation"},
        ],
    )
    html = (site / "set-aside.html").read_text("utf-8")
    assert '<a href="http://a.example/fr" rel="noopener noreferrer external">fr.txt</a>' in html
    assert "the page is in fr" in html
    assert ">no source is named</a></th><td>1</td>" in html
    assert '>navigation</th><td>2</td><td>12</td><td class="left" dir="auto">Main menu</td>' in html


def test_dates_say_no_more_than_is_known(made):
    one = article("Nothing was said.", date=date(2014, 3, 1), date_precision="month", headline="March")
    html = page(made(one), one)
    assert '<time datetime="2014-03">March 2014</time>' in html
    assert "1 March 2014" not in html


def test_no_articles_make_a_report_too(made):
    site = made(aside=[set_aside("a.txt", "the page holds no words")])
    assert "0 quotations in 0 articles from 1 page" in (site / "index.html").read_text("utf-8")


def test_the_same_tables_make_the_same_bytes(tmp_path):
    publish(tmp_path / "tables", [NESTED_ARTICLE, ASTRAL_ARTICLE, HOSTILE_ARTICLE])
    build(tmp_path / "tables", tmp_path / "one")
    build(tmp_path / "tables", tmp_path / "two")
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_table_of_another_version_is_told(tmp_path):
    publish(tmp_path / "tables", [NESTED_ARTICLE])
    with store.pinned(tmp_path / "tables") as snapshot:
        part = next(snapshot.path("quotes").iterdir())
    import pyarrow.parquet as pq

    pq.write_table(pq.read_table(part, partitioning=None).drop_columns(["closed"]), part)
    with pytest.raises(SetupError, match="has no closed: another version"):
        build(tmp_path / "tables", tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir() if "report" in path.name or path.name == "site"] == []
