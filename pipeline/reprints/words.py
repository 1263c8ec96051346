"""A text as the words that are compared: no marks, capitals or accents, because scrapes lose them."""

import re
import unicodedata
from dataclasses import dataclass

_BLANKED = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + b" " * 128
_DASHES = str.maketrans(dict.fromkeys("–—―", " "))
_BROKEN_OFF = re.compile(
    r"(?:…|\.\.\.|\b(?:read|see|continue) (?:more|on|reading)\b).{0,40}\Z", re.DOTALL | re.IGNORECASE
)
_STOPPED = re.compile(r"[.!?][\"'”’»)\]]*\s*\Z")
TAIL = 60
"""Characters in which a text tells that it breaks off."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as they are compared, and as they are printed."""

    compared: list[str]
    plain: str
    """The words as they are printed, with a blank between."""
    cut: bool
    """Whether the text breaks off."""

    @property
    def printed(self) -> list[str]:
        return self.plain.split()


def read_words(text: str) -> Words:
    """Divide a text into its words; what follows an ellipsis at its very end ("… read more") is none of it.

    Only Latin letters and digits make words, accents aside; a text in another script has none.
    """
    tail = text[-TAIL:]
    broken_off = _BROKEN_OFF.search(tail)
    cut = broken_off is not None or not _STOPPED.search(tail)
    if broken_off:
        text = text[: len(text) - len(tail) + broken_off.start()]
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_DASHES))
    plain = text.encode("ascii", "ignore").translate(_BLANKED, b"'").decode()
    return Words(plain.lower().split(), plain, cut)
