"""Memory of each process over a long run: `python -m benchmarks.memory [--pages 72000] [--folder KEPT]`.

Small invented pages go through the real pipeline, and the resident memory of the run and of its workers is
told every few seconds. It may be interrupted: with --folder the same command goes on where it was, because
a run keeps the work that it has done. Flat means that the second half of the run has no more than the
first.
"""

import tempfile
from contextlib import nullcontext
from pathlib import Path

from benchmarks import pages, watched
from benchmarks.figures import Figure, arguments, tell


def measure(
    *, quick: bool, n_pages: int = 2000, words: int = 60, folder: Path | None = None, every: float = 5.0
) -> list[Figure]:
    n_pages = 40 if quick else n_pages
    with nullcontext(folder) if folder else tempfile.TemporaryDirectory() as place:
        raw, out = Path(place) / "raw", Path(place) / "data" / "tables"
        pages.lay(raw, 0, n_pages, words=words)
        seen: list[tuple[float, list[float]]] = []

        def note(seconds: float, memory: dict[int, float]) -> None:
            seen.append((seconds, list(memory.values())))
            if folder:
                print(
                    f"{seconds:8.0f} s  " + "  ".join(f"{mb:6.0f} MB" for mb in memory.values()), flush=True
                )

        taken = watched.run(
            "run", raw, "--out", out, "--processes", 2, "--quiet", seen=note, every=every if folder else 0.5
        )
    half = taken.wall / 2
    workers = [(seconds, max(memory[1:])) for seconds, memory in seen if len(memory) > 1]
    first = max((mb for seconds, mb in workers if seconds <= half), default=0.0)
    second = max((mb for seconds, mb in workers if seconds > half), default=first)
    what = f"{n_pages:,} small pages, 2 processes"
    return [
        Figure(f"{what}: seconds", taken.wall, "s"),
        Figure(f"{what}: the run itself, most", taken.parent, "MB"),
        Figure(f"{what}: a worker, most", taken.worker, "MB", taken.worker / 1500, "of 1,500 MB"),
        Figure(
            f"{what}: a worker in the second half",
            second,
            "MB",
            second / first if first else None,
            "of the first half",
        ),
    ]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=72_000)
    parser.add_argument("--words", type=int, default=60, help="words of the shortest page")
    parser.add_argument(
        "--folder", type=Path, help="keep pages and tables here, and tell the memory as it goes"
    )
    told = parser.parse_args()
    tell(measure(quick=told.quick, n_pages=told.pages, words=told.words, folder=told.folder), told)


if __name__ == "__main__":
    main()
