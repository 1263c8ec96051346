"""What goes wrong while publishing and reading: each ends in one line, and the tables stay as they were."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline import store
from pipeline.errors import SetupError
from pipeline.store import places, publishing
from tests.store.killed import expected, leftovers, publish, shown, tables


@pytest.mark.slow
def test_kill_9_at_every_event_of_a_publication(tmp_path):
    command = [sys.executable, "-m", "tests.store.killed", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert all(int(count) > 15 for count in ran.stdout.split())


def test_what_others_left_in_the_temporary_folder_is_cleared(out):
    publish(out, 1)
    tmp = store.state_folder(out) / "tmp"
    (tmp / "1-dead" / "quotes").mkdir(parents=True)
    (tmp / "1-dead" / "quotes" / "00000").write_bytes(b"half a part")
    (tmp / "1-dead.work").write_bytes(b"half a file")
    (out / ".onrecord-0badc0ffee12").symlink_to("nowhere")
    publish(out, 1)
    assert leftovers(out) == []


def test_what_a_living_process_writes_is_left_alone(out):
    state = store.state_folder(out)
    with store.scratch(state) as folder:
        publish(out, 1)
        assert folder.is_dir()
    assert leftovers(out) == []


# A disk that is full, and folders that can't be written: real ones, for whoever runs this.

FULL = """
import ctypes, os, resource, signal, subprocess, sys
from pathlib import Path
import pyarrow as pa
from pipeline import store
from pipeline.errors import SetupError
from tests.store.killed import leftovers, publish

out = Path(sys.argv[1]) / "data" / "tables"
how = sys.argv[2]
if how == "a disk":
    uid, gid = os.getuid(), os.getgid()
    try:
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNS)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
        Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
        mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", sys.argv[1]]
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        how = "a limit"  # no disk of one's own here: no file may grow, then
publish(out, 1)
if how == "a limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    store.publish(out, {"quotes": pa.table({"text": [os.urandom(600_000)]})})
except SetupError as error:
    print(how, "|", error)
    assert leftovers(out) == []
    assert store.load(out, "quotes").to_pydict() == {"n": [1]}
    publish(out, 2)
    assert store.load(out, "quotes").to_pydict() == {"n": [2, 2]}
"""


@pytest.mark.parametrize("how", ["a disk", "a limit"])
def test_a_full_disk_is_said_in_one_line_and_leaves_the_tables_as_they_were(tmp_path, how):
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), how], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    (line,) = ran.stdout.splitlines()
    used, said = line.split(" | ")
    assert f"{tmp_path}/data/tables can't be written: " in said
    assert {"a disk": "No space left on device", "a limit": "File too large"}[used] in said


@pytest.mark.parametrize(
    ("why", "place"),
    [
        ("a file instead of the tables' folder", "data/tables"),
        ("a file instead of a folder above", "data"),
        ("a file instead of the state", ".onrecord"),
        ("a file instead of the snapshots", ".onrecord/data+tables/snapshots"),
        ("a file instead of the temporary folder", ".onrecord/data+tables/tmp"),
    ],
)
def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path, why, place):
    said = r"the tables in .*data/tables can't be written: (File exists|Not a directory) \(.*\)$"
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("mine")
    with pytest.raises(SetupError, match=said) as told:
        publish(tmp_path / "data" / "tables", 1)
    assert "\n" not in str(told.value)
    assert (tmp_path / place).read_text() == "mine", why


def test_a_folder_instead_of_the_link_in_use_is_said_and_left(out):
    state = store.state_folder(out)
    (state / "current").mkdir(parents=True)
    (state / "current" / "mine").touch()
    with pytest.raises(SetupError, match="can't be written"):
        publish(out, 1)
    assert (state / "current" / "mine").exists()
    (state / "current" / "mine").unlink()
    (state / "current").rmdir()
    publish(out, 1)
    assert shown(out) == expected(1)


@pytest.mark.parametrize("foreign", ["a folder", "a file", "a link"])
def test_what_onrecord_did_not_make_is_left_alone(out, foreign, tmp_path):
    out.mkdir(parents=True)
    {
        "a folder": lambda: (out / "quotes").mkdir(),
        "a file": lambda: (out / "quotes").touch(),
        "a link": lambda: (out / "quotes").symlink_to(tmp_path),
    }[foreign]()
    before = (out / "quotes").lstat()
    with pytest.raises(SetupError, match="is in the way"):
        publish(out, 1)
    assert os.path.samestat((out / "quotes").lstat(), before)
    assert not list((store.state_folder(out)).glob("snapshots/*")), "nothing was done before that was known"


# Two at once, and outcomes that nobody knows.

MANY = """
import sys
from pathlib import Path
from pipeline import store
from tests.store.killed import tables
for number in range(15):
    store.publish(Path(sys.argv[1]), tables(int(sys.argv[2])), manifest={"by": sys.argv[2], "n": number})
"""


@pytest.mark.slow
def test_two_at_once_without_the_lock_do_no_harm(out):
    commands = [[sys.executable, "-c", MANY, str(out), version] for version in "12"]
    both = [subprocess.Popen(command) for command in commands]
    assert [process.wait() for process in both] == [0, 0]
    state = store.state_folder(out)
    assert shown(out) in (expected(1), expected(2))
    assert places.current_number(state) == max(places.numbers(state / "snapshots")) == 30
    assert leftovers(out) == []


def test_a_number_that_is_taken_is_left_to_its_taker(out, monkeypatch):
    publish(out, 1)
    answers = iter([[1], []])  # it looks for the number of its own before anybody else has one
    monkeypatch.setattr(publishing, "numbers", lambda folder: next(answers, places.numbers(folder)))
    assert store.publish(out, tables(2)).snapshot == 2
    assert shown(out) == expected(2)


@pytest.mark.parametrize("name", ["rename", "replace"])
def test_a_step_that_reports_a_failure_but_was_done_is_taken_for_done(out, monkeypatch, name):
    publish(out, 1)
    real = getattr(os, name)

    def unsure(source, target):
        real(source, target)
        if "snapshots" in str(target) or str(target).endswith("current"):
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, name, unsure)
    assert store.publish(out, tables(2)) == store.Published(2, new=True)
    assert shown(out) == expected(2)


@pytest.mark.parametrize("name", ["rename", "replace"])
def test_a_step_that_was_not_done_leaves_the_tables_as_they_were(out, monkeypatch, name):
    publish(out, 1)
    real = getattr(os, name)

    def failing(source, target):
        if "snapshots" in str(target) or str(target).endswith("current"):
            raise OSError(5, "Input/output error")
        real(source, target)

    with monkeypatch.context() as broken:
        broken.setattr(os, name, failing)
        with pytest.raises(SetupError, match="can't be written: Input/output error"):
            store.publish(out, tables(2))
    assert shown(out) == expected(1)
    publish(out, 2)
    assert shown(out) == expected(2)
    assert leftovers(out) == []


# Damage


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("torn", '{"fingerprint": "f1", "tab'),
        ("no JSON", "\0\0\0\0"),
        ("no UTF-8", b"\xff\xfe{"),
        ("another thing", "[1, 2]"),
        ("parts that are none", '{"tables": {"quotes": {"parts": [{"name": "x"}]}}}'),
        ("no tables", "{}"),
        ("gone", None),
    ],
)
def test_a_damaged_manifest_is_none_and_the_next_publication_mends_it(out, why, text):
    publish(out, 1)
    manifest = store.current(out).folder / "manifest.json"
    manifest.unlink()
    if text is not None:
        manifest.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = store.current(out)
    assert (found.number, dict(found.manifest), found.is_whole()) == (1, {}, False), why
    assert found.load("quotes").num_rows == 1, "the tables can be read without it"
    publish(out, 1)
    assert store.current(out).number == 2
    assert store.current(out).is_whole()


def damage(out: Path, how: str) -> Path:
    part = sorted((store.current(out).folder / "pages").iterdir())[1]
    data = part.read_bytes()
    part.unlink()
    if how == "torn":
        part.write_bytes(data[: len(data) // 2])
    elif how == "a byte of it":
        part.write_bytes(data[:20] + bytes([data[20] ^ 255]) + data[21:])
    return part


@pytest.mark.parametrize("how", ["torn", "a byte of it", "gone"])
def test_a_damaged_part_is_named_and_never_linked_again(out, how):
    publish(out, 1)
    part = damage(out, how)
    with pytest.raises(SetupError, match=r"table 'pages' in .* can't be read: ") as told:
        store.load(out, "pages")
    assert f"{part}: " in str(told.value)
    assert "\n" not in str(told.value)
    assert store.current(out).is_whole() == (how == "a byte of it")
    assert store.publish(out, tables(1), manifest={"fingerprint": "f1"}).new
    assert shown(out) == expected(1)


def test_a_snapshot_that_is_removed_gives_way_to_the_one_before(out):
    publish(out, 1)
    publish(out, 2)
    for path in sorted(store.current(out).folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    store.current(out).folder.rmdir()
    with store.locked(out):
        assert shown(out) == expected(1)


def test_a_file_instead_of_the_snapshot_is_said_in_one_line(out):
    publish(out, 1)
    folder = store.current(out).folder
    folder.rename(folder.with_name("elsewhere"))
    folder.touch()
    with pytest.raises(SetupError, match=r"the tables in .* can't be read: Not a directory \(.*/000001\)$"):
        store.load(out, "quotes")


def test_whoever_waits_gets_the_lock_when_it_is_free(out):
    code = (
        "import sys; from pathlib import Path; from pipeline import store\n"
        "with store.locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(store.LockedError, match="another run is at work"), store.locked(out):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        with store.locked(out, wait=True):
            publish_inside = store.publish(out, tables(1))
    assert publish_inside.new
    assert json.loads((store.current(out).folder / "manifest.json").read_text()).keys() == {"tables"}
    assert isinstance(store.load(out, "quotes"), pa.Table)
