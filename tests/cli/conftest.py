"""The command line in this process, in which a page costs next to nothing."""

import os
import signal
import sys
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.cli import log
from tests import fast

A = "“Yes” said Ada Finch.\nBoth pages hold this.\n"
B = "“No” said Bo Quill.\nBoth pages hold this.\n"


@pytest.fixture
def folders(tmp_path, monkeypatch) -> tuple[Path, Path]:
    """Lay a folder of raw pages, of which one is set aside, and name one for the tables."""
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    said = tmp_path / "corrections.jsonl"  # not what was said in this folder
    monkeypatch.setenv("ONRECORD_CORRECTIONS", str(said))
    raw, out = tmp_path / "raw", tmp_path / "tables"
    raw.mkdir()
    (raw / "a.txt").write_text(A, encoding="utf-8")
    (raw / "b.txt").write_text(B, encoding="utf-8")
    (raw / "bad.txt").write_text("FAULT", encoding="utf-8")
    return raw, out


@pytest.fixture
def call(monkeypatch, capfd):
    """Call the command line; gives exit code, output and errors."""
    fast.install(monkeypatch)
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def called(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, args)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        log.stop()
        told = capfd.readouterr()
        return ended.value.code or 0, told.out, told.err

    return called
