"""The report as people see it: opened from the disk in a real browser, without server or network."""

from datetime import date

import pytest

from pipeline import report, store
from pipeline.report import links
from tests.report.corpus import article, publish, quote
from tests.report.test_site import (
    ARABIC_ARTICLE,
    ASTRAL_ARTICLE,
    HOSTILE,
    HOSTILE_ARTICLE,
    NESTED_ARTICLE,
    position,
    set_aside,
)

pytestmark = pytest.mark.slow

TEXT = "“Nets are mended,” said Ines Valdór. “Boats wait,” said Rolf Quist of Harbour Watch."
ESCAPE, TAB = "\ue00c", "\ue004"
SEARCHED = "return !document.getElementById('told').textContent.includes('…') && document.getElementById('told').textContent"


def harbour(number):
    """Make one of many articles that differ by their date."""
    text = f"{TEXT} Day {number}."
    return article(
        text,
        quote(text, "Nets are mended,", speaker="Ines Valdór", confidence=0.95),
        quote(
            text,
            "Boats wait,",
            speaker="Rolf Quist",
            kind="partial",
            confidence=0.4,
            speaker_affiliation="Harbour Watch",
            speaker_affiliation_id="00000000000000aa",
        ),
        date=date(2015 + number % 5, 1 + number % 12, 1 + number % 28),
        headline=f"Harbour {number}",
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    special = [NESTED_ARTICLE, ASTRAL_ARTICLE, ARABIC_ARTICLE, HOSTILE_ARTICLE]
    publish(
        folder / "tables",
        [*special, *map(harbour, range(600))],
        aside=[set_aside(HOSTILE, HOSTILE, url="javascript:window.hacked=4")],
        positions=[
            position("Rolf Quist", "watchman", "Harbour Watch", date(2015, 1, 1), date(2019, 4, 5), 600)
        ],
    )
    with store.pinned(folder / "tables") as snapshot:
        report.build(snapshot, [], site=folder / "site with spaces, é#?")
    return folder / "site with spaces, é#?"


def every_kind(site):
    speakers = sorted(site.glob("speakers/*/*.html"))
    articles = [site / links.article(one["row"]["article_id"]) for one in (NESTED_ARTICLE, HOSTILE_ARTICLE)]
    return [*sorted(site.glob("*.html")), *articles, *speakers]


def count_of(browser):
    return browser.wait(SEARCHED)


def test_every_kind_of_page_opens_and_the_console_is_silent(browser, site):
    for path in every_kind(site):
        browser.open(path)
        assert browser.run("return document.title.endsWith('On record')"), path
        assert browser.run("return getComputedStyle(document.querySelector('.top')).display") == "flex", path
        assert browser.complaints() == [], path
    browser.open(site / "quotes.html")
    assert count_of(browser) == "1,207 quotations, the latest first."
    assert browser.complaints() == []


@pytest.mark.parametrize(
    "one",
    [NESTED_ARTICLE, ASTRAL_ARTICLE, ARABIC_ARTICLE, HOSTILE_ARTICLE],
    ids=["nested", "astral", "rtl", "hostile"],
)
def test_marked_words_are_the_quotations(browser, site, one):
    browser.open(site / links.article(one["row"]["article_id"]))
    for row in one["quotes"]:
        words = browser.run(
            "return [...document.querySelectorAll('.body [data-q=\"' + arguments[0] + '\"]')]"
            ".map((piece) => piece.textContent).join('')",
            row["quote_id"],
        )
        assert words == row["text"].replace("\n\n", "")


def test_hostile_text_runs_nothing(browser, site):
    browser.open(site / "quotes.html", "#words=onerror")
    assert count_of(browser).startswith("2 of")
    assert HOSTILE in browser.run("return document.querySelector('#results blockquote').textContent")
    for path in every_kind(site):
        browser.open(path)
        assert browser.run("return window.hacked === undefined && ({}).polluted === undefined"), path
        assert browser.run("return document.querySelectorAll('img, iframe, body script').length") == 0, path
        assert browser.complaints() == [], path


def test_nothing_can_be_made_markup_or_script(browser, site):
    browser.open(site / "quotes.html")
    count_of(browser)
    # from a timer, as scripts of the page run: those of a driver may do what a page's own may not
    browser.run("""
      const tries = [
        () => { document.body.innerHTML = "<b>x</b>"; },
        () => { eval("window.hacked = 1"); },
        () => { document.createElement("script").src = "data/index.js"; },
        () => { document.body.setAttribute("onclick", "window.hacked = 1"); },
        () => { trustedTypes.createPolicy("other", {}); },
      ];
      const refused = (one) => { try { one(); return "done"; } catch (error) { return "refused"; } };
      setTimeout(() => { window.tried = tries.map(refused); })""")
    assert browser.wait("return window.tried") == ["refused"] * 5
    assert browser.run("return window.hacked === undefined")
    assert browser.complaints() != []  # each of them is told


@pytest.mark.parametrize(
    ("why", "fields", "told"),
    [
        ("a speaker, without the accent", {"#speaker": "valdor"}, "600 of 1,207 quotations"),
        ("an organisation", {"#organisation": "harbour watch"}, "600 of 1,207 quotations"),
        ("a type", {"#type": "indirect"}, "1 of 1,207 quotations"),
        ("dates", {"#from": "2019-03-12", "#to": "2019-03-12"}, "7 of 1,207 quotations"),
        ("no speaker", {"#speakers": "without a speaker"}, "2 of 1,207 quotations"),
        ("a reason", {"#speakers": "without: no source is named"}, "1 of 1,207 quotations"),
        ("confidence", {"#to-confidence": "40"}, "600 of 1,207 quotations"),
        ("words", {"#words": "boats HARBOUR 17"}, "16 of 1,207 quotations"),
        ("all at once", {"#words": "nets", "#speaker": "Ines", "#type": "direct"}, "600 of 1,207 quotations"),
        ("nothing is so", {"#words": "submarine"}, "No quotation is so."),
    ],
)
def test_filters(browser, site, why, fields, told):
    browser.open(site / "quotes.html")
    assert count_of(browser).startswith("1,207")
    for field, text in fields.items():
        if field in ("#from", "#to"):  # what a date is typed as depends on the place
            browser.run(
                "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
                "field.dispatchEvent(new Event('input', {bubbles: true}))", field, text,
            )  # fmt: skip
        else:
            browser.type_into(field, text)
    browser.wait("return document.getElementById('told').textContent.startsWith(arguments[0])", told)
    assert browser.run("return document.getElementById('results').childElementCount") == min(
        50, int(told.split()[0]) if told[0].isdigit() else 0
    ), why
    assert browser.complaints() == []


def test_results_are_the_latest_first_and_more_are_shown_when_asked_for(browser, site):
    browser.open(site / "quotes.html", "#speaker=Rolf+Quist")
    assert count_of(browser).startswith("600 of")
    assert browser.run("return document.getElementById('speaker').value") == "Rolf Quist"
    browser.run("document.getElementById('further').click()")
    browser.wait("return document.getElementById('results').childElementCount === 100")
    dates = browser.run(
        "return [...document.querySelectorAll('#results .where')].map((w) => w.firstChild.textContent)"
    )
    assert [text.split()[2] for text in dates] == sorted((text.split()[2] for text in dates), reverse=True)
    assert browser.run(
        "return document.activeElement.closest('li') === document.querySelectorAll('#results li')[50]"
    )


def test_a_result_leads_to_its_words_in_the_article(browser, site):
    browser.open(site / "quotes.html", "#words=𝔉ado")
    browser.wait("return document.querySelectorAll('#results li').length === 1")
    browser.run("document.querySelector('#results .where a').click()")
    browser.wait("return document.querySelector('#card') && !document.querySelector('#card').hidden")
    assert "Wim Okoro" in browser.run("return document.querySelector('#card').textContent")


def test_pointing_touching_and_tabbing_show_whose_words_they_are(browser, site):
    first, second, third = (row["quote_id"] for row in NESTED_ARTICLE["quotes"])
    card = "const card = document.getElementById('card'); return card.hidden ? '' : card.textContent"
    browser.open(site / links.article(NESTED_ARTICLE["row"]["article_id"]))
    assert browser.run(card) == ""
    browser.point_at(f'[data-q="{second}"]')
    assert "Ottilie Brandt" in browser.run(card)
    assert "partial" in browser.run(card)
    browser.point_at(f'[data-q="{third}"]')
    assert "No speaker" in browser.run(card)
    browser.click()
    browser.point_at("h1")
    assert "no source is named" in browser.run(card)  # it was pinned
    browser.press(ESCAPE)
    assert browser.run(card) == ""
    browser.run(
        "document.querySelector('.byline, article header h1').scrollIntoView(); document.body.focus()"
    )
    browser.run("document.querySelector('.skip').focus(); document.getElementById('main').focus()")
    browser.press(TAB)
    assert browser.run("return document.activeElement.id") == f"q-{second}"
    assert "confidence 0.83" in browser.run(card)
    browser.press(TAB)
    assert browser.run("return document.activeElement.id") == f"q-{first}"
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_no_page_is_wider_than_a_phone(browser, site):
    browser.ask_devtools(
        "Emulation.setDeviceMetricsOverride", width=360, height=780, deviceScaleFactor=2, mobile=True
    )
    try:
        for path in every_kind(site):
            browser.open(path)
            assert browser.run("return document.documentElement.scrollWidth") <= 360, path
    finally:
        browser.ask_devtools("Emulation.clearDeviceMetricsOverride")


CONTRAST = """
  const light = (color) => {
    const parts = color.match(/[\\d.]+/g).map(Number);
    const scale = color.startsWith("color(") ? 1 : 255;
    const [r, g, b] = parts.slice(0, 3).map((p) => p / scale).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return {value: 0.2126 * r + 0.7152 * g + 0.0722 * b, alpha: parts[3] ?? 1};
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = light(getComputedStyle(at).backgroundColor);
      if (found.alpha === 1) return found.value;
    }
    return 1;
  };
  return [...document.querySelectorAll("main *, header *, footer *")]
    .filter((e) => e.getClientRects().length && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .map((e) => {
      const [a, b] = [light(getComputedStyle(e).color).value, ground(e)].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), e.tagName + "." + e.className + ": " + e.textContent.slice(0, 30)];
    })
    .filter(([ratio]) => ratio < 4.5);
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_letter_can_be_read_against_its_ground(browser, site, scheme):
    browser.ask_devtools(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    try:
        for path in every_kind(site):
            browser.open(path)
            assert browser.run(CONTRAST) == [], path
    finally:
        browser.ask_devtools("Emulation.setEmulatedMedia", features=[])


def test_everything_has_a_name_and_a_place(browser, site):
    for path in every_kind(site):
        browser.open(path)
        for landmark in ("main", "header", "footer", "nav[aria-label]", "h1", "html[lang]"):
            assert browser.run("return document.querySelectorAll(arguments[0]).length", landmark) >= 1, path
        nameless = browser.run(
            "return [...document.querySelectorAll('a[href], button, input, select')]"
            ".filter((e) => !(e.textContent.trim() || e.ariaLabel || e.labels?.length)).length"
        )
        assert nameless == 0, path
        repeated = browser.run(
            "const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);"
            "return ids.filter((id, at) => ids.indexOf(id) !== at)"
        )
        assert repeated == [], path
