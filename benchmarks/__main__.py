"""Every benchmark and one table: `python -m benchmarks [--quick] [--only NAME] [--raw FOLDER]`.

Each runs in a process of its own, `python -m benchmarks.NAME`, whose --help says what it measures. --write
puts the table into benchmarks/RESULTS.md, with the date, the commit and the kind of machine.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import estimate
from benchmarks.figures import Figure, beside, number

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
NAMES = {
    "throughput": "Words a second, beside bare spaCy",
    "startup": "Starting",
    "scaling": "More processes, more nodes",
    "growth": "A corpus that grows",
    "reprints": "Making tables, reprints grouped",
    "names": "Joining names",
    "publish": "Publishing many quotes",
    "memory": "Memory over a long run",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="so little that the figures mean nothing: a try")
    parser.add_argument("--only", nargs="+", choices=list(NAMES), default=list(NAMES), metavar="NAME")
    parser.add_argument("--raw", type=Path, help="a folder of pages of your own, for the throughput")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures, for benchmarks.estimate")
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    told = parser.parse_args()
    figures, seconds = {}, {}
    for name in told.only:
        began = time.perf_counter()
        print(f"{name} …", file=sys.stderr, flush=True)
        figures[name] = _figures(name, quick=told.quick, raw=told.raw)
        seconds[name] = time.perf_counter() - began
    text = table(figures, seconds)
    print(text, flush=True)
    if told.json:
        kept = {name: [_plain(figure) for figure in found] for name, found in figures.items()}
        told.json.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    if told.write:
        RESULTS.write_text(f"{_heading(quick=told.quick)}\n{text}", encoding="utf-8")


def _figures(name: str, *, quick: bool, raw: Path | None) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        command = [sys.executable, "-m", f"benchmarks.{name}", "--json", str(file)]
        command += ["--quick"] * quick + (["--raw", str(raw.resolve())] if raw else [])
        ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode
        if ended:  # the others are worth having
            return [Figure("nothing", 0, "", None, f"it ended with {ended}, see what was printed")]
        return [Figure(**figure) for figure in json.loads(file.read_text(encoding="utf-8"))]


def table(figures: Mapping[str, Sequence[Figure]], seconds: Mapping[str, float]) -> str:
    """Write the figures as Markdown, and the estimate below them."""
    parts = []
    for name, found in figures.items():
        rows = [
            f"| {figure.what} | {number(figure.value)} {figure.unit} | {beside(figure)} |" for figure in found
        ]
        heading = f"## {NAMES[name]}\n\n`python -m benchmarks.{name}`, {seconds[name]:,.0f} s\n"
        parts.append("\n".join([heading, "| what | figure | beside |", "|---|--:|---|", *rows, ""]))
    estimated = estimate.page({name: list(found) for name, found in figures.items()})
    return "\n".join([*parts, "## An estimate for 10⁸ pages\n", estimated])


def _heading(*, quick: bool) -> str:
    commit = subprocess.run(
        ["git", "log", "-1", "--format=%h"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    day = datetime.now(UTC).date()
    by = "`python -m benchmarks --quick`, so that the figures mean nothing," if quick else "`make bench`"
    return (
        f"# Results\n\nWritten by {by} on {day}, at commit {commit or 'unknown'}, on {machine()}.\n"
        "Each ratio is to what was measured in the same run; a figure without one holds for such a machine.\n"
    )


def machine() -> str:
    """Name the machine by its kind: cores, processor, memory."""
    cpu = _told("/proc/cpuinfo", "model name") or "an unknown processor"
    if "Xeon" in cpu and (megahertz := _told("/proc/cpuinfo", "cpu MHz")):
        cpu = f"an Intel Xeon at {float(megahertz) / 1000:.1f} GHz"
    vectors = " (AVX-512)" if "avx512f" in (_told("/proc/cpuinfo", "flags") or "") else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {cpu}{vectors}, {memory:.0f} GiB"


def _told(file: str, name: str) -> str | None:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), None)


def _plain(figure: Figure) -> dict[str, object]:
    return {name: getattr(figure, name) for name in Figure.__dataclass_fields__}


if __name__ == "__main__":
    main()
