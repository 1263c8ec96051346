"""What keeps a run from publishing: gates, another run, an interruption; and what a retry does."""

import os
import signal
from dataclasses import replace

import pytest

from pipeline import run, store
from pipeline.errors import GateError, LockedError
from pipeline.run import processing
from tests import fast
from tests.scrapes import go, lay, logged, rebuilt, work_files


def fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError("no room")


def test_too_many_failures_are_not_published_unless_let_through(pages, out):
    go(pages, out)
    before = fast.tables_in(out)
    for number in range(100, 130):
        lay(pages, number, f"FAULT {number}" if number < 120 else None)
    for _ in range(2):
        with pytest.raises(GateError, match="20 of 30 new pages were quarantined, more than max_failed, 50%"):
            go(pages, out)
        assert fast.tables_in(out) == before, "the second run doesn't let through what the first refused"
    assert logged(out, "outcome", "n_new", "snapshot", "n_pages")[1:] == [
        ("refused: max_failed", 30, 1, 7),
        ("refused: max_failed", 0, 1, 7),
    ]
    report = go(pages, out, max_failed=1)
    assert (report.outcome, report.n_new, report.n_set_aside) == ("published", 0, 20)
    assert go(pages, out).outcome == "unchanged", "what was let through once needs no leave again"


@pytest.mark.parametrize(("why", "n_pages", "n_failed"), [("few", 12, 12), ("no more than half", 24, 12)])
def test_failures_that_pass(pages, out, why, n_pages, n_failed):
    go(pages, out)
    for number in range(100, 100 + n_pages):
        lay(pages, number, f"FAULT {number}" if number < 100 + n_failed else None)
    assert go(pages, out).n_set_aside == n_failed, why


def test_records_that_cannot_be_read_have_failed(pages, out):
    go(pages, out)
    before = fast.tables_in(out)
    (pages / "scrape.jsonl").write_text("".join(f'{{"renamed": "Page {n}"}}\n' for n in range(200)))
    for _ in range(2):
        with pytest.raises(
            GateError, match="200 of 200 new pages were quarantined, more than max_failed, 50%"
        ):
            go(pages, out)
    assert fast.tables_in(out) == before
    assert go(pages, out, max_failed=1).n_set_aside == 200
    assert go(pages, out).outcome == "unchanged", "what was let through once needs no leave again"


def test_records_that_cannot_be_read_are_let_through_among_as_many_others(pages, out):
    lines = [f'{{"{name}": "Page {n}"}}\n' for n in range(15) for name in ("text", "renamed")]
    (pages / "scrape.jsonl").write_text("".join(lines))
    assert go(pages, out).n_set_aside == 15


def test_files_that_cannot_be_read_do_not_count(pages, out):
    for number in range(30):
        lay(pages, f"long-{number}", "word " * 1_000)
    assert go(pages, out, max_page_bytes=4_000).n_set_aside == 30


def test_a_mirror_of_a_folder_that_was_emptied_is_not_published(pages, out):
    for number in range(30):
        lay(pages, number)
    go(pages, out)
    before = fast.tables_in(out)
    for number in range(20):
        (pages / f"{number}.txt").unlink()
    with pytest.raises(
        GateError, match="20 of 30 pages are gone from the raw folders, more than max_vanished"
    ):
        go(pages, out, mirror=True)
    assert fast.tables_in(out) == before
    assert go(pages, out, mirror=True, max_vanished=1).n_pages == 10


def test_pages_scraped_again_are_not_gone(pages, out):
    for number in range(30):
        lay(pages, number)
    go(pages, out)
    for number in range(30):
        lay(pages, number, f"Scraped again: {number}")
    assert go(pages, out, mirror=True).n_pages == 30


def test_pages_that_cannot_be_read_any_more_are_gone(pages, out):
    scrape = pages / "scrape.jsonl"
    scrape.write_text("".join(f'{{"text": "Page {n}"}}\n' for n in range(30)))
    go(pages, out)
    before = fast.tables_in(out)
    scrape.write_text("".join(f'{{"renamed": "Page {n}"}}\n' for n in range(30)))
    with pytest.raises(GateError, match="30 of 37 pages are gone from the raw folders"):
        go(pages, out, mirror=True, max_failed=1)
    assert fast.tables_in(out) == before


def test_a_retry_processes_what_was_quarantined_alone(pages, out, tmp_path, quick):
    lay(pages, "broken", "FAULT in this one\n")
    assert go(pages, out).n_set_aside == 1
    assert go(pages, out, retry=True).outcome == "unchanged", "it fails again"
    with quick.context() as mended:
        mended.setattr(processing, "process_pages", lambda raws, *_, **__: map(mend, raws))
        assert go(pages, out).n_new == 0
        report = go(pages, out, retry=True)
    assert (report.n_new, report.n_retried, report.n_set_aside, report.outcome) == (1, 1, 0, "published")
    assert go(pages, out, retry=True).n_new == 0
    assert logged(out, "n_retried") == [(0,), (1,), (0,), (1,), (0,)]


def mend(raw):
    page = fast.page_of(raw)
    return fast.process_page(replace(page, text=page.text.replace("FAULT", "fault")))


def test_a_run_that_is_interrupted_goes_on_where_it_was(pages, out, tmp_path, quick):
    real, n_batches = processing.process_batch, 0

    def interrupted(raws, models, **told):
        nonlocal n_batches
        n_batches += 1
        if n_batches == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return real(raws, models, **told)

    with quick.context() as stopped:
        stopped.setattr(processing, "process_batch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            go(pages, out)
    assert len(work_files(out)) == 2
    assert store.current(out) is None
    report = go(pages, out)
    assert (report.n_new, report.n_kept) == (1, 6)
    assert fast.tables_in(out) == rebuilt(pages, tmp_path)
    assert logged(out, "outcome", "snapshot") == [("interrupted", None), ("published", 1)]


def test_one_run_at_a_time_unless_it_waits(pages, out):
    with store.locked(out), pytest.raises(LockedError):
        go(pages, out)


def test_a_fault_in_the_log_of_runs_does_not_hide_what_went_wrong(pages, out, quick):
    quick.setattr(run.store, "publish", fail)
    quick.setattr(run.store, "log_run", lambda *_: [][0])
    with pytest.raises(ZeroDivisionError):
        go(pages, out)


def test_events_tell_how_a_run_goes(pages, out):
    seen = []
    go(pages, out, on_event=seen.append)
    assert [event.kind for event in seen] == ["started", "ended"]
    assert (seen[-1].said, seen[-1].figures["n_new"]) == ("published", 7)
