"""A forgetting that is killed at each event in turn; `python -m tests.killed_forgetting FOLDER` says how many."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import config, forget, journal, run, store
from tests import fast
from tests.killing import ended, kill_at_every_event
from tests.test_forget import CORPUS, GOING, STAYING, forget_page, holding, journal_of, sources


def count_kills(folder: Path, patch: pytest.MonkeyPatch) -> list[int]:
    """Kill each step of a forgetting; the next run completes it, or nothing was begun."""
    out, raw = folder / "tables", folder / "raw"
    raw.mkdir()
    (raw / "some.txt").touch()
    fast.install(patch)
    patch.setattr(run, "pages_of", lambda *_: iter(CORPUS))

    def go() -> None:
        run.run(config.settings(raw=raw, out=out, processes=1, corrections=journal_of(out)))

    def go_without_the_end() -> None:
        patch.setattr(forget, "finish", lambda *_, **__: False)
        go()

    def clear() -> None:
        shutil.rmtree(folder / ".onrecord", ignore_errors=True)
        journal_of(out).unlink(missing_ok=True)

    def after(*steps: Callable[[], object]) -> Callable[[], None]:
        kept = folder / f"after-{len(steps)}"
        clear()
        journal.add(journal_of(out), [*STAYING, *GOING])
        for step in steps:
            assert ended(step) == 0
        shutil.move(folder / ".onrecord", kept)
        shutil.copy(journal_of(out), kept.with_suffix(".jsonl"))

        def prepare() -> None:
            clear()
            shutil.copytree(kept, folder / ".onrecord", symlinks=True)
            shutil.copy(kept.with_suffix(".jsonl"), journal_of(out))

        return prepare

    def put() -> None:
        forget_page(out, "b.txt")

    def end() -> None:
        with store.locked(out):
            assert forget.finish(out, corrections=journal_of(out))

    def check(why: str) -> None:
        begun = (store.state_folder(out) / forget.LIST).exists()
        assert "a.txt" in sources(out), why
        go()
        assert (holding(out, "gooseberries") == set()) == begun, why
        if not begun:
            put()
            go()
            assert holding(out, "gooseberries") == set(), why
        assert holding(out, "b.txt") == set(), why
        assert "a.txt" in sources(out), why
        assert journal.read(journal_of(out)).corrections == STAYING, why
        assert not list(folder.glob(".*.new")), why
        assert not list((store.state_folder(out) / "tmp").iterdir()), why

    return [
        kill_at_every_event(after(go), put, check),
        # publications are killed at every event by tests of their own
        kill_at_every_event(after(go, put), go, check, step=5),
        kill_at_every_event(after(go, put, go_without_the_end), end, check),
    ]


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patched:
        sys.stdout.write(" ".join(map(str, count_kills(Path(sys.argv[1]), patched))))
