"""Words of a text with their places: a plain tokenizer, the same everywhere, that knows no annotation."""

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.export.lines import LINE
from pipeline.records import Span

# combining marks, joiners and variation selectors stay with what they change
_WITHIN = r"\w\u0300-\u036f\u200c\u200d\ufe0e\ufe0f"
_TOKEN = re.compile(rf"[{_WITHIN}]+(?:[.,:’'\-][{_WITHIN}]+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a text that has words, and its words."""

    span: Span
    tokens: tuple[Span, ...]

    def spaced(self) -> list[bool]:
        """Say of each word whether white space follows it; the last one's line end counts."""
        return [one.end < other.start for one, other in pairwise(self.tokens)] + [True]


def paragraphs(text: str) -> list[Paragraph]:
    """Divide a text into its lines, and each line into words and punctuation marks.

    Everything but white space is in a token. A word keeps the points, apostrophes and hyphens within it:
    `U.S`, `don't`, `3,000` and `well-known` are one; what stands at its end is a token of its own.
    """
    found = []
    for line in LINE.finditer(text):
        tokens = tuple(Span(*word.span()) for word in _TOKEN.finditer(text, line.start(), line.end()))
        if tokens:
            found.append(Paragraph(Span(*line.span()), tokens))
    return found
