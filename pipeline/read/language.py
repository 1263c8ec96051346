"""The language of a page, told from its running text.

py3langid (Barbaresi's fork of langid.py: Lui & Baldwin, 2012) with normalised probabilities. A page of
a newsroom that writes English is full of foreign names, and its menus may be in any language, so only
lines that look like sentences are judged, and only a confident answer against English counts.
"""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ENGLISH = "en"
MIN_CHARACTERS = 80
"""Letters of running text below which no language is told. Of 2,000 cuts of 80 to 300 characters from
English news none was taken for another language with the confidence below; menus and names alone are."""
MAX_CHARACTERS = 20_000
"""Characters judged: the walk over bytes is slow, and more text changes no answer."""
MIN_CONFIDENCE = 0.9
"""Probability from which a language other than English is believed."""
SHORT = 400
"""Characters below which foreign names can outweigh the English around them."""
MIN_LINE_WORDS = 8
"""Words of the shortest line that counts as running text and not as a menu entry or a headline."""

_WORD = re.compile(r"[^\W\d_]+")
# The commonest English function words that are no common words of its neighbours.
_FUNCTION = frozenset({
    "the", "and", "of", "to", "that", "with", "for", "was", "is", "his", "her", "their", "from", "by",
    "which", "said", "has", "have", "are", "were",
})  # fmt: skip
MIN_FUNCTION = 0.12
"""Share of such words from which a text is English whatever the identifier says: English has 0.25."""


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of the text's language, or None where too little tells.

    English is returned also where the identifier leans elsewhere without confidence, unless most words
    are in another script, and where English function words carry sentences full of foreign names.
    """
    running = _running_text(text)
    words = _WORD.findall(running.lower())
    if sum(map(len, words)) < MIN_CHARACTERS:
        return None
    if sum(w in _FUNCTION for w in words) >= MIN_FUNCTION * len(words):
        return ENGLISH
    code, confidence = _identifier().classify(running)
    if len(running) < SHORT and _without_names(running, code) == ENGLISH:
        return ENGLISH
    if confidence >= MIN_CONFIDENCE or 2 * sum(map(str.isascii, words)) < len(words):
        return str(code)
    return ENGLISH


def _without_names(running: str, code: str) -> str:
    """Tell the language once more without the words that begin with a capital; `code` where none is left."""
    words = [word for word in _WORD.findall(running) if word[0].islower()]
    return str(_identifier().classify(" ".join(words))[0]) if words else code


def _running_text(text: str) -> str:
    """Keep the lines that are sentences, up to the number of characters that are judged."""
    lines, size = [], 0
    for line in text[: 10 * MAX_CHARACTERS].split("\n"):
        if len(line.split()) >= MIN_LINE_WORDS or _unspaced(line):
            lines.append(line.strip()[: MAX_CHARACTERS - size])
            size += len(lines[-1])
        if size >= MAX_CHARACTERS:
            break
    return "\n".join(lines)


def _unspaced(line: str) -> bool:
    """Say whether a line is a sentence in a script without spaces, such as Chinese or Thai."""
    return sum("\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" for c in line[:200]) > 20


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
