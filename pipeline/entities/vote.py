"""One label for all mentions of a name in an article: the sum of what each of them shows.

A name's mentions support each other (the "label consistency" of Finkel et al. 2005), a surname votes
with the full name that it belongs to, and names joined by "and" or commas lean the same way.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from spacy.tokens import Doc

from .evidence import Weights, evidence
from .spans import Run

PLACES = ("GPE", "LOC", "FAC")
LEAST = 0.55
"""Least sum of weights for a name: under it lie single capitalised words that only the tagger guessed."""
_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Voted:
    run: Run
    label: str


def vote(doc: Doc, runs: list[Run]) -> list[Voted]:
    """Label every run by its name's votes; a run whose name gathers too little is left out."""
    shown = [evidence(doc, run) for run in runs]
    lists = [_share(doc, runs, shown, at) for at in range(len(runs))]
    by_name: dict[str, Weights] = defaultdict(Counter)
    for run, weights in zip(runs, lists, strict=True):
        by_name[key(doc, run)].update(weights)
    labels = {name: _winner(weights) for name, weights in by_name.items()}
    people = [name.split() for name, label in labels.items() if label == "PERSON" and " " in name]
    known = {word for name in people for word in (name[-1], name[0], " ".join(name[1:]))}
    voted = []
    for run in runs:
        name = key(doc, run)
        label = labels[name]
        if name in known and label != "PERSON" and _place(by_name[name]) < 2 and " ".join(name) not in labels:
            label = "PERSON"
        if label:
            voted.append(Voted(run, label))
    return voted


def key(doc: Doc, run: Run) -> str:
    """Give the name as written, its space made even, without regard to capitals throughout."""
    text = doc[run.start : run.end].text
    text = " ".join(text.split())
    return text.title() if text.isupper() and len(text) > 5 else text


def _place(weights: Weights) -> float:
    return sum(max(weights[label], 0) for label in PLACES)


def _winner(weights: Weights) -> str:
    """Give the label with the most weight, the three kinds of place as one; "" where none has enough."""
    totals: Weights = Counter({k: v for k, v in weights.items() if k not in PLACES})
    totals["PLACE"] = _place(weights) + min(weights["GPE"], 0)
    label, weight = max(sorted(totals.items()), key=lambda pair: pair[1])
    if weight < LEAST or label == "NONE":
        return ""
    if label != "PLACE":
        return label
    return max(PLACES, key=lambda place: weights[place])


def _share(doc: Doc, runs: list[Run], shown: list[Weights], at: int) -> Weights:
    """Add to a run's evidence half of its neighbours' in the same enumeration ("in X, Y and Z")."""
    weights: Weights = Counter(shown[at])
    for step in (-1, 1):
        other = at + step
        if 0 <= other < len(runs):
            left, right = (runs[other], runs[at]) if step < 0 else (runs[at], runs[other])
            between = [t.text for t in doc[left.end : right.start]]
            if between in (["and"], [","], ["or"], [",", "and"], ["and", "the"], [",", "the"]):
                for label in ("PERSON", "ORG", "GPE", "LOC"):
                    weights[label] += _SHARED * max(shown[other][label], 0) * (0.5 if between == [","] else 1)
    return weights
