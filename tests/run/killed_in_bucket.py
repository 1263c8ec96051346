"""Runs over a bucket that are killed before each request that writes, then done again.

`python -m tests.run.killed_in_bucket FOLDER` prints how often. A page costs next to nothing, a batch is two pages.
"""

import os
import sys
from pathlib import Path

import pytest

from pipeline import config, run, store
from pipeline.places import S3Path
from pipeline.store import files, objects
from tests import fast, s3, scrapes
from tests.killing import ended, kill_at_every_event, on_objects

N_PAGES, BATCH = 7, 2


def go(raw, out):
    return run.run(config.settings(raw=raw, out=out, processes=1))


def tables_in(out):
    """Read what every table of the snapshot in use holds, byte by byte."""
    snapshot = store.current(out)
    return {name: [files.read(part) for part in snapshot.files(name)] for name in snapshot.tables}


def count_kills(folder):
    here, clean = folder / "raw", folder / "clean/tables"
    here.mkdir()
    for number in range(N_PAGES):
        scrapes.lay(here, number)
    assert ended(lambda: go(here, clean)) == 0
    expected = tables_in(clean)
    raw = out = None

    def afresh():
        nonlocal raw, out
        raw, out = (S3Path(s3.BUCKET, f"run-{os.urandom(6).hex()}/{name}") for name in ("raw", "out"))

    def prepare():
        for path in here.iterdir():
            objects.put(raw / path.name, path.read_bytes())

    def check(why):
        if store.current(out):
            assert tables_in(out) == expected, why
        n_before = sum(each.path.name.endswith(".work") for each in objects.listed(out))
        report = go(raw, out)
        assert report.n_new <= max(0, N_PAGES - n_before * BATCH), why
        assert tables_in(out) == expected, why
        assert go(raw, out).outcome == "unchanged", why

    return kill_at_every_event(prepare, lambda: go(raw, out), check, watch=on_objects, afresh=afresh)


if __name__ == "__main__":
    fast.install(pytest.MonkeyPatch(), batch=BATCH)
    sys.stdout.write(str(count_kills(Path(sys.argv[1]))))
