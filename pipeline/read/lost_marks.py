"""Quotation marks, apostrophes and dashes that were lost wholly, told from where one sign stands for all.

Two losses leave such a sign: "â" is the first byte of a mark whose two others were dropped as control
characters, and U+FFFD is what a reader of UTF-8 puts for a mark of Windows-1252.
"""

import re
from collections import Counter
from functools import cache

MIN_MARKS = 2
"""Signs in the place of a mark from which they are believed to be marks."""
CERTAIN_MARKS = 4
"""Marks for each "â" between two letters from which that one too is a mark, a dash without spaces."""


@cache
def _places(sign: str) -> re.Pattern[str]:
    """Compile the places where a sign can stand; a tool may have left a question mark behind a closer."""
    return re.compile(
        rf"(?P<apostrophe>(?<=[A-Za-z0-9]){sign}(?=(?:s|t|d|m|re|ve|ll)\b)|(?<=\bO){sign}(?=[A-Z]))"
        rf"|(?P<closer>(?<=[,.!?…]){sign}\??(?![^\W_])|(?<=\w){sign}\?(?!\w))"
        rf"|(?P<after_word>(?<=\w){sign}(?![\w?]))"
        rf"|(?P<dash>(?<=\s){sign}(?=\s))"
        rf"|(?P<opener>(?<![^\s(\[]){sign}(?=\w))"
        rf"|(?P<letter>{sign})"
    )


def restore_lost_marks(text: str, sign: str) -> str:
    """Put marks back for a sign in an English text, where most of the signs can only be marks.

    A text that uses the sign as a letter (château), or lost letters to it (caf\ufffd), keeps it there; a
    text with more letters than marks is left alone.
    """
    if sign not in text:
        return text
    places = _places(sign)
    found = Counter(match.lastgroup for match in places.finditer(text))
    letters = found.pop("letter", 0)
    marks = found.total()
    if marks < MIN_MARKS or marks <= letters:
        return text
    between_letters = "—" if sign == "â" and marks >= CERTAIN_MARKS * letters else sign
    marks_of = {"apostrophe": "’", "closer": "”", "opener": "“", "dash": "–", "letter": between_letters}
    out, at, opened = [], 0, False
    for match in places.finditer(text):
        out.append(text[at : match.start()])
        opened = _still_open(out[-1], opened)
        if match.lastgroup == "after_word":
            # A closing mark where one is open and none follows at once, else the apostrophe of a plural.
            closes = opened and not text.startswith(sign, match.end() + 1)
            out.append("”" if closes else "’" if text[match.start() - 1] == "s" else sign)
        else:
            out.append(marks_of[match.lastgroup or "letter"])
        opened = _still_open(out[-1], opened)
        at = match.end()
    return "".join([*out, text[at:]])


def _still_open(text: str, opened: bool) -> bool:
    """Say whether a double mark is open after this text; a new line closes what was open before it."""
    _, newline, line = text.rpartition("\n")
    last = max(line.rfind("“"), line.rfind("”"))
    return line[last] == "“" if last >= 0 else opened and not newline
