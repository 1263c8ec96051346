"""Work of pages that were never processed: rows made up column by column, as press releases yield them.

An article has six quotations and 45 mentions, three in eight of them of what it named before. Names are
common and rare as words are (Zipf). How many there are, of one word and of several, and with which namesakes,
is as in 4,000 press releases of politicians, which have 43,000 different ones, four in five of them in one
release alone. One article in twelve is seen again: word for word, or short of its last sentence.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import reprints
from pipeline.tables import SHOWN

QUOTES, MENTIONS = 6, 45
"""Of an article."""
NAMES = {"PERSON": 460, "ORG": 3600, "GPE": 690, "DATE": 3600, "NORP": 18, "LAW": 720}
GROWTH = 0.4
"""A corpus of n pages draws on so many names times n to the power of this. It has seen a fifth to a half of
them, so that it has 1.7 times as many whenever it doubles (Heaps' law)."""
SHARES = (0.17, 0.3, 0.19, 0.28, 0.04, 0.02)
SAID_BEFORE = 0.37
ALONE = {"PERSON": (0.2, 0.2), "ORG": (0.6, 0.17), "GPE": (0.9, 0.38), "NORP": (0.85, 0.85)}
"""The share of names of a single word, among the COMMON ones and among all others."""
COMMON = 300
SHORTENED = {"PERSON": 0.7, "ORG": 0.12}
"""Mentions by the family name or by the initials alone, which their page linked to the full name."""
GIVEN = 2000
HEADS = "Board Council Agency Department Committee Authority Institute Ministry Association Fund".split()
ROLES = "director senator mayor president spokesman chair Sen. secretary minister chief".split()
SENTENCES, WORDS = 25, 18
SEEN_AGAIN = 12
SYLLABLES = [a + b for a in "bcdfglmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er", "ost")]
Columns = dict[str, pa.Array]


class Inventor:
    """Makes up the rows of pages, the same ones for the same size of a corpus."""

    def __init__(self, n_pages: int) -> None:
        self._chance = np.random.default_rng(n_pages)
        self._words = pa.array(self._chance.permutation(sorted({self._word() for _ in range(20_000)})))
        self._sentences = pa.array([self._sentence() for _ in range(20_000)])
        self._names = {label: self._called(label, round(NAMES[label] * n_pages**GROWTH)) for label in NAMES}

    def pages(self, first: int, n: int) -> pa.Table:
        """Make up some pages, numbered on from the first."""
        page_ids = self._ids(n)
        articles = self._articles(n, page_ids)
        text = pc.binary_join_element_wise("Menu\n", articles["text"], "")
        names = [f"site-{number % 97:02}/{number:09}.txt" for number in range(first, first + n)]
        columns = {
            "page_id": page_ids,
            "source": pa.array(names),
            "sha256": pc.binary_join_element_wise(page_ids, page_ids, page_ids, page_ids, ""),
            "media_type": _all("text/plain", n),
            "status": _all("ok", n),
            "text": text,
            "n_articles": _all(1, n),
            "articles": self._lists(SHOWN.field("articles").type, articles, n, 1),
        }
        return pa.table([_column(field, columns, n) for field in SHOWN], schema=SHOWN)

    def _articles(self, n: int, page_ids: pa.Array) -> Columns:
        said = self._chance.integers(0, len(self._sentences), (SENTENCES, n))
        again, of = np.arange(SEEN_AGAIN, n, SEEN_AGAIN), np.arange(0, n - SEEN_AGAIN, SEEN_AGAIN)
        said[:, again] = said[:, of]
        cut = again[::2]
        whole = [self._sentences.take(row) for row in said]
        last = pc.if_else(pa.array(np.isin(np.arange(n), cut)), "", whole[-1])
        text = pc.binary_join_element_wise(*whole[:-1], last, " ")
        source = np.arange(n)
        source[again] = of
        ids, signed = self._ids(n).take(source), self._signatures(n)
        ids = pc.if_else(pa.array(np.isin(np.arange(n), cut)), self._ids(n), ids)
        digests = pc.if_else(pa.array(np.isin(np.arange(n), cut)), self._ids(n), self._ids(n).take(source))
        days = self._chance.integers(12_000, 18_000, n)
        length = pc.cast(pc.utf8_length(text), pa.int64())
        kind = SHOWN.field("articles").type.value_type
        return {
            "article_id": ids,
            "first_page_id": page_ids,
            "date": pa.array(days[source].astype(np.int32)).cast(pa.date32()),
            "text": text,
            "n_words": _all(SENTENCES * WORDS, n),
            "n_quotes": _all(QUOTES, n),
            "start": _all(5, n),
            "end": pc.add(length, 5),
            "digest": digests,
            "n_signed": _all(SENTENCES * WORDS, n),
            "begins": whole[0].cast(pa.large_string()),
            "ends": whole[-1].cast(pa.large_string()),
            **{name: signed.take(source) for name in kind.names if name.startswith("signed")},
            "quotes": self._lists(kind.field("quotes").type, self._quotes(n * QUOTES), n, QUOTES),
            "mentions": self._lists(kind.field("mentions").type, self._mentions(n * MENTIONS), n, MENTIONS),
        }

    def _quotes(self, n: int) -> Columns:
        text = self._sentences.take(self._chance.integers(0, len(self._sentences), n))
        around = self._sentences.take(self._chance.integers(0, len(self._sentences), n))
        people, bodies = self._names["PERSON"][0], self._names["ORG"][0]
        speakers = pc.if_else(self._some(n, 0.82), people.take(self._zipf(len(people), n)), None)
        role = pa.array(ROLES).take(self._chance.integers(0, len(ROLES), n))
        body = bodies.take(self._zipf(len(bodies), n))
        return {
            "quote_id": self._ids(n),
            "type": _all("direct", n),
            "text": text,
            "context": pc.binary_join_element_wise(around, text, around, " "),
            "cue": _all("said", n),
            "speaker": speakers,
            "speaker_kind": pc.if_else(speakers.is_valid(), "person", None),
            "speaker_mention": speakers,
            "speaker_role": pc.if_else(pc.and_(self._some(n, 0.5), speakers.is_valid()), role, None),
            "speaker_affiliation": pc.if_else(pc.and_(self._some(n, 0.15), speakers.is_valid()), body, None),
            "closed": _all(True, n),
            "confidence": pa.array(self._chance.random(n).round(3)),
        }

    def _mentions(self, n: int) -> Columns:
        labels = self._chance.choice(len(NAMES), n, p=SHARES)
        drawn = [self._zipf(len(names), n) for names, _ in self._names.values()]
        short = self._chance.random(n)
        which, row = np.stack(drawn)[labels, np.arange(n)], np.arange(n)
        again = np.flatnonzero((self._chance.random(n) < SAID_BEFORE) & (row % MENTIONS > 0))
        of = again - 1 - self._chance.integers(0, again % MENTIONS)
        labels[again], which[again] = labels[of], which[of]
        starts = np.cumsum([0, *(len(names) for names, _ in self._names.values())])[:-1]
        full, shorter = (pa.concat_arrays(each) for each in zip(*self._names.values(), strict=True))
        at = pa.array(which + starts[labels])
        called = full.take(at)
        shares = np.array([SHORTENED.get(label, 0.0) for label in NAMES])[labels]
        start = np.tile(np.arange(n // max(1, n // MENTIONS)), n // MENTIONS)[:n] * 60
        return {
            "mention_id": self._ids(n),
            "start": pa.array(start),
            "end": pa.array(start + 12),
            "text": pc.if_else(pa.array(short < shares), shorter.take(at), called),
            "label": pa.array(list(NAMES)).take(labels),
            "name": called,
        }

    def _called(self, label: str, n: int) -> tuple[pa.Array, pa.Array]:
        """Invent names of a kind, the commonest first, and beside each what it is called for short."""
        family, given, middle = (
            self._titled(n, len(self._words)),
            self._titled(n, GIVEN),
            self._titled(n, GIVEN),
        )
        head = pa.array(HEADS).take(self._chance.integers(0, len(HEADS), n))
        common, rare = ALONE.get(label, (0.0, 0.0))
        alone = pa.array(self._chance.random(n) < np.where(np.arange(n) < COMMON, common, rare))
        initials = pc.utf8_upper(
            _joined(*(pc.utf8_slice_codeunits(word, 0, 1) for word in (family, given, head)))
        )
        match label:
            case "PERSON":
                initial = pc.utf8_slice_codeunits(middle, 0, 1)
                full = pc.if_else(
                    self._some(n, 0.2),
                    _joined(given, _joined(initial, "."), family, by=" "),
                    _joined(given, family, by=" "),
                )
                return pc.if_else(alone, family, full), family
            case "ORG":
                bare = pc.and_(alone, self._some(n, 0.1))
                full = pc.if_else(
                    self._some(n, 0.5),
                    _joined(family, given, head, by=" "),
                    _joined(head, "of", family, given, by=" "),
                )
                named = pc.if_else(alone, initials, full)
                return pc.if_else(bare, _joined("the", head, by=" "), named), initials
            case "GPE":
                found = pc.if_else(alone, family, _joined(given, family, by=" "))
            case "NORP":
                found = pc.if_else(alone, _joined(family, "ans"), _joined(given, family, by=" "))
            case "LAW":
                found = _joined(family, given, "Act", by=" ")
            case _:
                found = _joined(pc.cast(pa.array(np.arange(n)), pa.string()), family, by=" ")
        return found, found

    def _some(self, n: int, share: float) -> pa.Array:
        return pa.array(self._chance.random(n) < share)

    def _zipf(self, n: int, size: int) -> npt.NDArray[np.int64]:
        return (n ** self._chance.random(size)).astype(np.int64) - 1

    def _word(self) -> str:
        return "".join(self._chance.choice(SYLLABLES, self._chance.integers(1, 4)))

    def _sentence(self) -> str:
        return " ".join(self._words.take(self._zipf(len(self._words), WORDS)).to_pylist()).capitalize() + "."

    def _titled(self, n: int, among: int) -> pa.Array:
        """Take words for names: the commonest of n is a part of them as one is of the root of n."""
        among = min(among, len(self._words))
        return pc.utf8_capitalize(self._words.take((among * self._chance.random(n) ** 2).astype(np.int64)))

    def _ids(self, n: int) -> pa.Array:
        digits = np.frombuffer(b"0123456789abcdef", np.uint8)[self._chance.integers(0, 16, 16 * n)]
        return _strings(digits, 16, pa.string())

    def _signatures(self, n: int) -> pa.Array:
        size = reprints.SIGNATURE_BYTES
        return pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(size), n, [None, pa.py_buffer(self._chance.bytes(n * size))]
        )

    def _lists(self, kind: pa.ListType, columns: Columns, n: int, each: int) -> pa.ListArray:
        fields = list(kind.value_type)
        made = pa.StructArray.from_arrays(
            [_column(field, columns, n * each) for field in fields], fields=fields
        )
        return pa.ListArray.from_arrays(pa.array(np.arange(n + 1) * each, pa.int32()), made, type=kind)


def _strings(data: npt.NDArray[np.uint8], size: int, kind: pa.DataType) -> pa.Array:
    n = len(data) // size
    offsets = np.arange(n + 1, dtype=np.int32) * size
    return pa.Array.from_buffers(kind, n, [None, pa.py_buffer(offsets), pa.py_buffer(data.tobytes())])


def _joined(*parts: pa.Array | str, by: str = "") -> pa.Array:
    return pc.binary_join_element_wise(*parts, by)


def _all(value: object, n: int) -> pa.Array:
    return pa.repeat(value, n)


def _column(field: pa.Field, columns: Columns, n: int) -> pa.Array:
    """Choose a column; one that wasn't made up is null, empty or nought."""
    if field.name in columns:
        column = columns[field.name]
        return (column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column).cast(field.type)
    if field.nullable:
        return pa.array([None] * n, field.type) if pa.types.is_struct(field.type) else pa.nulls(n, field.type)
    if pa.types.is_list(field.type):
        empty = pa.array([], field.type.value_type)
        return pa.ListArray.from_arrays(pa.array(np.zeros(n + 1), pa.int32()), empty, type=field.type)
    nought = b"" if pa.types.is_large_binary(field.type) else "" if pa.types.is_string(field.type) else 0
    return pa.repeat(pa.scalar(nought).cast(field.type), n)
