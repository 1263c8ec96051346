"""Finished pages as publishing reads them: one source after another, of each only the columns it needs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ahead import ahead

Numbers = npt.NDArray[np.int64]
Read = Callable[[Sequence[str]], pa.Table]
"""Reads columns of `SHOWN`; of its articles only what is named, as in `articles.text`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Some pages: their number, and what reads them. Read again, it gives the same rows."""

    n_pages: int
    read: Read


def in_memory(pages: pa.Table) -> Source:
    """Make a source of rows that are at hand; of articles everything is, whatever is named."""
    return Source(
        pages.num_rows, lambda names: pages.select(list(dict.fromkeys(n.split(".")[0] for n in names)))
    )


def of_articles(*names: str) -> list[str]:
    """Name columns of the articles as `Read` wants them."""
    return [f"articles.{name}" for name in names]


def unnest(column: pa.ChunkedArray) -> tuple[pa.Table, Numbers]:
    """Lay lists of structs out as rows, and say of each row whose it is."""
    lengths = pc.list_value_length(column).to_numpy()
    flat = pc.list_flatten(column)
    schema = pa.schema(list(column.type.value_type))
    batches = [pa.RecordBatch.from_struct_array(chunk) for chunk in flat.chunks]
    return pa.Table.from_batches(batches, schema), np.repeat(np.arange(len(column)), lengths)


def whole(pieces: Iterable[pa.Table]) -> pa.Table:
    """Put the pieces of a table together."""
    return pa.concat_tables(pieces).combine_chunks()


def nest(rows: pa.Table, lengths: Numbers, kind: pa.ListType) -> pa.ListArray:
    """Put rows into lists of these lengths again."""
    offsets = pa.array(np.concatenate([[0], np.cumsum(lengths)]), pa.int32())
    columns = [column.combine_chunks() for column in rows.columns]
    values = pa.StructArray.from_arrays(columns, fields=list(kind.value_type))
    return pa.ListArray.from_arrays(offsets, values, type=kind)


@dataclass(frozen=True, slots=True)
class Library:
    """All sources, with pages and articles numbered through in the order in which they are read."""

    sources: Sequence[Source]

    def pages(self, *names: str) -> Iterator[pa.Table]:
        """Give these columns of the pages, source by source."""
        return ahead(lambda source: source.read(names), self.sources)

    def articles(self, *names: str) -> Iterator[tuple[int, pa.Table]]:
        """Give these columns of the articles source by source, with the number of the first of each."""
        first, kept = 0, [*dict.fromkeys(name.split(".")[0] for name in names)]
        for read in self.pages(*of_articles(*names)):
            rows, _ = unnest(read.column("articles"))
            yield first, rows.select(kept)
            first += rows.num_rows

    def chosen(self, wanted: Numbers, *names: str) -> pa.Table:
        """Give these columns of the articles of these numbers, in their order.

        Assumes that numbers rise.
        """
        found = []
        for first, rows in self.articles(*names):
            begin, end = np.searchsorted(wanted, (first, first + rows.num_rows))
            if begin < end:
                found.append(rows.take(wanted[begin:end] - first))
        return pa.concat_tables(found) if found else rows.slice(0, 0)
