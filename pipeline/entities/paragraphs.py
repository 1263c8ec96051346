"""Sentence starts at paragraph breaks, so that no sentence crosses from one paragraph to the next."""

import re

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

_BREAK = re.compile(r"\n\s*")
_SQUEEZED = re.compile(r"(?<=[.!?…”’\"'])[^\S\n]{2,}(?=\S)")
_WRAP_WIDTH = 120


def paragraph_starts(text: str) -> set[int]:
    """Find the offsets where a paragraph begins, 0 left out.

    A blank line is a break. A single newline is one too, unless the text is hard-wrapped there: the
    next word would not have fitted into the longest line, or the next line begins in lower case.
    Two spaces after the end of a sentence stand for a break on a page squeezed onto one line.
    """
    lines = text.split("\n")
    width = max(len(line) for line in lines)
    starts = {m.end() for m in _SQUEEZED.finditer(text)} if len(lines) == 1 else set()
    for gap in _BREAK.finditer(text):
        if gap.end() == len(text):
            continue
        if gap.group().count("\n") > 1 or not _wrapped(text, gap, width):
            starts.add(gap.end())
    return starts


def _wrapped(text: str, gap: re.Match[str], width: int) -> bool:
    if text[gap.end()].islower():
        return True
    line = text[text.rfind("\n", 0, gap.start()) + 1 : gap.start()].rstrip()
    word = text[gap.end() :].split(maxsplit=1)[0]
    return 40 <= width <= _WRAP_WIDTH and len(line) + 1 + len(word) > width


@Language.component("onrecord_paragraphs")
def mark_paragraphs(doc: Doc) -> Doc:
    """Set the first token of every paragraph as the start of a sentence; the parser keeps to it."""
    starts = paragraph_starts(doc.text) if len(doc) else set()
    for at in np.flatnonzero(np.isin(doc.to_array("IDX"), list(starts))).tolist():
        if at:
            doc[at].is_sent_start = True
    return doc
