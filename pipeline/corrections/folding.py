"""A text folded, so that scrapes of the same words compare equal: white space and shapes of quotation marks.

Each stretch of white space is one space, each quotation mark or apostrophe is the plain double one. Letters
stay as they are.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipeline.records import Span, content_id

MARK = '"'
_MARKS = re.compile("[“”„‟«»‘’‚‛‹›'`´″′＂＇「」]")
_LONG = re.compile(r"\s\s+")
_SPACE = re.compile(r"\s\s+|[^\S ]")  # what isn't one space already


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and where in the original its positions are."""

    text: str
    after: tuple[int, ...]
    """Where text goes on after white space that was shortened,"""
    original: tuple[int, ...]
    """and where it does so in the original."""

    def origin(self, start: int, end: int) -> Span:
        """Say where a stretch of the folded text stands in the original; assumes that it isn't empty."""
        return Span(self._origin(start), self._origin(end - 1) + 1)

    def _origin(self, position: int) -> int:
        at = bisect_right(self.after, position)
        return position if not at else self.original[at - 1] + position - self.after[at - 1]


def fold(text: str) -> str:
    """Fold a text."""
    return _SPACE.sub(" ", _MARKS.sub(MARK, text))


def folded(text: str) -> Folded:
    """Fold a text, and keep where everything stood."""
    after, original, gone = [], [], 0
    for run in _LONG.finditer(text):
        gone += run.end() - run.start() - 1
        after.append(run.end() - gone)
        original.append(run.end())
    return Folded(fold(text), tuple(after), tuple(original))


def digest(text: str) -> str:
    """Name all the words of a text, whatever its white space and the shapes of its marks."""
    return content_id("words", fold(text).strip())
