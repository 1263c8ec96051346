"""Units and crontab lines are read back by other eyes: configparser, sh, and systemd where it is installed."""

import configparser
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import schedule
from pipeline.errors import SetupError

HOURLY = schedule.parse_every("hourly")

# what a shell, systemd, cron, or all three would take for something else
AWKWARD = [
    "plain",
    "two words",
    "100% sure",
    "%h",
    "$HOME",
    "${HOME}",
    "it's",
    'a "quoted" one',
    "a;b && c | d > e",
    ";",
    "#1",
    "*",
    "~",
    "`id`",
    "$(id)",
    "naïve café",
    "-n",
    "",
    "!x",
    "@x",
    "=",
]

named = st.text(st.characters(codec="utf-8", exclude_characters="\\/"), min_size=1).filter(
    lambda text: text.isprintable() and text == text.strip() and text not in {".", ".."}
)


def job(*words: str, folder: Path = Path("/srv"), **said) -> schedule.Job:
    return schedule.Job((sys.executable, *words), folder, **({"every": HOURLY} | said))


def parsed(unit: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#", ";"))
    read.optionxform = str
    read.read_string(unit)
    return read


def as_systemd_reads(line: str) -> list[str]:
    """Split as systemd.syntax(7) says, then replace specifiers, then `$$`."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]


def as_cron_runs(line: str) -> str:
    """Give the command that cron hands to sh: what follows the five fields, without the escapes of %."""
    command = line.split(" ", 5)[5]
    kept = command.replace("\\%", "\0")
    assert "%" not in kept, "a bare % would end the command"
    return kept.replace("\0", "%")


@pytest.mark.parametrize(
    ("said", "calendar", "cron"),
    [
        ("hourly", "*-*-* *:00:00", "0 * * * *"),
        ("daily", "*-*-* 04:00:00", "0 4 * * *"),
        ("weekly", "Mon *-*-* 04:00:00", "0 4 * * 1"),
        ("6:05", "*-*-* 06:05:00", "5 6 * * *"),
        ("23:59", "*-*-* 23:59:00", "59 23 * * *"),
        ("15min", "*-*-* *:00/15:00", "*/15 * * * *"),
        ("6h", "*-*-* 00/6:00:00", "0 */6 * * *"),
    ],
)
def test_when_to_run_is_said_to_both_alike(said, calendar, cron):
    every = schedule.parse_every(said)
    assert (every.calendar, every.cron) == (calendar, cron)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("not a time", "24:00"),
        ("not a minute", "12:60"),
        ("seven doesn't divide sixty", "7min"),
        ("five doesn't divide a day", "5h"),
        ("cron knows no seconds", "30s"),
        ("a word", "often"),
        ("nothing", ""),
        ("something after it", "hourly\n"),
        ("digits of another script", "١٢:٠٠"),
    ],
)
def test_what_cron_cannot_say_is_refused_in_one_line(why, said):
    with pytest.raises(SetupError) as told:
        schedule.parse_every(said)
    assert "hourly, daily" in str(told.value), why


def test_a_service_runs_below_others_and_takes_pages_set_aside_and_a_lock_for_no_failure():
    unit = parsed(schedule.service(job("run")))
    assert dict(unit["Service"]) == {
        "Type": "oneshot",
        "WorkingDirectory": "/srv",
        "ExecStart": f"{sys.executable} run",
        "SuccessExitStatus": "3 75",
        "Nice": "10",
    }
    assert "Install" not in unit, "the timer starts it"
    timer = parsed(schedule.timer(job("run")))
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Timer"]["OnCalendar"] == HOURLY.calendar
    assert timer["Timer"]["RandomizedDelaySec"] == "5min"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_a_command_that_never_ends_has_no_timer_and_starts_with_the_machine():
    watching = job("watch", every=schedule.parse_every("change"))
    unit = parsed(schedule.service(watching))
    assert (unit["Service"]["Type"], unit["Service"]["Restart"]) == ("exec", "on-failure")
    assert unit["Install"]["WantedBy"] == "default.target"
    assert schedule.timer(watching) == ""
    assert schedule.cron(watching).startswith("@reboot cd /srv && nice -n 10 ")


@pytest.mark.parametrize("word", AWKWARD)
def test_awkward_names_come_through_systemd(word):
    unit = parsed(schedule.service(job(word, environment={"ONRECORD_MODEL": word})))
    assert as_systemd_reads(unit["Service"]["ExecStart"]) == [sys.executable, word]
    assert shlex.split(unit["Service"]["Environment"]) == [f"ONRECORD_MODEL={word.replace('%', '%%')}"]


def test_a_program_whose_name_systemd_refuses_is_started_by_another():
    unit = parsed(schedule.service(schedule.Job(("/opt/$it's/onrecord", "run"), Path("/srv"), HOURLY)))
    started = as_systemd_reads(unit["Service"]["ExecStart"])
    assert started == ["/usr/bin/nice", "-n", "0", "/opt/$it's/onrecord", "run"]


@given(words=st.lists(named, min_size=1, max_size=4))
def test_any_name_comes_through_systemd(words):
    unit = parsed(schedule.service(job(*words)))
    assert as_systemd_reads(unit["Service"]["ExecStart"]) == [sys.executable, *words]


@pytest.mark.parametrize("word", AWKWARD)
def test_awkward_names_come_through_cron_and_a_shell(tmp_path, word):
    folder = tmp_path / f"in {word or 'x'}"
    folder.mkdir()
    told = "import os, sys; print(os.getcwd(), os.environ['ONRECORD_MODEL'], os.nice(0), sys.argv[1:])"
    line = schedule.cron(job("-c", told, word, folder=folder, environment={"ONRECORD_MODEL": word}))
    assert line.startswith("0 * * * * ")
    assert "\n" not in line
    command = as_cron_runs(line)
    assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0
    ran = subprocess.run(
        ["sh", "-c", command],
        env={"PATH": "/usr/bin:/bin", "HOME": "/", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == f"{folder} {word} {min(os.nice(0) + 10, 19)} {[word]!r}\n"


@given(words=st.lists(named, min_size=1, max_size=4))
def test_any_name_comes_through_cron(words):
    line = schedule.cron(job(*words))
    assert shlex.split(as_cron_runs(line))[-len(words) :] == words


@pytest.mark.parametrize(
    ("why", "word"),
    [
        ("a line break", "a\nb"),
        ("a carriage return", "a\rb"),
        ("a backslash, which crons read differently", "a\\b"),
        ("a byte that is no UTF-8", "a\udcff"),
        ("a space at its end, which systemd strips", "a "),
    ],
)
def test_what_no_schedule_can_hold_is_refused_in_one_line(why, word):
    for write in (schedule.service, schedule.cron):
        for made in (job(word), job("run", folder=Path("/srv", word))):
            with pytest.raises(SetupError, match="no schedule can be written") as told:
                write(made)
            assert "\n" not in str(told.value), why


def test_a_line_that_cron_would_cut_off_is_refused():
    with pytest.raises(SetupError, match="cut off"):
        schedule.cron(job("x" * 1000))


@pytest.mark.parametrize("said", ["hourly", "daily", "weekly", "6:05", "15min", "6h", "change"])
def test_systemd_itself_finds_no_fault(tmp_path, said):
    folder = tmp_path / '50% of $HOME\'s "pages"'
    folder.mkdir()
    runs = folder / "on record"
    runs.symlink_to("/bin/true")
    made = schedule.Job(
        (str(runs), "run", str(folder)), folder, schedule.parse_every(said), {"ONRECORD_OUT": str(folder)}
    )
    units = {"onrecord.service": schedule.service(made), "onrecord.timer": schedule.timer(made)}
    for name, unit in units.items():
        (tmp_path / name).write_text(unit, encoding="utf-8")
        assert not unit or "Unit" in parsed(unit)
    if checker := shutil.which("systemd-analyze"):
        paths = [str(tmp_path / name) for name, unit in units.items() if unit]
        found = subprocess.run(
            [checker, "verify", "--man=no", "--user", *paths],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
        )
        assert (found.returncode, found.stderr) == (0, "")
