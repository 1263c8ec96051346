"""The snapshot in use, as a run needs it."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline import store, tables
from pipeline.census import Before
from pipeline.records import Page

if TYPE_CHECKING:
    import pyarrow as pa


class SetAside(NamedTuple):
    """A page whose status isn't ok, and why."""

    source: str
    status: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What the tables in use hold."""

    n_pages: int
    n_articles: int
    n_quotes: int
    n_attributed: int
    set_aside: tuple[SetAside, ...]


NOTHING = Totals(0, 0, 0, 0, ())


def locked(out: Path, *, wait: bool) -> "AbstractContextManager[None]":  # noqa: ARG001
    return store.locked(out)


def totals(out: Path) -> Totals:
    pages = columns(out, "pages", ["source", "status", "reason"])
    speakers = columns(out, "quotes", ["speaker"]).column("speaker")
    return Totals(
        n_pages=pages.num_rows,
        n_articles=columns(out, "articles", ["article_id"]).num_rows,
        n_quotes=len(speakers),
        n_attributed=len(speakers) - speakers.null_count,
        set_aside=tuple(SetAside(**row) for row in pages.to_pylist() if row["status"] != "ok"),
    )


def forgotten(out: Path) -> Callable[[str, str, str | None], bool]:
    return lambda *_: False


def number(out: Path) -> int | None:
    current = store.state_folder(out) / "current"
    return int(current.resolve().name) if current.exists() else None


def fingerprint(out: Path) -> str | None:
    manifest = store.state_folder(out) / "current" / "manifest.json"
    return json.loads(manifest.read_text())["fingerprint"] if manifest.exists() else None


def pages(out: Path) -> dict[str, Before]:
    if number(out) is None:
        return {}
    table = store.load(out, "pages").select(list(Before._fields))
    rows = map(Before, *(table.column(name).to_pylist() for name in table.schema.names))
    return {row.page_id: row for row in rows}


def stored(out: Path, wanted: set[str]) -> Iterator[Page]:
    import pyarrow as pa
    import pyarrow.compute as pc

    table = store.load(out, "pages")
    for batch in table.filter(pc.is_in(table.column("page_id"), pa.array(sorted(wanted)))).to_batches():
        yield from map(tables.page_of, batch.to_pylist())


def columns(out: Path, table: str, names: Sequence[str]) -> "pa.Table":
    return store.load(out, table).select(list(names))


def publish(out: Path, made: "Mapping[str, pa.Table]", manifest: Mapping[str, object]) -> store.Published:
    done = store.publish(out, made)
    state = store.state_folder(out)
    path = state / "tmp" / "manifest.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(manifest, sort_keys=True))
    os.replace(path, state / "current" / "manifest.json")
    return done
