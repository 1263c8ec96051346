"""The snapshot in use, as a run looks at it: which pages it holds, how they ended, what it amounts to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from pipeline import store, tables
from pipeline.records import FINE, Page
from pipeline.run.census import Before

CORRECTIONS = "corrections"
AT_ONCE = 256  # pages that are made from their rows together


class SetAside(NamedTuple):
    """A page that could not be worked on, and why."""

    source: str
    status: str
    reason: str | None


class Lost(NamedTuple):
    """A correction that fits nowhere any more, and why."""

    correction_id: str
    action: str
    who: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What the tables in use hold."""

    n_pages: int
    n_articles: int
    n_quotes: int
    n_attributed: int
    set_aside: tuple[SetAside, ...]
    applied: Mapping[str, int] = field(default_factory=dict)
    """Corrections that hold, by their action."""
    lost: tuple[Lost, ...] = ()

    @property
    def n_corrections(self) -> int:
        return sum(self.applied.values())


NOTHING = Totals(0, 0, 0, 0, ())


def pages_before(snapshot: store.Snapshot | None) -> dict[str, Before]:
    """Read which pages a snapshot holds, by their id; none where there is no snapshot."""
    if snapshot is None:
        return {}
    table = snapshot.load("pages", Before._fields)
    rows = map(Before, *(table.column(name).to_pylist() for name in Before._fields))
    return {row.page_id: row for row in rows}


def stored_pages(snapshot: store.Snapshot | None, wanted: set[str]) -> Iterator[Page]:
    """Make these pages again from their rows, in the order of the table."""
    if snapshot is None:
        return
    table = snapshot.load("pages")
    chosen = table.filter(pc.is_in(table.column("page_id"), pa.array(sorted(wanted), pa.string())))
    for batch in chosen.to_batches(max_chunksize=AT_ONCE):
        yield from map(tables.page_of, batch.to_pylist())


def totals(snapshot: store.Snapshot | None) -> Totals:
    """Count what a snapshot holds; one of an older version has no corrections."""
    if snapshot is None:
        return NOTHING
    said = snapshot.load(CORRECTIONS, [*Lost._fields, "status"]) if CORRECTIONS in snapshot.tables else None
    corrections = said.to_pylist() if said else []
    pages = snapshot.load("pages", SetAside._fields)
    speakers = snapshot.load("quotes", ["speaker_id"]).column("speaker_id")
    return Totals(
        n_pages=pages.num_rows,
        n_articles=snapshot.load("articles", ["article_id"]).num_rows,
        n_quotes=len(speakers),
        n_attributed=len(speakers) - speakers.null_count,
        set_aside=tuple(SetAside(**row) for row in pages.to_pylist() if row["status"] not in FINE),
        applied=Counter(
            row["action"] for row in corrections if row["status"] == "applied" and row["action"] != "withdraw"
        ),
        lost=tuple(
            Lost(*(row[name] for name in Lost._fields)) for row in corrections if row["status"] == "lost"
        ),
    )
