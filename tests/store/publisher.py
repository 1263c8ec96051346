"""A writer that publishes two sets of tables in turn.

`python -m tests.store.publisher OUT TIMES KEEP` prints a line when the first is out, and how many were new.
"""

import sys
from pathlib import Path

from pipeline import store
from pipeline.store import retention
from tests.store.killed import tables


def publish_in_turn(out: Path, times: int) -> int:
    """Publish version 1, 2, 1, 2 … and count."""
    n_new = 0
    with store.locked(out):
        for number in range(times):
            n_new += store.publish(out, tables(1 + number % 2)).new
            if not number:
                sys.stdout.write("started\n")
                sys.stdout.flush()
    return n_new


if __name__ == "__main__":
    _, folder, told, keep = sys.argv
    if keep == "nothing":  # but what is pinned, and the last three
        retention.KEEP_SECONDS = -1
    sys.stdout.write(f"{publish_in_turn(Path(folder), int(told))}\n")
