"""Where each form of a name is seen, how it is written, and what is told of it there.

Pairs of forms and articles are sorted arrays.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import numpy as np

from .columns import KINDS, NEVER, Columns
from .forms import Form, plainest
from .numbering import Numbering
from .packed import NONE, Ints, bounds, distinct, members, pack, unpack
from .posts import Posts

LATEST = int(np.iinfo(np.int32).max)
_EPOCH = date(1970, 1, 1).toordinal()


class Seen:
    """The forms of a corpus with their articles; a form of one number is the same object each time."""

    def __init__(self, columns: Columns, numbering: Numbering) -> None:
        """Find where every form is seen, how it is written and which posts it has."""
        self.columns, self.numbering = columns, numbering
        self.of_mention = numbering.of(columns.unit, columns.article)
        """The form of each mention; of each attribution its speaker's and its affiliation's, -1 for none."""
        self.of_speaker = numbering.of(columns.speaker, columns.quoted_in)
        self.of_body = numbering.of(columns.affiliation, columns.quoted_in)
        self.posts = Posts(columns, self.of_speaker, self.of_body)
        pairs = [pack(units[units != NONE], articles[units != NONE]) for _, units, articles in self._rows()]
        self.named = unpack(distinct(np.concatenate(pairs)))
        """Every name of one kind with every article that has it; and the form that it means there."""
        self.of_named = numbering.of(*self.named)
        forms, self._articles = unpack(distinct(pack(self.of_named, self.named[1])))
        self._starts = bounds(forms, len(self))
        self.n_articles: Ints = np.diff(self._starts)
        """Of each form; as are its kind, a place in KINDS, and its name, a number among the texts."""
        self.kind = numbering.keys // max(1, len(columns.words.normals))
        self.name = self._names()
        self._first, self._last = self._days()
        self._forms: dict[int, Form] = {}

    def __len__(self) -> int:
        return len(self.numbering.ids)

    def form(self, number: int) -> Form:
        """Give a form by its number."""
        if number not in self._forms:
            held = self.posts.of(number)
            self._forms[number] = Form(
                number=number,
                form_id=self.numbering.ids[number],
                name=self.columns.words.texts[self.name[number]],
                kind=KINDS[self.kind[number]],
                n_articles=int(self.n_articles[number]),
                first=_day(self._first[number]),
                last=_day(self._last[number]),
                affiliations=held.bodies,
                offices=held.offices,
            )
        return self._forms[number]

    def articles_of(self, form: int) -> Ints:
        """Give the articles that have a form, in their order."""
        return self._articles[self._starts[form] : self._starts[form + 1]]

    def articles(self, forms: Ints) -> tuple[Ints, Ints]:
        """Give the articles of each of some forms, and of each article its form by its place there."""
        at, owner = members(self._starts, forms)
        return self._articles[at], owner

    def beside(self, forms: Ints) -> Ints:
        """Pair each article that has some of these forms with each of those."""
        chosen = np.zeros(len(self), np.bool_)
        chosen[forms] = True
        every = np.repeat(np.arange(len(self)), self.n_articles)
        here = chosen[every]
        return pack(self._articles[here], every[here])

    def _rows(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        columns = self.columns
        yield self.of_mention, columns.unit, columns.article
        yield self.of_speaker, columns.speaker, columns.quoted_in
        yield self.of_body, columns.affiliation, columns.quoted_in

    def _names(self) -> Ints:
        """Choose the plainest of each form's spellings."""
        words, bare = self.columns.words, self.numbering.bare
        units = np.flatnonzero(self.numbering.times * ~bare[:-1])
        rows = [(forms[bare[units]], units[bare[units]]) for forms, units, _ in self._rows()]
        every = np.concatenate([units, *(of for _, of in rows)])
        forms = np.concatenate([self.numbering.of(units, units), *(forms for forms, _ in rows)])
        weights = np.append(self.numbering.times[units], np.ones(len(every) - len(units), np.int64))
        pairs = pack(forms, words.plain[self.columns.name_of(every)])
        order = np.argsort(pairs, kind="stable")
        pairs, weights = pairs[order], weights[order]
        starts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])) if len(pairs) else pairs
        totals = np.add.reduceat(weights, starts) if len(starts) else weights
        forms_of, plain = unpack(pairs[starts])
        found = np.empty(len(self), np.int64)
        found[forms_of] = plain
        several = bounds(forms_of, len(self))
        for form in np.flatnonzero(np.diff(several) > 1).tolist():
            here = slice(several[form], several[form + 1])
            spelled = {words.texts[at]: at for at in plain[here].tolist()}
            found[form] = spelled[plainest(Counter(dict(zip(spelled, totals[here].tolist(), strict=True))))]
        return found

    def _days(self) -> tuple[Ints, Ints]:
        days = self.columns.days[self._articles]
        return first_of(days, self._starts), last_of(days, self._starts)


def first_of(days: Ints, starts: Ints) -> Ints:
    """Give the first day of each stretch of days, none of them empty; NEVER where none has a date."""
    if not len(days):
        return days
    first = np.minimum.reduceat(np.where(days == NEVER, LATEST, days), starts[:-1])
    return np.where(first == LATEST, NEVER, first)


def last_of(days: Ints, starts: Ints) -> Ints:
    """Give the last day of each, likewise."""
    return np.maximum.reduceat(days, starts[:-1]) if len(days) else days


def _day(days: int) -> date | None:
    return None if days == NEVER else date.fromordinal(_EPOCH + int(days))
