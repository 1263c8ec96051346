"""From the tagger's numbers to attributions: tags decoded per word, spans linked by where they point."""

from dataclasses import dataclass
from itertools import pairwise

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

_N = len(TAGS)
_ALLOWED = np.zeros((_N, _N), dtype=np.float32)
for _j, _to in enumerate(TAGS):
    if _to.startswith("I-"):
        _ALLOWED[:, _j] = -1e9
        _ALLOWED[_j, _j] = _ALLOWED[_j - 1, _j] = 0
_START = np.array([-1e9 if t.startswith("I-") else 0 for t in TAGS], dtype=np.float32)


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
    pieces: NDArray[np.int64]
    span: Span
    score: float
    paragraph: int


def decode(window: Window, logits: Floats, cue: Floats, source: Floats) -> list[Tagged]:
    """Read the attributions off one window: `logits` is `[l, tags]`, the pointers' logits are `[l, l]`."""
    firsts = np.array([k for k, piece in enumerate(window) if piece.first], dtype=np.int64)
    if not len(firsts):
        return []
    paragraph = paragraph_numbers(window)
    scores = _log_softmax(logits[firsts])
    path = _best_tags(scores, paragraph[firsts])
    runs = _runs(window, firsts, path, np.exp(scores), paragraph)
    cues = [r for r in runs if r.role == "cue"]
    sources = [r for r in runs if r.role == "source"]
    said: dict[int, list[tuple[_Run, float]]] = {}
    for run in (r for r in runs if r.role == "content"):
        masses, _ = _masses(cue, run, cues)
        best = int(np.argmax(masses)) if masses else -1
        if best >= 0 and masses[best] < LEAST_MASS:
            best = _nearest(run, cues)
        if best >= 0:
            said.setdefault(best, []).append((run, masses[best]))
    found = (
        _attribution(cues[k], contents, *_source_of(cues[k], sources, source)) for k, contents in said.items()
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
        content_score=float(np.mean([run.score for run, _ in kept])),
        link_score=float(np.mean([link for _, link in kept])) * mass,
    )


def paragraph_numbers(window: Window) -> NDArray[np.int64]:
    """Give each piece the number of its paragraph: a break begins the next."""
    breaks = [k > 0 and piece.word is None for k, piece in enumerate(window)]
    return np.cumsum(breaks).astype(np.int64)


def _masses(pointer: Floats, run: _Run, others: list[_Run]) -> tuple[list[float], float]:
    """Say how much of a run's pointing goes to each of the others, and how much to nothing."""
    shares = np.exp(_log_softmax(pointer[run.pieces])).mean(0)
    return [float(shares[other.pieces].sum()) for other in others], float(shares[0])


def _source_of(cue: _Run, sources: list[_Run], pointer: Floats) -> tuple[_Run | None, float]:
    masses, nothing = _masses(pointer, cue, sources)
    best = int(np.argmax(masses)) if masses else -1
    if best < 0 or masses[best] < nothing:
        return None, nothing
    return sources[best], masses[best]


def _nearest(run: _Run, cues: list[_Run]) -> int:
    def gap(k: int) -> int:
        other = cues[k].span
        return max(other.start - run.span.end, run.span.start - other.end)

    beside = [k for k, c in enumerate(cues) if c.paragraph == run.paragraph]
    return min(beside, key=gap, default=-1)


def _log_softmax(x: Floats) -> Floats:
    shifted = x - x.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)), dtype=np.float32)


def _best_tags(scores: Floats, paragraph: NDArray[np.int64]) -> list[int]:
    """Find the best tags in which every I- follows its own B- or I-, paragraph by paragraph."""
    path = scores.argmax(1)
    bounds = [0, *np.flatnonzero(np.diff(paragraph)) + 1, len(path)]
    for start, end in pairwise(bounds):
        tags = path[start:end]
        # where the best of each word don't fit together
        if _START[tags[0]] + _ALLOWED[tags[:-1], tags[1:]].sum() < 0:
            path[start:end] = _viterbi(scores[start:end])
    return [int(tag) for tag in path]


def _viterbi(scores: Floats) -> list[int]:
    best = scores[0] + _START
    back: list[NDArray[np.int64]] = []
    for word in scores[1:]:
        step = best[:, None] + _ALLOWED
        back.append(step.argmax(0))
        best = step.max(0) + word
    path = [int(best.argmax())]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return path[::-1]


def _runs(
    window: Window,
    firsts: NDArray[np.int64],
    path: list[int],
    probabilities: Floats,
    paragraph: NDArray[np.int64],
) -> list[_Run]:
    out: list[_Run] = []
    k = 0
    while k < len(path):
        tag = TAGS[path[k]]
        if tag == "O":
            k += 1
            continue
        end = k + 1
        while end < len(path) and path[end] == path[k] + 1 and paragraph[firsts[end]] == paragraph[firsts[k]]:
            end += 1
        pieces = firsts[k:end]
        first, last = window[pieces[0]].word, window[pieces[-1]].word
        if first is None or last is None:
            raise ValueError("a piece that stands for no text was decoded")
        score = float(probabilities[np.arange(k, end), path[k:end]].mean())
        out.append(_Run(tag[2:], pieces, Span(first.start, last.end), score, int(paragraph[pieces[0]])))
        k = end
    return out
