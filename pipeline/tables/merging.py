"""Which articles are distinct, and where each was seen: reprints put together, over narrow columns.

Of all articles only ids, lengths and signatures are looked at; of those that may be reprints, what else their
pages tell, and of the texts that have to be compared, the words.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline import reprints
from pipeline.reprints import Seen
from pipeline.tables.schemas import SCHEMAS
from pipeline.tables.shown import SIGNED
from pipeline.tables.sources import Library, Numbers, of_articles, unnest

TOLD = ("date", "date_text", "date_precision", "date_ambiguous", "headline", "byline")
"""What one sighting tells where another is silent."""
_NARROW = ("article_id", "n_words", "digest", "n_signed", "position", "start", "end")


@dataclass(frozen=True, slots=True)
class Merged:
    """The distinct articles, and every sighting.

    An article has the id of its first sighting in the order of sources, and the text, page and resolution of
    the one with the most words (of equals, the first). Date, headline and byline come from there too; what is
    null there, from the first sighting that has it.
    """

    pages: Numbers
    """The place of each page in the order of `pages`, page by page as they are read."""
    ids: pa.Array
    """Ids of the distinct articles, in the order of `articles`."""
    places: Numbers
    """The place of each article there, article by article as they are read; -1: another is shown for it."""
    starts: Sequence[int]
    """The number of the first article of each source."""
    n_words: Numbers
    """The words that each article has, as they are read."""
    told: Mapping[int, Seen]
    """By its place, what an article's sightings tell, where it isn't just what the one that is shown does."""
    sightings: pa.Table


@dataclass(frozen=True, slots=True)
class _Sightings:
    """All places where articles were seen, in the order of sources; and the texts, the fullest first."""

    library: Library
    rows: pa.Table
    at: Numbers
    """The number of each as articles are read."""
    page: Numbers
    """The place of its page."""
    page_ids: pa.Array
    """By the place."""
    text: Numbers
    """The number of its text: articles of one id are one."""
    by_text: Numbers
    """Sightings, in order, text by text,"""
    starts: Numbers
    """and where each text's begin."""
    sources: Sequence[int]
    """The number of the first article of each source."""

    def of(self, text: int) -> Numbers:
        """List the sightings of a text."""
        end = self.starts[text + 1] if text + 1 < len(self.starts) else len(self.by_text)
        return self.by_text[self.starts[text] : end]

    @property
    def firsts(self) -> Numbers:
        """The first sighting of each text."""
        return self.by_text[self.starts]

    def digests(self, some: Numbers) -> list[str]:
        found: list[str] = self.rows.column("digest").take(some).to_pylist()
        return found

    def told(self, some: Numbers) -> dict[int, Seen]:
        """Say what these sightings tell."""
        some = some[np.argsort(self.at[some])]
        rows = self.library.chosen(self.at[some], "article_id", "first_page_id", *TOLD)
        rows = rows.rename_columns(["article_id", "page_id", *TOLD])
        return {n: Seen(**row) for n, row in zip(some.tolist(), rows.to_pylist(), strict=True)}

    def texts(self, some: Numbers) -> "_Texts":
        """Read the texts of these sightings."""
        some = np.unique(some)
        some = some[np.argsort(self.at[some])]
        texts = self.library.chosen(self.at[some], "text").column("text")
        return _Texts({digest: n for n, digest in enumerate(self.digests(some))}, texts)


@dataclass(frozen=True, slots=True)
class _Texts:
    """Texts by their digests."""

    places: Mapping[str, int]
    texts: pa.ChunkedArray

    def of(self, digest: str) -> str:
        text: str = self.texts[self.places[digest]].as_py()
        return text


def merge(library: Library) -> Merged:
    """Merge the articles of equal id, and those that are reprints of one text."""
    pages, seen = _sightings(library)
    pairs = _pairs(seen)
    several = np.flatnonzero(np.diff(seen.starts, append=len(seen.by_text)) > 1)
    concerned = np.union1d(several, pairs)
    places = {text: seen.of(text) for text in concerned.tolist()}
    told = seen.told(np.concatenate([[], *places.values()]).astype(np.int64))
    texts = seen.texts(_to_compare(seen, np.unique(pairs), several))
    digests = dict(zip(concerned.tolist(), seen.digests(seen.firsts[concerned]), strict=True))
    kept_of = np.arange(len(seen.starts))
    found = reprints.group(
        [(one, other) for one, other in pairs.tolist()],
        {text: [told[n] for n in places[text].tolist()] for text in np.unique(pairs).tolist()},
        text_of=lambda text: texts.of(digests[text]),
        shown=_shown(seen, np.unique(pairs)),
    )
    for text, kept in found.items():
        kept_of[text] = kept
    return _merged(pages, seen, kept_of[seen.text], told, texts)


def _sightings(library: Library) -> tuple[Numbers, _Sightings]:
    """Read what is known of all articles, and bring it into the order of sources."""
    pages, articles, page_of, n = [], [], [], 0
    for read in library.pages("page_id", "source", *of_articles(*_NARROW)):
        rows, page = unnest(read.column("articles"))
        pages.append(read.select(["source", "page_id"]))
        articles.append(rows.select(_NARROW))
        page_of.append(page + n)
        n += read.num_rows
    ordered = pc.sort_indices(
        pa.concat_tables(pages), sort_keys=[("source", "ascending"), ("page_id", "ascending")]
    ).to_numpy()
    place = np.empty(n, dtype=np.int64)
    place[ordered] = np.arange(n)
    at = np.argsort(place[np.concatenate(page_of)], kind="stable")
    rows = pa.concat_tables(articles).take(at).combine_chunks()
    ids = rows.column("article_id").combine_chunks().dictionary_encode().indices.to_numpy()
    first = np.unique(ids, return_index=True)[1]
    fullest_first = np.argsort(-rows.column("n_words").to_numpy()[first], kind="stable")
    number = np.empty(len(first), dtype=np.int64)
    number[fullest_first] = np.arange(len(first))
    text = number[ids]
    by_text = np.argsort(text, kind="stable")
    return place, _Sightings(
        library=library,
        rows=rows,
        at=at,
        page=place[np.concatenate(page_of)][at],
        page_ids=pa.concat_tables(pages).column("page_id").take(ordered).combine_chunks(),
        text=text,
        by_text=by_text,
        starts=np.searchsorted(text[by_text], np.arange(len(first))),
        sources=np.cumsum([0, *(rows.num_rows for rows in articles)])[:-1].tolist(),
    )


def _pairs(seen: _Sightings) -> Numbers:
    """Find the pairs of texts that may be one."""
    lengths = seen.rows.column("n_signed").take(seen.firsts)
    signed = np.flatnonzero(lengths.is_valid())
    if len(signed) < 2:
        return np.empty((0, 2), dtype=np.int64)
    n_words = lengths.take(signed).to_numpy()
    at = seen.at[seen.firsts[signed]]

    def column(name: str, texts: Numbers) -> pa.ChunkedArray:
        read = np.argsort(at[texts])
        back = np.empty(len(read), dtype=np.int64)
        back[read] = np.arange(len(read))
        return seen.library.chosen(at[texts][read], name).column(name).take(back)

    def hashes_of(opening: int | None) -> reprints.Hashes:
        long = np.flatnonzero(n_words >= (opening or 0))
        rows = column(SIGNED[opening], long).combine_chunks()
        begin = rows.offset * reprints.SIGNATURE_BYTES
        data = rows.buffers()[1][begin : begin + len(rows) * reprints.SIGNATURE_BYTES] if len(rows) else b""
        return np.frombuffer(data, np.uint16).reshape(-1, reprints.SIGNATURE_BYTES // 2)

    orders = [_order(column(name, np.arange(len(signed)))) for name in ("begins", "ends")]
    return signed[reprints.find_candidates(n_words, orders, hashes_of)]


def _order(words: pa.ChunkedArray) -> Numbers:
    """Give each text its place in the order of these words."""
    places = np.empty(len(words), dtype=np.int64)
    places[pc.sort_indices(words).to_numpy()] = np.arange(len(words))
    return places


def _to_compare(seen: _Sightings, texts: Numbers, several: Numbers) -> Numbers:
    """List the sightings whose words are wanted: of texts that may be one, and that differ under one id."""
    found = [seen.firsts[texts]]
    for text in several.tolist():
        places = seen.of(text)
        digests = seen.digests(places)
        found.append(places[[digest != digests[0] for digest in digests]])
        found.append(places[:1] if len(set(digests)) > 1 else places[:0])
    return np.concatenate(found)


def _shown(seen: _Sightings, texts: Numbers) -> Mapping[str, set[str]]:
    """Say which articles the pages show that show these."""
    pages = np.unique(seen.page[np.isin(seen.text, texts)])
    rows = np.flatnonzero(np.isin(seen.page, pages))
    ids = seen.page_ids.take(seen.page[rows]).to_pylist()
    shown: dict[str, set[str]] = defaultdict(set)
    for page_id, article_id in zip(ids, seen.rows.column("article_id").take(rows).to_pylist(), strict=True):
        shown[page_id].add(article_id)
    return shown


def _merged(
    pages: Numbers, seen: _Sightings, kept: Numbers, told: Mapping[int, Seen], texts: _Texts
) -> Merged:
    """Put sightings together; `kept` is the text that is shown for each."""
    groups, first, group, sizes = np.unique(kept, return_index=True, return_inverse=True, return_counts=True)
    ids = seen.rows.column("article_id").take(first).combine_chunks()
    ordered = pc.sort_indices(ids).to_numpy()
    place = np.empty(len(groups), dtype=np.int64)
    place[ordered] = np.arange(len(groups))
    shown = seen.firsts[groups]
    places = np.full(len(seen.at), -1)
    places[seen.at[shown]] = place
    n_words = np.empty(len(seen.at), dtype=np.int64)
    n_words[seen.at] = seen.rows.column("n_words").to_numpy()
    alike = np.ones(len(seen.at))
    by_group = np.argsort(group, kind="stable")
    ends = np.cumsum(sizes)
    filled: dict[int, Seen] = {}
    for number in np.flatnonzero(sizes > 1).tolist():
        its = by_group[ends[number] - sizes[number] : ends[number]]
        one = int(shown[number])
        all_told = reprints.filled(told[one], [told[n] for n in its.tolist()])
        if all_told != told[one]:
            filled[int(place[number])] = all_told
        (ours,), theirs = seen.digests(shown[[number]]), seen.digests(its)
        alike[its] = [
            1.0 if digest == ours else reprints.similarity(texts.of(ours), texts.of(digest))
            for digest in theirs
        ]
    return Merged(
        pages=pages,
        ids=ids.take(ordered),
        places=places,
        starts=seen.sources,
        n_words=n_words,
        told=filled,
        sightings=_sighted(seen, ids.take(group), place[group], alike),
    )


def _sighted(seen: _Sightings, ids: pa.Array, place: Numbers, alike: npt.NDArray[np.float64]) -> pa.Table:
    """Make `sightings`, in its order."""
    rows = {name: seen.rows.column(name) for name in ("position", "start", "end")}
    made = {
        "page_id": seen.page_ids.take(seen.page),
        "article_id": ids,
        **rows,
        "similarity": pa.array(alike, pa.float64()),
    }
    order = np.lexsort((rows["position"].to_numpy(), seen.page, place))
    return pa.table(made, schema=SCHEMAS["sightings"]).take(order)
