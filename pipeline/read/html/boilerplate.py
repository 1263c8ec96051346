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
# A request to the reader, not a sentence of the story: an imperative, and the service it is for.
_REQUEST = re.compile(
    r"\W{0,3}(?:click|tap|sign up|subscribe|follow|join|download|get|check out|register|enter your|you must|please"
    r"|find out|got a (?:story|news|tip)|do you have a (?:story|tip)|have you got|are you|stay informed|for more|our website)\b"
    r"[^\n]{0,300}\b(?:newsletters?|app|here|inbox|whatsapp|telegram|facebook|twitter|instagram|google news|e-?mail"
    r"|subscri\w+|account|comment\w*|display name|in touch|bookmark|news page|journalism|webnews@\w+)\b",
    re.IGNORECASE,
)
_SUBSCRIBE = re.compile(r"\W{0,3}(?:subscribe|sign up|register|donate|log in|join us)(?: now| today| here)?\W{0,3}", re.IGNORECASE)
_LABEL = re.compile(
    r"[-–—\s]{0,5}(?:advertisement|article content|story continues below|continue reading|continues below"
    r"|this (?:article|story) (?:was originally|first) (?:published|appeared))\b",
    re.IGNORECASE,
)
_DISCLOSURE = re.compile(r"[^\n]{0,200}\b(?:affiliate (?:commission|link)s?|earn (?:a|an) [^\n]{0,30}commission)\b", re.IGNORECASE)
# An agency's share in the story, which no reader would call a part of it.
_WITH_FILES = re.compile(
    r"[-–—(\s]{0,5}(?:with (?:files|reports?|reporting|additional reporting)|additional reporting|reporting|edited|editing|writing)"
    r" (?:from|by)\b",
    re.IGNORECASE,
)
MAX_CREDIT = 25
"""Words of the longest credit or label; a longer paragraph only begins like one."""
_CREDIT = re.compile(r"(?:©|\(c\)|copyright\b|all rights reserved|photo(?:graph)?(?: credit| by)?:|image(?: credit| source)?:)",
                     re.IGNORECASE)
# A heading of the lists that follow a story, and single words of that kind, which stand inside it too.
_AFTER = re.compile(
    r"(?:more (?:from|on|in|stories|like this|news)\b.{0,60}|(?:most|also) (?:popular|read|viewed|trending)(?: now| stories)?"
    r"|(?:related|recommended|latest|trending|top) (?:stories|articles|news|topics|posts|reading|videos|content|coverage)"
    r"|you (?:may|might) also (?:like|enjoy).{0,20}|up next|what to read next|editor['’]?s['’]? picks?"
    r"|leave a (?:reply|comment)|about the author)\W{0,3}",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:related|recommended|popular|trending|read (?:more|next)|share(?: this(?: (?:story|article|post))?)?|comments?)\W{0,3}",
    re.IGNORECASE,
)
MAX_AFTER_SHARE = 0.25
"""Share of the words that the lists after a story may hold; more is the story going on."""
MAX_REQUEST = 60
"""Words of the longest request to the reader."""


def without_boilerplate(paragraphs: Sequence[str], *, headline: str | None) -> list[str]:
    """Return the paragraphs that are the story's own words, in order.

    1. What follows the heading of a list of other stories goes, where it reads like one.
    2. Such headings elsewhere, repeated headlines, pointers, requests to the reader, credits go.
    """
    kept = list(paragraphs)
    for i, paragraph in enumerate(kept):
        if i and _AFTER.fullmatch(paragraph) and _are_teasers(kept[i + 1 :], kept):
            kept = kept[:i]
            break
    return [p for i, p in enumerate(kept) if not _is_boilerplate(p, headline if i < 3 else None)]


def _are_teasers(rest: Sequence[str], whole: Sequence[str]) -> bool:
    """Are these paragraphs, the end of what was extracted, little beside the story before them?"""
    return sum(map(len, rest)) <= MAX_AFTER_SHARE * sum(map(len, whole))


def _is_boilerplate(paragraph: str, headline: str | None) -> bool:
    if headline and likeness(paragraph, headline) >= SAME:
        return True
    n_words = len(paragraph.split())
    if n_words > MAX_REQUEST:
        return False
    if n_words <= MAX_CREDIT and any(p.match(paragraph) for p in (_CREDIT, _WITH_FILES, _LABEL)):
        return True
    if _AFTER.fullmatch(paragraph) or _ASIDE.fullmatch(paragraph) or _SUBSCRIBE.fullmatch(paragraph):
        return True
    return any(p.match(paragraph) for p in (_POINTER, _REQUEST, _DISCLOSURE))
