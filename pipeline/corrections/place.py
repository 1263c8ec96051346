"""Where the words of a correction stand now.

1. In the article of its id, if its words stand there.  2. Else in the one article that holds the words with
much the same before or after them: an article that has come back with another id. White space and the shapes
of quotation marks make no difference. Of several places the one whose surroundings agree furthest is meant;
where two agree alike, none is: a correction is lost rather than misplaced.

Words are looked up by their article first. Only for those not found there all articles are searched, once,
for the first words of each (as text reuse is found by word n-grams).
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from rapidfuzz.distance import Indel, Postfix, Prefix

from pipeline.corrections.articles import Articles
from pipeline.corrections.correction import AROUND, Anchor, Place
from pipeline.corrections.folding import Folded, digest, fold, folded
from pipeline.records import Article, Span

Anchors = tuple[Anchor, ...]
Needle = tuple[str, str, str]  # an anchor, folded
GRAMS = (6, 3, 2, 1)  # words that a search goes by, of those that an anchor has
ALIKE = 0.7  # of the letters before or after words in another article; of unrelated texts it is about 0.45
ENOUGH = 24  # letters that must agree there, the words' own among them
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """Where the pieces of a quotation stand, and how many letters around them agree."""

    article: int
    """The article's place among those that were searched."""
    spans: tuple[Span, ...]
    agreeing: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words to be found; where the first can't be, the next are tried."""

    place: Place
    either: tuple[Anchors, ...]


def place_of(
    article_id: str, text: str, *, headline: str | None = None, date: dt.date | None = None
) -> Place:
    """Make the place of a correction in an article with this text."""
    return Place(article_id, headline, date, digest(text))


def anchors(text: str, spans: Sequence[Span]) -> Anchors:
    """Make anchors of spans of a text, in their order; `find` gives the spans back.

    Assumes that spans have words, and no white space at their edges. Each anchor keeps AROUND code points on
    both sides; where another place in the text would fit as well, twice as many, and so on.
    """
    whole = folded(text)
    return tuple(_anchor(text, whole, span) for span in spans)


def _anchor(text: str, whole: Folded, span: Span) -> Anchor:
    around = AROUND
    while True:
        start, end = max(0, span.start - around), span.end + around
        anchor = Anchor(span.of(text), text[start : span.start], text[span.end : end])
        if (start == 0 and end >= len(text)) or not isinstance(_find(whole, _needle(anchor)), str):
            return anchor
        around *= 2


def find(text: str, wanted: Sequence[Anchor]) -> tuple[Span, ...] | None:
    """Find the words of anchors in a text; None where they aren't all there, in order, or two places fit.

    White space at the edges of the words, as somebody may have typed it, isn't found with them.
    """
    found = _find_all(folded(text), [_needle(anchor) for anchor in wanted])
    return None if isinstance(found, str) else found[0]


def _needle(anchor: Anchor) -> Needle:
    words = anchor.exact.strip()
    before, after = anchor.exact.split(words, 1) if words else ("", "")
    return fold(words), fold(anchor.before + before), fold(after + anchor.after)


def _find_all(whole: Folded, wanted: Sequence[Needle]) -> tuple[tuple[Span, ...], int] | str:
    """Find pieces in their order, with the letters that agree around them; else say why not."""
    spans: list[Span] = []
    agreeing = 0
    for needle in wanted:
        found = _find(whole, needle)
        if isinstance(found, str):
            return found
        span, agree = found
        if spans and span.start < spans[-1].end:
            return "stand in another order now"
        spans.append(span)
        agreeing += agree
    return tuple(spans), agreeing


def _verbatim(text: str, wanted: Sequence[Anchor]) -> tuple[Span, ...]:
    """Find pieces that stand in a text once with all that stood around them: fast, and mostly so; or none."""
    spans: list[Span] = []
    for anchor in wanted:
        all_of_it = f"{anchor.before}{anchor.exact}{anchor.after}"
        at = text.find(all_of_it)
        start = at + len(anchor.before)
        end = start + len(anchor.exact)
        once = at >= 0 and text.find(all_of_it, at + 1) < 0 and anchor.exact == anchor.exact.strip()
        whole = (anchor.before or start == 0) and (anchor.after or end == len(text))
        if not (once and whole) or (spans and start < spans[-1].end):
            return ()
        spans.append(Span(start, end))
    return tuple(spans)


def _find(whole: Folded, needle: Needle) -> tuple[Span, int] | str:
    exact, before, after = needle
    best, agreeing, ties = -1, -1, 0
    for at in _occurrences(whole.text, exact, before, after):
        end = at + len(exact)
        agree = Postfix.similarity(before, whole.text[max(0, at - len(before)) : at])
        agree += Prefix.similarity(after, whole.text[end : end + len(after)])
        if agree > agreeing:
            best, agreeing, ties = at, agree, 0
        elif agree == agreeing:
            ties += 1
    if best < 0:
        return "aren't there any more"
    if ties:
        return f"stand in {ties + 1} places that fit alike"
    return whole.origin(best, best + len(exact)), agreeing


def _occurrences(text: str, exact: str, before: str, after: str) -> Iterator[int]:
    """Give the places of words in a text, but within longer words only where they stood so before."""
    in_word = before[-1:].isalnum() if exact[:1].isalnum() else None
    on_word = after[:1].isalnum() if exact[-1:].isalnum() else None
    at = text.find(exact) if exact else -1
    while at >= 0:
        end = at + len(exact)
        if in_word in (None, text[at - 1 : at].isalnum()) and on_word in (
            None,
            text[end : end + 1].isalnum(),
        ):
            yield at
        at = text.find(exact, at + 1)


class Texts:
    """The texts of articles, each folded once it is looked into."""

    def __init__(self, articles: Articles) -> None:
        self.articles = articles
        self._folded: dict[int, Folded] = {}
        self._needles: dict[Anchor, Needle] = {}

    def article(self, at: int) -> Article:
        """Give an article."""
        return self.articles.pair(at)[0]

    def folded(self, at: int) -> Folded:
        if at not in self._folded:
            self._folded[at] = folded(self.article(at).text)
        return self._folded[at]

    @cached_property
    def by_words(self) -> Mapping[str, list[int]]:
        """Articles by the digest of all their words."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, text in self.articles.texts():
            found[digest(text)].append(at)
        return found

    def find(self, at: int, wanted: Anchors) -> Found | str:
        """Find words in an article; else say why not."""
        if here := self._verbatim(at, wanted):
            return here
        found = _find_all(self.folded(at), [self._needle(anchor) for anchor in wanted])
        return found if isinstance(found, str) else Found(at, *found)

    def _verbatim(self, at: int, wanted: Anchors) -> Found | None:
        spans = _verbatim(self.article(at).text, wanted)
        needles = (self._needle(anchor) for anchor in wanted)
        return Found(at, spans, sum(len(it[1]) + len(it[2]) for it in needles)) if spans else None

    def _needle(self, anchor: Anchor) -> Needle:
        if anchor not in self._needles:
            self._needles[anchor] = _needle(anchor)
        return self._needles[anchor]

    def whole(self, place: Place) -> int | str:
        """Find the article that has all the words of a place; else say why not."""
        at = self.articles.place_of(place.article_id)
        if at is not None and place.words in (None, digest(self.article(at).text)):
            return at
        others = self.by_words.get(place.words or "", [])
        if len(others) == 1:
            return others[0]
        if others:
            return f"{len(others)} articles have its words"
        return "the article isn't there any more" if at is None else "its article has other words now"

    def locate(self, wanted: Sequence[Wanted]) -> list[Found | str]:
        """Find the words of each; else say why not."""
        found = [self._by_id(each) for each in wanted]
        missing = [at for at, here in enumerate(found) if isinstance(here, str)]
        holding = self._holding([wanted[at] for at in missing]) if missing else []
        for at, articles in zip(missing, holding, strict=True):
            found[at] = self._elsewhere(wanted[at], articles, str(found[at]))
        return found

    def _by_id(self, wanted: Wanted) -> Found | str:
        at = self.articles.place_of(wanted.place.article_id)
        if at is None:
            return "stand in no article"
        found = [self.find(at, either) for either in wanted.either]
        return next((here for here in found if isinstance(here, Found)), found[0])

    def _elsewhere(self, wanted: Wanted, articles: Sequence[int], otherwise: str) -> Found | str:
        for either in wanted.either:
            verbatim = [here for at in articles if (here := self._verbatim(at, either))]
            tried: Sequence[Found | str] = verbatim or [self.find(at, either) for at in articles]
            fitting = [here for here in tried if isinstance(here, Found) and self._fits(here, either)]
            if not fitting:
                continue
            told = [(here.agreeing, self._told_alike(here, wanted.place), here) for here in fitting]
            most = max(each[:2] for each in told)
            best = [here for *key, here in told if tuple(key) == most]
            return best[0] if len(best) == 1 else f"stand in {len(best)} articles that fit alike"
        return otherwise

    def _fits(self, here: Found, wanted: Anchors) -> bool:
        """Say whether it is the same passage: what stands before it, or after it, is much alike."""
        enough = sum(len(anchor.exact) for anchor in wanted) + here.agreeing >= ENOUGH
        whole = Span(here.spans[0].start, here.spans[-1].end)
        return enough and self._is_alike(here.article, whole, wanted[0].before, wanted[-1].after)

    def each_fits(self, here: Found, wanted: Anchors) -> bool:
        """Say whether each of the pieces that were found stands among much the same words as it did."""
        found = zip(here.spans, wanted, strict=True)
        return all(self._is_alike(here.article, span, it.before, it.after) for span, it in found)

    def _is_alike(self, article: int, span: Span, before: str, after: str) -> bool:
        """Say whether what stands before a span, or after it, is much as it was; also where nothing was."""
        text = self.article(article).text
        around = (
            (before, text[max(0, span.start - len(before)) : span.start]),
            (after, text[span.end : span.end + len(after)]),
        )
        told = [(fold(one), fold(other)) for one, other in around if one.strip()]
        return not told or any(Indel.normalized_similarity(one, other) >= ALIKE for one, other in told)

    def _told_alike(self, here: Found, place: Place) -> int:
        article = self.article(here.article)
        return (article.headline == place.headline) + (article.date == place.date)

    def _holding(self, wanted: Sequence[Wanted]) -> list[list[int]]:
        """List for each the articles that hold the first words of one of its alternatives, in order."""
        keys = [{key for either in each.either if (key := _key(either))} for each in wanted]
        holding: dict[tuple[str, ...], list[int]] = {key: [] for key in chain.from_iterable(keys)}
        sizes: dict[str, set[int]] = defaultdict(set)
        for key in holding:
            sizes[key[0]].add(len(key))
        for at, text in self.articles.texts():
            words = _WORD.findall(text)
            begun = [place for place, word in enumerate(words) if word in sizes]
            grams = {tuple(words[place : place + n]) for place in begun for n in sizes[words[place]]}
            for gram in grams & holding.keys():
                holding[gram].append(at)
        return [sorted({at for key in its for at in holding[key]}) for its in keys]


def _key(wanted: Anchors) -> tuple[str, ...]:
    """Give the words that a search goes by: the first of the piece that has most; none where it has none."""
    pieces = [_words(anchor) for anchor in wanted]
    words = max(pieces, key=lambda piece: min(len(piece), GRAMS[0]))
    size = next((size for size in GRAMS if size <= len(words)), 0)
    return tuple(words[:size])


def _words(anchor: Anchor) -> list[str]:
    """List the words of an anchor that stand in it whole."""
    words = _WORD.findall(anchor.exact)
    if words and _WORD.match(anchor.before[-1:]) and _WORD.match(anchor.exact):
        del words[0]
    if words and _WORD.match(anchor.after) and _WORD.match(anchor.exact[-1:]):
        del words[-1]
    return words
