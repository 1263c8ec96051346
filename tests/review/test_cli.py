"""`onrecord review`, as a process: what it prints, and how it ends."""

import re
import signal
import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pipeline import cli
from pipeline.errors import SetupError
from tests.review.rooms import MARKET_ARTICLE, Client, lay

PROGRAM = [sys.executable, "-m", "pipeline.cli", "review", "--out", "tables"]


@pytest.fixture
def started(tmp_path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ana")
    lay(tmp_path / "tables")
    running = []

    def start(*arguments, before=None):
        process = subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=before,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


class Printed:
    """What a server printed, as a client needs it."""

    def __init__(self, line):
        self.server_port = int(re.search(r"127\.0\.0\.1:(\d+)", line).group(1))
        self.token = re.search(r"token=(\S+)", line).group(1)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_an_address_takes_what_is_said_and_ends_with_a_line(started, tmp_path, sign):
    process = started("--as", "ben")
    line = process.stdout.readline()
    assert line.startswith("reviewing snapshot 1 as ben: open http://127.0.0.1:")
    assert process.stdout.readline() == "Ctrl-C ends it\n"
    printed = Printed(line)
    client = Client.__new__(Client)
    client.port, client.cookie = printed.server_port, None
    cookie = client.ask(f"/?token={printed.token}")[1]["Set-Cookie"].split(";")[0]
    client.cookie = cookie
    said = {
        "action": "confirm",
        "article_id": MARKET_ARTICLE["row"]["article_id"],
        "quote_id": MARKET_ARTICLE["quotes"][0]["quote_id"],
    }
    assert client.post(said)[0] == 200
    process.send_signal(sign)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert out == "1 correction in data/corrections.jsonl; `onrecord run` applies it\n"
    assert err == "onrecord: making the pages of snapshot 1: about a minute for 10,000 articles\n"
    assert '"who":"ben"' in (tmp_path / "data" / "corrections.jsonl").read_text("utf-8")


def in_the_background():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell does for what is followed by &


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_where_it_was_started_in_the_background_too(started, sign):
    process = started(before=in_the_background)
    assert process.stdout.readline().startswith("reviewing")
    process.send_signal(sign)
    out, _ = process.communicate(timeout=120)
    assert (process.returncode, out.splitlines()[-1]) == (0, "no new corrections")


def test_a_port_that_is_taken_is_one_line(started):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = started("--port", str(taken.getsockname()[1]))
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert re.fullmatch(
        r"onrecord: port \d+ can't be used \(.*\): name another with --port", err.splitlines()[-1]
    )


@pytest.mark.parametrize(
    ("why", "arguments", "told"),
    [
        ("no tables", ["--out", "nowhere"], "no tables in nowhere"),
        ("an empty name", ["--out", "nowhere", "--as", " "], "is no name"),
        ("a name that is none", ["--out", "nowhere", "--as", "a\x1bb"], "is no name"),
        ("a name that is a book", ["--out", "nowhere", "--as", "a" * 81], "is no name"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path, monkeypatch, why, arguments, told):
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(cli.app, ["review", *arguments])
    assert isinstance(ended.exception, SetupError), why
    assert told in str(ended.exception)
    assert "\n" not in str(ended.exception)
