"""Words marked in their passage, and pictures with a description."""

from types import SimpleNamespace

import altair as alt
import nbformat
import pandas as pd
import pytest

from notebooks import look, render

TEXT = "A 🎻 “We close <it>,” she said, Ada Finch, mayor. “For good.” Then rain."


def quote(*words, cue=None, mention=None):
    def place(part):
        return (TEXT.index(part), TEXT.index(part) + len(part)) if part else (pd.NA, pd.NA)

    spans = [dict(zip(("start", "end"), place(part), strict=True)) for part in words]
    (cue_start, cue_end), (mention_start, mention_end) = place(cue), place(mention)
    return SimpleNamespace(
        spans=spans,
        cue_start=cue_start,
        cue_end=cue_end,
        mention_start=mention_start,
        mention_end=mention_end,
    )


PASSAGES = [
    (
        "words in two pieces, their cue and who says so",
        quote("We close <it>,", "For good.", cue="said", mention="Ada Finch, mayor"),
        "A 🎻 “⟦We close <it>,⟧” she _said_, *Ada Finch, mayor*. “⟦For good.⟧” Then rain.",
    ),
    (
        "words alone",
        quote("For good."),
        "A 🎻 “We close <it>,” she said, Ada Finch, mayor. “⟦For good.⟧” Then rain.",
    ),
    (
        "who says so stands within the words",
        quote("she said, Ada Finch", cue="said", mention="Ada Finch, mayor"),
        "A 🎻 “We close <it>,” ⟦she said, Ada Finch⟧*, mayor*. “For good.” Then rain.",
    ),
]


@pytest.mark.parametrize(("why", "given", "shown"), PASSAGES)
def test_words_are_marked_in_their_passage(why, given, shown):
    assert repr(look.Passage(given, TEXT)) == shown, why


def test_what_a_page_says_is_text():
    shown = look.Passage(PASSAGES[0][1], TEXT)._repr_html_()
    assert "<mark>We close &lt;it&gt;,</mark>" in shown
    assert "<b>Ada Finch, mayor</b>" in shown
    assert "<i>said</i>" in shown


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [("word " * 60, " word" * 60, "… word "), ("x" * 400, "y" * 400, "… ⟦Rain"), ("", "", "“")],
    ids=["between words", "nowhere to cut", "whole"],
)
def test_a_long_text_is_cut_around_the_words(before, after, cut):
    text = f"{before}“Rain,”{after}"
    spans = [{"start": len(before) + 1, "end": len(before) + 6}]
    given = SimpleNamespace(
        spans=spans, cue_start=pd.NA, cue_end=pd.NA, mention_start=pd.NA, mention_end=pd.NA
    )
    shown = repr(look.Passage(given, text))
    assert shown.startswith(cut)
    assert "⟦Rain,⟧" in shown
    assert len(shown) < 2 * look.AROUND + 30


def test_a_chart_without_a_description_is_no_picture():
    with pytest.raises(ValueError, match="a chart needs a description"):
        look.picture(alt.Chart(pd.DataFrame({"n": [1]})).mark_bar().encode(x="n:Q").to_dict())


def test_a_picture_that_is_packed_is_the_same_picture():
    chart = alt.Chart(pd.DataFrame({"n": [1, 2]})).mark_bar().encode(x="n:Q").properties(description="Bars.")
    data, metadata = look.picture(chart.to_dict())
    assert look._packed(data["image/png"]) == data["image/png"]
    assert metadata["image/png"]["alt"] == "Bars."


def test_where_there_is_nothing_to_draw_the_description_says_what_would_be():
    empty = pd.DataFrame({"n": pd.Series(dtype="int64")})
    chart = alt.Chart(empty).mark_bar().encode(x="n:Q").properties(description="Bars.")
    data, _ = look.picture(chart.to_dict())
    assert data["text/plain"] == "Nothing to draw. Bars."
    assert "image/png" not in data


def drawn(n, picture):
    spec = {"mark": "bar", "data": {"values": [n]}}
    output = nbformat.v4.new_output("display_data", {look.CHART: spec, "image/png": picture})
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])


@pytest.mark.parametrize(("why", "n", "kept"), [("the same chart", 1, "old"), ("another chart", 2, "new")])
def test_a_picture_stays_where_its_chart_does(why, n, kept):
    (chart,) = render.charts(render.keep_pictures(drawn(n, "new"), drawn(1, "old")))
    assert chart.data["image/png"] == kept, why
