"""Corrections put in the place of what the models answered; what came of each is told.

1. What was withdrawn doesn't count, unless the withdrawal was withdrawn.  2. `place` finds where the words
stand.  3. Each article's corrections are taken in the order of the journal, see `desk`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.corrections.articles import Articles
from pipeline.corrections.correction import Correction, Outcome
from pipeline.corrections.desk import Desk, Spans
from pipeline.corrections.place import Anchors, Found, Texts, Wanted
from pipeline.records import Resolution

SHOWN = 60  # letters of words that a reason shows


@dataclass(frozen=True, slots=True)
class Applied:
    """What corrections made of articles, by their places, and what came of each, in the journal's order.

    Of merge and split nothing has come yet: they are for the registry of names.
    """

    changed: Mapping[int, Resolution]
    outcomes: tuple[Outcome, ...]


def apply(articles: Articles, corrections: Sequence[Correction]) -> Applied:
    """Apply corrections, in their order, to articles in any order.

    Those that stand change nothing when they are applied again to what came of them. Assumes that no two
    articles, and no two corrections, have the same id.
    """
    if not corrections:
        return Applied({}, ())
    texts = Texts(articles)
    targets = _targets(corrections)
    # 1. what doesn't count
    gone = _withdrawn(corrections, targets)
    # 2. where it is
    places = _places(texts, corrections)
    # 3. in order
    desks: dict[int, Desk] = {}
    outcomes: dict[int, Outcome] = {}
    for at, correction in enumerate(corrections):
        here = places.get(_root(at, targets))
        desk = None
        if isinstance(here, int):
            desk = desks[here] = desks.get(here) or Desk(*articles.pair(here))
        if at in gone:
            outcomes[at] = Outcome(correction, "withdrawn", article_id=_id_of(desk))
        elif correction.action == "withdraw":
            outcomes[at] = _withdrawal(correction, desk, targets.get(at))
        elif correction.names:
            outcomes[at] = Outcome(correction, "applied")
        elif desk is None or not isinstance(here, int):
            outcomes[at] = Outcome(correction, "lost", str(here))
        elif why := _take(texts, here, desk, at, correction):
            outcomes[at] = Outcome(correction, "lost", why, _id_of(desk))
    for desk in desks.values():
        outcomes |= desk.outcomes()
    return Applied(
        {at: desk.result() for at, desk in desks.items()},
        tuple(outcomes[at] for at in range(len(corrections))),
    )


def withdrawn(corrections: Sequence[Correction]) -> frozenset[str]:
    """Give the ids of the corrections that don't count: withdrawn, and the withdrawal wasn't withdrawn."""
    found = _withdrawn(corrections, _targets(corrections))
    return frozenset(corrections[at].correction_id for at in found)


def _targets(corrections: Sequence[Correction]) -> dict[int, int]:
    """Say which earlier correction each withdrawal means, by their places; without those that mean none."""
    known = {correction.correction_id: at for at, correction in enumerate(corrections)}
    found = ((at, known.get(correction.of or "", at)) for at, correction in enumerate(corrections))
    return {at: target for at, target in found if target < at}


def _withdrawn(corrections: Sequence[Correction], targets: Mapping[int, int]) -> set[int]:
    found: set[int] = set()
    for at in reversed(range(len(corrections))):
        if at in targets and at not in found:
            found.add(targets[at])
    return found


def _root(at: int, targets: Mapping[int, int]) -> int:
    """Follow withdrawals of withdrawals to what they are about in the end."""
    while at in targets:
        at = targets[at]
    return at


def _withdrawal(correction: Correction, desk: Desk | None, target: int | None) -> Outcome:
    if target is None:
        return Outcome(correction, "lost", f"no earlier correction has the id {correction.of}")
    if desk:
        desk.take_back(target)
    return Outcome(correction, "applied", article_id=_id_of(desk))


def _id_of(desk: Desk | None) -> str | None:
    return desk.article.article_id if desk else None


def _places(texts: Texts, corrections: Sequence[Correction]) -> dict[int, int | str]:
    """Find the article of each correction that is about one, by their places; else say why there is none."""
    places: dict[int, int | str] = {}
    wanted: dict[int, Wanted] = {}
    for at, correction in enumerate(corrections):
        if correction.place is None:
            continue
        if correction.action == "complete":
            places[at] = texts.whole(correction.place)
        else:
            wanted[at] = Wanted(correction.place, _alternatives(correction))
    for (at, each), found in zip(wanted.items(), texts.locate([*wanted.values()]), strict=True):
        places[at] = _lost(each.either[0], found) if isinstance(found, str) else found.article
    return places


def _alternatives(correction: Correction) -> tuple[Anchors, ...]:
    answer = correction.answer
    return tuple(words for words in (correction.shown, answer and answer.pieces) if words)


def _take(texts: Texts, article: int, desk: Desk, at: int, correction: Correction) -> str | None:
    """Take a correction in the article where it is; else say why it can't be."""
    if correction.action == "complete":
        found = [texts.find(article, (anchor,)) for anchor in correction.shown]
        desk.take_whole(at, correction, tuple(span for here in found for span in _spans(here) or ()))
        return None
    shown = texts.find(article, correction.shown) if correction.shown else None
    answer = None
    if correction.answer:
        pieces = correction.answer.pieces
        answer = texts.find(article, pieces)
        if isinstance(answer, Found) and not texts.each_fits(answer, pieces):
            answer = "stand among other words now"
        if isinstance(answer, str):
            return _lost(pieces, answer)
    desk.take(at, correction, shown=_spans(shown), answer=_spans(answer))
    return None


def _spans(found: Found | str | None) -> Spans | None:
    return found.spans if isinstance(found, Found) else None


def _lost(words: Anchors, why: str) -> str:
    said = " ".join(" … ".join(anchor.exact for anchor in words).split())
    shown = said if len(said) <= SHOWN else f"{said[: SHOWN - 1].rstrip()}…"
    return f"its words, “{shown}”, {why}"
