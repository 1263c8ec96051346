"""A review as people do it, in a real browser: what they say, by mouse and by keyboard, and the tables of the next run."""

from contextlib import suppress

import pytest

from pipeline import config, journal, store
from pipeline.report import links
from pipeline.run import run
from tests import fast
from tests.report.corpus import HOSTILE
from tests.report.test_browser import CONTRAST
from tests.review.rooms import served

pytestmark = pytest.mark.slow

LINES = (
    "“Nobody asked us,” said Rolf Quist. “The stalls stay,” said Ines Valdor. Rain fell.",
    "🎺🎻 Cafe\u0301 owners met. “We close 👩\u200d👩\u200d👧 early,” said Ines Valdor. The “roof leaks” and rain comes in, she added.",
    "🎺 The ferry 👩\u200d👩\u200d👧 left. “It was late,” said Tomas Brekke. Cafe\u0301 owners waved, and nobody knew why it had.",
    "The quay was closed. “Sand came,” said Tomas Brekke. “And went,” said Adela Finch.",
    "“Herring is dear,” said Jonas Weir. “Cod is dearer,” said Jona Weirs.",
    f"“{HOSTILE}” said Hostile Speaker. “Fine,” said Hostile Speaker.",
    "“Sold out,” said Mira Holt. The tram was late again that day.",
)
SHIFT, ENTER, ESCAPE, TAB = "\ue008", "\ue007", "\ue00c", "\ue004"
RIGHT, LEFT, DOWN, UP = "\ue014", "\ue012", "\ue015", "\ue013"
STATUS = "return document.querySelector('.review-status').textContent"
SELECT = """
  const [words, root] = [arguments[0], document.querySelector(".body")];
  for (const line of root.querySelectorAll("p")) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".ref")) nodes.push(walker.currentNode);
    const at = nodes.map((node) => node.data).join("").indexOf(words);
    if (at < 0) continue;
    const place = (offset) => {
      for (const node of nodes) {
        if (offset <= node.length) return [node, offset];
        offset -= node.length;
      }
    };
    getSelection().setBaseAndExtent(...place(at), ...place(at + words.length));
    return true;
  }"""


class Reviewer:
    """Somebody at a browser."""

    def __init__(self, browser, server, settings):
        self.browser, self.server, self.settings = browser, server, settings

    def go(self, path):
        self.browser.complaints()
        for _ in range(2):  # once more, should the machine's network change meanwhile
            self.browser.visit(f"http://127.0.0.1:{self.server.server_port}/{path}")
            with suppress(RuntimeError):
                return self.browser.wait("return document.querySelector('.review-progress')?.textContent")
        raise RuntimeError(f"nothing is shown at {path}")

    def wait_for(self, words):
        self.browser.wait(f"{STATUS}.includes(arguments[0])", words)

    def select(self, words):
        assert self.browser.run(SELECT, words)

    def click(self, label, within="body"):
        self.browser.wait(
            "const found = [...document.querySelector(arguments[1]).querySelectorAll('button')]"
            ".find((each) => each.textContent === arguments[0] && !each.disabled); found?.click(); return Boolean(found)",
            label, within,
        )  # fmt: skip

    def said(self):
        return journal.read(self.settings.corrections).corrections

    def quotes(self):
        """Publish what was said, and give the quotations by their words."""
        run(self.settings)
        return {row["text"]: row for row in store.load(self.settings.out, "quotes").to_pylist()}


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Serve what a fast run makes of a page; each test is about another article of it."""
    folder = tmp_path_factory.mktemp("room")
    (folder / "raw").mkdir()
    (folder / "raw" / "page.txt").write_text("\n".join(LINES), encoding="utf-8")
    settings = config.settings(
        raw=(folder / "raw",), out=folder / "tables", corrections=folder / "said.jsonl"
    )
    with pytest.MonkeyPatch.context() as monkeypatch:
        fast.install(monkeypatch)
        run(settings)
        with served(settings.out, settings.corrections) as server:
            yield server, settings


@pytest.fixture
def reviewer(browser, room):
    browser.visit(room[0].guard.address)
    browser.wait("return location.pathname === '/index.html' && document.querySelector('.review-next')")
    browser.complaints()
    yield Reviewer(browser, *room)
    assert browser.complaints() == []
    browser.visit("about:blank")


def article_with(reviewer, words):
    rows = store.load(reviewer.settings.out, "articles").to_pylist()
    return links.article(next(row["article_id"] for row in rows if words in row["text"]))


def test_confirm_reject_change_add_and_undo_reach_the_tables(reviewer):
    browser = reviewer.browser
    reviewer.go(article_with(reviewer, "Nobody asked us"))
    browser.press("c")
    reviewer.wait_for("confirmed by ana, from the next run on")
    browser.press("j", "x")
    reviewer.wait_for("rejected by ana")
    assert browser.run("return document.querySelectorAll('.review-rejected').length") == 1
    browser.press("u")
    reviewer.wait_for("Taken back")
    assert browser.run("return document.querySelectorAll('.review-rejected').length") == 0
    browser.press("x")
    reviewer.wait_for("rejected by ana")
    reviewer.select("Rain fell")
    browser.press("a")
    browser.type_into("#review-speaker", "Wim Okoro")
    browser.type_into("#review-role", "grocer")
    reviewer.click("Save")
    reviewer.wait_for("added by ana")
    reviewer.go(browser.run("return location.pathname.slice(1)"))  # it survives a reload
    assert "added by ana, from the next run on" in browser.run(
        "return document.querySelector('.review-added').textContent"
    )
    found = reviewer.quotes()
    assert found["Nobody asked us,"]["correction_id"] in {each.correction_id for each in reviewer.said()}
    assert "The stalls stay," not in found
    assert (found["Rain fell"]["speaker"], found["Rain fell"]["speaker_role"]) == ("Wim Okoro", "grocer")


def test_speaker_and_extent_change_where_letters_count_twice_before_the_words(reviewer):
    browser = reviewer.browser
    reviewer.go(article_with(reviewer, "owners met"))
    browser.press("e")
    browser.type_into("#review-speaker", "Rolf Quist")
    reviewer.select("lose 👩\u200d👩\u200d👧 ear")  # out to whole words
    reviewer.click("These words")
    reviewer.select("roof leaks” and rain")
    reviewer.click("These words too")
    browser.run("document.getElementById('review-type').value = 'partial'")
    browser.type_into("#review-note", "heard it twice")
    reviewer.click("Save")
    reviewer.wait_for("changed by ana")
    assert "heard it twice" in browser.run("return document.querySelector('.notes').textContent")
    row = reviewer.quotes()["close 👩\u200d👩\u200d👧 early\n\nroof leaks” and rain"]
    assert (row["speaker"], row["type"], row["confidence"]) == ("Rolf Quist", "partial", 1.0)


def test_all_of_it_works_without_a_mouse(reviewer):
    browser = reviewer.browser
    reviewer.go(article_with(reviewer, "The ferry"))
    browser.press("?")
    assert "confirm it" in browser.run("return document.querySelector('dialog[open]').textContent")
    browser.press(ESCAPE)
    browser.wait("return !document.querySelector('dialog').open")
    browser.press("a")
    browser.wait("return document.activeElement.textContent === 'Choose with the keyboard'")
    browser.press(ENTER)
    browser.wait("return document.activeElement.className === 'body'")
    browser.press(DOWN, UP, LEFT, RIGHT)
    for _ in range(40):
        if browser.run("return getSelection().toString()") == "knew":
            break
        browser.press(RIGHT)
    browser.hold(SHIFT, RIGHT, RIGHT)
    assert browser.run("return getSelection().toString()") == "knew why it"
    browser.press(ENTER)
    browser.wait("return document.querySelector('.review-pieces q')?.textContent === 'knew why it'")
    browser.press(TAB)
    assert browser.run("return document.activeElement.id") == "review-speaker"
    browser.press(*"Adela Brandt")
    browser.press(ENTER)
    reviewer.wait_for("added by ana")
    assert browser.run("return document.activeElement.textContent") == "Add a missed quotation"
    assert reviewer.quotes()["knew why it"]["speaker"] == "Adela Brandt"


def test_a_key_works_at_once_after_the_help_is_left(reviewer):
    browser = reviewer.browser
    reviewer.go(article_with(reviewer, "The ferry"))
    for _ in range(40):  # the browser may be quicker than its own drawing, or not
        browser.press("?", ESCAPE, "a")
        browser.wait("return document.activeElement.textContent === 'Choose with the keyboard'")
        browser.press(ESCAPE)
        browser.wait("return !document.querySelector('.review-form')")
        browser.run("document.activeElement.blur()")


def test_nobody_is_a_speaker_too_and_an_article_is_complete(reviewer):
    browser = reviewer.browser
    reviewer.go("index.html")
    browser.press("n")  # the queue: to some quotation that nobody reviewed
    browser.wait("return location.hash.startsWith('#q-') && document.querySelector('.review-desk')")
    reviewer.go(article_with(reviewer, "Sand came"))
    browser.press("e")
    browser.run("document.getElementById('review-nobody').click()")
    reviewer.click("Save")
    reviewer.wait_for("changed by ana")
    reviewer.click("The article is complete")
    reviewer.wait_for("Complete, from the next run on")
    assert reviewer.quotes()["Sand came,"]["speaker"] is None
    rows = store.load(reviewer.settings.out, "articles").to_pylist()
    assert [row["reviewed"] for row in rows if "Sand came" in row["text"]] == [True]


def test_names_are_joined_and_parted(reviewer):
    browser = reviewer.browser
    reviewer.go(speaker_page(reviewer, "Jonas Weir"))
    browser.type_into("#review-other", "Submarine Person")
    reviewer.click("Join the names")
    browser.wait(
        "return document.querySelector('.review-fault').textContent.includes('no person in the tables')"
    )
    browser.type_into("#review-other", "Jona Weirs")
    reviewer.click("Join the names")
    reviewer.wait_for("Joined, from the next run on")
    found = reviewer.quotes()
    assert found["Herring is dear,"]["speaker_id"] == found["Cod is dearer,"]["speaker_id"]
    reviewer.go("index.html")
    reviewer.click("Show them", ".review-news")  # a newer snapshot was published
    browser.wait(
        "return document.querySelector('.review-news')?.hidden && /Snapshot [^1]/.test(document.body.textContent)"
    )
    reviewer.go(speaker_page(reviewer, "Jona Weirs"))
    browser.wait(
        "return document.querySelector('.review-names li button')?.ariaLabel.endsWith('isn’t this person')"
    )
    browser.run("document.querySelector('.review-names li button').click()")
    reviewer.wait_for("Parted, from the next run on")
    found = reviewer.quotes()
    assert found["Herring is dear,"]["speaker_id"] != found["Cod is dearer,"]["speaker_id"]


def test_what_was_rejected_is_set_aside_and_can_be_taken_back(reviewer):
    browser = reviewer.browser
    reviewer.go(article_with(reviewer, "The tram"))
    browser.press("x")
    reviewer.wait_for("rejected by ana")
    assert "Sold out," not in reviewer.quotes()
    reviewer.go("set-aside.html")
    reviewer.click("Show them", ".review-news")
    browser.wait("return document.body.textContent.includes('Sold out')")
    row = "[...document.querySelectorAll('li[data-correction]')].find((each) => each.textContent.includes('Sold out'))"
    browser.wait(f"const back = {row}?.querySelector('button'); back?.click(); return Boolean(back)")
    reviewer.wait_for("taken back, from the next run on")
    reviewer.go("set-aside.html")
    browser.wait(f"return {row}.textContent.includes('taken back, from the next run on')")
    assert reviewer.quotes()["Sold out,"]["speaker"] == "Mira Holt"


def speaker_page(reviewer, name):
    rows = store.load(reviewer.settings.out, "quotes").to_pylist()
    return links.speaker(next(row["speaker_id"] for row in rows if row["speaker"] == name))


def test_hostile_words_stay_words_in_every_form(reviewer):
    browser = reviewer.browser
    reviewer.go(article_with(reviewer, "Hostile Speaker"))
    browser.press("e")
    browser.type_into("#review-speaker", "<img src=x onerror=window.hacked=1>")
    browser.type_into("#review-note", "</script><script>window.hacked=2</script>")
    reviewer.click("Save")
    reviewer.wait_for("changed by ana")
    reviewer.go(browser.run("return location.pathname.slice(1)"))
    browser.press("k")
    browser.wait("return document.querySelector('.review-desk').textContent.includes('onerror')")
    assert browser.run(
        "return window.hacked === undefined && document.querySelectorAll('img, body script').length === 0"
    )
    assert reviewer.said()[-1].note == "</script><script>window.hacked=2</script>"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_can_be_read_named_and_held_in_a_hand(reviewer, scheme):
    browser = reviewer.browser
    phone = {"width": 360, "height": 780, "deviceScaleFactor": 2, "mobile": True}
    browser.ask_devtools(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    try:
        reviewer.go(article_with(reviewer, "And went"))
        browser.press("e")
        assert browser.run(CONTRAST) == []
        nameless = "return [...document.querySelectorAll('button, input, select')].filter((e) => !(e.textContent.trim() || e.ariaLabel || e.labels?.length)).length"
        assert browser.run(nameless) == 0
        browser.ask_devtools("Emulation.setDeviceMetricsOverride", **phone)
        assert browser.run("return document.documentElement.scrollWidth") <= 360
        reviewer.go(speaker_page(reviewer, "Adela Finch"))
        browser.wait("return document.querySelector('.review-names')")
        assert browser.run(CONTRAST) == []
        assert browser.run("return document.documentElement.scrollWidth") <= 360
    finally:
        browser.ask_devtools("Emulation.clearDeviceMetricsOverride")
        browser.ask_devtools("Emulation.setEmulatedMedia", features=[])
