"""Snapshots in a bucket: parts that never change, manifests that list them, one of them in use.

    current.json                   the manifest of the snapshot in use; put in place of an older one
    .onrecord/
        snapshots/000007.json      a manifest each; put only where none has that number: that publishes
        parts/000007-4f1c/quotes/  what was new in snapshot 7, named by content; later ones list it too
        log/                       an object for each run
        work/                      what pages yielded
        lease                      held by the run at work

A publication begins with the snapshot in use, and can only become the next number after it. Whoever finds it
given has come too late: nothing it put can ever be shown, and what it left over is dead as soon as
that is so. No clock has to say so, and runs that are at work at once, without a lease, do no harm.
"""

import hashlib
import json
import os
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from pipeline.errors import LockedError, SetupError
from pipeline.places import S3Path
from pipeline.store import objects, parts
from pipeline.store.places import STATE

CURRENT = "current.json"
ATTEMPTS = 5  # at showing the highest number, while others do too
UPLOADS = 8  # at once
WAITING = 16  # parts in memory, at most


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest: its `content` lists each table's parts, by their names below the tables' folder."""

    number: int
    content: Mapping[str, Any]


def shown(out: S3Path) -> Manifest | None:
    """Find the manifest of the snapshot in use; None where there is none."""
    found = _read_shown(out)
    return found[0] if found else None


def every(out: S3Path) -> list[Manifest]:
    """Find the manifest of every snapshot that is kept, the oldest first; one that can't be read is empty."""
    return [_parsed(data, number) for number, data in _manifests(out)]


def made(out: S3Path, number: int) -> datetime:
    """Say when a snapshot was published, by the store's clock."""
    return objects.look(_manifest(out, number)).modified


def sizes(out: S3Path) -> dict[str, int]:
    """List the parts of all snapshots, by their names below the tables' folder, with their bytes."""
    n_above = len(out.key) + 1 if out.key else 0
    return {each.path.key[n_above:]: each.size for each in objects.listed(out / STATE / "parts")}


def publish(out: S3Path, tables: Mapping[str, parts.Pieces], content: Mapping[str, Any]) -> tuple[int, bool]:
    """Make `tables` the next snapshot, unless the one in use is the same; says its number, and if it is new.

    Raises LockedError where another run published meanwhile.
    """
    settle(out)
    before = shown(out)
    number = (before.number if before else 0) + 1
    listed, all_known = _put_tables(out, tables, before, f"{STATE}/parts/{number:06d}-{os.urandom(8).hex()}")
    full = {**content, "tables": listed}
    if before and all_known and before.content == full:
        return before.number, False
    # an old number can be free again, where its snapshot was removed since
    if max(_numbers(out), default=0) >= number or not objects.put_new(
        _manifest(out, number), _text(number, full)
    ):
        raise LockedError(f"another run published snapshot {number} in {out} meanwhile: run again")
    settle(out)
    return number, True


def settle(out: S3Path) -> None:
    """Show the highest snapshot: that ends a publication, and mends one that was killed before its end."""
    for _ in range(ATTEMPTS):
        highest = max(_numbers(out), default=0)
        found = _read_shown(out)
        if highest <= (found[0].number if found else 0):
            return
        data = objects.read(_manifest(out, highest))
        if found:
            objects.put_if(out / CURRENT, data, found[1])
        else:
            objects.put_new(out / CURRENT, data)
    raise SetupError(f"{out / CURRENT} can't be put: something keeps changing it")


def retain(out: S3Path, *, keep: int, seconds: float) -> None:
    """Remove the snapshots before the last so many that were replaced more than so many seconds ago.

    And what only they list, and what dead publications left over.
    """
    found = [each for each in objects.listed(out / STATE / "snapshots") if _number(each.path)]
    now = objects.now(out / STATE / "clock")
    old = [
        each.path
        for each, following in pairwise(found)
        if each not in found[-keep:] and (now - following.modified).total_seconds() > seconds
    ]
    _remove(out, old)


def remove_others(out: S3Path) -> None:
    """Remove every snapshot but the one in use, though somebody reads it, and all that it doesn't list."""
    found = shown(out)
    numbers = (number for number in _numbers(out) if found and number != found.number)
    _remove(out, [_manifest(out, number) for number in numbers])


def _remove(out: S3Path, manifests: list[S3Path]) -> None:
    """Remove manifests first, then the parts that no other lists and no publication can list any more."""
    objects.remove(manifests)
    found = shown(out)
    kept, highest = {part["name"] for part in _parts(found.content)} if found else set[str](), 0
    for number, data in _manifests(out):
        content = _parsed(data, number).content
        if not content:  # nobody knows what it lists
            return
        kept |= {part["name"] for part in _parts(content)}
        highest = number
    dead = (name for name in sizes(out) if name not in kept and _attempt(name) <= highest)
    objects.remove(out / name for name in dead)


def _put_tables(
    out: S3Path, tables: Mapping[str, parts.Pieces], before: Manifest | None, folder: str
) -> tuple[dict[str, Any], bool]:
    there = sizes(out) if before else {}
    known = {part["sha256"]: part for part in _parts(before.content)} if before else {}
    listed, all_known = {}, True
    with ThreadPoolExecutor(UPLOADS) as pool:
        running = deque[Future[None]]()
        for name, table in tables.items():
            listing = []
            for rows in parts.divide(table):
                data = parts.encode(rows)
                sha256 = hashlib.sha256(data).hexdigest()
                part = known.get(sha256)
                if part is None or there.get(part["name"]) != data.size:
                    all_known = False
                    part_name = f"{folder}/{name}/{sha256[:32]}.parquet"
                    part = asdict(parts.Part(part_name, rows.num_rows, data.size, sha256))
                    running.append(pool.submit(objects.put, out / part_name, data))
                    if len(running) > WAITING:
                        running.popleft().result()
                listing.append(part)
            listed[name] = {"rows": sum(part["rows"] for part in listing), "parts": listing}
        for put in running:
            put.result()
    return listed, all_known


def _manifest(out: S3Path, number: int) -> S3Path:
    return out / STATE / "snapshots" / f"{number:06d}.json"


def _numbers(out: S3Path) -> list[int]:
    return [number for each in objects.listed(out / STATE / "snapshots") if (number := _number(each.path))]


def _number(manifest: S3Path) -> int:
    name = manifest.name.removesuffix(".json")
    return int(name) if name.isdecimal() else 0


def _attempt(part: str) -> int:
    """Say which number the publication that put a part tried to get."""
    number = part.removeprefix(f"{STATE}/parts/").partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _manifests(out: S3Path) -> Iterator[tuple[int, bytes]]:
    for number in _numbers(out):
        try:
            yield number, objects.read(_manifest(out, number))
        except FileNotFoundError:  # removed meanwhile
            continue


def _read_shown(out: S3Path) -> tuple[Manifest, str] | None:
    try:
        data, tag = objects.read_version(out / CURRENT)
    except FileNotFoundError:
        return None
    found = _parsed(data, 0)
    if not found.content:
        raise SetupError(f"{out / CURRENT} isn't what onrecord put there: remove it, and run again")
    return found, tag


def _text(number: int, content: Mapping[str, Any]) -> bytes:
    return (json.dumps({"snapshot": number, **content}, sort_keys=True, indent=1) + "\n").encode()


def _parsed(data: bytes, number: int) -> Manifest:
    try:
        content = json.loads(data)
        number = content.pop("snapshot")
        if all(part.keys() >= {"name", "bytes", "sha256"} for part in _parts(content)):
            return Manifest(number, content)
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    return Manifest(number, {})


def _parts(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for table in content["tables"].values():
        yield from table["parts"]
