"""From tags and pointers to attributions, by windows and numbers made by hand."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quotes.tagger.decode import (
    LEAST_MASS,
    LEAST_SCORE,
    LEAST_SHARE,
    TAGS,
    Tagged,
    best_tags,
    decode,
)
from pipeline.quotes.tagger.windows import Window
from pipeline.records import Span

LETTER = {
    "O": "O",
    "S": "B-source",
    "s": "I-source",
    "C": "B-cue",
    "c": "I-cue",
    "T": "B-content",
    "t": "I-content",
}


def window_of(paragraph, firsts=(), words=()):
    """Make a window in which only paragraphs and words are told apart."""
    same = [0] * len(paragraph)
    starts, ends = [word.start for word in words], [word.end for word in words]
    return Window(same, same, same, paragraph, list(firsts), starts, ends)


class Laid:
    """A window of the words of a text, `|` for a break between paragraphs; `-` begins a piece within a word."""

    def __init__(self, text: str) -> None:
        self.text, self.at = "", {}
        paragraph, firsts, words = [0], [], []
        for word in text.split():
            if word == "|":
                paragraph.append(paragraph[-1] + 1)
                self.text += "\n\n"
                continue
            self.text += " " if self.text and not self.text.endswith("\n") else ""
            whole = word.replace("-", "")
            words.append(Span(len(self.text), len(self.text) + len(whole)))
            self.text += whole
            self.at[whole] = len(paragraph)
            firsts.append(len(paragraph))
            paragraph += [paragraph[-1]] * len(word.split("-"))
        paragraph.append(paragraph[-1] + 1)
        self.window = window_of(paragraph, firsts, words)

    def logits(self, tags: str, *, sure: float = 12.0):
        """Give each word the tag of its letter; pieces within a word are told nonsense."""
        out = np.zeros((len(self.window), len(TAGS)), dtype=np.float32)
        out[:, TAGS.index("B-content")] = 50
        for k, letter in zip(self.window.firsts, tags.replace(" ", ""), strict=True):
            out[k] = 0
            out[k, TAGS.index(LETTER[letter])] = sure
        return out

    def pointers(self, masses):
        """Point by (from word, to word): mass; what is left goes to the last piece, which is nobody's."""
        n = len(self.window)
        out = np.full((n, n), 1e-9)
        out[:, -1] = 1
        for (start, end), mass in masses.items():
            row, column = self.at[start], 0 if end == "[CLS]" else self.at[end]
            out[row, column] = mass
            out[row, -1] = max(out[row, -1] - mass, 1e-9)
        return np.log(out).astype(np.float32)

    def decode(self, tags, cue, source, *, sure: float = 12.0):
        return decode(self.window, self.logits(tags, sure=sure), self.pointers(cue), self.pointers(source))

    def read(self, tags, cue, source, *, sure: float = 12.0):
        return [
            (
                [span.of(self.text) for span in tagged.contents],
                tagged.cue and tagged.cue.of(self.text),
                tagged.source and tagged.source.of(self.text),
            )
            for tagged in self.decode(tags, cue, source, sure=sure)
        ]


def all_to(words, to):
    return {(word, to): 1.0 for word in words.split()}


def test_tags_become_one_attribution():
    laid = Laid("Ella Finch said ferries will sail")
    found = laid.read(
        "S s C T t t", all_to("ferries will sail", "said"), {("said", "Ella"): 0.6, ("said", "Finch"): 0.4}
    )
    assert found == [(["ferries will sail"], "said", "Ella Finch")]


def test_only_the_first_piece_of_a_word_is_tagged_and_the_whole_word_is_taken():
    laid = Laid("Fin-ch said fer-ri-es sail")
    found = laid.read("S C T t", all_to("ferries sail", "said"), all_to("said", "Finch"))
    assert found == [(["ferries sail"], "said", "Finch")]


REPAIRS = [
    # why, tags, contents
    ("an inside without its beginning", "S s C t t t O", ["ferries will sail"]),
    ("the very first word an inside", "s s C T t t O", ["ferries will sail"]),
    ("both", "s s C t t t O", ["ferries will sail"]),
    ("two that touch stay two", "S s C T t T O", ["ferries will", "sail"]),
]


@pytest.mark.parametrize(("why", "tags", "contents"), REPAIRS, ids=[case[0] for case in REPAIRS])
def test_tags_that_cannot_follow_are_mended(why, tags, contents):
    laid = Laid("Ella Finch said ferries will sail soon")
    found = laid.read(tags, all_to("ferries will sail", "said"), all_to("said", "Finch"), sure=3)
    assert found == [(contents, "said", "Ella Finch")]


def test_no_span_crosses_a_paragraph():
    laid = Laid("Finch said ferries sail | daily again")
    found = laid.read(
        "S C T t t t", all_to("ferries sail daily again", "said"), all_to("said", "Finch"), sure=4
    )
    assert found == [(["ferries sail", "daily again"], "said", "Finch")]


def test_contents_under_one_cue_are_one_attribution_in_text_order():
    laid = Laid("Ferries sail Finch said tomorrow morning Brekke denied delays")
    cue = all_to("Ferries sail tomorrow morning", "said") | all_to("delays", "denied")
    source = {("said", "Finch"): 1.0, ("denied", "Brekke"): 1.0}
    assert laid.read("T t S C T t S C T", cue, source) == [
        (["Ferries sail", "tomorrow morning"], "said", "Finch"),
        (["delays"], "denied", "Brekke"),
    ]


@pytest.mark.parametrize(
    ("share", "kept"), [(LEAST_SHARE + 0.1, ["ferries", "trams"]), (LEAST_SHARE - 0.1, ["ferries"])]
)
def test_a_second_content_is_kept_only_by_a_link_of_some_weight(share, kept):
    laid = Laid("Finch said ferries and trams")
    cue = {("ferries", "said"): 0.98, ("trams", "said"): 0.98 * share}
    assert laid.read("S C T O T", cue, all_to("said", "Finch")) == [(kept, "said", "Finch")]


def test_a_pointer_of_little_mass_yields_to_the_nearest_cue():
    laid = Laid("Finch warned boats Brekke said ferries | Moen added")
    little = LEAST_MASS - 0.02
    cue = {("boats", "warned"): 1.0, ("ferries", "warned"): little, ("ferries", "said"): little - 0.02}
    source = {("warned", "Finch"): 1.0, ("said", "Brekke"): 1.0, ("added", "Moen"): 1.0}
    assert laid.read("S C T S C T S C", cue, source) == [
        (["boats"], "warned", "Finch"),
        (["ferries"], "said", "Brekke"),
    ]


def test_the_nearest_cue_is_one_of_its_own_paragraph():
    laid = Laid("Finch warned | ferries | said Moen")
    assert laid.read("S C T C S", {("ferries", "warned"): LEAST_MASS - 0.02}, all_to("warned", "Finch")) == []


def test_a_cue_in_another_paragraph_is_taken_where_the_pointer_is_sure():
    laid = Laid("Finch said | ferries sail")
    found = laid.read("S C T t", all_to("ferries sail", "said"), all_to("said", "Finch"))
    assert found == [(["ferries sail"], "said", "Finch")]


SOURCES = [
    # why, where the cue points, source, its mass
    ("a source", {("said", "Finch"): 0.7, ("said", "Brekke"): 0.2, ("said", "[CLS]"): 0.1}, "Finch", 0.7),
    ("the other", {("said", "Finch"): 0.2, ("said", "Brekke"): 0.7}, "Brekke", 0.7),
    ("nobody", {("said", "Finch"): 0.3, ("said", "Brekke"): 0.2, ("said", "[CLS]"): 0.5}, None, 0.5),
]


@pytest.mark.parametrize(("why", "source", "name", "mass"), SOURCES, ids=[case[0] for case in SOURCES])
def test_the_source_is_where_the_cue_points(why, source, name, mass):
    laid = Laid("Finch met Brekke and said ferries sail")
    (found,) = laid.decode("S O S O C T t", all_to("ferries sail", "said"), source)
    assert (found.source and found.source.of(laid.text)) == name
    assert found.link_score == pytest.approx(mass, abs=0.01)
    assert found.content_score == pytest.approx(1, abs=0.01)
    assert found.confidence == 0


def test_without_any_source_nobody_said_it():
    laid = Laid("It was said ferries sail")
    found = laid.read("O O C T t", all_to("ferries sail", "said"), all_to("said", "[CLS]"))
    assert found == [(["ferries sail"], "said", None)]


@pytest.mark.parametrize(("mass", "number"), [(LEAST_SCORE + 0.02, 1), (LEAST_SCORE - 0.02, 0)])
def test_what_scores_too_low_is_dropped(mass, number):
    laid = Laid("Finch said ferries sail")
    assert len(laid.decode("S C T t", all_to("ferries sail", "said"), {("said", "Finch"): mass})) == number


NOTHING = [
    # why, tags
    ("no cue", "S O T t"),
    ("no content", "S C O O"),
    ("nothing at all", "O O O O"),
]


@pytest.mark.parametrize(("why", "tags"), NOTHING, ids=[case[0] for case in NOTHING])
def test_without_cue_or_content_there_is_no_attribution(why, tags):
    laid = Laid("Finch said ferries sail")
    assert laid.read(tags, all_to("ferries sail", "said"), all_to("said", "Finch")) == []


@st.composite
def anything_seen(draw):
    """Draw a window of a few paragraphs, and numbers for it that mean nothing."""
    words = draw(st.lists(st.sampled_from(["ferry", "fer-ry", "said", "|"]), min_size=1, max_size=24))
    laid = Laid(" ".join(words))
    rng, n = np.random.default_rng(draw(st.integers(0, 2**32))), len(laid.window)
    scale = draw(st.sampled_from([0.5, 3, 30]))
    sizes = ((n, len(TAGS)), (n, n), (n, n))
    return laid, [(scale * rng.standard_normal(size)).astype(np.float32) for size in sizes]


@given(anything_seen())
def test_whatever_the_numbers_spans_are_of_whole_words_in_one_paragraph(drawn):
    laid, (logits, cue, source) = drawn
    starts, ends = set(laid.window.starts), set(laid.window.ends)
    found = decode(laid.window, logits, cue, source)
    assert [f.contents[0] for f in found] == sorted(f.contents[0] for f in found)
    taken = [span for f in found for span in (*f.contents, f.cue)]
    assert not any(a.touches(b) for k, a in enumerate(taken) for b in taken[:k])
    for attribution in found:
        assert list(attribution.contents) == sorted(attribution.contents)
        assert LEAST_SCORE <= attribution.score <= 1.001
        for span in (*attribution.contents, attribution.cue, attribution.source):
            assert span is None or (span.start in starts and span.end in ends)
            assert span is None or "\n" not in span.of(laid.text)


def fits(tags, paragraph) -> bool:
    """Say whether every I- stands behind its own B- or I-, in its own paragraph."""
    names = [TAGS[tag] for tag in tags]
    return not names[0].startswith("I-") and all(
        not now.startswith("I-") or (here == there and before[2:] == now[2:])
        for (before, now), (there, here) in zip(pairwise(names), pairwise(paragraph), strict=True)
    )


@given(st.integers(0, 2**32), st.lists(st.booleans(), min_size=1, max_size=3))
def test_no_tags_that_fit_together_score_higher(seed, breaks):
    paragraph = np.cumsum([0, *breaks])
    scores = np.random.default_rng(seed).standard_normal((len(paragraph), len(TAGS))).astype(np.float32)
    every = [tags for tags in product(range(len(TAGS)), repeat=len(paragraph)) if fits(tags, paragraph)]
    words = np.arange(len(paragraph))
    most = max(scores[words, tags].sum() for tags in every)
    best = best_tags(scores, np.array([True, *breaks]))
    assert fits(best, paragraph)
    assert scores[words, best].sum() == pytest.approx(most, abs=1e-5)


def highest(scores, new):
    """Give the score of the best tags that fit together, gone over from the first word to the last."""
    inside = [tag.startswith("I-") for tag in TAGS]
    best = scores[0].astype(float)
    best[inside] = -np.inf
    for word, begins in zip(scores[1:], new[1:], strict=True):
        continued = [-np.inf if begins else max(best[tag - 1], best[tag]) for tag in range(len(TAGS))]
        best = word + np.where(inside, continued, best.max())
    return best.max()


@given(st.integers(0, 2**32), st.lists(st.sampled_from("nnnnnb"), max_size=60), st.sampled_from([0.5, 2, 6]))
def test_nor_do_any_in_a_long_window(seed, breaks, run):
    rng = np.random.default_rng(seed)
    new = np.array([True, *(letter == "b" for letter in breaks)])
    scores = rng.standard_normal((len(new), len(TAGS))).astype(np.float32)
    # tags come in runs that break off here and there, as the network's do
    favoured = np.repeat(rng.integers(len(TAGS), size=len(new)), rng.integers(1, 6, size=len(new)))
    scores[np.arange(len(new)), favoured[: len(new)]] += run
    best = best_tags(scores, new)
    assert fits(best, np.cumsum(new))
    assert scores[np.arange(len(new)), best].astype(float).sum() == pytest.approx(highest(scores, new))


def test_a_window_without_words_has_no_attribution():
    none = np.zeros((2, 2), dtype=np.float32)
    assert decode(window_of([0, 1]), np.zeros((2, len(TAGS)), dtype=np.float32), none, none) == []


def test_attributions_come_in_the_order_of_their_contents():
    laid = Laid("Finch said Brekke denied delays and floods")
    cue = {("delays", "denied"): 1.0, ("floods", "said"): 1.0}
    found = laid.read("S C S C T O T", cue, {("said", "Finch"): 1.0, ("denied", "Brekke"): 1.0})
    assert [contents for contents, *_ in found] == [["delays"], ["floods"]]


def test_a_score_is_of_tags_and_links():
    assert Tagged((Span(0, 1),), None, None, content_score=0.8, link_score=0.5).score == pytest.approx(0.4)
