"""What a run costs that finds little or nothing new: `python benchmarks/incremental.py [--pages 4000]`.

Pages are small texts, and the line for one page is replaced by one that costs next to nothing, the search for
reprints by equality: what is left is what a run does besides. Where nothing is new that is bound by reading
the raw folder once (every page is hashed) and the keys of the work files, where something is by decoding all
work and making all tables. What pages cost, `benchmarks/throughput.py` says; reprints, `reprints.py`.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from pipeline import config, run
from tests import fast

PAGE = """Letter {0}
12 March 2019
“We have asked for talks since the autumn, and nobody came,” said Ines Valdor of Port Ellery, in letter {0}.
Tomas Brekke of the harbour board denied that money was short, and sent {0} copies of the plan to the council.
"""


def lay(raw: Path, first: int, last: int) -> None:
    for number in range(first, last):
        folder = raw / f"{number // 500:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:06}.txt").write_text(PAGE.format(number))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=4000)
    n_pages = parser.parse_args().pages
    patch = pytest.MonkeyPatch()
    real = config.fingerprint, os.fsync
    fast.install(patch, batch=32)
    patch.setattr(config, "fingerprint", real[0])
    patch.setattr(os, "fsync", real[1])
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder) / "raw", Path(folder) / "data" / "tables"
        settings = config.settings(raw=raw, out=out, processes=1)
        print(f"{'':24}{'wall':>9}{'CPU':>9}{'new':>7}{'kept':>7}  outcome, share of the first CPU")
        first = None
        for what, n_here in (
            ("first run", n_pages),
            ("nothing new", n_pages),
            ("ten pages more", n_pages + 10),
            ("nothing new", n_pages + 10),
        ):
            lay(raw, 0 if first is None else n_pages, n_here)
            wall, cpu = time.perf_counter(), time.process_time()
            report = run.run(settings)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            first = first or cpu
            figures = f"{wall:8.2f}s{cpu:8.2f}s{report.n_new:7,}{report.n_kept:7,}"
            print(f"{what:24}{figures}  {report.outcome}, {cpu / first:.0%}", flush=True)


if __name__ == "__main__":
    main()
