"""Spans of a text as sets of words, and which of the words stand in quotation marks."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.attributions.gold import GoldAttribution
from pipeline.records import Span

QUOTED = 0.9  # least share of a direct attribution's content that stands in quotation marks
WORD = re.compile(r"\w+")
MARK = re.compile(r"``|''|[“”\"]")
Words = frozenset[int]


@dataclass(frozen=True, slots=True)
class Worded:
    """An attribution as sets of words, by their numbers; `place` is where it stood in its list."""

    place: int
    source: Words
    cue: Words
    content: Words
    direct: bool


class Reader:
    """Turns spans of one text into sets of words."""

    def __init__(self, text: str) -> None:
        self._text = text
        words = [match.span() for match in WORD.finditer(text)]
        self._starts = [start for start, _ in words]
        self._ends = [end for _, end in words]

    @cached_property
    def _quoted(self) -> Words:
        return self.words(quoted(self._text))

    def words(self, spans: Iterable[Span]) -> Words:
        """Give the words that the spans touch."""
        return frozenset(
            at
            for span in spans
            if span.start < span.end
            for at in range(bisect_right(self._ends, span.start), bisect_left(self._starts, span.end))
        )

    def read(self, attributions: Iterable[GoldAttribution]) -> Iterator[Worded]:
        """Give the attributions that have content."""
        for place, attribution in enumerate(attributions):
            if content := self.words(attribution.content):
                yield Worded(
                    place,
                    self.words(attribution.source),
                    self.words(attribution.cue),
                    content,
                    len(content & self._quoted) >= QUOTED * len(content),
                )


def quoted(text: str) -> Iterator[Span]:
    """Find what stands in quotation marks, each line by itself, the marks included.

    A mark of a kind that both opens and closes is read by what stands beside it. A quotation within
    another belongs to it; one that isn't closed runs to the end of its line, as the paragraphs of a long
    speech do.
    """
    for line in re.finditer(r"[^\n]+", text):
        begun: int | None = None
        for mark in MARK.finditer(text, line.start(), line.end()):
            # a line's edges count as space
            before = text[mark.start() - 1] if mark.start() > line.start() else " "
            after = text[mark.end()] if mark.end() < line.end() else " "
            if begun is None and _opens(mark[0], before, after):
                begun = mark.start()
            elif begun is not None and _closes(mark[0], before, after):
                yield Span(begun, mark.end())
                begun = None
        if begun is not None:
            yield Span(begun, line.end())


def _opens(mark: str, before: str, after: str) -> bool:
    if mark in ("“", "``"):
        return True
    # else inches, a word's end, the value of a tag's attribute
    return mark != "”" and not after.isspace() and not (before.isalnum() or before == "=")


def _closes(mark: str, before: str, after: str) -> bool:
    if mark in ("“", "``"):  # written by mistake
        return not before.isspace() and not after.isalnum()
    return mark == "”" or not (before.isspace() and after.isalnum())
