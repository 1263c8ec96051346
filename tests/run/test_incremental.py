"""Runs one after another over pages that come, change and go; a page costs next to nothing here."""

from pathlib import Path

import pytest

from pipeline import run, store, work
from pipeline.errors import SetupError
from pipeline.run import processing
from tests import fast
from tests.scrapes import go, lay, logged, rebuilt, sources, times, work_files

# What is new


def test_only_what_is_new_is_processed(pages, out, tmp_path):
    first = go(pages, out)
    assert (first.n_new, first.n_kept, first.outcome) == (7, 0, "published")
    lay(pages, "new")
    second = go(pages, out)
    assert (second.n_new, second.n_kept, second.outcome, second.n_pages) == (1, 7, "published", 8)
    assert fast.tables_in(out) == rebuilt(pages, tmp_path)
    assert logged(out, "n_new", "n_kept", "n_vanished", "mirror") == [(7, 0, 0, False), (1, 7, 0, False)]


def test_nothing_new_touches_nothing_but_the_runs(pages, out, quick):
    go(pages, out)
    state = store.state_folder(out)
    before = times(state)
    quick.setattr(processing, "load_models", None)
    quick.setattr(run, "build_tables", None)
    report = go(pages, out)
    changed = {path.split("/")[0] for path, _ in times(state).items() ^ before.items()}
    assert changed <= {"runs", "log"}
    assert (report.outcome, report.n_pages, report.n_quotes, report.n_new) == ("unchanged", 7, 1, 0)


def test_a_page_that_moves_is_another_page(pages, out, tmp_path):
    go(pages, out)
    (pages / "1.txt").rename(pages / "moved.txt")
    report = go(pages, out, mirror=True)
    assert (report.n_new, report.n_vanished) == (1, 1)
    assert fast.tables_in(out) == rebuilt(pages, tmp_path)


def test_a_page_that_was_made_once_is_not_made_again_when_it_comes_back(pages, out):
    go(pages, out)
    kept = (pages / "1.txt").read_bytes()
    (pages / "1.txt").unlink()
    assert go(pages, out, mirror=True).n_pages == 6
    (pages / "1.txt").write_bytes(kept)
    assert go(pages, out, mirror=True).n_new == 0
    assert len(sources(out)) == 7


def test_progress_counts_what_earlier_runs_did(pages, out):
    go(pages, out)
    for number in range(10, 17):
        lay(pages, number)
    seen = []
    go(pages, out, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(10, 14), (13, 14), (14, 14)]


# What is gone


def test_what_vanished_stays_with_its_old_words(pages, out):
    go(pages, out)
    before = fast.tables_in(out)
    (pages / "0.txt").unlink()
    gone = go(pages, out)
    assert (gone.outcome, gone.n_vanished, gone.n_pages) == ("unchanged", 1, 7)
    assert fast.tables_in(out) == before
    lay(pages, "1", "Quite other words.\n")
    changed = go(pages, out)
    assert (changed.outcome, changed.n_vanished, changed.n_new, changed.n_pages) == ("published", 2, 1, 8)
    assert sources(out).count("1.txt") == 2


def test_a_mirror_holds_what_lies_there_now(pages, out, tmp_path):
    go(pages, out)
    (pages / "0.txt").unlink()
    lay(pages, "1", "Quite other words.\n")
    report = go(pages, out, mirror=True)
    assert (report.outcome, report.n_vanished, report.n_new, report.n_pages) == ("published", 2, 1, 6)
    assert fast.tables_in(out) == rebuilt(pages, tmp_path)
    assert logged(out, "mirror")[-1] == (True,)
    assert go(pages, out).outcome == "unchanged"


def test_what_vanished_is_made_from_its_row_by_new_rules(pages, out, quick):
    lay(pages, "broken", "FAULT in this one")
    lay(pages, "blank", " ")
    go(pages, out)
    before = made_from(out)
    for name in ("0", "1", "broken", "blank"):
        (pages / f"{name}.txt").unlink()
    fast.use_rules(quick, "second")
    report = go(pages, out)
    assert (report.outcome, report.n_new, report.n_vanished, report.n_pages) == ("published", 9, 4, 9)
    assert made_from(out) == before
    assert set(store.load(out, "articles").column("headline").to_pylist()) == {"second"}


def made_from(out: Path) -> list[tuple]:
    return [
        (row["page_id"], row["text"], row["status"], row["story"])
        for row in store.load(out, "pages").to_pylist()
    ]


def test_what_could_never_be_read_does_not_stay(pages, out):
    (pages / "scan.pdf").write_bytes(b"%PDF-1.4")
    assert go(pages, out).n_set_aside == 1
    (pages / "scan.pdf").unlink()
    report = go(pages, out)
    assert (report.n_set_aside, report.n_vanished, report.n_pages) == (0, 0, 7)


def test_a_reason_that_changes_is_published(pages, out):
    (pages / "scan.pdf").symlink_to(pages / "nowhere.pdf")
    first = go(pages, out)
    (pages / "scan.pdf").unlink()
    (pages / "scan.pdf").write_bytes(b"%PDF-1.4")
    second = go(pages, out)
    assert first.set_aside[0].reason != second.set_aside[0].reason
    assert (second.outcome, second.n_new) == ("published", 0)


# New rules


def test_new_rules_make_everything_anew_and_remove_the_old_work_once_published(pages, out, tmp_path, quick):
    go(pages, out)
    (old,) = {path.parent for path in work_files(out)}
    fast.use_rules(quick, "second")
    report = go(pages, out)
    assert (report.n_new, report.n_kept, report.outcome) == (7, 0, "published")
    assert old not in {path.parent for path in work_files(out)}
    assert store.current(out).manifest["fingerprint"] == report.fingerprint


def test_old_work_stays_until_the_new_is_published(pages, out, quick):
    go(pages, out)
    n_old = len(work_files(out))
    fast.use_rules(quick, "second")
    with quick.context() as broken:
        broken.setattr(run.store, "publish", fail)
        with pytest.raises(ZeroDivisionError):
            go(pages, out)
    assert len(work_files(out)) == 2 * n_old
    assert store.current(out).number == 1
    report = go(pages, out)
    assert (report.n_new, report.outcome, len(work_files(out))) == (0, "published", n_old)
    assert logged(out, "outcome", "snapshot")[1:] == [
        ("failed: ZeroDivisionError: no room", 1),
        ("published", 2),
    ]


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError("no room")


# Damage


def turned(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("why", "harm"),
    [
        ("removed", lambda path: path.unlink()),
        ("cut short", lambda path: path.write_bytes(path.read_bytes()[:-20])),
        (
            "a byte changed",
            lambda path: path.write_bytes(turned(path.read_bytes(), 50)),
        ),
    ],
)
def test_damaged_work_is_done_again(pages, out, tmp_path, why, harm):
    go(pages, out)
    harm(work_files(out)[1])
    lay(pages, "new")
    said = []
    report = go(pages, out, on_event=lambda event: said.append(event.kind))
    assert report.outcome == "published"
    assert report.n_new in {4, 2}, "the pages of that file, and the new one"
    assert fast.tables_in(out) == rebuilt(pages, tmp_path), why
    assert said.count("warning") == len(report.warnings) == (why != "removed")


def test_a_disk_that_damages_everything_ends_the_run(pages, out, quick):
    real = work._write

    def damaging(folder, state, table):
        name = real(folder, state, table)
        (folder / name).write_bytes(b"damaged")
        return name

    quick.setattr(work, "_write", damaging)
    with pytest.raises(SetupError, match="gone or damaged afterwards, time and again"):
        go(pages, out)
    assert logged(out, "outcome", "snapshot", "n_pages")[0][1:] == (None, None)


def test_many_runs_leave_few_work_files(pages, out, tmp_path, quick):
    quick.setattr(work, "MANY", 4)
    quick.setattr(work, "SMALL", 100)
    for number in range(10, 20):
        lay(pages, number)
        go(pages, out)
        assert len(work_files(out)) <= 5
    assert fast.tables_in(out) == rebuilt(pages, tmp_path)
