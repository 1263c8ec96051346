"""What a page costs as the corpus grows, and what a run does that finds ten new pages or none.

    python -m benchmarks.growth [--sizes 100 4000 40000]

One folder of small invented pages grows from size to size, and each step is a run with two processes over
it. A run over the same folder again finds nothing new; then ten pages more. Storage is what work and tables
take.
"""

import tempfile
from pathlib import Path

from benchmarks import pages, watched
from benchmarks.figures import Figure, arguments, tell

SIZES, MORE, WORDS = (100, 4_000, 40_000), 10, 25


def measure(*, quick: bool, sizes: tuple[int, ...] = SIZES) -> list[Figure]:
    figures: list[Figure] = []
    done, first = 0, 0.0
    with tempfile.TemporaryDirectory() as place:
        raw, out = Path(place) / "raw", Path(place) / "data" / "tables"

        def run() -> watched.Taken:
            return watched.run("run", raw, "--out", out, "--processes", 2, "--quiet")

        for size in (12,) if quick else sizes:
            pages.lay(raw, done, size, words=WORDS)
            grown = run()
            new = size - done
            each = 1000 * grown.cpu / new
            first = first or each
            nothing = run()
            pages.lay(raw, size, size + MORE, words=WORDS)
            more = run()
            done = size + MORE
            n_words = sum(len(file.read_text(encoding="utf-8").split()) for file in raw.rglob("*.txt"))
            stored = (_bytes(Path(place)) - _bytes(raw)) / n_words
            of = f"{size:,} pages"
            figures += [
                Figure(
                    f"{of}: one of the {new:,} new ones", each, "CPU ms", each / first, "of the first step's"
                ),
                Figure(f"{of}: nothing new", nothing.wall, "s", nothing.wall / grown.wall, "of the step"),
                Figure(f"{of}: {MORE} more", more.wall, "s", more.wall / grown.wall, "of the step"),
                Figure(f"{of}: the run itself, most memory", grown.parent, "MB"),
                Figure(f"{of}: a worker, most memory", grown.worker, "MB"),
                Figure(f"{of}: work and tables", stored, "B/word"),
            ]
    return figures


def _bytes(folder: Path) -> int:
    """Add up what files take, one with several names once."""
    files = {file.stat().st_ino: file.stat().st_size for file in folder.rglob("*") if file.is_file()}
    return sum(files.values())


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    told = parser.parse_args()
    tell(measure(quick=told.quick, sizes=tuple(told.sizes)), told)


if __name__ == "__main__":
    main()
