"""What is printed and logged of corrections."""

import json
from collections import Counter

import pytest

from pipeline.cli import log, show
from pipeline.run.outcome import Report
from pipeline.run.present import Lost, SetAside, Totals
from tests.corrections.said import WHEN


def report(applied: dict[str, int], lost: int = 0) -> Report:
    gone = tuple(
        Lost(f"c{at}", "change", "ada", f"its words, “{at}”, stand in no article") for at in range(lost)
    )
    totals = Totals(4, 3, 40, 38, (SetAside("a.txt", "empty", "no words"),), Counter(applied), gone)
    return Report("r1", WHEN, "f", "m", mirror=False, totals=totals, ended_at=WHEN, snapshot=1)


@pytest.mark.parametrize(
    ("why", "applied", "lost", "expected"),
    [
        ("none", {}, 0, None),
        ("one", {"confirm": 1}, 0, "1 correction applied (1 confirmed)"),
        (
            "several, some of which fit nowhere",
            {"reject": 1, "confirm": 9, "change": 2},
            2,
            "12 corrections applied (9 confirmed, 2 changed, 1 rejected), 2 fit nowhere any more",
        ),
        (
            "one that fits nowhere",
            {"merge": 1},
            1,
            "1 correction applied (1 merged), 1 fits nowhere any more",
        ),
        ("none but those", {}, 1, "of the corrections 1 fits nowhere any more"),
    ],
)
def test_corrections_in_one_line(why, applied, lost, expected):
    assert show.corrections(report(applied, lost)) == expected, why


def test_the_summary_names_a_few_of_those_that_fit_nowhere(capsys, tmp_path):
    show.summary(report({"confirm": 1}, 12), tmp_path)
    lines = capsys.readouterr().out.splitlines()
    named = [line for line in lines if line.startswith("  change by ada: its words, ")]
    assert len(named) == show.LOST
    assert "  … and 2 more: the rows of corrections whose status is lost" in lines


def test_what_somebody_else_wrote_into_a_journal_steers_no_terminal():
    told = show.lost(Lost("c1", "reject", "ada\x1b[2J\nbo", "its words, “é\u202e\x07”, stand in no article"))
    assert told == "reject by ada [2J bo: its words, “é  ”, stand in no article"


def test_log_lines_name_those_that_are_lost_since(capsys, tmp_path):
    log.start(log.Format.JSON)
    try:
        before = report({}, 1).totals
        log._log(report({"add": 2}, 2), tmp_path, before)
    finally:
        log.stop()
    lost, ended = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (lost["event"], lost["level"], lost["correction_id"]) == ("correction_lost", "warning", "c1")
    assert lost["message"] == "lost: change by ada: its words, “1”, stand in no article"
    assert (ended["event"], ended["n_corrections"], ended["n_corrections_lost"]) == ("ended", 2, 2)
