"""One label for all mentions of a name in an article: the sum of what each of them shows.

A name's mentions support each other (the label consistency of Finkel et al. 2005), a surname goes with
the full name that it belongs to, and names joined by "and" or commas lean the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Doc

from . import lexicon as lex
from .bounds import HEADS
from .evidence import evidence
from .shape import Weights, model_label
from .spans import Run

PLACES = ("GPE", "LOC", "FAC")
LEAST = 0.5
"""Least sum of weights for a name: under it lie single capitalised words that nothing speaks for."""
_JOINED = (["and"], [","], ["or"], [",", "and"], ["and", "the"], [",", "the"])
_SURE_PLACE = 4
_SURE_NAME = 2.5
_SURE_WORD = 1.2
"""Least for a single word that the text has in lower case too."""
_HEADS = HEADS | lex.BARE_HEADS
_FIRSTS = lex.LOC_FIRSTS | lex.ORG_FIRSTS
_LONGEST_JOINT = max(len(joint) for joint in _JOINED)


@dataclass(frozen=True, slots=True)
class Voted:
    """A run with the label that its name won."""

    run: Run
    label: str


def vote(
    doc: Doc, runs: list[Run], weights: Mapping[str, Weights], elsewhere: Mapping[str, Weights]
) -> list[Voted]:
    """Label every run by its name's votes; a run whose name gathers too little is left out.

    `weights` is the evidence for each name (see `weigh`); `elsewhere` is that for the same names in the
    page's other articles: it counts half.
    """
    names = [key(doc, run) for run in runs]
    by_name = {name: Weights(its) for name, its in weights.items()}
    guesses: dict[str, list[Weights]] = defaultdict(list)
    for name, run in zip(names, runs, strict=True):
        guesses[name].append(model_label(doc, run))
    for name, votes in guesses.items():
        if " " not in name and 2 * sum(its["NORP"] > 0 for its in votes) > len(votes):
            by_name[name] = Weights()  # what stands before an adjective belongs to its noun
        else:
            by_name[name].add(elsewhere.get(name, {}), share=0.5)
        # mentions err alike: the model's guesses count by their mean, a little more when they are many
        by_name[name].add(_sum(votes), share=min(1 + 0.2 * (len(votes) - 1), 1.6) / len(votes))
    common = {text for token in doc if (text := token.text).islower()}
    winners = {
        name: _winner(its, _SURE_WORD if name.lower() in common else LEAST) for name, its in by_name.items()
    }
    labels = _with_family(by_name, winners)
    return [Voted(run, label) for name, run in zip(names, runs, strict=True) if (label := labels[name])]


def weigh(doc: Doc, runs: list[Run]) -> dict[str, Weights]:
    """Sum the evidence for each name of an article over its mentions, the model's labels left out."""
    shown = [evidence(doc, run) for run in runs]
    both = [_sum([weights, model_label(doc, run)]) for run, weights in zip(runs, shown, strict=True)]
    by_name: dict[str, Weights] = {}
    for at, run in enumerate(runs):
        its = by_name.setdefault(key(doc, run), Weights())
        its.add(shown[at])
        its.add(_shared(doc, runs, both, at))
    return by_name


def _sum(votes: Iterable[Weights]) -> Weights:
    total = Weights()
    for its in votes:
        total.add(its)
    return total


def key(doc: Doc, run: Run) -> str:
    """Give the name as written, its space made even; a name in capitals throughout as if it were not."""
    text = " ".join(doc[run.start : run.end].text.split())
    return text.title() if text.isupper() and len(text) > 5 else text


def _with_family(by_name: dict[str, Weights], labels: dict[str, str]) -> dict[str, str]:
    """Give surnames and first names their person's label, and the first word of a body's name the body's."""
    people = [name.split() for name, label in labels.items() if label == "PERSON" and " " in name]
    bodies = [name for name, label in labels.items() if label == "ORG" and " " in name]
    parts = {part for words in people for part in (words[-1], words[0], " ".join(words[1:]))}
    found = dict(labels)
    for name, label in labels.items():
        part = name in parts or name.title() in parts
        if label != "PERSON" and (
            (part and _place(by_name[name]) < _SURE_PLACE) or _bears(name, by_name, labels)
        ):
            found[name] = "PERSON"
        elif (
            label in PLACES
            and _called_short(name, by_name, labels)
            or (
                label in ("PERSON", *PLACES)
                and name not in parts
                and " " not in name
                and by_name[name][label] < 2
            )
            and any(body.startswith(name + " ") for body in bodies)
        ):
            found[name] = "ORG"
    return found


def _called_short(name: str, by_name: Mapping[str, Weights], labels: Mapping[str, str]) -> bool:
    """Say whether a club's short name stands for a weakly shown name: "City" for "Mora City"."""
    last = name.rpartition(" ")[2]
    return last != name and labels.get(last) == "ORG" and _place(by_name[name]) < _SURE_NAME + 1.5


def _bears(name: str, by_name: Mapping[str, Weights], labels: Mapping[str, str]) -> bool:
    """Say whether a weakly shown name of several words ends in one that is a person by itself."""
    first, _, rest = name.partition(" ")
    alone = labels.get(rest or name.rpartition("-")[0]) == "PERSON"
    weak = max(_place(by_name[name]), by_name[name]["ORG"], by_name[name]["NONE"]) < _SURE_NAME
    head = name.rpartition(" ")[2].lower() in _HEADS
    return bool(rest) and alone and weak and not head and first.lower() not in _FIRSTS


def _place(weights: Weights) -> float:
    return sum(max(weights[label], 0) for label in PLACES)


def _winner(weights: Weights, least: float) -> str:
    """Give the label with the most weight, the three kinds of place as one; "" where none has enough."""
    totals = Weights({k: v for k, v in weights.items() if k not in PLACES})
    totals["PLACE"] = _place(weights) + min(weights["GPE"], 0)
    label, weight = max(sorted(totals.items()), key=lambda pair: pair[1])
    if weight < least or label == "NONE":
        return ""
    if label != "PLACE":
        return label
    return max(PLACES, key=lambda place: weights[place])


def _shared(doc: Doc, runs: list[Run], shown: list[Weights], at: int) -> Weights:
    """Take over a share of what the other names of the same enumeration show ("in X, Y and Z")."""
    weights = Weights()
    first, last, joined = _enumeration(doc, runs, at)
    share = 0.5 if joined else 0.3
    for other in range(first, last + 1):
        if other != at:
            weights["GPE"] += share * _place(shown[other])
            for label in ("PERSON", "ORG", "LANGUAGE"):
                weights[label] += share * max(shown[other][label], 0)
    if first < at and _closes(doc, runs[at]) and _place(shown[at - 1]) >= 1:
        street = runs[at - 1].words(doc)[-1] in lex.STREETS
        town = not joined and shown[at]["PERSON"] < 1.5 and runs[at].end - runs[at].start == 1
        if street or town:
            weights["GPE"] += 2 if street else 1  # an address: STREET, TOWN
    return weights


def _enumeration(doc: Doc, runs: list[Run], at: int) -> tuple[int, int, bool]:
    """Give the first and last run of the enumeration that a run stands in, and whether "and" joins it."""
    first = last = at
    joined = False
    while first > 0 and (between := _between(doc, runs[first - 1], runs[first])) in _JOINED:
        first, joined = first - 1, joined or between != [","]
    while last + 1 < len(runs) and (between := _between(doc, runs[last], runs[last + 1])) in _JOINED:
        last, joined = last + 1, joined or between != [","]
    return first, last, joined


def _between(doc: Doc, left: Run, right: Run) -> list[str]:
    if right.start - left.end > _LONGEST_JOINT:
        return []
    return [t.text for t in doc[left.end : right.start]]


def _closes(doc: Doc, run: Run) -> bool:
    return run.end >= len(doc) or doc[run.end].is_space or doc[run.end].text in (",", ".", ")", ";")
