import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.corrections import AROUND, Anchor, anchors, find, place_of
from pipeline.corrections.folding import MARK, fold, folded
from pipeline.corrections.place import Texts, Wanted
from pipeline.records import Span
from tests.corrections.said import Pairs, article, span_of, spans_of

LETTERS = st.text("ab“”'’\" \n\t\u00a0éß.", max_size=60)
OTHER = str.maketrans({"“": '"', "”": "»", "’": "'", "'": "‘", " ": "\n\n", "\u00a0": " "})


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """Give a text with a few spans in order, each with a word, and no white space at its edges."""
    pieces = draw(
        st.lists(st.tuples(LETTERS, st.text("ab“é ", min_size=1, max_size=9)), min_size=1, max_size=4)
    )
    text, spans = "", []
    for between, words in pieces:
        text += between + ("" if text[-1:] + between[:1] else " ")
        start = len(text)
        text += words
        inner = words.strip()
        assume(inner and fold(inner).replace(MARK, "").strip())
        at = start + words.index(inner)
        spans.append(Span(at, at + len(inner)))
    return text + draw(LETTERS), spans


@settings(deadline=None)
@given(texts_with_spans())
def test_anchors_lead_back_to_where_they_were_taken(case):
    text, spans = case
    assert find(text, anchors(text, spans)) == tuple(spans)


@settings(deadline=None)
@given(texts_with_spans())
def test_other_white_space_and_other_marks_make_no_difference(case):
    text, spans = case
    kept = anchors(text, spans)
    assert find(text.translate(OTHER), kept) == tuple(
        Span(len(text[: s.start].translate(OTHER)), len(text[: s.end].translate(OTHER))) for s in spans
    )


@settings(deadline=None)
@given(texts_with_spans(), st.text("xyz \n", max_size=80), st.text("xyz \n", max_size=80))
def test_other_material_before_and_after_makes_no_difference(case, before, after):
    text, spans = case
    before, after = f"{before}\n", f"\n{after}"
    moved = tuple(Span(s.start + len(before), s.end + len(before)) for s in spans)
    assert find(before + text + after, anchors(text, spans)) == moved


@settings(deadline=None)
@given(st.text("a“’ \n\t\u2003é", max_size=40))
def test_every_letter_of_a_folded_text_leads_to_its_own(text):
    whole = folded(text)
    assert whole.text == fold(text)
    for at, letter in enumerate(whole.text):
        if letter not in f" {MARK}":
            assert whole.origin(at, at + 1).of(text) == letter
        assert fold(whole.origin(at, at + 1).of(text)) == letter


QUOTED = "“It is late,” said Ada Finch. Nobody moved. “It is late,” said Bo Reed, and left."


@pytest.mark.parametrize(
    ("why", "anchor", "text", "expected"),
    [
        ("once, whatever is around", Anchor("Nobody moved", "x ", " y"), QUOTED, "Nobody moved"),
        ("what stands before it tells which", Anchor("It is late", "moved. “"), QUOTED, 45),
        ("what stands after it tells which", Anchor("It is late", after=",” said Ada"), QUOTED, 1),
        ("two places fit alike", Anchor("It is late"), QUOTED, None),
        (
            "two places fit alike, by the one letter that both have",
            Anchor("It is late", "“", ","),
            QUOTED,
            None,
        ),
        ("other words", Anchor("It was late", "“", ",”"), QUOTED, None),
        ("no part of a longer word", Anchor("move", "Nobody ", "."), QUOTED, None),
        ("a part of a longer word that it was", Anchor("move", "Nobody ", "d."), QUOTED, "move"),
        ("at the start of a text", Anchor("“It", "", " is late,” said Ada"), QUOTED, 0),
        ("letters count as they are", Anchor("nobody moved"), QUOTED, None),
        ("typed with white space", Anchor(" moved. \n", "Nobody", "“It"), QUOTED, "moved."),
        ("a guillemet is a mark", Anchor("It is late", "« ", " »"), "« It is late »", "It is late"),
    ],
)
def test_where_an_anchor_stands(why, anchor, text, expected):
    found = find(text, [anchor])
    if expected is None:
        assert found is None, why
    elif isinstance(expected, int):
        assert found is not None, why
        assert found[0].start == expected, why
    else:
        assert found == (span_of(text, expected),), why


def test_pieces_stand_in_their_order():
    text = "“One,” she said, “two,” and sat down."
    kept = anchors(text, spans_of(text, "One|two"))
    assert find(text, kept) == spans_of(text, "One|two")
    assert find(text, kept[::-1]) is None


def test_an_anchor_is_as_long_as_it_must_be():
    text = (
        "“Yes.” He nodded, and the long day went on, and on, and on, without end or a word to anybody. " * 3
    )
    (anchor,) = anchors(text, [Span(95, 98)])
    assert len(anchor.before) > AROUND, "the same words stand in three places"
    plain = "a word or two " * 9 + "“It is late.” " + "and many others " * 9
    (anchor,) = anchors(plain, [span_of(plain, "It is late")])
    assert (len(anchor.before), len(anchor.after)) == (AROUND, AROUND)


LONG = (
    "The ferry stays in the harbour until May, the council decided on Monday. “We would rather wait than sink,” "
    "said Ada Finch, who leads the works. Nobody objected, and the meeting closed before noon."
)
SHORT = (
    "Much was said that day in the hall. “Not now,” said Bo Reed. Then the lights went out, and people left."
)
WORDS = "We would rather wait than sink"


@pytest.mark.parametrize(
    ("why", "words", "texts", "expected"),
    [
        ("another id", WORDS, [SHORT, LONG], 1),
        ("a fuller text", WORDS, [SHORT, f"A new start.\n\n{LONG}\n\nA new end."], 1),
        ("cut behind it", WORDS, [LONG[: LONG.index("” said") + 1]], 0),
        ("cut before it", WORDS, [LONG[LONG.index("“") :]], 0),
        ("words put right beside it", WORDS, [LONG.replace("decided", "resolved").replace("leads", "runs")], 0),
        ("its own words put right", WORDS, [LONG.replace("sink", "drown")], "stand in no article"),
        ("quoted in a story that is another", WORDS, [f"Years later I recalled it: “{WORDS},” and how we laughed!"], "stand in no article"),
        ("two articles fit alike", WORDS, [LONG, f"{LONG} And so on."], "stand in 2 articles that fit alike"),
        ("few words where they stood", "Not now", [LONG, SHORT], 1),
        ("few words elsewhere", "Not now", ["“Not now,” was all."], "stand in no article"),
        ("no article at all", WORDS, [], "stand in no article"),
    ],
)  # fmt: skip
def test_where_words_stand_whose_article_is_gone(why, words, texts, expected):
    text = next(each for each in (LONG, SHORT) if words in each)
    kept = anchors(text, [span_of(text, words)])
    there = Texts(Pairs([article(each, f"b{at}") for at, each in enumerate(texts)]))
    (found,) = there.locate([Wanted(place_of("gone", text), (kept,))])
    if isinstance(expected, str):
        assert found == expected, why
    else:
        assert (found.article, found.spans) == (expected, (span_of(texts[expected], words),)), why


def test_of_articles_that_fit_alike_the_one_with_the_headline_is_meant():
    kept = anchors(LONG, [span_of(LONG, WORDS)])
    one = article(LONG, "b0", headline="Ferry")
    other, headed = (article(f"{LONG} And so on.", "b1", headline=said) for said in (None, "Ferry"))
    place = place_of("gone", LONG, headline="Ferry")
    (found,) = Texts(Pairs([one, other])).locate([Wanted(place, (kept,))])
    assert found.article == 0
    (found,) = Texts(Pairs([one, headed])).locate([Wanted(place, (kept,))])
    assert found == "stand in 2 articles that fit alike"


def test_words_are_looked_for_in_their_article_first():
    kept = anchors(LONG, [span_of(LONG, WORDS)])
    changed = LONG.replace("until May, the council decided on Monday", "for years")
    there = Texts(Pairs([article(LONG, "b0"), article(changed, "a1")]))
    (found,) = there.locate([Wanted(place_of("a1", LONG), (kept,))])
    assert found.article == 1, "though the other one fits better"


@pytest.mark.parametrize(
    ("why", "texts", "expected"),
    [
        ("as it was", {"a1": LONG}, "a1"),
        ("with other white space", {"a1": LONG.replace(" ", "\n")}, "a1"),
        ("with other marks", {"a1": re.sub("[“”]", '"', LONG)}, "a1"),
        ("under another id", {"b1": LONG, "b2": SHORT}, "b1"),
        ("with more words", {"a1": f"{LONG} And so on."}, "its article has other words now"),
        ("twice", {"b1": LONG, "b2": LONG}, "2 articles have its words"),
        ("nowhere", {"b1": SHORT}, "the article isn't there any more"),
    ],
)
def test_where_a_whole_article_is(why, texts, expected):
    there = Texts(Pairs([article(text, article_id) for article_id, text in texts.items()]))
    found = there.whole(place_of("a1", LONG))
    assert (there.article(found).article_id if isinstance(found, int) else found) == expected, why
