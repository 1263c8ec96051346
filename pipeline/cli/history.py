"""`onrecord history`: the runs, the newest first."""

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from pipeline.cli import options, show

if TYPE_CHECKING:
    from pipeline.tables import Row

EPILOG = """
[bold]Examples[/bold]\n
  onrecord history                               the last 20 runs\n
  onrecord history -n 0 --out tables             all of them, over other tables\n
  onrecord history --json | jq '.\\[0].outcome'   every column of the table `runs`\n\n
[bold]Outcomes[/bold]\n
  published · unchanged: nothing was new · refused: and the gate that kept it from publishing ·
  interrupted · failed: and why. A run that was killed leaves no row.\n
  `onrecord schema runs` says what each column means.
"""


def history(
    out: options.Tables = None,
    most: Annotated[int, typer.Option("-n", min=0, help="Runs to show; 0 shows all.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")] = False,
) -> None:
    """List the runs over the tables: when, what became of them, how many pages were new, how long it took."""
    from pipeline import config
    from pipeline.status import history as runs

    folder = config.settings(out=out).out
    found = runs(folder, most=most)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=show.json_value))
    elif found:
        _show(found)
    else:
        show.console.print(f"no run over {escape(str(folder))} yet", soft_wrap=True)


def _show(runs: "list[Row]") -> None:
    grid = Table(box=None, pad_edge=False)
    for heading in ("started", "snapshot", "new", "pages", "set aside", "quotes", "seconds"):
        grid.add_column(heading, justify="left" if heading == "started" else "right", no_wrap=True)
    grid.add_column("outcome", min_width=11, overflow="fold")
    for run in runs:
        numbers = (run.get(name) for name in ("snapshot", "n_new", "n_pages", "n_set_aside", "n_quotes"))
        grid.add_row(
            show.moment(run["started_at"]),
            *("" if number is None else f"{number:,}" for number in numbers),
            f"{run['seconds']:.1f}",
            escape(run["outcome"]),
        )
    show.console.print(grid)
