"""A parsed article as plain Python objects, so that the rules look up what a token is only once.

spaCy makes a token's object, and the text of each of its attributes, anew whenever it is asked for, and
the rules of all stages ask dozens of times a token. These classes go by spaCy's names: rules are written for
Doc, Span and Token, and run on either. What isn't held here is asked of spaCy's own object.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import GeneratorType
from typing import Any, cast, overload

from spacy.tokens import Doc, Span, Token

_FLAGS = ("IS_SPACE", "IS_PUNCT", "IS_STOP", "IS_UPPER", "IS_ALPHA", "LIKE_NUM")
_NAMES = ("ORTH", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE")
_NUMBERS = ("ENT_IOB", "SENT_START", "IDX", "SPACY", "HEAD")
_OF_ENTITY = ("", "I", "O", "B")  # as spaCy numbers them


def plain(doc: Doc) -> Doc:
    """Give a parsed article's Doc as plain objects, for reading only; its tokens must not change any more."""
    return cast("Doc", _PlainDoc(doc))


@dataclass(slots=True, init=False, eq=False, repr=False)
class _PlainToken:
    doc: "_PlainDoc"
    i: int
    idx: int
    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    head: "_PlainToken"
    whitespace_: str
    is_sent_start: bool
    is_space: bool
    is_punct: bool
    is_alpha: bool
    is_stop: bool
    is_upper: bool
    like_num: bool

    @property
    def children(self) -> "list[_PlainToken]":
        return self.doc.children[self.i]

    @property
    def sent(self) -> "_PlainSpan":
        return self.doc.sentences[bisect_right(self.doc.sentence_starts, self.i) - 1]

    def nbor(self, step: int = 1) -> "_PlainToken":
        if not 0 <= self.i + step < len(self.doc.tokens):
            raise IndexError(f"no token at {self.i + step}")
        return self.doc.tokens[self.i + step]

    def __len__(self) -> int:
        return len(self.text)

    def __lt__(self, other: "_PlainToken") -> bool:
        return self.i < other.i

    def __str__(self) -> str:
        return self.text

    def __getattr__(self, name: str) -> Any:
        return self.doc.own(getattr(self.doc.parsed[self.i], name))


class _PlainSpan:
    __slots__ = ("_span", "doc", "end", "start")

    def __init__(self, doc: "_PlainDoc", start: int, end: int, span: Span | None = None) -> None:
        self.doc, self.start, self.end, self._span = doc, start, end, span

    @property
    def text(self) -> str:
        if self.end <= self.start:
            return ""
        first, last = self.doc.tokens[self.start], self.doc.tokens[self.end - 1]
        return self.doc.text[first.idx : last.idx + len(last.text)]

    @property
    def root(self) -> _PlainToken:
        """Give the token nearest to the root of its sentence, as spaCy does: the first of several."""
        tokens = self.doc.tokens[self.start : self.end]
        for token in tokens:
            if token.head is token:
                return token
        tops = [token for token in tokens if not self.start <= token.head.i < self.end]
        if len(tops) > 1:
            return min(tops, key=_depth)
        return tops[0] if tops else self.doc.tokens[self.start]

    @property
    def start_char(self) -> int:
        return self.doc.tokens[self.start].idx

    @property
    def end_char(self) -> int:
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[_PlainToken]:
        return iter(self.doc.tokens[self.start : self.end])

    def __reversed__(self) -> Iterator[_PlainToken]:
        return reversed(self.doc.tokens[self.start : self.end])

    @overload
    def __getitem__(self, at: int) -> _PlainToken: ...
    @overload
    def __getitem__(self, at: slice) -> "_PlainSpan": ...
    def __getitem__(self, at: int | slice) -> "_PlainToken | _PlainSpan":
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self))
            return _PlainSpan(self.doc, self.start + start, self.start + max(start, end))
        return self.doc.tokens[self.start : self.end][at]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _PlainSpan)
            and self.doc is other.doc
            and (self.start, self.end) == (other.start, other.end)
        )

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __str__(self) -> str:
        return self.text

    def __getattr__(self, name: str) -> Any:
        return self.doc.own(getattr(self._span or self.doc.parsed[self.start : self.end], name))


def _depth(token: _PlainToken) -> int:
    """Count the steps from a token to the root of its sentence; a bare mark or gap is farthest from it."""
    if (token.is_space or token.is_punct) and not token.children:
        return len(token.doc.tokens)
    steps = 0
    while token.head is not token:
        token, steps = token.head, steps + 1
    return steps


class _PlainDoc:
    def __init__(self, doc: Doc) -> None:
        self.parsed = doc
        self.text = doc.text
        self.tokens = _tokens(self, doc)

    @cached_property
    def children(self) -> list[list[_PlainToken]]:
        """Give what hangs on each token, in text order."""
        children: list[list[_PlainToken]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head is not token:
                children[token.head.i].append(token)
        return children

    @cached_property
    def sentence_starts(self) -> list[int]:
        return [token.i for token in self.tokens if token.i == 0 or token.is_sent_start]

    @cached_property
    def sentences(self) -> list[_PlainSpan]:
        ends = [*self.sentence_starts[1:], len(self.tokens)]
        return [_PlainSpan(self, start, end) for start, end in zip(self.sentence_starts, ends, strict=True)]

    @cached_property
    def offsets(self) -> list[int]:
        """Give where each token begins in the text."""
        return [token.idx for token in self.tokens]

    def char_span(self, start: int, end: int, *, alignment_mode: str = "strict") -> _PlainSpan | None:
        if alignment_mode != "expand":
            return cast("_PlainSpan | None", self.own(self.parsed.char_span(start, end)))
        first, last = self._at(start), self._at(end - 1)
        if first is None or last is None:
            return None
        # the space after a token is no part of it
        return _PlainSpan(self, first.i + (start == first.idx + len(first.text)), last.i + 1)

    def _at(self, offset: int) -> _PlainToken | None:
        """Give the token that a character belongs to, or the one before a space."""
        at = bisect_right(self.offsets, offset) - 1
        token = self.tokens[at] if at >= 0 else None
        past = token is None or offset >= token.idx + len(token.text) + len(token.whitespace_)
        return None if past else token

    def own(self, value: Any) -> Any:
        """Give what spaCy answers with plain tokens and spans in it."""
        if isinstance(value, Token):
            return self.tokens[value.i]
        if isinstance(value, Span):
            return _PlainSpan(self, value.start, value.end, value)
        if isinstance(value, tuple):
            return tuple(map(self.own, value))
        return map(self.own, value) if isinstance(value, GeneratorType) else value

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[_PlainToken]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> _PlainToken: ...
    @overload
    def __getitem__(self, at: slice) -> _PlainSpan: ...
    def __getitem__(self, at: int | slice) -> _PlainToken | _PlainSpan:
        if not isinstance(at, slice):
            return self.tokens[at]
        start, end, _ = at.indices(len(self.tokens))
        return _PlainSpan(self, start, max(start, end))

    def __str__(self) -> str:
        return self.text

    def __getattr__(self, name: str) -> Any:
        return self.own(getattr(self.parsed, name))


def _tokens(plain_doc: _PlainDoc, doc: Doc) -> list[_PlainToken]:
    names = doc.to_array(list(_NAMES)).T.tolist()
    numbers = doc.to_array(list(_NUMBERS)).astype("int64").T.tolist()
    texts = {key: doc.vocab.strings[key] for key in set().union(*names)}
    orths, *names_in_place = names
    forms = _forms(doc, orths, texts)
    in_place = zip(*([texts[key] for key in column] for column in names_in_place), *numbers, strict=True)
    tokens = [_PlainToken() for _ in orths]
    for i, (token, orth, place) in enumerate(zip(tokens, orths, in_place, strict=True)):
        lemma, pos, tag, dep, entity, in_entity, sentence, offset, spaced, head = place
        token.doc, token.i, token.idx = plain_doc, i, offset
        token.text, token.lower_, flags = forms[orth]
        token.lemma_, token.pos_, token.tag_, token.dep_ = lemma, pos, tag, dep
        token.ent_type_, token.ent_iob_ = entity, _OF_ENTITY[in_entity]
        token.head = tokens[i + head]
        token.whitespace_ = " " if spaced else ""
        token.is_sent_start = sentence == 1
        token.is_space, token.is_punct, token.is_stop, token.is_upper, token.is_alpha, token.like_num = flags
    return tokens


def _forms(doc: Doc, orths: list[int], texts: dict[int, str]) -> dict[int, tuple[str, str, list[bool]]]:
    """Give of each form its text, the same in lower case, and its flags, which are the same in any place."""
    places = {orth: i for i, orth in enumerate(orths)}
    at = list(places.values())
    flags = doc.to_array(list(_FLAGS))[at].astype(bool).tolist()
    lower = doc.to_array("LOWER")[at].tolist()
    return {
        orth: (texts[orth], doc.vocab.strings[low], its)
        for orth, low, its in zip(places, lower, flags, strict=True)
    }
