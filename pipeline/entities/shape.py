"""What a name's own words and the model's label say of its kind, as weights by label."""

import re
from collections.abc import Mapping

from spacy.tokens import Doc

from . import lexicon as lex
from .spans import NAME_LABELS, POSSESSIVES, Run

THING_LABELS = frozenset({"NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"})
_KNOWN_LABELS = NAME_LABELS | THING_LABELS
_OWN_TITLES = lex.WEAK_TITLES - {"san"}
_EITHER_HEADS = lex.ORG_HEADS & lex.FAC_HEADS
_LAND_HEADS = lex.LOC_HEADS | lex.PLACE_OF | lex.PLACE_TAILS - lex.FAC_HEADS
_BUILT_HEADS = lex.FAC_HEADS | lex.PLACE_TAILS


ROAD = re.compile(r"[ABMN]\d{1,4}(?:\(M\))?|(?:I|US|SR)-\d{1,3}")
"""Numbered roads: the M4, I-80, US-61."""


class Weights(dict[str, float]):
    """Weights by label; a label without one weighs 0."""

    def __missing__(self, label: str) -> float:
        return 0.0

    def add(self, other: Mapping[str, float], *, share: float = 1.0) -> None:
        """Add another's weights, or a share of them."""
        for label, weight in other.items():
            self[label] += share * weight


def model_label(doc: Doc, run: Run) -> Weights:
    """Weigh the model's label for one mention by the share of its tokens; a lone unknown word weighs less."""
    labels = [label for t in doc[run.start : run.end] if (label := t.ent_type_)]
    if not labels:
        return Weights()
    label = max(labels, key=labels.count)
    if label not in _KNOWN_LABELS:
        return Weights({"NONE": 1})
    weight, length = labels.count(label) / (run.end - run.start), run.end - run.start
    if length == 1:  # the model's guess for any unknown single word is a person or a body
        weight = {"PERSON": 0.6, "ORG": 0.55, "NORP": 1.6}.get(label, 1.0)
    elif label not in ("PERSON", "GPE", "LOC", "FAC"):
        weight *= 0.8
    return Weights({label: weight})


def inside(doc: Doc, run: Run) -> Weights:
    """Weigh the words of the name: a title cut off it, head words of bodies and places, an acronym."""
    words = run.words(doc)
    found = Weights({"PERSON": 3}) if run.title else Weights()
    while len(words) > 1 and words[-1].isdigit():
        words.pop()
    if len(words) > 1 or words[0] in lex.NUMBERED:
        head = _head(words, many=run.end - run.start > 1)
        if all(t.ent_type_ == "PERSON" for t in doc[run.start : run.end]):
            head = Weights({k: v / 2 if k in ("LOC", "FAC") else v for k, v in head.items()})  # Ella Park
        found.add(head)
    text = doc[run.start : run.end].text
    if text.lower() in lex.COUNTRIES:
        found["GPE"] += 3
    elif text.lower() in lex.BARE_INSTITUTIONS:
        found["ORG"] += 3  # in Congress
    if len(words) == 2 and words[0] in _OWN_TITLES and words[1] not in lex.FAC_HEADS:
        found["PERSON"] += 1.5  # Lord Moss
    if text.lower() in lex.JOINED_PLACES:
        found["GPE"] += 4
    if any(t.text in POSSESSIVES for t in doc[run.start + 1 : run.end - 1]):
        found["ORG"] += 2  # Finch’s Pies
    before = doc[run.start - 1].lower_ if run.start else ""
    if ROAD.fullmatch(text) and before in ("the", "on", "via", "along", "off"):
        return Weights({"FAC": 4})
    last = doc[run.end - 1].text
    if len(words) > 1 and 3 <= len(last) <= 5 and last.isalpha() and last.isupper() and not text.isupper():
        found["ORG"] += 1.5 if set(last) - set("IVX") else 0  # Mora CID, but not Mora III
    if text.isupper() and len(text) <= 6 and len(words) == 1 and "." not in text:
        found.add({"ORG": 0.4, "PERSON": -1})  # an acronym
    return found


def _head(words: list[str], *, many: bool) -> Weights:
    head = words[-1] if words[-2:-1] != ["-"] else ""  # Moss-Hill is a surname, Mora-Tarn a place
    for at, word in enumerate(words):
        if at and word in ("of", "for", "on", "in", "against"):
            head = words[at - 1]
            break
    found = Weights()
    if head in lex.EVENT_HEADS and head not in lex.ORG_HEADS:
        found["EVENT"] += 3
    elif head in lex.WORK_HEADS and many and words[0] not in lex.ORG_FIRSTS:
        found["WORK_OF_ART"] += 2.5
    elif head in lex.LAW_HEADS:
        found["LAW"] += 3
    elif head in _EITHER_HEADS:
        found["FAC" if head in ("hall", "port") else "ORG"] += 2
    elif head in lex.ORG_HEADS:
        found["ORG"] += 3
    elif head in _LAND_HEADS:
        found["LOC"] += 3
    elif head in _BUILT_HEADS and many:
        found["FAC"] += 3
    if words[0] in lex.ORG_FIRSTS:
        found["ORG"] += 2
    elif words[0] in lex.LOC_FIRSTS:
        found["LOC"] += 1.5
    return found
