"""`onrecord export`: tables in, files out that other programs take."""

import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import options, show
from pipeline.cli.interrupt import interruptible
from pipeline.errors import SetupError
from pipeline.places import lies_in

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.export import Exported
    from pipeline.export.place import Files
    from pipeline.store import Snapshot

DEFAULT, STREAM = Path("export"), "-"
NAMED = 3  # of those who have a name, that are told
EPILOG = """
[bold]Formats[/bold]\n
  csv            a file per table, for spreadsheets: a cell never runs as a formula. --bom for Excel\n
  jsonl          a file per table, every value as it is\n
  brat           standoff: .txt and .ann per article, with the settings that brat needs\n
  conll          CoNLL-U Plus: a word a line, columns for names, sources, cues and contents\n
  label-studio   tasks to correct, and the labelling interface\n
  gold           articles whose review is complete, for `onrecord evaluate` and `onrecord train`\n\n
[bold]Examples[/bold]\n
  onrecord export csv --bom                      every table into export/csv, for Excel\n
  onrecord export csv --table quotes --to quotes.csv\n
  onrecord export csv --table quotes --speaker "Ada Finch" --since 2019-01-01\n
  onrecord export jsonl --table quotes --to - | jq .speaker\n
  onrecord export brat --to annotations --since 2019-03-01 --until 2019-03-31\n
  onrecord export gold --to gold.jsonl           then: onrecord evaluate gold.jsonl\n\n
[bold]What is overwritten[/bold]\n
  A folder is written anew and switched when it is complete. It must be new, empty or an earlier export. If
  files were changed since, as by work in brat, --force is needed; what onrecord didn't write is never
  removed. A file that exists is replaced with --force only.\n\n
[bold]Exit codes[/bold]\n
  0 written · 2 no tables, nothing to export, or something lies in the way · 130 interrupted: nothing changed
"""


class Form(StrEnum):
    """The formats, as the command line knows them before anything is imported."""

    CSV = "csv"
    JSONL = "jsonl"
    BRAT = "brat"
    CONLL = "conll"
    LABEL_STUDIO = "label-studio"
    GOLD = "gold"


def export(
    form: Annotated[
        Form,
        typer.Argument(metavar="FORMAT", help="What to write; the formats are below.", show_default=False),
    ],
    out: options.Tables = None,
    to: Annotated[
        Path | None,
        typer.Option(
            help="Folder, or a file where one is enough: then its name has a suffix; - is standard output. "
            "\\[default: export/FORMAT]",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option(help="Of csv and jsonl: this table; may be repeated.", show_default=False),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Articles of this day and later.", show_default=False),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Articles up to this day.", show_default=False),
    ] = None,
    speaker: Annotated[
        str | None,
        typer.Option(
            help="Articles that quote this person or body: a name or an entity_id. Of the table quotes, "
            "their quotations alone.",
            show_default=False,
        ),
    ] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin csv with the mark that Excel needs.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file, or an export that was changed since.")
    ] = False,
) -> None:
    """Write tables or annotated articles in formats that other programs read.

    Reads the tables of the last run, and changes nothing in them.
    """
    from pipeline import config, store
    from pipeline import export as exports

    settings = config.settings(out=out)
    tables = table or []
    place = to or DEFAULT / form
    _check(form, tables, bom=bom, place=place, settings=settings)
    if since and until and since > until:
        raise SetupError(f"--since {since.date()} is later than --until {until.date()}")
    with interruptible("what was there is as it was"), store.pinned(settings.out) as snapshot:
        choice = exports.Choice(
            since and since.date(), until and until.date(), _speaker_id(snapshot, speaker)
        )
        chosen = exports.tables_of(snapshot, tables) if form in exports.TABULAR else []
        with _opened(place, exports.file_of(form.value, chosen), form, force=force) as files:
            done = exports.export(
                snapshot,
                form.value,
                files,
                tables=chosen,
                choice=choice,
                bom=bom,
                model=f"onrecord {config.version()}",
            )
    for warning in done.warnings:
        show.stderr.print(warning, soft_wrap=True, markup=False, style="yellow")
    if str(place) != STREAM:
        show.console.print(f"{_told(form, done)} in {place}", soft_wrap=True, markup=False)


def _check(form: Form, tables: list[str], *, bom: bool, place: Path, settings: "Settings") -> None:
    tabular = form in (Form.CSV, Form.JSONL)
    if tables and not tabular:
        raise SetupError(
            f"--table is for csv and jsonl: {form} holds articles with all that is marked in them"
        )
    if bom and form is not Form.CSV:
        raise SetupError(f"--bom is for csv, not for {form}")
    for taken in (*settings.raw, settings.out) if str(place) != STREAM else ():
        if lies_in(place, taken):
            raise SetupError(f"{place} lies in {taken}: name a place for the export that lies elsewhere")
    if str(place) != STREAM and place.resolve() == settings.corrections.resolve():
        raise SetupError(f"{place} is the place of the journal of corrections: name another for the export")


def _opened(place: Path, name: str | None, form: Form, *, force: bool) -> "AbstractContextManager[Files]":
    """Open the folder, file or stream; `name` is the file that is enough, if there is one."""
    from pipeline import export as exports

    if str(place) != STREAM and not place.suffix:
        return exports.folder(place, force=force)
    if name is None:
        more = "name one --table, or a folder" if form in exports.TABULAR else "name a folder"
        raise SetupError(f"{form} makes several files, and {place} is one: {more}")
    if str(place) == STREAM:
        return nullcontext(exports.OneFile(name, _print))
    return exports.file(place, name, force=force)


def _print(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _speaker_id(snapshot: "Snapshot", name: str | None) -> str | None:
    """Find whom a name means; raises SetupError where it is nobody's, or several have it."""
    from pipeline import dossier

    if name is None:
        return None
    found = dossier.find(snapshot, name)
    if found.chosen:
        return str(found.chosen["entity_id"])
    if found.matches:
        some = ", ".join(f"{row['name']} ({row['entity_id']})" for row in found.matches[:NAMED])
        raise SetupError(
            f"{len(found.matches):,} are named {name!r}: give more of the name, or an id, as {some}"
        )
    near = f"; near it are {', '.join(found.near)}" if found.near else ""
    raise SetupError(f"nobody in {snapshot.out} is named {name!r}{near}")


def _told(form: Form, done: "Exported") -> str:
    if form not in (Form.CSV, Form.JSONL):
        return show.count(done.rows["articles"], "article")
    rows = show.count(sum(done.rows.values()), "row")
    return f"{rows} of {show.count(len(done.rows), 'table') if len(done.rows) > 1 else next(iter(done.rows))}"
