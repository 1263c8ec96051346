"""How the notebook looks: charts as pictures with a description, words marked in their passage."""

import struct
import zlib
from html import escape
from typing import Any

import altair as alt
import pandas as pd
from altair.vegalite.v6.display import png_renderer

CHART = "application/vnd.vegalite.v6+json"
"""What an output is that holds what a chart is drawn from."""
BLUE, SKY, ORANGE, GREY = "#0072B2", "#56B4E9", "#E69F00", "#6B6B6B"
"""Of the palette of Okabe and Ito (2008), which can be told apart without red and green."""
TYPES = alt.Scale(domain=["direct", "partial", "indirect"], range=[BLUE, SKY, ORANGE])
ON_TYPES = alt.condition("datum.type == 'direct'", alt.value("white"), alt.value("black"))
"""The colour of figures on bars in the colours of TYPES."""
SIZES = alt.Scale(domainMin=1, rangeMin=50, rangeMax=400)
"""Of dots that stand for one or more."""
AROUND = 150
"""Characters of a passage that are shown before and after the words."""


def install() -> None:
    """Let charts be pictures, which show without scripts and network, and tables fit the page."""
    alt.renderers.register("picture", picture)
    alt.renderers.enable("picture")
    alt.theme.register("onrecord", enable=True)(_theme)
    pd.options.display.width = 200
    pd.options.display.max_columns = 20
    pd.options.display.max_colwidth = 90
    pd.options.display.html.use_mathjax = False  # sums of money are no formulas


def picture(spec: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw a chart; its description is the picture's alternative text, and what it is drawn from stays by.

    Where there is nothing to draw there is no picture. Raises ValueError where a chart has no description.
    """
    described = spec.get("description")
    if not described:
        raise ValueError("a chart needs a description, for those who can't see it: properties(description=…)")
    if not any(spec["datasets"].values()):
        return {"text/plain": f"Nothing to draw. {described}", CHART: spec}, {}
    drawn, size = png_renderer(spec, ppi=144)  # two pixels to a point
    data = {
        "image/png": _packed(drawn["image/png"]),
        "text/plain": described,
        CHART: spec,
    }
    pixels = {side: round(length) for side, length in size["image/png"].items()}
    return data, {"image/png": {**pixels, "alt": described}}


class Passage:
    """A quotation where it stands: its words marked, who says so in bold type, the cue in italics."""

    def __init__(self, quote: Any, text: str) -> None:
        spans = [(span["start"], span["end"], "mark") for span in quote.spans]
        if pd.notna(quote.mention_start):
            spans.append((quote.mention_start, quote.mention_end, "b"))
        if pd.notna(quote.cue_start):
            spans.append((quote.cue_start, quote.cue_end, "i"))
        self._text, self._spans = text, sorted(spans)
        first, last = min(start for start, _, _ in spans), max(end for _, end, _ in spans)
        self._start = 0 if first <= AROUND else text.find(" ", first - AROUND, first) + 1 or first
        self._end = (
            len(text) if last + AROUND >= len(text) else max(text.rfind(" ", last, last + AROUND), last)
        )

    def _pieces(self) -> list[tuple[str, str]]:
        pieces, at = [], self._start
        for start, end, tag in self._spans:
            start = max(start, at)  # a mention may stand within the words
            if start < end:
                pieces += [(self._text[at:start], ""), (self._text[start:end], tag)]
                at = end
        return [*pieces, (self._text[at : self._end], "")]

    def __repr__(self) -> str:
        signs = {"mark": "⟦{}⟧", "b": "*{}*", "i": "_{}_", "": "{}"}
        return self._shown("".join(signs[tag].format(text) for text, tag in self._pieces()))

    def _repr_html_(self) -> str:
        marked = (f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text) for text, tag in self._pieces())
        words = self._shown("".join(marked)).replace("\n", "<br>\n")
        return f'<blockquote class="mathjax_ignore tex2jax_ignore">{words}</blockquote>'

    def _shown(self, words: str) -> str:
        return ("… " if self._start else "") + words + (" …" if self._end < len(self._text) else "")


def _packed(png: bytes) -> bytes:
    """Compress a picture as far as it goes: what is drawn comes in a hurry, four times as large."""
    header, chunks, at = png[:8], [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    chunks = [chunk for chunk in chunks if chunk[0] != b"IDAT"]
    chunks.insert(-1, (b"IDAT", zlib.compress(pixels, 9)))  # the last is the end's mark
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return header + b"".join(packed)


def _theme() -> alt.theme.ThemeConfig:
    return {
        "config": {
            "background": "white",
            "view": {"continuousWidth": 560, "continuousHeight": 240, "discreteWidth": 560, "stroke": None},
            "title": {"anchor": "start", "fontSize": 15, "subtitleFontSize": 12, "subtitleColor": "#444"},
            "axisTemporal": {"labelOverlap": "greedy", "labelSeparation": 12},
            "axis": {
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "labelLimit": 260,
            },
            "legend": {"labelFontSize": 12, "titleFontSize": 12, "orient": "bottom"},
            "range": {"category": [BLUE, ORANGE, SKY, GREY]},
            "bar": {"color": BLUE},
            "circle": {"color": BLUE, "opacity": 0.6},
        }
    }
