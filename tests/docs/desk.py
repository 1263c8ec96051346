"""A reader's desk: a copy of the project in which the commands of the documentation are really run.

What becomes of each program:

| program | there |
|---|---|
| `onrecord VERB` | really run, as a fork of one that has its models loaded (`forks.py`) |
| the first `onrecord run` over data/raw | really run once; where it is done again, its output and its files are copied |
| `onrecord watch`, `onrecord review` | interrupted, as by Ctrl-C, once tables are there, or once it listens |
| `onrecord … --engine ray` | done on this machine, and `ray` is noted: tests/run starts clusters |
| `onrecord train` | its words are taken apart and it ends, for torch isn't there; `make test-train` trains |
| `make TARGET` | `make -n`: the target is there and its recipe can be read; it would set up a second project here |
| `systemctl`, `loginctl`, `crontab` | noted and not done |
| what lies in a bucket | in that of a server that this starts, where a raw page lies (`tests/s3.py`) |
| anything else | the machine's own |
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from tests import s3
from tests.conftest import LISTING
from tests.docs import forks, markdown
from tests.docs.inputs import lay

FINE = {0, 3}  # 3: some pages set aside
HOME = "/home/ada"
PROJECT = f"{HOME}/onrecord"
"""Where the documentation's reader has the project."""
COPIED = ("Makefile", "README.md", "pyproject.toml", "data", "docs")
LOCKS = "requirements*.lock"
FAKES = {
    "make": '#!/bin/sh\nexec /usr/bin/env -u MAKEFLAGS -u MAKELEVEL "{make}" -n "$@" >/dev/null\n',
    "ray": "#!/bin/sh\n",
    "systemctl": "#!/bin/sh\n",
    "loginctl": "#!/bin/sh\n",
    "crontab": '#!/bin/sh\n[ "$1" = -l ] || cat >/dev/null\n',
}
VARYING = (
    (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?", "TIME"),
    (r"\b[\d,.]+ (kB|MB|GB)\b", "SIZE"),
    (r"\b[\d,]+ words a second", "N words a second"),
    (r"\b\d+\.\d s\b", "N s"),
    (r"\b\d+\.\d(?= +(published|unchanged|refused|interrupted|failed))", "N"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
    (r"\?token=[\w-]+", "?token=TOKEN"),
    (r"(?<=\S) +", " "),
)
"""What is another at every run or on every machine, and how wide columns are that hold it."""


class Desk:
    """A copy of the project, with tables of the sample pages unless it is `bare`."""

    def __init__(self, folder, programs, *, bare):
        self.folder = folder
        self._programs = programs
        folder.mkdir(parents=True)
        for name in (*COPIED, *(path.name for path in markdown.ROOT.glob(LOCKS))):
            source = markdown.ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("processed"))
            else:
                shutil.copy(source, folder)
        (folder / "models").symlink_to(markdown.ROOT / "models")
        (folder / ".venv").symlink_to(programs.venv)
        lay(folder)
        if not bare:
            self.run("onrecord run")

    def run(self, script):
        """Run commands one after the other in one shell; gives each one's exit code and what it printed."""
        commands = markdown.commands(script) if isinstance(script, str) else script
        mark = "-- end of a command --"
        lines = "\n".join(f"{command}\nsay $?" for command in commands)
        told = f'say() {{ printf \'\\n{mark} %s\\n\' "$1"; return "$1"; }}\n{lines}\n'
        ran = subprocess.run(
            ["sh", "-c", told],
            cwd=self.folder,
            env=self._programs.environment | {"HOME": str(self.folder.parent)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=forks.LONGEST,
        )
        parts = re.split(rf"\n{mark} (\d+)\n", ran.stdout)
        assert len(parts) == 2 * len(commands) + 1, f"the shell ended early:\n{ran.stdout}"
        return [(int(code), self._as_told(out)) for out, code in zip(parts[::2], parts[1::2], strict=False)]

    def python(self, before, code):
        """Run Python, or a dialogue of `>>>`, after what stood on the page before; gives what `run` gives."""
        scripts = [self.folder.parent / name for name in ("before.py", "block.py")]
        for path, text in zip(scripts, (before, code), strict=True):
            path.write_text(text, encoding="utf-8")
        ((ended, printed),) = self.run([f"onrecord python {scripts[0]} {scripts[1]}"])
        return ended, printed

    def sql(self, query):
        """Run SQL in DuckDB; gives the rows as it shows them."""
        database = duckdb.connect()
        database.execute(f"SET file_search_path = '{self.folder}'")
        return "\n\n".join(str(database.sql(one)) for one in query.split(";\n") if one.strip(" \n;"))

    def _as_told(self, text):
        """Put the reader's folders where those of the test are."""
        text = text.replace(str(Path(sys.executable).parent), f"{PROJECT}/.venv/bin")
        return text.replace(str(self.folder), PROJECT).replace(str(self.folder.parent), HOME)


class Programs:
    """The programs that desks have on their PATH, and the server behind `onrecord`."""

    def __init__(self, first):
        """`first` is a folder in which to keep what the first run made, for several servers."""
        self._folder = tempfile.TemporaryDirectory(prefix="desk")  # a short path: a socket's has 100 letters
        root = Path(self._folder.name)
        self.venv = root / "venv"
        bin_ = self.venv / "bin"
        bin_.mkdir(parents=True)
        address = str(root / "socket")
        self._program(bin_ / "onrecord", forks.CLIENT.format(python=sys.executable, address=address))
        self._program(bin_ / "python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        for name, text in FAKES.items():
            self._program(root / "fakes" / name, text.format(make=shutil.which("make")))
        kept = {
            name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ
        }
        self.environment = kept | {
            "PATH": f"{root / 'fakes'}:{bin_}:{kept['PATH']}",
            "COLUMNS": "100",
            "LANG": "C.UTF-8",
            "PYTHONUTF8": "1",
            "TZ": "UTC",
            "OMP_NUM_THREADS": "1",
        }
        self._bucket = None if s3.missing() else s3.Server(root / "s3")
        if self._bucket:
            self.environment |= self._bucket.environment
            self._bucket.put("raw/harbour.txt", LISTING.encode())
        self._server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.docs.forks", address, str(first)],
            cwd=markdown.ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._server.stdout.readline() == "ready\n"

    def close(self):
        self._server.terminate()
        self._server.wait()
        self._server.stdout.close()
        if self._bucket:
            self._bucket.close()
        self._folder.cleanup()

    def _program(self, path, text):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)


def unlike(shown, printed):
    """Say how what was printed differs from what a page shows; None where it doesn't.

    `…` stands for anything: on a line of its own for lines, within a line for a part of it.
    """
    shown, printed = _folded(shown), _folded(printed)
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + "\n"
        for line in shown.splitlines()
    )
    if re.fullmatch(pattern, f"{printed}\n" if printed else ""):
        return None
    return f"shown:\n{shown}\nprinted:\n{printed}"


def _folded(text):
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())
