"""Which corrections go when pages are forgotten: none may keep words that only those pages have.

1. What is about an article that leaves, as the correction says or as the tables found.
2. What keeps words of a page that leaves, if no page that stays has them: a quotation, what stands around it,
   a headline, a name.
3. What withdraws any of these.

Reviewers' notes and roles are their own words, and say nothing of where a correction belongs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.corrections.correction import Correction
from pipeline.corrections.folding import fold


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves the tables when pages are forgotten."""

    articles: frozenset[str] = frozenset()
    """Their ids."""
    corrections: frozenset[str] = frozenset()
    """Ids of those whose words the tables found in these articles."""
    texts: tuple[str, ...] = ()
    """Of the pages that go."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that a correction keeps, folded; a name stands for itself only as whole words."""

    folded: str
    is_name: bool = False

    def stand_in(self, text: str) -> bool:
        if self.folded not in text:
            return False
        return not self.is_name or re.search(rf"(?<!\w){re.escape(self.folded)}(?!\w)", text) is not None


def leaving_with(
    corrections: Sequence[Correction], leaving: Leaving, staying: Callable[[], Iterable[str]]
) -> frozenset[str]:
    """Give the ids of the corrections that go; `staying` yields the texts of all pages that stay.

    It is asked for only where a correction keeps words of a page that goes.
    """
    # 1. by the article
    going = {
        each.correction_id
        for each in corrections
        if each.correction_id in leaving.corrections
        or (each.place and each.place.article_id in leaving.articles)
    }
    # 2. by the words
    texts = [_fold(text) for text in leaving.texts]
    kept = {
        each.correction_id: words
        for each in corrections
        if each.correction_id not in going
        and (words := {it for it in _words_of(each) if any(it.stand_in(text) for text in texts)})
    }
    wanted = {it for words in kept.values() for it in words}
    for text in map(_fold, staying() if wanted else ()):
        wanted = {it for it in wanted if not it.stand_in(text)}
        if not wanted:
            break
    going |= {correction_id for correction_id, words in kept.items() if words & wanted}
    # 3. what withdraws them
    while more := {each.correction_id for each in corrections if each.of in going} - going:
        going |= more
    return frozenset(going)


def _words_of(correction: Correction) -> Iterator[_Words]:
    answer, names = correction.answer, correction.names
    for anchor in (*correction.shown, *(answer.pieces if answer else ())):
        whole = f"{anchor.before}{anchor.exact}{anchor.after}"
        parts = map(_fold, (whole, anchor.before, anchor.exact, anchor.after))
        yield from (_Words(part) for part in parts if part)
    if correction.place and correction.place.headline:
        yield _Words(_fold(correction.place.headline))
    told = (names.one, names.other) if names else (answer.speaker, answer.affiliation) if answer else ()
    yield from (_Words(_fold(name), is_name=True) for name in told if name)


def _fold(text: str) -> str:
    return fold(text).casefold().strip()
