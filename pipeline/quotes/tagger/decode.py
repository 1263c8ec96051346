"""From the tagger's numbers to attributions: tags decoded per word, spans linked by where they point."""

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from pipeline.quotes.tagger.windows import Window
from pipeline.records import Span

ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{prefix}-{role}" for role in ROLES for prefix in "BI"))
LEAST_MASS = 0.25
"""Below it a pointer doesn't know, and the nearest cue is right more often."""
LEAST_SHARE = 0.5
"""Two contents under one cue: one whose link is weaker than this share of the other's belongs elsewhere."""
LEAST_SCORE = 0.15
"""Of what scores lower, not even a third is right."""
Floats = NDArray[np.float32]

Tags = NDArray[np.int64]

_INSIDE = np.array([tag.startswith("I-") for tag in TAGS])
_INSIDES = np.flatnonzero(_INSIDE).tolist()


@dataclass(frozen=True, slots=True)
class Tagged:
    """One attribution as the tagger sees it; `contents` are in text order."""

    contents: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    content_score: float
    """Mean probability of the content's tags."""
    link_score: float
    """Mass of the pointers that join content, cue and source."""
    confidence: float = 0.0
    """How often such an attribution is right, 0-1; 0 before it is calibrated."""

    @property
    def score(self) -> float:
        return self.content_score * self.link_score


@dataclass(frozen=True, slots=True)
class _Run:
    role: str
    pieces: list[int]
    span: Span
    score: float
    paragraph: int


def decode(window: Window, logits: Floats, cue: Floats, source: Floats) -> list[Tagged]:
    """Read the attributions off one window: `logits` is `[l, tags]`, the pointers' logits are `[l, l]`."""
    if not window.firsts:
        return []
    runs = _runs(window, logits[window.firsts])
    cues, contents, sources = (
        [run for run in runs if run.role == role] for role in ("cue", "content", "source")
    )
    if not cues or not contents:
        return []
    said: dict[int, list[tuple[_Run, float]]] = {}
    for run, (_, *masses) in zip(contents, _masses(cue, contents, cues), strict=True):
        best = int(np.argmax(masses))
        if masses[best] < LEAST_MASS:
            best = _nearest(run, cues)
        if best >= 0:
            said.setdefault(best, []).append((run, masses[best]))
    pointing = _masses(source, [cues[k] for k in said], sources)
    found = (
        _attribution(cues[k], said[k], *_source_of(masses, sources))
        for k, masses in zip(said, pointing, strict=True)
    )
    kept = (tagged for tagged in found if tagged.score >= LEAST_SCORE)
    return sorted(kept, key=lambda tagged: tagged.contents[0])


def _attribution(cue: _Run, contents: list[tuple[_Run, float]], source: _Run | None, mass: float) -> Tagged:
    strongest = max(link for _, link in contents)
    kept = [(run, link) for run, link in contents if link >= LEAST_SHARE * strongest]
    return Tagged(
        contents=tuple(run.span for run, _ in kept),
        cue=cue.span,
        source=source.span if source else None,
        content_score=fmean(run.score for run, _ in kept),
        link_score=fmean(link for _, link in kept) * mass,
    )


def _masses(pointer: Floats, runs: list[_Run], others: list[_Run]) -> list[list[float]]:
    """Say how much of each run's pointing goes to nothing, and then to each of the others."""
    if not runs:
        return []
    logits = pointer[[piece for run in runs for piece in run.pieces]]
    shares = np.exp(logits - logits.max(1, keepdims=True))
    columns = [0, *(piece for other in others for piece in other.pieces)]
    masses = shares[:, columns] / shares.sum(1, keepdims=True)
    by_piece = np.add.reduceat(masses, [0, *_starts(others, 1)], axis=1)
    lengths = [[len(run.pieces)] for run in runs]
    by_run: list[list[float]] = (np.add.reduceat(by_piece, _starts(runs, 0), axis=0) / lengths).tolist()
    return by_run


def _starts(runs: list[_Run], at: int) -> list[int]:
    """Say where each run begins if their pieces stand in a row from `at` on."""
    return list(accumulate((len(run.pieces) for run in runs[:-1]), initial=at)) if runs else []


def _source_of(masses: list[float], sources: list[_Run]) -> tuple[_Run | None, float]:
    nothing, *to_sources = masses
    most = max(to_sources, default=-1.0)
    return (sources[to_sources.index(most)], most) if most >= nothing else (None, nothing)


def _nearest(run: _Run, cues: list[_Run]) -> int:
    def gap(k: int) -> int:
        other = cues[k].span
        return max(other.start - run.span.end, run.span.start - other.end)

    beside = [k for k, c in enumerate(cues) if c.paragraph == run.paragraph]
    return min(beside, key=gap, default=-1)


def _log_softmax(x: Floats) -> Floats:
    shifted = x - x.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), dtype=np.float32)


def _runs(window: Window, logits: Floats) -> list[_Run]:
    """Find the runs of words in one role; `logits` are of the words that begin in the window."""
    paragraph = np.array(window.paragraph)[window.firsts]
    new = np.concatenate([[True], paragraph[1:] != paragraph[:-1]])
    scores = _log_softmax(logits)
    path = best_tags(scores, new)
    sure = np.exp(scores[np.arange(len(path)), path]).tolist()
    out: list[_Run] = []
    bounds = [*np.flatnonzero(new | ~_INSIDE[path]).tolist(), len(path)]
    for start, end in pairwise(bounds):
        tag = TAGS[path[start]]
        if tag == "O":
            continue
        span = Span(window.starts[start], window.ends[end - 1])
        score = fmean(sure[start:end])
        out.append(_Run(tag[2:], window.firsts[start:end], span, score, int(paragraph[start])))
    return out


def best_tags(scores: Floats, new: NDArray[np.bool_]) -> Tags:
    """Find the best tags in which every I- follows its own B- or I-; `new` says where a paragraph begins.

    The best tag of each word nearly always fits the one before. Where it doesn't, the words around it are
    gone over, more of them until what is best there by itself fits on both sides: nothing can be better.
    """
    best = scores.argmax(1)
    before = np.concatenate([[0], best[:-1]])
    wrong = _INSIDE[best] & (new | ((best != before) & (best != before + 1)))
    path = best.tolist()
    done: list[tuple[int, int]] = []
    for at in np.flatnonzero(wrong).tolist():
        if not new[at] and _follows(path[at - 1], path[at]):
            continue  # mended with the words before it
        start, end = at if new[at] else at - 1, at + 1
        while True:
            while done and done[-1][1] > start:
                start = done.pop()[0]
            path[start:end] = _viterbi(scores[start:end].tolist(), new=bool(new[start]))
            on_left = new[start] or _follows(path[start - 1], path[start])
            on_right = end == len(path) or new[end] or _follows(path[end - 1], path[end])
            if on_left and on_right:
                break
            start, end = start - (not on_left), end + (not on_right)
        done.append((start, end))
    return np.array(path)


def _follows(before: int, tag: int) -> bool:
    """Say whether one tag may stand behind another in a paragraph."""
    return tag not in _INSIDES or before in (tag - 1, tag)


def _viterbi(scores: list[list[float]], *, new: bool) -> list[int]:
    """Find the best tags of words in a row; before I- stands B- or I- of its role, or the row's beginning.

    Where a paragraph begins, as `new` tells, the row doesn't begin with I-.
    """
    best = [-math.inf if new and inside else score for inside, score in zip(_INSIDE, scores[0], strict=True)]
    back: list[list[int]] = []
    for word in scores[1:]:
        any_tag = best.index(max(best))
        came = [any_tag] * len(TAGS)
        for tag in _INSIDES:
            came[tag] = tag - 1 if best[tag - 1] >= best[tag] else tag
        best = [best[before] + score for before, score in zip(came, word, strict=True)]
        back.append(came)
    path = [best.index(max(best))]
    for came in reversed(back):
        path.append(came[path[-1]])
    return path[::-1]
