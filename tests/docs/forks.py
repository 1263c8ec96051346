"""`onrecord`, started once: each command is a fork of it, so that none loads libraries and models anew.

`python -m tests.docs.forks SOCKET FOLDER` serves, and keeps in FOLDER what the first run over data/raw made. CLIENT
is the program that stands for `onrecord` meanwhile: it hands on its folder, variables, input and output, and ends as
the fork does.
"""

import ast
import contextlib
import doctest
import fcntl
import gc
import json
import os
import runpy
import shutil
import signal
import socket
import sys
import threading
import time
from functools import partial
from pathlib import Path

CLIENT = """#!{python} -SE
import json, os, signal, socket, sys
told = json.dumps({{"argv": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ)}}).encode()
line = socket.socket(socket.AF_UNIX)
line.connect({address!r})
socket.send_fds(line, [len(told).to_bytes(8, "big")], [0, 1, 2])
line.sendall(told)
answers = line.makefile()
pid = int(answers.readline())
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda got, _: os.kill(pid, got))
sys.exit(int(answers.readline() or 137))
"""
FIRST = (["run"], ["run", "data/raw", "--out", "data/processed"])
"""How the documentation says the first run over data/raw."""
MADE = (".onrecord", "data/processed")
PATIENCE = 900.0  # seconds until what never ends by itself is stopped: machines may be busy
LONGEST = 2 * PATIENCE  # for the commands of one block together


def serve(address, prepare, act):
    """Fork for every client that comes, and `act` on its arguments there; what it returns is the exit code."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen()
    prepare()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        line, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            _answer(line, act)
        line.close()
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _answer(line, act):
    length, fds, _, _ = socket.recv_fds(line, 8, 3)
    told = json.loads(line.makefile("rb").read(int.from_bytes(length, "big")))
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
        os.close(fd)
    os.chdir(told["cwd"])
    os.environ.clear()
    os.environ.update(told["env"])
    line.sendall(f"{os.getpid()}\n".encode())
    code = 70
    try:
        code = act(told["argv"])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001  whatever it is, a program would end with it
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        line.sendall(f"{code or 0}\n".encode())
        os._exit(0)


def load():
    """Import everything and load the models, for all forks."""
    import pandas
    import prometheus_client
    import rich.progress
    import typer.main

    from pipeline import (
        cli,
        config,
        consequences,
        dossier,
        evaluate,
        export,
        extraction,
        journal,
        metrics,
        onepage,
        pinned,
        report,
        review,
        run,
        schedule,
        status,
        watch,
    )
    from pipeline.quotes.tagger import load_tagger
    from pipeline.run import processing

    _ = pandas, prometheus_client, rich, dossier, evaluate, export, journal, pinned, report
    _ = consequences, metrics, review, run, schedule, status, watch
    typer.main.get_command(cli.app)

    default = config.settings()
    models = onepage.load_models(default)

    def lent(settings):
        if settings.model != default.model:
            return onepage.load_models(settings)
        folder = config.tagger_folder(settings)
        own = folder == config.tagger_folder(default)
        return models if own else onepage.Models(models.nlp, load_tagger(folder))

    processing.load_models = extraction.load_models = lent
    gc.freeze()  # a fork that collects garbage would copy all of this


def onrecord(argv, *, kept):
    """Do `onrecord ARGV`; but see what becomes of the verbs below."""
    from pipeline.cli import main

    verb = argv[0] if argv else ""
    argv = _without_cluster(argv)
    sys.argv = ["onrecord", *argv]
    if verb == "python":
        return _python(*argv[1:])
    if verb == "train":
        return _understood(argv)
    if argv in FIRST and not Path(".onrecord").exists():
        return _first(kept)
    if verb == "watch":
        stop_once(lambda: any(Path().glob("*/quotes/*.parquet")))
    if verb == "review":
        stop_once(_is_listening)
    main()
    return 0


def _first(kept):
    """Run over the sample pages; where that was done before, copy what it made and say what it said."""
    from pipeline.cli import main

    printed, ended = kept / "printed", kept / "ended"
    lock = open(kept / "lock", "w")  # noqa: SIM115  held until this fork ends
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not ended.exists():
        told = os.dup(1), os.dup(2)
        with open(printed, "wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(told[0], 1)
        os.dup2(told[1], 2)
        for folder in MADE:
            shutil.copytree(folder, kept / folder, symlinks=True)
        ended.write_text(str(code or 0))
    else:
        for folder in MADE:
            shutil.copytree(kept / folder, folder, symlinks=True, dirs_exist_ok=True)
    os.write(1, printed.read_bytes())
    return int(ended.read_text())


def _without_cluster(argv):
    """Leave out on which cluster a run is done."""
    told = {at + step for at, word in enumerate(argv) if word in ("--engine", "--address") for step in (0, 1)}
    return [word for at, word in enumerate(argv) if at not in told]


def stop_once(is_done):
    """Interrupt this process, as Ctrl-C does, once that is so."""

    def wait():
        end = time.monotonic() + PATIENCE
        while not is_done() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=wait, daemon=True).start()


def _is_listening():
    if not Path("/proc/self/net/tcp").exists():  # another system than Linux: it will, in a while
        time.sleep(5)
        return True
    sockets = {link for fd in Path("/proc/self/fd").iterdir() if (link := _target(fd)).startswith("socket:")}
    rows = (line.split() for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:])
    return any(row[3] == "0A" and f"socket:[{row[9]}]" in sockets for row in rows)


def _target(fd):
    try:
        return os.readlink(fd)
    except OSError:
        return ""


def _understood(argv):
    """Take a command's words apart as it would, and don't do it."""
    import typer.main

    from pipeline import cli

    typer.main.get_command(cli.app).commands[argv[0]].make_context(argv[0], argv[1:])
    return 0


def _python(before, script):
    """Run a script, or a dialogue of `>>>`, with the names of what was run before.

    What a script ends with is shown, as in a notebook.
    """
    told, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115
    names = runpy.run_path(before)
    sys.stdout = told
    text = Path(script).read_text(encoding="utf-8")
    if not text.startswith(">>>"):
        *statements, last = ast.parse(text).body
        is_shown = isinstance(last, ast.Expr)
        done = ast.Module([*statements, *([] if is_shown else [last])], [])
        exec(compile(done, script, "exec"), names)
        if (
            is_shown
            and (value := eval(compile(ast.Expression(last.value), script, "eval"), names)) is not None
        ):
            sys.stdout.write(f"{value!r}\n")
        return 0
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    test = doctest.DocTestParser().get_doctest(text.replace("…", "..."), names, script, script, 0)
    return doctest.DocTestRunner(optionflags=options).run(test).failed


if __name__ == "__main__":
    serve(sys.argv[1], load, partial(onrecord, kept=Path(sys.argv[2])))
