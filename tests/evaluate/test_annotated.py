from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.attributions import GoldArticle, GoldAttribution
from pipeline.config import Settings
from pipeline.errors import SetupError
from pipeline.evaluate import Found, find_attributions, judge
from pipeline.records import Attribution, PageResult, Quotation, Resolution, Span
from pipeline.run import processing
from pipeline.segment import segment

TEXT = "  The board met on Monday.\n“We go on,” Odo Pell said. The quay will stay, the board added.\n"


def spans(*pieces: str) -> tuple[Span, ...]:
    return tuple(Span(TEXT.index(piece), TEXT.index(piece) + len(piece)) for piece in pieces)


def an_attribution(source: str, cue: str, content: str) -> GoldAttribution:
    return GoldAttribution(*(spans(*filter(None, [piece])) for piece in (source, cue, content)))


SPEECH = an_attribution("Odo Pell", "said", "We go on")
REPORT = an_attribution("the board", "added", "The quay will stay")
ARTICLE = GoldArticle("quay", TEXT, (SPEECH, REPORT))


def find_by_heart(pages, models, *, max_article_chars):
    """Stand in for the stages: the first article's quotation is known."""
    return map(result_by_heart, pages)


def result_by_heart(page):
    segmented = segment(page)
    text = segmented.articles[0].text
    start = text.index("We go on")
    quotation = Quotation(
        spans=(Span(start, start + 8),),
        type="direct",
        cue=Span(text.index("said"), text.index("said") + 4),
        mention=Span(text.index("Odo"), text.index("Odo") + 8),
        confidence=0.9,
    )
    attribution = Attribution(quotation, speaker="Odo Pell", kind="person")
    return PageResult(page, segmented, (Resolution((), (attribution,)),))


class _Nlp:
    vocab = ()


@pytest.fixture
def settings(monkeypatch):
    monkeypatch.setattr(processing, "load_models", lambda _: processing.Models(_Nlp(), None))
    monkeypatch.setattr(processing, "process_pages", find_by_heart)
    return Settings(raw=Path("raw"), out=Path("out"), processes=1)


def test_attributions_are_found_at_the_places_of_the_articles_own_text(settings):
    told = []
    twin = GoldArticle("twin", TEXT.strip(), ())
    found = find_attributions(settings, [ARTICLE, twin], on_progress=lambda *done: told.append(done))
    assert found["quay"] == [Found(SPEECH, 0.9)]
    assert [span.of(twin.text) for span in found["twin"][0].attribution.content] == ["We go on"]
    assert told == [(2, 2)]


def test_an_article_that_reprints_another_has_places_of_its_own(settings):
    told = " ".join(f"{word} came by" for word in "one two three four five six seven eight nine ten".split())
    whole = GoldArticle("whole", f"Quarrow: {TEXT} {told}. The quay was washed, and nobody minded.", ())
    cut = GoldArticle("cut", f"{TEXT} {told}.", ())
    found = find_attributions(settings, [whole, cut])
    assert [span.of(cut.text) for span in found["cut"][0].attribution.content] == ["We go on"]


def test_many_articles_are_taken_in_batches(settings):
    told = []
    articles = [GoldArticle(str(n), TEXT, ()) for n in range(processing.BATCH + 1)]
    found = find_attributions(settings, articles, on_progress=lambda *done: told.append(done))
    assert told == [(processing.BATCH, processing.BATCH + 1), (processing.BATCH + 1, processing.BATCH + 1)]
    assert [len(its) for its in found.values()] == [1] * len(articles)


def test_an_article_that_cannot_be_processed_is_named(settings, monkeypatch):
    def fail(pages, models, *, max_article_chars):
        yield from (PageResult(replace(page, status="quarantined", reason="too long")) for page in pages)

    monkeypatch.setattr(processing, "process_pages", fail)
    with pytest.raises(SetupError, match="article quay can't be processed: too long"):
        find_attributions(settings, [ARTICLE])


@pytest.mark.parametrize(
    ("why", "found", "right", "missed", "extra", "error"),
    [
        (
            "both right",
            [(SPEECH, 1.0), (REPORT, 1.0)],
            [
                "content overlap: quay direct, 'said': 'We go on'",
                "overlap + source: quay direct, 'said': 'We go on', source 'Odo Pell'",
                "content overlap: quay indirect, 'added': 'The quay will stay'",
                "overlap + source: quay indirect, 'added': 'The quay will stay', source 'the board'",
            ],
            [],
            [],
            0.0,
        ),
        (
            "another source",
            [(SPEECH, 1.0), (an_attribution("Odo Pell", "added", "The quay will stay"), 0.5)],
            [
                "content overlap: quay direct, 'said': 'We go on'",
                "overlap + source: quay direct, 'said': 'We go on', source 'Odo Pell'",
                "content overlap: quay indirect, 'added': 'The quay will stay'",
            ],
            [
                "overlap + source: quay indirect, 'added': 'The quay will stay', source 'the board' (got 'Odo Pell')"
            ],
            [],
            0.25,
        ),
        (
            "one missed, one too much",
            [(SPEECH, 1.0), (an_attribution("", "", "The board met on Monday"), 0.5)],
            [
                "content overlap: quay direct, 'said': 'We go on'",
                "overlap + source: quay direct, 'said': 'We go on', source 'Odo Pell'",
            ],
            ["content overlap: quay indirect, 'added': 'The quay will stay'"],
            ["content overlap: quay indirect, none: 'The board met on Monday', source none"],
            0.25,
        ),
        (
            "nothing",
            [],
            [],
            [
                "content overlap: quay direct, 'said': 'We go on'",
                "content overlap: quay indirect, 'added': 'The quay will stay'",
            ],
            [],
            0.0,
        ),
    ],
)
def test_what_is_right_missed_and_too_much_is_told_in_lines(why, found, right, missed, extra, error):
    result = judge([ARTICLE], {"quay": [Found(*one) for one in found]})
    assert (result.right, result.missed, result.extra) == (right, missed, extra), why
    assert result.reliability.error == error, why
    assert result.figures["all overlap + source"].right == sum(line.startswith("overlap +") for line in right)
    assert set(result.intervals) == set(result.figures)


def test_a_long_content_is_told_by_its_first_words_on_one_line():
    text = "Odo Pell said the quay\nand " + "the boats and the nets " * 5 + "stay."
    start = text.index("the quay")
    one = GoldAttribution((), (), (Span(start, len(text)),))
    (line,) = judge([GoldArticle("long", text, (one,))], {}).missed
    assert line.endswith(" none: 'the quay and the boats and the nets the boats and the nets…'")
