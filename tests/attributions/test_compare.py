import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.attributions import FIGURES, SUBSETS, GoldArticle, GoldAttribution, Pair, pairs, score
from pipeline.figures import Figure
from pipeline.records import Span

TEXT = "Ada Quill said the bridge will close. “It is old,” she added."


def an_attribution(source: str | None, cue: str | None, *content: str, text: str = TEXT) -> GoldAttribution:
    def spans(*pieces: str | None) -> tuple[Span, ...]:
        return tuple(Span(text.index(p), text.index(p) + len(p)) for p in pieces if p)

    return GoldAttribution(spans(source), spans(cue), spans(*content))


REPORT = an_attribution("Ada Quill", "said", "the bridge will close")
SPEECH = an_attribution("she", "added", "It is old")
ARTICLE = GoldArticle("bridge", TEXT, (REPORT, SPEECH))
ALL_RIGHT = {
    "source words": (3, 3, 3),
    "cue words": (2, 2, 2),
    "content words": (7, 7, 7),
    "content exact": (2, 2, 2),
    "content overlap": (2, 2, 2),
    "overlap + source": (2, 2, 2),
}


def counted(figures: dict[tuple[str, str], Figure], subset: str) -> dict[str, tuple[int, int, int]]:
    return {name: (f.right, f.found, f.gold) for (of, name), f in figures.items() if of == subset}


@pytest.mark.parametrize(
    ("why", "found", "changed"),
    [
        ("all right", [REPORT, SPEECH], {}),
        ("in another order", [SPEECH, REPORT], {}),
        ("punctuation counts nothing", [REPORT, an_attribution("she", "added", "“It is old,” ")], {}),
        (
            "nothing",
            [],
            {name: (0, 0, gold) for name, (_, _, gold) in ALL_RIGHT.items()},
        ),
        (
            "one lacks",
            [REPORT],
            {
                "source words": (2, 2, 3),
                "cue words": (1, 1, 2),
                "content words": (4, 4, 7),
                "content exact": (1, 1, 2),
                "content overlap": (1, 1, 2),
                "overlap + source": (1, 1, 2),
            },
        ),
        (
            "three words of four",
            [an_attribution("Ada Quill", "said", "bridge will close"), SPEECH],
            {"content words": (6, 6, 7), "content exact": (1, 2, 2)},
        ),
        (
            "one word of four",
            [an_attribution("Ada Quill", "said", "close"), SPEECH],
            {
                "content words": (4, 4, 7),
                "content exact": (1, 2, 2),
                "content overlap": (1, 2, 2),
                "overlap + source": (1, 2, 2),
            },
        ),
        (
            "half a source is enough",
            [an_attribution("Quill", "said", "the bridge will close"), SPEECH],
            {"source words": (2, 2, 3)},
        ),
        (
            "no source",
            [an_attribution(None, "said", "the bridge will close"), SPEECH],
            {"source words": (1, 1, 3), "overlap + source": (1, 2, 2)},
        ),
        (
            "sources exchanged",
            [
                an_attribution("she", "said", "the bridge will close"),
                an_attribution("Ada Quill", "added", "It is old"),
            ],
            {"overlap + source": (0, 2, 2)},
        ),
        (
            "one in two halves: only one of them is paired",
            [an_attribution("Ada Quill", "said", half) for half in ("the bridge", "will close")] + [SPEECH],
            {"content exact": (1, 3, 2), "content overlap": (2, 3, 2), "overlap + source": (2, 3, 2)},
        ),
        (
            "one of two spans is one",
            [an_attribution("Ada Quill", "said", "the bridge", "will close"), SPEECH],
            {},
        ),
        (
            "both as one: four words of seven",
            [an_attribution("Ada Quill", "said", "the bridge will close. “It is old")],
            {
                "source words": (2, 2, 3),
                "cue words": (1, 1, 2),
                "content exact": (0, 1, 2),
                "content overlap": (1, 1, 2),
                "overlap + source": (1, 1, 2),
            },
        ),
    ],
)
def test_the_figures(why, found, changed):
    result = score([ARTICLE], {"bridge": found})
    assert counted(result.figures, "all") == ALL_RIGHT | changed, why


def test_direct_and_indirect_are_divided_each_by_its_own_content():
    result = score([ARTICLE], {"bridge": [REPORT, SPEECH]}).figures
    assert counted(result, "direct") == {
        "source words": (1, 1, 1),
        "cue words": (1, 1, 1),
        "content words": (3, 3, 3),
        "content exact": (1, 1, 1),
        "content overlap": (1, 1, 1),
        "overlap + source": (1, 1, 1),
    }
    # three words in marks and three without: found as indirect, so the direct one is missed
    wider = an_attribution("she", "added", "bridge will close. “It is old")
    result = score([ARTICLE], {"bridge": [wider]}).figures
    assert counted(result, "direct")["content words"] == (0, 0, 3)
    assert counted(result, "indirect")["content words"] == (3, 6, 4)
    assert counted(result, "indirect")["content overlap"] == (0, 1, 1)  # three of seven


def test_neither_having_a_source_is_right():
    text = "It was said that the quay is closed."
    one = an_attribution(None, "said", "the quay is closed", text=text)
    result = score([GoldArticle("quay", text, (one,))], {"quay": [one]})
    assert result.figures["all", "overlap + source"].f1 == 1
    assert result.figures["all", "source words"].f1 == 0  # there is none to be found


def test_articles_are_added_up_and_one_not_searched_counts_as_missed():
    other = GoldArticle("other", TEXT, (SPEECH,))
    result = score([ARTICLE, other], {"bridge": [REPORT, SPEECH]})
    assert counted(result.figures, "all")["content exact"] == (2, 2, 3)
    assert counted(result.articles[1], "all")["content exact"] == (0, 0, 1)
    assert result.figures["all", "content exact"].f1 == 0.8
    with pytest.raises(ValueError, match="that the gold lacks: nowhere"):
        score([other], {"nowhere": []})


def test_no_article_has_no_figure_to_speak_of():
    result = score([], {})
    assert set(result.figures) == {(subset, name) for subset in SUBSETS for name in FIGURES}
    assert {figure.f1 for figure in result.figures.values()} == {0.0}
    assert result.intervals() == {}


def test_pairs_tell_places_and_overlaps():
    found = [
        GoldAttribution((), (), ()),
        an_attribution("Ada Quill", None, "will close"),
        an_attribution(None, None, "It is old"),
    ]
    assert pairs(ARTICLE, found) == [Pair(1, 2, 1.0, 0.0), Pair(0, 1, 0.5, 1.0)]
    assert [(pair.same, pair.right) for pair in pairs(ARTICLE, found)] == [(True, False), (True, True)]


def test_of_equal_overlaps_the_one_with_the_better_source_is_paired():
    found = [
        an_attribution("she", "said", "the bridge will close"),
        an_attribution("Ada Quill", "said", "the bridge will close"),
    ]
    assert [pair.found for pair in pairs(ARTICLE, found)] == [1]


@st.composite
def annotated(draw):
    text = draw(st.text(alphabet="ab “”\n", min_size=1, max_size=40))
    ends = st.integers(0, len(text) - 1)
    span = st.tuples(ends, ends).map(lambda pair: Span(min(pair), max(pair) + 1))
    spans = st.lists(span, max_size=2).map(tuple)
    attributions = st.lists(st.builds(GoldAttribution, spans, spans, spans), max_size=4).map(tuple)
    return GoldArticle("one", text, draw(attributions)), draw(attributions)


@given(annotated())
def test_gold_agrees_with_itself(case):
    article, _ = case
    for figure in score([article], {"one": article.attributions}).figures.values():
        assert figure.right == figure.found == figure.gold


@given(annotated())
def test_precision_one_way_is_recall_the_other_way(case):
    article, found = case
    there = score([article], {"one": found})
    back = score([GoldArticle("one", article.text, found)], {"one": article.attributions})
    for key in there.figures:
        one, other = there.figures[key], back.figures[key]
        assert (one.found, one.gold) == (other.gold, other.found)
        assert one.right <= min(one.found, one.gold)
        if "words" in key[1]:
            assert one.right == other.right


@given(annotated())
def test_pairs_are_one_to_one(case):
    article, found = case
    paired = pairs(article, found)
    assert len({pair.gold for pair in paired}) == len({pair.found for pair in paired}) == len(paired)
    assert all(0 < pair.content <= 1 and 0 <= pair.source <= 1 for pair in paired)
