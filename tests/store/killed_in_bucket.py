"""Publications into a bucket that are killed before each request that writes; `python -m tests.store.killed_in_bucket`.

It prints how often, for the first publication and for one over another; the variables tell where the bucket is.
"""

import os
import sys

from pipeline import store
from pipeline.places import S3Path
from pipeline.store import objects, publishing
from tests import s3
from tests.killing import kill_at_every_event, on_objects
from tests.store import killed


def shown(out):
    return tuple(store.load(out, name).to_pydict() for name in killed.NAMES)


def publish(out, version):
    publishing.KEEP_SECONDS = -1
    with store.locked(out):
        store.publish(out, killed.tables(version), manifest={"fingerprint": f"f{version}"})


def count_kills(*, first):
    """Kill the publication of version 9, the first one or over four others, then publish it again."""
    out = None

    def afresh():
        nonlocal out
        out = S3Path(s3.BUCKET, f"killed-{os.urandom(6).hex()}")

    def prepare():
        for version in range(1, 1 if first else 5):
            publish(out, version)

    def check(why):
        in_use = store.current(out)
        if in_use is not None:
            assert in_use.is_whole(), why
            assert shown(out) in (killed.expected(4), killed.expected(9)), why
        else:
            assert first, why
        publish(out, 9)
        publish(out, 10)
        assert shown(out) == killed.expected(10), why
        snapshots = store.every(out)
        assert all(each.is_whole() for each in snapshots), why
        listed = {part for each in snapshots for name in killed.NAMES for part in each.files(name)}
        assert listed == {each.path for each in objects.listed(out / ".onrecord/parts")}, why

    return kill_at_every_event(prepare, lambda: publish(out, 9), check, watch=on_objects, afresh=afresh)


if __name__ == "__main__":
    sys.stdout.write(f"{count_kills(first=True)} {count_kills(first=False)}\n")
