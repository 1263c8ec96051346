"""What `onrecord schedule` prints is used as a person would use it: given to sh, and to cron's way of reading."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import cli
from pipeline.errors import SetupError

ONRECORD = Path(sys.executable).with_name("onrecord")


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call the verb in a folder of its own, without variables of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "news room's 100%"
    home.mkdir()
    monkeypatch.chdir(home)

    def called(*args: str) -> str:
        told = CliRunner().invoke(cli.app, ["schedule", *args], catch_exceptions=True)
        if isinstance(told.exception, SetupError):
            raise told.exception
        assert told.exit_code == 0, told.output
        return told.output

    return called


def command(line: str) -> list[str]:
    """Give the words of a crontab line's command, after `cd … && nice -n 10`."""
    words = shlex.split(line.split(" ", 5)[5].replace("\\%", "%"))
    assert words[2:6] == ["&&", "nice", "-n", "10"]
    return words[6:]


def test_both_ways_are_shown_and_nothing_is_written(call, tmp_path):
    told = call()
    assert "onrecord.service" in told
    assert "OnCalendar=*-*-* *:00:00" in told
    assert told.endswith("\n")
    assert told.splitlines()[-1] == call("--cron").rstrip("\n")
    assert told.startswith(call("--systemd"))
    assert list(Path.cwd().iterdir()) == []


def test_the_crontab_line_names_this_installation_and_absolute_folders(call):
    line = call("scrapes", "/srv/more pages", "--out", "tables", "--every", "06:30", "--cron")
    here = Path.cwd()
    assert line.startswith(f"30 6 * * * cd {shlex.quote(str(here))} ".replace("%", "\\%"))
    assert command(line) == [
        str(ONRECORD), "run", "--quiet", "--out", str(here / "tables"), "--", str(here / "scrapes"), "/srv/more pages",
    ]  # fmt: skip


def test_settings_that_are_variables_are_taken_along_but_the_folders_only_once(call, monkeypatch):
    monkeypatch.setenv("ONRECORD_PROCESSES", "2")
    monkeypatch.setenv("ONRECORD_OUT", "elsewhere")
    line = call("--cron")
    assert " && ONRECORD_PROCESSES=2 nice -n 10 " in line
    assert "ONRECORD_OUT" not in line
    assert str(Path.cwd() / "elsewhere") in shlex.split(line.replace("\\%", "%"))
    assert "Environment=ONRECORD_PROCESSES=2\n" in call("--systemd")


def test_a_change_starts_a_watcher_and_no_timer(call):
    told = call("--every", "change", "--name", "town")
    assert ".timer" not in told
    assert "systemctl --user enable --now town.service" in told
    assert f"ExecStart={ONRECORD} watch --out " in told
    assert told.splitlines()[-1].startswith("@reboot cd ")


def test_the_script_puts_the_units_where_systemd_looks(call, tmp_path):
    """Run it with a stand-in for systemctl, which is the one thing in it that this machine may lack."""
    (tmp_path / "systemctl").write_text('#!/bin/sh\necho "$@" >> "$HOME/asked"\n')
    (tmp_path / "systemctl").chmod(0o755)
    environment = {"HOME": str(tmp_path), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    script = call("--systemd", "--name", "town")
    subprocess.run(["sh", "-eu"], input=script, text=True, check=True, env=environment)
    units = tmp_path / ".config" / "systemd" / "user"
    assert sorted(path.name for path in units.iterdir()) == ["town.service", "town.timer"]
    assert (units / "town.service").read_text().startswith("[Unit]\n")
    assert "100%%\n" in (units / "town.service").read_text()
    assert (tmp_path / "asked").read_text() == "--user daemon-reload\n--user enable --now town.timer\n"


@pytest.mark.parametrize(
    ("why", "args", "said"),
    [
        ("no such time", ["--every", "sometimes"], "--every sometimes: say hourly"),
        ("a name that no unit can have", ["a\nb"], "no schedule can be written for it"),
    ],
)
def test_what_cannot_be_scheduled_is_told(call, why, args, said):
    with pytest.raises(SetupError, match=said):
        call(*args)


@pytest.mark.parametrize("name", ["", "a b", "../x", "x;y", "é"])
def test_a_units_name_is_plain(name):
    told = CliRunner().invoke(cli.app, ["schedule", "--name", name])
    assert told.exit_code == 2
