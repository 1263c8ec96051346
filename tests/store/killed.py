"""Publications that are killed at each event in turn; `python -m tests.store.killed FOLDER` prints how many."""

import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import store
from tests.killing import kill_at_every_event

NAMES = ("pages", "quotes")
CUT = "0badc0ffee123000"


def tables(version: int) -> dict[str, pa.Table]:
    """Make tables that agree with each other in what version they are; the first part never changes."""
    rows = {"page_id": ["a" * 16, CUT, "b" * 16], "n": [0, version, version]}
    return {"pages": pa.table(rows), "quotes": pa.table({"n": [version] * version})}


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def shown(out: Path) -> tuple[dict, dict]:
    return tuple(pq.read_table((out / name).resolve(), partitioning=None).to_pydict() for name in NAMES)


def expected(version: int) -> tuple[dict, dict]:
    return tuple(table.to_pydict() for table in (tables(version)["pages"], tables(version)["quotes"]))


def publish(out: Path, version: int) -> None:
    with store.locked(out):
        store.publish(out, tables(version), manifest={"fingerprint": f"f{version}"})


def leftovers(out: Path) -> list[str]:
    """List what lies in the folders and shouldn't."""
    state = store.state_folder(out)
    known = {"lock", "snapshots", "current", "tmp"}
    found = [path for path in state.iterdir() if path.name not in known]
    found += (state / "tmp").iterdir()
    found += [path for path in out.iterdir() if not path.is_symlink() or path.name not in NAMES]
    found += [path for path in (state / "snapshots").iterdir() if not (path / "manifest.json").is_file()]
    return [str(path) for path in found]


def count_kills(folder: Path, *, first: bool) -> int:
    """Kill the publication of version 2, the first one or over version 1, then publish it again."""
    out, clean = folder / "data" / "tables", folder / "clean" / "tables"
    publish(clean, 2)
    wanted = content(store.state_folder(clean) / "snapshots" / "000001")

    def prepare() -> None:
        shutil.rmtree(folder / ".onrecord", ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)
        if not first:
            publish(out, 1)

    def check(why: str) -> None:
        if first:
            in_use = store.current(out)
            assert in_use is None or in_use.is_whole(), why
        else:
            assert shown(out) in (expected(1), expected(2)), why
        publish(out, 2)
        assert shown(out) == expected(2), why
        in_use = store.current(out)
        assert content(in_use.folder) == wanted, why
        assert in_use.number <= 3, why
        assert leftovers(out) == [], why

    return kill_at_every_event(prepare, lambda: publish(out, 2), check)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    counts = [count_kills(folder / "first", first=True), count_kills(folder / "again", first=False)]
    sys.stdout.write(" ".join(map(str, counts)))
