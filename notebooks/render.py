"""Run the notebook, and the examples of the page about it, over the sample pages: `make notebook-outputs`.

What is kept of a run is what a reader sees, without times, ids and counts that change from run to run. A
picture is drawn anew only where its chart changed, since fonts differ from machine to machine.
"""

import ast
import contextlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from notebooks.look import CHART
from pipeline import config, run

HERE = Path(__file__).parent
ROOT = HERE.parent
NOTEBOOK, PAGE = HERE / "explore.ipynb", ROOT / "docs" / "how-to" / "notebook-queries.md"
EXAMPLE = re.compile(
    r"^```(python|sql)\n(.*?)^```\n(?:\n```text\n.*?^```\n)?", flags=re.DOTALL | re.MULTILINE
)
"""Code on a page, and what it gives."""


def executed(notebook: NotebookNode, tables: Path, *, home: Path) -> NotebookNode:
    """Run every cell over the tables in the kernel of this Python; `home` takes what Jupyter leaves behind.

    Raises CellExecutionError where a cell fails.
    """
    folders = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    told = {"ONRECORD_OUT": str(tables), "JUPYTER_PLATFORM_DIRS": "1"}
    with _environment(told | {name: str(home / name.lower()) for name in folders}):
        NotebookClient(
            notebook,
            kernel_name="python3",
            startup_timeout=300,  # a busy machine may take its time
            resources={"metadata": {"path": str(HERE)}},
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        ).execute()
    return notebook


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Count the cells from the top, and leave out what changes from run to run and editor to editor."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    count = 0
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"cell-{number:02}", {}
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = count
    return notebook


def keep_pictures(notebook: NotebookNode, before: NotebookNode) -> NotebookNode:
    """Take the earlier picture of each chart that is as it was."""
    earlier = {repr(output.data[CHART]): output for output in charts(before)}
    for output in charts(notebook):
        if same := earlier.get(repr(output.data[CHART])):
            output.update(same)
    return notebook


def charts(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Give the outputs that are charts."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if CHART in output.get("data", {}):
                yield output


def with_answers(page: str, folder: Path) -> str:
    """Run a page's examples one after another in a folder that holds data/processed; give the page anew.

    Below each stands what it gives: in Python what a prompt would show, in SQL the rows.
    """
    names: dict[str, Any] = {}

    def answered(example: re.Match[str]) -> str:
        language, code = example.groups()
        given = _python(code, names) if language == "python" else str(database.sql(code))
        lines = "\n".join(line.rstrip() for line in given.strip("\n").splitlines())
        return f"```{language}\n{code}```\n" + (f"\n```text\n{lines}\n```\n" if lines else "")

    with contextlib.chdir(folder), duckdb.connect() as database:
        return EXAMPLE.sub(answered, page)


def make_tables(folder: Path) -> None:
    """Lay the tables of the sample pages in the folder's data/processed."""
    run.run(config.settings(raw=ROOT / "data" / "raw", out=folder / "data" / "processed"))


def main() -> None:
    """Renew the outputs of the notebook and of the page."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make_tables(folder)
        before = nbformat.read(NOTEBOOK, as_version=4)
        notebook = nbformat.read(NOTEBOOK, as_version=4)
        notebook = normalised(executed(notebook, folder / "data" / "processed", home=folder))
        nbformat.write(keep_pictures(notebook, before), NOTEBOOK)
        PAGE.write_text(with_answers(PAGE.read_text(encoding="utf-8"), folder), encoding="utf-8")


def _python(code: str, names: dict[str, Any]) -> str:
    """Run code as Python's prompt does, and give what it shows."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for statement in ast.parse(code).body:
            line = compile(ast.Interactive([statement]), PAGE.name, "single")
            exec(line, names)  # noqa: S102  the page is ours
    return printed.getvalue()


@contextlib.contextmanager
def _environment(told: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(told)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    main()
