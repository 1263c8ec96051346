"""Runs that are killed before each event on files in turn, then done again: `python -m tests.killed_runs FOLDER`.

Prints for each kind of run how often it was killed. A page costs next to nothing, a batch is two pages.
"""

import os
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pipeline import config, run, store, work
from tests import fast
from tests.killing import ended, kill_at_every_event

BATCH = 2
N_PAGES = 7
TEXT = "Page {0}\n“It is late,” said Ada Finch of Quarrow.\nOnly number {0} tells this.\n"
patch = pytest.MonkeyPatch()
counter = -1
"""Where each page that is processed leaves a byte: opened once, so that counting is no event on files."""


@cache
def chosen(pages: Path, out: Path) -> config.Settings:
    return config.settings(raw=pages, out=out, processes=1)


def go(pages: Path, out: Path) -> run.Report:
    return run.run(chosen(pages, out), mirror=True)


def counted(raws, models, *, max_article_chars):
    for raw in raws:
        os.write(counter, b".")
        yield fast.process_page(raw)


def lay(pages: Path, name: str) -> None:
    (pages / f"{name}.txt").write_text(TEXT.format(name))


def scrape_again(pages: Path) -> None:
    (pages / "1.txt").unlink()
    lay(pages, "2 anew")
    (pages / "2 anew.txt").rename(pages / "2.txt")
    for name in ("7", "8", "9"):
        lay(pages, name)


KINDS: dict[str, tuple[Callable[[Path], object], int]] = {
    # what happens between the runs, and how many pages are to be processed then
    "more pages": (scrape_again, 4),
    "new rules": (lambda pages: fast.use_rules(patch, "second"), N_PAGES),
    "many small work files": (lambda pages: (scrape_again(pages), patch.setattr(work, "MANY", 2)), 4),
}


def count_kills(folder: Path, change: Callable[[Path], object], n_to_do: int, *, is_first: bool) -> int:
    """Kill a run before each of its events, check what is shown then, and what the next run makes of it."""
    pages, out, kept, clean = (folder / name for name in ("raw", "data/tables", "kept", "clean/tables"))
    pages.mkdir(parents=True)
    for number in range(N_PAGES):
        lay(pages, str(number))
    chosen(pages, out)  # once, before the forks

    def begin() -> None:
        if not is_first:
            go(pages, out)
            shutil.copytree(folder / ".onrecord", kept, symlinks=True)

    assert ended(begin) == 0
    change(pages)
    before = fast.tables_in(out) if not is_first else {}
    assert ended(lambda: go(pages, clean)) == 0
    after = fast.tables_in(clean)

    def prepare() -> None:
        shutil.rmtree(folder / ".onrecord" / "data+tables", ignore_errors=True)
        if not is_first:
            shutil.copytree(kept / "data+tables", folder / ".onrecord" / "data+tables", symlinks=True)
        os.ftruncate(counter, 0)

    def check(why: str) -> None:
        if store.current(out):
            assert fast.tables_in(out) in (before, after), why
        done = os.fstat(counter).st_size
        report = go(pages, out)
        assert fast.tables_in(out) == after, why
        assert done + report.n_new <= n_to_do + BATCH, why
        assert go(pages, out).n_new == 0, why
        state = store.state_folder(out)
        assert not any((state / "tmp").iterdir()), why
        lay(pages, "published later")
        report = go(pages, out)
        assert [path.name for path in (state / "work").iterdir()] == [report.fingerprint], why
        (pages / "published later.txt").unlink()

    return kill_at_every_event(prepare, lambda: go(pages, out), check)


def main(folder: Path, kind: str) -> None:
    global counter
    counter = os.open(folder / "counter", os.O_CREAT | os.O_RDWR | os.O_APPEND)
    fast.install(patch, batch=BATCH)
    patch.setattr("pipeline.run.processing.process_pages", counted)
    if kind == "first":
        n_kills = count_kills(folder, lambda pages: None, N_PAGES, is_first=True)
    else:
        n_kills = count_kills(folder, *KINDS[kind], is_first=False)
    sys.stdout.write(str(n_kills))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
