"""From pages' results to tables, where all of them are at hand."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline import tables
from pipeline.corrections import Correction
from pipeline.records import PageResult

if TYPE_CHECKING:
    import pyarrow as pa


def build_tables(
    results: Iterable[PageResult], corrections: Sequence[Correction] = ()
) -> "dict[str, pa.Table]":
    """Make every table but `runs` from page results in any order, and corrections in that of the journal."""
    source = tables.in_memory(tables.shown(list(results)))
    return {name: tables.whole(pieces) for name, pieces in tables.assemble([source], corrections).items()}
