"""Paragraphs that publishers put into and after a story's text, told by their wording and type."""

import re
from collections.abc import Sequence

from .headline import likeness

SAME = 0.9
"""Likeness from which a paragraph repeats the headline."""

# A pointer to another story: the label and a colon, or a dash, open the paragraph.
_POINTER = re.compile(
    r"(?:\W{0,3})(?:read more|read also|also read|read next|read|more|related|see also|watch|listen|must read|recommended"
    r"|don['’]t miss|in pictures|explainer)(?: (?:here|on this|articles?|stories|story|news|topics?))?\s?[:|»→-]",
    re.IGNORECASE,
)
# A request to the reader, not a sentence of the story: it opens with an imperative and names the service.
_REQUEST = re.compile(
    r"(?:\W{0,3})(?:click|tap|sign up|subscribe|follow|join|download|get|check out|register|enter your|you must|please log"
    r"|find out|got a (?:story|news)|do you have a (?:story|tip)|have you got|are you)\b[^\n]{0,200}\b(?:newsletters?|app|here"
    r"|inbox|whatsapp|telegram|facebook|twitter|instagram|google news|e-?mail|subscri\w+|account|comment\w*|display name"
    r"|in touch)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"(?:©|\(c\)|copyright\b|all rights reserved|photo(?:graph)?(?: credit| by)?:|image(?: credit| source)?:)",
                     re.IGNORECASE)
# A heading of the lists that follow a story.
_AFTER = re.compile(
    r"(?:more (?:from|on|in|stories|like this|news)\b.{0,60}|(?:most |also )?(?:popular|read|viewed|trending)(?: (?:now|stories|articles|news))?"
    r"|(?:related|recommended|latest|trending|top)(?: (?:stories|articles|news|topics|posts|reading|videos|content|coverage))?"
    r"|read (?:more|next)|you (?:may|might) also (?:like|enjoy).{0,20}|up next|what to read next|editor['’]?s['’]? picks?"
    r"|share this(?: (?:story|article|post))?|comments?|leave a (?:reply|comment)|about the author)\W{0,3}",
    re.IGNORECASE,
)
MAX_AFTER_PARAGRAPH = 60
"""Words of the longest teaser in the lists after a story; a longer paragraph is the story going on."""
MAX_SHOUT = 25
"""Words of the longest line in capitals that is a link and not the story."""


def without_boilerplate(paragraphs: Sequence[str], *, headline: str | None) -> list[str]:
    """Return the paragraphs that are the story's own words, in order.

    1. What follows the heading of a list of other stories goes, where only teasers follow.
    2. Repeated headlines, pointers, requests to the reader, credits and lines all in capitals go.
    """
    kept = list(paragraphs)
    for i, paragraph in enumerate(kept):
        if i and _AFTER.fullmatch(paragraph) and all(len(p.split()) <= MAX_AFTER_PARAGRAPH for p in kept[i:]):
            kept = kept[:i]
            break
    return [p for i, p in enumerate(kept) if not _is_boilerplate(p, headline if i < 3 else None)]


def _is_boilerplate(paragraph: str, headline: str | None) -> bool:
    if headline and likeness(paragraph, headline) >= SAME:
        return True
    n_words = len(paragraph.split())
    if paragraph.isupper() and 4 <= n_words <= MAX_SHOUT and not paragraph.startswith(tuple("“\"'‘")):
        return True
    if n_words > MAX_AFTER_PARAGRAPH:
        return False
    return any(pattern.match(paragraph) for pattern in (_POINTER, _REQUEST, _CREDIT))
