"""Names that came with a body's label, though the text speaks of them as people.

1. pronouns   NAME is a subject, and a he or she, which nobody else there can be, follows in its sentence or
              opens the next
2. titles     "Mr NAME", "Sen. NAME"
Counted are names of at most three words, none of which is a noun for a body or for people, that the text
never gives an article; one hint is enough where the article or its headline gives the name with a first
name, else it takes two.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.records import Mention

from . import lexicon as lex
from .genders import GENDER_OF_PRONOUN
from .missed import passed_over
from .pagewide import is_surname, spelled_out

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_MASKS = ("ORG", "PRODUCT", "WORK_OF_ART")
_SUBJECTS = ("nsubj", "nsubjpass")
_NOUNS = lex.BODIES.keys() | lex.KIND_OF_HEAD.keys() | lex.MEDIA


def unmasked(
    doc: "Doc", headline: str | None, mentions: Sequence[Mention]
) -> tuple[list[Mention], tuple[str, ...]]:
    """Give the mentions with such names as people, and the full names that headline and text have."""
    people = {at for m in mentions if m.label == "PERSON" for at in range(m.start, m.end)}
    hints: Counter[str] = Counter()
    masked = [m for m in mentions if m.label in _MASKS and _may_be_person(m.text)]
    names = {m.text for m in masked if is_surname(m.text)}
    for mention in (*masked, *passed_over(doc.text, mentions, sorted(names))):
        hints[mention.text] += _is_person(doc, mention, people)
    text = f"{headline or ''}\n{doc.text}" if +hints else ""
    others = (m for m in mentions if m.label in ("GPE", "LOC", "NORP"))
    places = [m.text for m in others if not hints[m.text.split()[-1]]]
    full = {
        name: spelled_out(text, [name] if is_surname(name) else [], places) for name, n in hints.items() if n
    }
    articled = {m.text for m in mentions if m.text in full and _with_article(doc, m)}
    sure = [name for name in full if hints[name] > 1 or full[name] or " " in name]
    sure = [name for name in sure if name not in articled]
    spelled = tuple(name for short in sure for name in full[short])
    named = {*sure, *spelled}
    relabelled = [
        replace(m, label="PERSON") if m.text in named and m.label in _MASKS else m for m in mentions
    ]
    return relabelled, spelled


def _may_be_person(name: str) -> bool:
    words = name.split()
    if words[-1].lower() in lex.PLURAL_PEOPLE:
        return False
    plain = all(w[0].isupper() and w.replace("-", "").replace(".", "").isalpha() for w in words)
    return len(words) < 4 and plain and (len(words) == 2 or _NOUNS.isdisjoint(w.lower() for w in words))


def _with_article(doc: "Doc", mention: Mention) -> bool:
    """Say whether "the" goes with the name itself, not with a noun after it: "the NAME said"."""
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None or span.start == 0 or doc[span.start - 1].lower_ != "the":
        return False
    return span.root.dep_ not in ("compound", "nmod", "amod", "poss")


def _is_person(doc: "Doc", mention: Mention, people: set[int]) -> bool:
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None:
        return False
    before = doc[span.start - (2 if span.start > 1 and doc[span.start - 1].text == "." else 1)]
    # 2. titles
    if (
        span.start
        and before.text[0].isupper()
        and before.lower_.strip(".") in ("mr", "mrs", "ms", "sen", "rep")
    ):
        return True
    # 1. pronouns
    if span.root.dep_ not in _SUBJECTS:
        return False
    alone = True
    for token in doc[span.end : span.sent.end]:
        if _is_somebody(token) or (token.idx in people and token.dep_ in _SUBJECTS):
            return False
        alone = alone and token.idx not in people
        if alone and token.lower_ in GENDER_OF_PRONOUN:
            return True
    opener = next((t for t in doc[span.sent.end : span.sent.end + 3] if t.is_alpha), None)
    return opener is not None and opener.lower_ in ("he", "she")


def _is_somebody(token: "Token") -> bool:
    noun = token.pos_ in ("NOUN", "PROPN") and lex.is_person_noun(token.text)
    return noun or token.is_quote or token.lower_ in ("who", "someone", "anyone", "everyone")
