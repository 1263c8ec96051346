"""Paragraphs that publishers put into and after a story's text, told by their wording."""

import re
from collections.abc import Sequence

from pipeline.read.html import lexicon
from pipeline.read.html.headline import likeness

SAME = 0.9
"""Likeness from which a paragraph repeats the headline."""
HEAD = 3
"""Paragraphs at the beginning in which a repeated headline may stand."""
MAX_AFTER_SHARE = 0.25
"""Share of the words that the lists after a story may hold; more is the story going on."""
MAX_CREDIT = 25
"""Words of the longest credit or label; a longer paragraph only begins like one."""
MAX_REQUEST = 60
"""Words of the longest request to the reader."""
PULL_QUOTE = range(7, 61)
"""Words of a pull quote: less may repeat by chance."""
MAX_COMPARED = 500
"""Paragraphs up to which each is looked for in all the others."""

_WORD = re.compile(r"\w+")


def without_boilerplate(paragraphs: Sequence[str], *, headline: str | None) -> list[str]:
    """Return the paragraphs that are the story's own words, in order.

    1. What follows the heading of a list of other stories goes, where little follows.
    2. Such headings elsewhere, repeated headlines, pointers, requests to the reader, labels, credits
       and disclosures go.
    3. Pull quotes go: paragraphs whose words stand in another one.
    """
    kept = list(paragraphs)
    for i, paragraph in enumerate(kept):
        if i and lexicon.AFTER.fullmatch(paragraph) and _is_little(kept[i + 1 :], beside=kept):
            kept = kept[:i]
            break
    kept = [p for i, p in enumerate(kept) if not _is_boilerplate(p, headline if i < HEAD else None)]
    return _without_pull_quotes(kept)


def _is_little(rest: Sequence[str], *, beside: Sequence[str]) -> bool:
    return sum(map(len, rest)) <= MAX_AFTER_SHARE * sum(map(len, beside))


def _is_boilerplate(paragraph: str, headline: str | None) -> bool:
    if headline and likeness(paragraph, headline) >= SAME:
        return True
    n_words = len(paragraph.split())
    if n_words > MAX_REQUEST:
        return False
    if any(p.fullmatch(paragraph) for p in (lexicon.AFTER, lexicon.ASIDE, lexicon.BUTTON)):
        return True
    if n_words <= MAX_CREDIT and (lexicon.CREDIT.match(paragraph) or lexicon.LABEL.match(paragraph)):
        return True
    return bool(
        lexicon.POINTER.match(paragraph)
        or lexicon.REQUEST.match(paragraph)
        or lexicon.INVITATION.match(paragraph)
        or lexicon.DISCLOSURE.search(paragraph)
    )


def _without_pull_quotes(paragraphs: list[str]) -> list[str]:
    if len(paragraphs) > MAX_COMPARED:
        return paragraphs
    plain = [f" {' '.join(_WORD.findall(p.lower()))} " for p in paragraphs]
    whole = "\n".join(plain)
    kept, seen = [], set()
    for paragraph, words in zip(paragraphs, plain, strict=True):
        repeated = words.count(" ") - 1 in PULL_QUOTE and whole.count(words) > 1
        # Of two paragraphs that are wholly the same the first stays.
        if not repeated or (plain.count(words) == whole.count(words) and words not in seen):
            kept.append(paragraph)
        seen.add(words)
    return kept
