"""What the notebook answers, in pandas and in SQL, as plain rows that can be compared."""

import pickle
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import nbformat
import pandas as pd

from notebooks import render

SQL = (render.HERE / "explore.sql").read_text(encoding="utf-8")
TABLES = set(re.findall(r"VIEW (\w+) AS(?: FROM read_parquet|\n    SELECT quotes\.\*)", SQL))
ANSWERS = [name for name in re.findall(r"VIEW (\w+) AS", SQL) if name not in TABLES]
STRICT = "import warnings\n\nwarnings.simplefilter('error')"
KEEP = """
import pathlib
import pickle

warnings.simplefilter("ignore")  # what the kernel does when it ends isn't the notebook's

answers = {{name: globals()[name] for name in {names!r}}}
pathlib.Path({path!r}).write_bytes(pickle.dumps(answers))
"""


@dataclass(frozen=True)
class Asked:
    """The notebook as it ran, and its answers."""

    notebook: nbformat.NotebookNode
    answers: dict[str, pd.DataFrame]
    out: Path


def ask(out: Path, scratch: Path) -> Asked:
    """Run the notebook over tables, with warnings as errors, and take its answers out."""
    kept = scratch / "answers"
    notebook = nbformat.read(render.NOTEBOOK, as_version=4)
    before, after = (
        nbformat.v4.new_code_cell(code) for code in (STRICT, KEEP.format(names=ANSWERS, path=str(kept)))
    )
    notebook.cells = [before, *notebook.cells, after]
    render.executed(notebook, out, home=scratch)
    notebook.cells = notebook.cells[1:-1]
    return Asked(render.normalised(notebook), pickle.loads(kept.read_bytes()), out)


def in_sql(out: Path) -> dict[str, tuple[list[str], list[tuple]]]:
    """Ask the same in SQL; gives each answer's columns and rows."""
    with duckdb.connect() as database:
        database.execute("SET VARIABLE folder = ?", [str(out)])
        database.sql(SQL)
        return {name: _rows(database.sql(f"FROM {name}").df()) for name in ANSWERS}


def in_pandas(asked: Asked) -> dict[str, tuple[list[str], list[tuple]]]:
    """Give each answer's columns and rows."""
    return {name: _rows(asked.answers[name]) for name in ANSWERS}


def _rows(frame: pd.DataFrame) -> tuple[list[str], list[tuple]]:
    return list(frame.columns), [tuple(map(_plain, row)) for row in frame.itertuples(index=False, name=None)]


def _plain(value: object) -> object:
    if pd.isna(value):
        return None
    if isinstance(value, datetime):
        return value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, (str, date)):
        return value
    number = float(value)
    return int(number) if number.is_integer() else round(number, 9)
