"""Publications into a bucket that are killed before each request that writes; `python -m tests.store.killed_in_bucket`.

It prints how often, for the first publication and for one over another; the variables tell where the bucket is.
"""

import os
import signal
import sys

import pandas as pd  # noqa: F401  pyarrow wants it: imported once, before the forks

from pipeline import store
from pipeline.places import S3Path
from pipeline.store import objects, publishing
from tests import s3
from tests.store import killed


def ended(action, *, before_write=sys.maxsize):
    """Run an action in a fork that kills itself before its n-th write; gives its exit status."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    import obstore

    left = before_write

    def deadly(write):
        def writing(*told, **more):
            nonlocal left
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return write(*told, **more)

        return writing

    obstore.put, obstore.delete = deadly(obstore.put), deadly(obstore.delete)
    code = 1
    try:
        action()
        code = 0
    except BaseException:  # noqa: BLE001  it ends here, whatever it is
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def shown(out):
    return tuple(store.load(out, name).to_pydict() for name in killed.NAMES)


def publish(out, version):
    publishing.KEEP_SECONDS = -1
    with store.locked(out):
        store.publish(out, killed.tables(version), manifest={"fingerprint": f"f{version}"})


def count_kills(*, first):
    """Kill the publication of version 9, the first one or over four others, then publish it again."""
    write = 0
    while True:
        out = S3Path(s3.BUCKET, f"killed-{os.urandom(6).hex()}")

        def prepare(out=out):
            for version in range(1, 1 if first else 5):
                publish(out, version)

        def check(out=out):
            in_use = store.current(out)
            if in_use is not None:
                assert in_use.is_whole()
                assert shown(out) in (killed.expected(4), killed.expected(9))
            else:
                assert first
            publish(out, 9)
            publish(out, 10)
            assert shown(out) == killed.expected(10)
            snapshots = store.every(out)
            assert all(each.is_whole() for each in snapshots)
            listed = {part for each in snapshots for name in killed.NAMES for part in each.files(name)}
            assert listed == {each.path for each in objects.listed(out / ".onrecord/parts")}

        assert ended(prepare) == 0
        code = ended(lambda out=out: publish(out, 9), before_write=write)
        assert code in (0, -signal.SIGKILL), f"exit code {code} before write {write}"
        assert ended(check) == 0, f"killed before write {write}"
        if code == 0:
            return write
        write += 1


if __name__ == "__main__":
    sys.stdout.write(f"{count_kills(first=True)} {count_kills(first=False)}\n")
