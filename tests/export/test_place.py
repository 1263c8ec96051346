"""Where an export goes: what is replaced, what is not, and that nothing is ever half-written."""

import hashlib
import subprocess
import sys

import pytest

from pipeline.errors import SetupError
from pipeline.export.place import KIND, OneFile, file, folder


def write(place, text, **options):
    with folder(place, **options) as files:
        files.write("deep/a.ann", text)
        with files.opened("b.txt") as add:
            add(text)
            add(text)


def names(place):
    return sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())


def test_a_folder_takes_the_place_of_the_one_before_and_lists_its_sums(tmp_path):
    write(tmp_path / "x", "old")
    write(tmp_path / "x", "né\n")
    assert names(tmp_path) == ["x/b.txt", "x/deep/a.ann", "x/onrecord-export.sha256"]
    assert (tmp_path / "x" / "b.txt").read_bytes() == "né\nné\n".encode()
    head, *sums = (tmp_path / "x" / KIND.list).read_text().splitlines()
    assert head.startswith("#")
    assert sums == [
        f"{hashlib.sha256((tmp_path / 'x' / name).read_bytes()).hexdigest()}  {name}"
        for name in ("b.txt", "deep/a.ann")
    ]
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", KIND.list], cwd=tmp_path / "x", check=True)


def test_what_was_changed_since_stays_unless_it_is_forced(tmp_path):
    write(tmp_path / "x", "old")
    (tmp_path / "x" / "deep" / "a.ann").write_text("corrected")
    with pytest.raises(SetupError, match=r"changed since onrecord wrote it, deep/a\.ann: .* --force"):
        write(tmp_path / "x", "new")
    assert (tmp_path / "x" / "deep" / "a.ann").read_text() == "corrected"
    write(tmp_path / "x", "new", force=True)
    assert (tmp_path / "x" / "deep" / "a.ann").read_text() == "new"


@pytest.mark.parametrize("target", ["b.txt", "nowhere"])
def test_a_link_in_a_files_place_is_a_change(tmp_path, target):
    write(tmp_path / "x", "old")
    (tmp_path / "b.txt").write_text("oldold")
    (tmp_path / "x" / "b.txt").unlink()
    (tmp_path / "x" / "b.txt").symlink_to(tmp_path / target)
    with pytest.raises(SetupError, match=r"changed since onrecord wrote it, b\.txt: .* --force"):
        write(tmp_path / "x", "new")
    write(tmp_path / "x", "new", force=True)
    assert (tmp_path / "x" / "b.txt").read_text() == "newnew"
    assert (tmp_path / "b.txt").read_text() == "oldold"


def test_a_folder_of_others_is_not_walked_through(tmp_path, monkeypatch):
    (tmp_path / "thesis.md").write_text("mine")

    def walk(folder, _):
        yield folder / "thesis.md"
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "rglob", walk)
    with pytest.raises(SetupError, match="holds no export of onrecord's"):
        write(tmp_path, "new")


def test_what_was_removed_since_is_written_again(tmp_path):
    write(tmp_path / "x", "old")
    (tmp_path / "x" / "b.txt").unlink()
    write(tmp_path / "x", "new")
    assert (tmp_path / "x" / "b.txt").read_text() == "newnew"


@pytest.mark.parametrize("force", [False, True])
def test_what_onrecord_did_not_write_stays_whatever_is_said(tmp_path, force):
    write(tmp_path / "x", "old")
    (tmp_path / "x" / "notes.md").write_text("mine")
    with pytest.raises(SetupError, match=r"holds what onrecord didn't write, notes\.md"):
        write(tmp_path / "x", "new", force=force)
    (tmp_path / "y").mkdir()
    (tmp_path / "y" / "notes.md").write_text("mine")
    with pytest.raises(SetupError, match="holds no export of onrecord's"):
        write(tmp_path / "y", "new", force=force)
    assert (tmp_path / "x" / "b.txt").read_text() == "oldold"


def test_a_fault_leaves_the_folder_as_it_was(tmp_path):
    write(tmp_path / "x", "old")
    with pytest.raises(RuntimeError):
        fail(folder(tmp_path / "x"), "b.txt")
    assert (tmp_path / "x" / "b.txt").read_text() == "oldold"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def fail(place, name):
    with place as files:
        files.write(name, "half")
        raise RuntimeError


def put(path, text, **options):
    with file(path, "quotes.csv", **options) as files:
        with files.opened("quotes.csv") as add:
            add(text)
        files.write("beside.xml", "not asked for")


def test_a_file_is_replaced_only_if_that_is_said(tmp_path):
    put(tmp_path / "deep" / "x.csv", "né")
    assert (tmp_path / "deep" / "x.csv").read_bytes() == "né".encode()
    with pytest.raises(SetupError, match=r"x\.csv exists: .* --force"):
        put(tmp_path / "deep" / "x.csv", "new")
    put(tmp_path / "deep" / "x.csv", "new", force=True)
    assert (tmp_path / "deep" / "x.csv").read_text() == "new"
    assert names(tmp_path) == ["deep/x.csv"]


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(SetupError, match="is a folder: name a file"):
        put(tmp_path, "x", force=True)


def test_a_fault_leaves_no_file(tmp_path):
    with pytest.raises(RuntimeError):
        fail(file(tmp_path / "x.csv", "x.csv"), "x.csv")
    assert not list(tmp_path.iterdir())


def test_a_file_made_meanwhile_stays(tmp_path):
    def write_while_another_does():
        with file(tmp_path / "x.csv", "x.csv") as files:
            files.write("x.csv", "new")
            (tmp_path / "x.csv").write_text("mine")

    with pytest.raises(SetupError, match="exists"):
        write_while_another_does()
    assert (tmp_path / "x.csv").read_text() == "mine"


def test_where_nothing_can_be_written_it_is_said_in_one_line(tmp_path):
    (tmp_path / "x").write_text("a file")
    for path in (tmp_path / "x" / "y", tmp_path / "x" / "y.csv"):
        with pytest.raises(SetupError, match="can't be written"):
            (put if path.suffix else write)(path, "text")


def test_a_stream_takes_its_file_alone():
    told = []
    files = OneFile("tasks.json", told.append)
    with files.opened("tasks.json") as add:
        add("tasks")
    files.write("interface.xml", "beside")
    assert told == ["tasks"]


def test_kill_9_at_every_event_of_an_export(tmp_path):
    command = [sys.executable, "-m", "tests.export.killed", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert all(int(count) > 2 for count in ran.stdout.split())
