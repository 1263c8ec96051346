"""A forgetting that is killed at each event in turn; `python -m tests.killed_forgetting FOLDER` says how many."""

import shutil
import sys
from pathlib import Path

import pytest

from pipeline import config, run, store
from tests import fast
from tests.killing import ended, kill_at_every_event
from tests.test_forget import CORPUS, forget_page, holding, sources


def count_kills(folder: Path, patch: pytest.MonkeyPatch) -> int:
    """Kill a forgetting and the run after it; the next run completes it, or nothing was begun."""
    out, raw, kept = folder / "tables", folder / "raw", folder / "kept"
    raw.mkdir()
    (raw / "some.txt").touch()
    fast.install(patch)
    patch.setattr(run, "pages_of", lambda *_: iter(CORPUS))

    def go() -> None:
        run.run(config.settings(raw=raw, out=out, processes=1))

    def forget_and_go() -> None:
        forget_page(out, "b.txt")
        go()

    def keep() -> None:
        go()
        shutil.copytree(folder / ".onrecord", kept, symlinks=True)

    def prepare() -> None:
        shutil.rmtree(folder / ".onrecord")
        shutil.copytree(kept, folder / ".onrecord", symlinks=True)

    def check(why: str) -> None:
        begun = (store.state_folder(out) / "forgotten.jsonl").exists()
        assert "a.txt" in sources(out), why
        go()
        assert (holding(out, "gooseberries") == set()) == begun, why
        if not begun:
            forget_and_go()
        assert holding(out, "gooseberries") == holding(out, "b.txt") == set(), why
        assert "a.txt" in sources(out), why
        assert not list((store.state_folder(out) / "tmp").iterdir()), why

    assert ended(keep) == 0
    return kill_at_every_event(prepare, forget_and_go, check)


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patched:
        sys.stdout.write(str(count_kills(Path(sys.argv[1]), patched)))
