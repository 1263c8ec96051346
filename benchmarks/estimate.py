"""What 10^8 pages would take, reckoned from figures of the other benchmarks: a page of Markdown.

    python -m benchmarks.estimate FIGURES.json [--pages 100000000] [--words 500]

FIGURES.json is what `python -m benchmarks --json FIGURES.json` wrote. Core-hours are pages times words over
the pace of one core, storage is bytes a word; both grow as the pages do, while what is done over all pages
at once is bound by the memory of the machine that publishes.
"""

import argparse
import json
import textwrap
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Figure

PAGES, WORDS = 100_000_000, 500
CORES = 1_000


def page(figures: dict[str, Sequence[Figure]], *, n_pages: int = PAGES, words: int = WORDS) -> str:
    """Write the estimate; what wasn't measured is left out."""
    opening = (
        f"{n_pages:,} pages of {words:,} words, reckoned from the figures above. Nobody ran it: these are "
        "sums, and the machines are taken to be like this one."
    )
    said = [opening]
    if pace := _value(figures, "throughput", "whole way of a page"):
        hours = n_pages * words / pace / 3600
        said.append(
            f"- **Processing**: {hours:,.0f} core-hours at {pace:,.0f} words a second and core, so "
            f"{hours / CORES / 24:,.1f} days on {CORES:,} cores. Processors alone bound it: pages share "
            "nothing, and what a worker finishes it writes itself."
        )
    if stored := _value(figures, "growth", "work and tables"):
        said.append(
            f"- **Storage**: {n_pages * words * stored / 1e12:,.1f} TB for work files and one snapshot, at "
            f"{stored:.1f} bytes a word of pages this small; longer ones take less. The next snapshot shares "
            "the parts that are unchanged."
        )
    if parent := _slope(figures, "the run itself, most memory"):
        said.append(
            "- **Publishing** bounds it: one machine puts the tables of all pages together, and its memory "
            f"grew by {parent:.1f} kB for each page more, {n_pages * parent / 1e6:,.0f} GB for all. A corpus "
            "a publisher or a year stays below that, and one glob reads the tables of several; reprints and "
            "people are joined within each."
        )
    said.append(
        "- **Finding what is new** reads every raw file once a run, to hash it: at 1 GB a second of shared "
        f"storage and 5 kB a page, {n_pages * 5e3 / 1e9 / 60:,.0f} minutes."
    )
    wide = {"width": 110, "break_long_words": False, "break_on_hyphens": False}
    filled = [textwrap.fill(line, **wide, subsequent_indent="  " * line.startswith("-")) for line in said]
    return "\n".join([filled[0], "", *filled[1:]]) + "\n"


def _value(figures: dict[str, Sequence[Figure]], name: str, ending: str) -> float | None:
    """Take the last figure of a benchmark whose name ends so; None where there is none."""
    found = [figure.value for figure in figures.get(name, ()) if figure.what.endswith(ending)]
    return found[-1] if found else None


def _slope(figures: dict[str, Sequence[Figure]], ending: str) -> float | None:
    """Tell how many kB each page more added from the first size to the last; None where it wasn't seen."""
    found = [
        (int(figure.what.split(" ")[0].replace(",", "")), figure.value)
        for figure in figures.get("growth", ())
        if figure.what.endswith(ending)
    ]
    if len(found) < 2 or found[-1][0] == found[0][0]:
        return None
    return max(0.0, 1000 * (found[-1][1] - found[0][1]) / (found[-1][0] - found[0][0]))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("figures", type=Path)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--words", type=int, default=WORDS)
    told = parser.parse_args()
    read = json.loads(told.figures.read_text(encoding="utf-8"))
    figures = {name: [Figure(**figure) for figure in found] for name, found in read.items()}
    print(page(figures, n_pages=told.pages, words=told.words), end="")


if __name__ == "__main__":
    main()
