"""One export, from one snapshot: which files a format has, and how much went into them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from pipeline import store
from pipeline.errors import SetupError
from pipeline.export.brat import write_brat
from pipeline.export.choice import Choice, Chosen, choose
from pipeline.export.conll import count_layers, write_conll
from pipeline.export.csv_files import EXCEL_LETTERS, EXCEL_ROWS, write_csv
from pipeline.export.documents import documents
from pipeline.export.gold import write_gold
from pipeline.export.json_lines import write_json_lines
from pipeline.export.label_studio import interface, write_label_studio
from pipeline.export.place import Files
from pipeline.store import Snapshot
from pipeline.tables import SCHEMAS, Row

Format = Literal["csv", "jsonl", "brat", "conll", "label-studio", "gold"]
FORMATS: tuple[Format, ...] = get_args(Format)
TABULAR: tuple[Format, ...] = ("csv", "jsonl")
"""The formats that hold tables; the others hold articles with what is marked in them."""
ALL = Choice()
_ONE_FILE: dict[Format, str] = {
    "conll": "articles.conllup",
    "label-studio": "tasks.json",
    "gold": "gold.jsonl",
}


@dataclass(slots=True)
class Exported:
    """How many rows of each table, or how many articles, were written; and what to be told beside."""

    rows: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def file_of(form: Format, tables: Sequence[str]) -> str | None:
    """Name the one file that an export has, or the one that counts; None where there are several."""
    if form in TABULAR:
        return f"{tables[0]}.{form}" if len(tables) == 1 else None
    return _ONE_FILE.get(form)


def tables_of(snapshot: Snapshot, wanted: Sequence[str]) -> list[str]:
    """List the tables that are wanted, all where none is named, in the order of their documentation.

    The log of runs is one of them, where there is one. Raises SetupError for a table that isn't there.
    """
    there = {*snapshot.tables, *([store.RUNS] if store.has_runs(snapshot.out) else [])}
    if missing := [name for name in wanted if name not in there]:
        raise SetupError(f"no table {missing[0]!r} in {snapshot.out}: there are {', '.join(sorted(there))}")
    order = list(SCHEMAS)
    known = sorted(there & SCHEMAS.keys(), key=order.index)
    return [name for name in (*known, *sorted(there - SCHEMAS.keys())) if not wanted or name in wanted]


def export(
    snapshot: Snapshot,
    form: Format,
    files: Files,
    *,
    tables: Sequence[str] = (),
    choice: Choice = ALL,
    bom: bool = False,
    model: str = "onrecord",
) -> Exported:
    """Write what was chosen of a snapshot in one of the formats.

    `tables` are those that csv and jsonl are made of, all if none is named; `bom` marks csv for Excel;
    `model` names what made Label Studio's predictions. Little of the tables is in memory at once. Raises
    SetupError where a table or a column is missing, and for gold where no article's review is complete.
    """
    chosen = choose(snapshot, choice)
    if form in TABULAR:
        return _export_tables(snapshot, form, files, tables_of(snapshot, tables), chosen, bom=bom)
    if form == "gold":
        return Exported({"articles": _export_gold(snapshot, files, chosen)})
    articles = documents(snapshot, chosen)
    if form == "brat":
        return Exported({"articles": write_brat(files, articles)})
    with files.opened(_ONE_FILE[form]) as write:
        if form == "conll":
            layers = count_layers(documents(snapshot, chosen, names=False))
            return Exported({"articles": write_conll(write, articles, layers=layers)})
        n, labels = write_label_studio(write, articles, model=model)
    files.write("interface.xml", interface(labels))
    return Exported({"articles": n})


def _export_tables(
    snapshot: Snapshot, form: Format, files: Files, tables: Sequence[str], chosen: Chosen, *, bom: bool
) -> Exported:
    done = Exported()
    for table in tables:
        columns, rows = _read(snapshot, table)
        keeps = chosen.keeper(table, columns)
        kept = (row for row in rows if keeps(row))
        name = f"{table}.{form}"
        with files.opened(name) as write:
            if form == "jsonl":
                done.rows[table] = write_json_lines(write, columns, kept)
                continue
            size = write_csv(write, columns, kept, bom=bom)
        done.rows[table] = size.rows
        if size.too_long:
            cells = f"{size.too_long:,} cell{'s are' if size.too_long > 1 else ' is'} longer than"
            done.warnings.append(f"{name}: {cells} the {EXCEL_LETTERS:,} letters that Excel keeps")
        if size.rows >= EXCEL_ROWS:
            done.warnings.append(f"{name}: it has more rows than the {EXCEL_ROWS:,} that Excel keeps")
    return done


def _read(snapshot: Snapshot, table: str) -> tuple[list[str], Iterator[Row]]:
    if table == store.RUNS:
        runs = store.load(snapshot.out, store.RUNS)
        return runs.schema.names, iter(runs.to_pylist())
    columns = snapshot.columns(table)
    return columns, snapshot.rows(table, columns)


def _export_gold(snapshot: Snapshot, files: Files, chosen: Chosen) -> int:
    if "reviewed" not in snapshot.columns("articles"):
        raise SetupError(
            f"the tables in {snapshot.out} tell of no review: an older version of onrecord made them; "
            "run `onrecord run` again"
        )
    with files.opened(_ONE_FILE["gold"]) as write:
        n = write_gold(write, documents(snapshot, chosen, names=False))
    if not n:
        raise SetupError(
            "no article that was asked for is reviewed as complete: say so of some in `onrecord review`, "
            "and publish that with `onrecord run`"
        )
    return n
