"""`onrecord who`: one person or body out of the tables: names, positions, quotes, and why they are one."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from pipeline.cli import options, show
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pipeline.dossier import Dossier
    from pipeline.tables import Row

LISTED, BESIDE = 15, 5  # matches, positions and joins that are shown; matches beside the one shown
LONGEST = 100  # letters of a name nobody has that are said again
EPILOG = """
[bold]Examples[/bold]\n
  onrecord who "Ada Finch"                       a name, in any spelling that is on record\n
  onrecord who finch                             part of a name; several people are listed\n
  onrecord who 5f0c1d9b7a3e2468                  an entity_id of the tables, a former one too\n
  onrecord who "Harbour Watch" --quotes 0        an organisation, with every quote\n
  onrecord who finch --out tables --json | jq .quotes\n\n
[bold]How names become one[/bold]\n
  Names are joined that are alike beyond doubt: initials with the rest of the name, another romanisation,
  a pet form. Where they could be two people's, what stands around them must agree: an affiliation, or
  people seldom named. Each join is listed with its rule; a score tells how alike the letters are, 0 to 1.
  What a reviewer said of two names comes before all that: then the rule is "a reviewer".
  "in part" means that the name is theirs in some articles only.\n\n
[bold]Exit codes[/bold]\n
  0 found, or several listed · 2 nobody has that name, or there are no tables
"""


def who(
    name: Annotated[str, typer.Argument(help="A name, part of one, or an entity_id.", show_default=False)],
    out: options.Tables = None,
    quotes: Annotated[int, typer.Option(min=0, help="Quotes to show, the latest ones; 0 shows all.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON, every quote too.")] = False,
) -> None:
    """Show a person or organisation: their names, positions, quotes by date, and why names were joined.

    Reads the tables of the last run. Where several have the name they are listed; where nobody has, names
    near it are.
    """
    from pipeline import config, dossier, store

    folder = config.settings(out=out).out
    with store.pinned(folder) as snapshot:
        found = dossier.find(snapshot, name)
        chosen = dossier.gather(snapshot, found.chosen) if found.chosen else None
    if not found.matches:
        near = f"; near it are {', '.join(found.near)}" if found.near else ""
        asked = name if len(name) <= LONGEST else f"{name[:LONGEST]}…"
        raise SetupError(f"nobody in {folder} is named {asked!r}{near}")
    if as_json:
        rows = asdict(chosen) if chosen else {"matches": found.matches}
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str))
        return
    if chosen:
        _show(chosen, quotes)
    others = [row for row in found.matches if row is not found.chosen]
    if chosen and others:
        _list(others, "also named so", BESIDE)
    elif others:
        _list(others, f"{len(others):,} are named so; give more of the name, or an id", LISTED)


def _show(found: "Dossier", most: int) -> None:
    entity = found.entity
    show.console.print(f"[bold]{escape(entity['name'])}[/bold] · {entity['kind']} · {_counted(entity)}")
    if entity["first_date"]:
        show.console.print(f"on record {entity['first_date']} to {entity['last_date']}")
    show.console.print(f"[dim]entity_id {entity['entity_id']}[/dim]")
    if entity["aliases"]:
        show.console.print(f"also {escape(' · '.join(entity['aliases']))}", soft_wrap=True)
    _positions(found.positions)
    _joins(entity["joins"])
    _quotes(found.quotes, most)


def _positions(positions: "list[Row]") -> None:
    if not positions:
        return
    show.console.print("\n[bold]positions[/bold]")
    grid = Table(box=None, pad_edge=False, show_header=False)
    for row in positions[:LISTED]:
        held = ", ".join(filter(None, (row["role"], row["affiliation"])))
        grid.add_row(
            escape(held), f"[dim]{_when(row)}[/dim]", f"[dim]{show.count(row['n_quotes'], 'quote')}[/dim]"
        )
    show.console.print(Padding(grid, (0, 0, 0, 2)))
    _more(positions, "the rows of positions")


def _joins(joins: "list[Row]") -> None:
    if not joins:
        return
    show.console.print("\n[bold]why these names are one[/bold]")
    for row in sorted(joins, key=lambda join: (join["part"], -join["n_articles"], join["alias"]))[:LISTED]:
        part = "in part, " if row["part"] else ""
        why = [
            row["rule"],
            row["context"],
            f"{part}{show.count(row['n_articles'], 'article')}",
            f"score {row['score']:.2f}",
        ]
        names = f"[green]{escape(row['alias'])}[/green] = {escape(row['to'])}"
        show.console.print(f"  {names}: {escape('; '.join(filter(None, why)))}", soft_wrap=True)
    _more(joins, "entities.joins")


def _quotes(quotes: "list[Row]", most: int) -> None:
    if not quotes:
        return
    dated = [row for row in quotes if row["date"]]
    ordered = [*(row for row in quotes if not row["date"]), *dated]  # the latest stand last
    shown = ordered[-most:] if most else ordered
    show.console.print(f"\n[bold]quotes[/bold] ({len(quotes):,})")
    if len(shown) < len(quotes):
        show.console.print(f"  … {len(quotes) - len(shown):,} earlier ones: --quotes 0 shows them all")
    for row in shown:
        words = " … ".join(row["text"].split("\n\n"))
        words = words if row["type"] == "indirect" else f"“{words}”"
        date = f"[cyan]{row['date'] or 'undated'}[/cyan]"
        show.console.print(Padding(f"{date}  {escape(words)}", (0, 0, 0, 2)))


def _list(rows: "list[Row]", title: str, most: int) -> None:
    show.console.print(f"\n[bold]{escape(title)}[/bold]")
    grid = Table(box=None, pad_edge=False, show_header=False)
    for width in (28, 12, 12, 16):
        grid.add_column(max_width=width, no_wrap=True)
    for row in rows[:most]:
        quotes = show.count(row["n_quotes"], "quote")
        grid.add_row(escape(row["name"]), row["kind"], quotes, f"[dim]{row['entity_id']}[/dim]")
    show.console.print(Padding(grid, (0, 0, 0, 2)))
    _more(rows, "the rows of entities", most)


def _more(rows: "list[Row]", where: str, most: int = LISTED) -> None:
    if (more := len(rows) - most) > 0:
        show.console.print(f"  … and {more:,} more: {where}")


def _when(row: "Row") -> str:
    first, last = row["first_date"], row["last_date"]
    return "" if not first else str(first) if first == last else f"{first} to {last}"


def _counted(row: "Row") -> str:
    return f"{show.count(row['n_quotes'], 'quote')} · {show.count(row['n_articles'], 'article')}"
