"""Wall time of the same pages with one process and two, and on one, two and three Ray nodes of a core each.

    python -m benchmarks.scaling [--pages 600]

What starting costs is taken off: a run over a few pages with as many processes or nodes. More nodes than
this machine has cores can't be faster: they share the cores, and what is left of the pace is what they
cost. Nodes are started as in the tests, each a host of its own where that is possible; without ray they are
left out.
"""

import sys
import tempfile
import time
from pathlib import Path

from benchmarks import pages, watched
from benchmarks.figures import Figure, arguments, tell
from pipeline.run.processing import n_cores
from tests.run import cluster

FEW = 6  # pages
WORDS = 200


def measure(*, quick: bool, n_pages: int = 600, most_nodes: int = 3) -> list[Figure]:
    n_pages, most_nodes = (FEW * 2, 1) if quick else (n_pages, most_nodes)
    with tempfile.TemporaryDirectory() as place:
        few, many = Path(place) / "few", Path(place) / "many"
        pages.lay(few, 0, FEW, words=WORDS)
        pages.lay(many, FEW, FEW + n_pages, words=WORDS)
        words = sum(len(file.read_text(encoding="utf-8").split()) for file in many.rglob("*.txt"))
        figures = _locally(few, many, words, Path(place), quick=quick)
        return figures + (
            _on_nodes(few, many, words, Path(place), most_nodes) if not cluster.missing() else []
        )


def _locally(few: Path, many: Path, words: int, place: Path, *, quick: bool) -> list[Figure]:
    figures, alone = [], 0.0
    for processes in (1, 2):
        tables = place / f"local{processes}"
        told = ("--processes", processes, "--quiet")
        taken = watched.run("run", many, "--out", tables / "many", *told)
        starting = taken.wall if quick else watched.run("run", few, "--out", tables / "few", *told).wall
        pace = words / max(taken.wall - starting, 0.1)
        alone = alone or pace
        name = f"{processes} {'process' if processes == 1 else 'processes'}"
        figures += [
            Figure(name, pace, "words/s", pace / alone, "of one process; wall"),
            Figure(f"{name}: until the first page", starting, "s"),
            Figure(f"{name}: the run itself, most memory", taken.parent, "MB"),
        ]
        if processes > 1:
            figures.append(Figure(f"{name}: a worker, most memory", taken.worker, "MB"))
    return figures


def _on_nodes(few: Path, many: Path, words: int, place: Path, most: int) -> list[Figure]:
    figures, alone, n_nodes = [], 0.0, 0
    nodes = cluster.Cluster()
    try:
        for n_nodes in range(1, most + 1):
            nodes.start()
            nodes.wait(n_nodes)
            starting = _wall(nodes, few, place / f"few{n_nodes}")
            pace = words / max(_wall(nodes, many, place / f"many{n_nodes}") - starting, 0.1)
            alone = alone or pace
            name = f"{n_nodes} Ray {'node' if n_nodes == 1 else 'nodes'} on {n_cores()} cores"
            figures += [
                Figure(name, pace, "words/s", pace / alone, "of one node; wall"),
                Figure(f"{name}: until the first page", starting, "s"),
            ]
    except TimeoutError as error:
        print(error, file=sys.stderr)
        told = "not measured: the nodes didn't answer each other, see what was printed"
        figures.append(Figure("Ray nodes that were started", n_nodes - 1, "", None, told))
    finally:
        nodes.stop()
    return figures


def _wall(nodes: cluster.Cluster, raw: Path, out: Path) -> float:
    began = time.perf_counter()
    watched.run(
        "run", raw, "--out", out, "--engine", "ray", "--address", nodes.address, "--quiet",
        inside=nodes.command(), env=cluster.ENVIRONMENT,
    )  # fmt: skip
    return time.perf_counter() - began


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--nodes", type=int, default=3)
    told = parser.parse_args()
    tell(measure(quick=told.quick, n_pages=told.pages, most_nodes=told.nodes), told)


if __name__ == "__main__":
    main()
