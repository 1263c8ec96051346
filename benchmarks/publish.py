"""What a publication costs as a corpus grows: `python benchmarks/publish.py [10000 100000 1000000]` quotes.

The work is made up, see `finished.py`. Each size is published into an empty folder, in a process of its own.
The time of each step stands beside what it takes merely to read the same work and to write the same tables as
Parquet, and then the peak of memory.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.figures import Figure, arguments, tell
from benchmarks.finished import QUOTES, Inventor
from pipeline import store, tables, work
from pipeline.tables import SHOWN, assembling

PAGES_AT_ONCE = 1024
STEPS = {"merge": "reprints", "name": "names", "fill": "rows"}


@contextmanager
def clocked(spent: dict[str, tuple[float, float]], what: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    spent[what] = time.perf_counter() - wall, time.process_time() - cpu


def lay(state: Path, n_quotes: int) -> None:
    """Make up the work of so many quotes; what is there is left."""
    kept, n_pages = work.Work(state, "made-up"), n_quotes // QUOTES
    invent = Inventor(n_pages)
    for first in range(0, n_pages, PAGES_AT_ONCE):
        work._write(kept.folder, state, invent.pages(first, min(PAGES_AT_ONCE, n_pages - first)))


def measure(out: Path, told: "multiprocessing.Queue[object]") -> None:
    """Publish the work that is laid, and tell the time of each step and the peak of memory."""
    spent: dict[str, tuple[float, float]] = {}
    for name, what in STEPS.items():
        setattr(assembling, name, _watched(spent, what, getattr(assembling, name)))
    state = store.state_folder(out)
    with clocked(spent, "all"):
        kept = work.Work(state, "made-up")
        with clocked(spent, "keys"):
            sources = kept.sources(kept.done().values())
        with store.scratch(state) as folder:
            made = tables.assemble(sources, folder=folder)
            with clocked(spent, "parts"):
                store.publish(out, made)
    told.put((spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _watched(spent: dict[str, tuple[float, float]], what: str, step):
    def watched(*given: object) -> object:
        with clocked(spent, what):
            return step(*given)

    return watched


def merely(out: Path, told: "multiprocessing.Queue[object]") -> None:
    """Read all the work, and write the tables that are published anew, file by file."""
    spent: dict[str, tuple[float, float]] = {}
    kept = work.Work(store.state_folder(out), "made-up")
    names = [name for name in SHOWN.names if name != "result"]
    with clocked(spent, "read"):
        for path in kept.folder.iterdir():
            pq.ParquetFile(path).read(names)
    snapshot = store.current(out)
    rows = {name: snapshot.load(name) for name in snapshot.tables}
    with tempfile.TemporaryDirectory(dir=out.parent) as folder, clocked(spent, "write"):
        for name, table in rows.items():
            pq.write_table(table, Path(folder) / name, compression="zstd")
    told.put((spent, 0.0))


def alone(what, out: Path):
    """Run in a process of its own, so that memory is counted anew."""
    spawn = multiprocessing.get_context("spawn")
    told = spawn.Queue()
    process = spawn.Process(target=what, args=(out, told))
    process.start()
    found = told.get()
    process.join()
    return found


def figures(n_quotes: int, folder: Path) -> list[Figure]:
    out = folder / f"{n_quotes}" / "data" / "tables"
    out.mkdir(parents=True)
    lay(store.state_folder(out), n_quotes)
    first, peak = alone(measure, out)
    base, _ = alone(merely, out)
    bound = sum(cpu for _, cpu in base.values())
    found = [
        Figure(
            f"{n_quotes:,} quotes: {what}", cpu, "CPU s", cpu / bound, f"of reading and writing; {wall:.1f} s"
        )
        for what, (wall, cpu) in first.items()
    ]
    return [*found, Figure(f"{n_quotes:,} quotes: peak of memory", peak, "MB")]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("sizes", nargs="*", type=int, metavar="QUOTES")
    parser.add_argument("--folder", type=Path, help="where work and tables are laid")
    told = parser.parse_args()
    sizes = told.sizes or ([1_000] if told.quick else [10_000, 100_000, 1_000_000])
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        tell([figure for size in sizes for figure in figures(size, Path(folder))], told)


if __name__ == "__main__":
    main()
