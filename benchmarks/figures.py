"""What the benchmarks find: figures, each with the ratio to what was measured beside it."""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, and what it is of its baseline, which was measured in the same run."""

    what: str
    value: float
    unit: str
    ratio: float | None = None
    beside: str = ""


def arguments(about: str | None) -> argparse.ArgumentParser:
    """Begin the command line that all benchmarks have."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="so little that the figures mean nothing: a try")
    parser.add_argument("--raw", type=Path, help="a folder of pages of your own, where pages are read")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    return parser


def tell(figures: Sequence[Figure], told: argparse.Namespace) -> None:
    """Print the figures, and write them where the command line says so."""
    width = max(map(len, (figure.what for figure in figures)), default=0)
    for figure in figures:
        print(f"{figure.what:{width}}  {number(figure.value):>9} {figure.unit:9} {beside(figure)}".rstrip())
    if told.json:
        told.json.write_text(json.dumps([asdict(figure) for figure in figures]), encoding="utf-8")


def timed(work: Callable[[], object]) -> float:
    """Do something, and give the seconds of processor time that it took."""
    began = time.process_time()
    work()
    return time.process_time() - began


def number(value: float) -> str:
    """Write a number with three digits at least."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def beside(figure: Figure) -> str:
    """Write what a figure is of its baseline; nothing where it has none."""
    return f"{figure.ratio:.2f} {figure.beside}" if figure.ratio is not None else figure.beside
