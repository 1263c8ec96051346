"""Names of people that a recogniser passed over, most often at the beginning of a sentence.

A word is somebody's name where the article has it so by itself, and once more by itself or at the end of a
full name, never writes it small, and no capitalised word beside it could make it part of another name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.records import Mention

from . import lexicon as lex
from .pagewide import places_of

_SHORTEST = 2
_BESIDE = re.compile(r"\b(?:[A-Z][\w’'.-]*|the)[ \u00a0]+$")
_NEXT = re.compile(r"(?:[’']s)?[ \u00a0]+(?:(?:and|of|&) )?[A-Z]")
_BEGIN = re.compile(r"(?<![\w’'@#/.$-])")
_END = re.compile(r"(?![\w@-])(?!\.\w)")


def with_missed(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Give the mentions with those of people that were passed over, in order; the same where none was."""
    extra = passed_over(text, mentions, _names(text, mentions))
    return sorted([*mentions, *extra], key=lambda m: m.start) if extra else list(mentions)


def passed_over(text: str, mentions: Sequence[Mention], names: Iterable[str]) -> list[Mention]:
    """Give, as people's, where these names stand by themselves and no mention is."""
    taken = bytearray(len(text) + 1)
    for mention in mentions:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return [
        Mention(at, at + len(name), name, "PERSON")
        for name in names
        for at in _alone(text, name)
        if not any(taken[at : at + len(name)])
    ]


def _names(text: str, mentions: Sequence[Mention]) -> list[str]:
    """List the single words that are a person's name by themselves, and once more so or at a name's end."""
    people = [m.text for m in mentions if m.label == "PERSON"]
    others = {m.text for m in mentions if m.label != "PERSON"}
    counts = Counter(name.split()[-1] for name in people)
    alone = {name for name in people if name.isalpha() and len(name) >= _SHORTEST}
    return [
        name
        for name in dict.fromkeys(people)
        if name in alone
        and counts[name] > 1
        and name not in others
        and not lex.is_title(name)
        and not lex.is_person_noun(name)
        and not re.search(rf"\b{re.escape(name.lower())}\b", text)
    ]


def _alone(text: str, name: str) -> list[int]:
    """Find where a name stands with no capitalised word before it or after it."""
    found: list[int] = []
    over = 0
    for at in places_of(text, name):
        end = at + len(name)
        if at < over or not (_BEGIN.match(text, at) and _END.match(text, end)):
            continue
        over = end
        line = text[max(text.rfind("\n", 0, at) + 1, at - 40) : at]
        if not _BESIDE.search(line) and not _NEXT.match(text, end):
            found.append(at)
    return found
