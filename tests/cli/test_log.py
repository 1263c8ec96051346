"""What a run tells, in each of the ways that it can be told."""

import json
import logging
import re
import signal
import warnings
from datetime import datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipeline import store
from pipeline.cli import log
from pipeline.cli.codes import LOCKED, PUBLISHED, REFUSED, SET_ASIDE, USAGE
from pipeline.tables import SCHEMAS

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def events(errors: str) -> list[dict]:
    """Read log lines; each has the keys that all have."""
    found = [json.loads(line) for line in errors.splitlines()]
    for line in found:
        assert list(line)[:4] == ["time", "level", "event", "message"]
        assert MOMENT.fullmatch(line["time"])
        assert abs(datetime.fromisoformat(line["time"]).timestamp() - datetime.now().timestamp()) < 600
    return found


def test_json_lines_tell_a_run_from_start_to_end_and_no_summary_tells_it_again(call, folders):
    raw, out = folders
    code, told, errors = call("run", raw, "--out", out, "--log-format", "json")
    assert (code, told) == (SET_ASIDE, "")
    started, aside, ended = events(errors)
    assert (started["event"], started["raw"], started["out"]) == ("started", [str(raw)], str(out))
    assert aside == aside | {
        "event": "set_aside", "level": "warning", "source": "bad.txt", "reason": "it says so",
    }  # fmt: skip
    assert ended == ended | {
        "event": "ended",
        "outcome": "published",
        "snapshot": 1,
        "n_new": 3,
        "n_pages": 3,
    }
    assert set(ended) - {"time", "level", "event", "message"} <= set(SCHEMAS["runs"].names)

    code, told, errors = call("run", raw, "--out", out, "--log-format", "json")
    assert (code, told) == (PUBLISHED, "")
    assert [line["event"] for line in events(errors)] == ["started", "ended"], "a page is named once"
    assert events(errors)[-1]["outcome"] == "unchanged"

    (raw / "worse.txt").write_text("FAULT, again", encoding="utf-8")
    _, _, errors = call("run", raw, "--out", out, "--log-format", "json")
    assert [line.get("source") for line in events(errors)] == [None, "worse.txt", None]


def test_lines_of_text_begin_with_the_time(call, folders):
    raw, out = folders
    _, told, errors = call("run", raw, "--out", out, "--log-format", "text")
    assert told == ""
    said = [line.split(" ", 1) for line in errors.splitlines()]
    assert all(MOMENT.fullmatch(moment) for moment, _ in said)
    assert [line for _, line in said][:2] == [
        f"run of {raw} into {out}",
        "warning: set aside: bad.txt: it says so",
    ]
    assert said[2][1].startswith(f"published snapshot 1 in {out}: 3 new pages, 3 pages, ")


def test_without_it_the_summary_tells_all_and_nothing_is_logged(call, folders):
    raw, out = folders
    code, told, errors = call("run", raw, "--out", out)
    assert (code, errors) == (SET_ASIDE, "")
    assert "3 pages · 3 articles · 2 quotes, 100% with a speaker" in told
    assert "1 page set aside:\n  bad.txt: it says so\n" in told
    assert f"published snapshot 1 in {out}" in told


def test_quiet_is_one_line_where_something_is_new_and_none_where_nothing_is(call, folders):
    raw, out = folders
    code, told, errors = call("run", raw, "--out", out, "--quiet")
    assert (code, told.count("\n"), errors) == (SET_ASIDE, 1, "")
    assert told.startswith(f"onrecord: published snapshot 1 in {out}: 3 new pages, ")
    assert "1 set aside" in told
    assert call("run", raw, "--out", out, "-q") == (PUBLISHED, "", "")
    with store.locked(out):
        assert call("run", raw, "--out", out, "-q") == (LOCKED, "", ""), "that one will tell"
    code, told, errors = call("run", raw / "nowhere", "--out", out, "-q")
    assert (code, told, errors.count("\n")) == (USAGE, "", 1)


@pytest.mark.parametrize("how", ["json", "text", None])
def test_what_goes_wrong_is_one_line_and_its_exit_code(call, folders, how):
    raw, out = folders
    option = ("--log-format", how) if how else ()
    call("run", raw, "--out", out)
    with store.locked(out):
        code, _, errors = call("run", raw, "--out", out, *option)
    assert code == LOCKED
    assert "another run is at work" in errors.splitlines()[-1]
    for number in range(30):
        (raw / f"bad{number}.txt").write_text(f"FAULT {number}")
    code, _, errors = call("run", raw, "--out", out, *option)
    assert code == REFUSED
    assert "max_failed" in errors.splitlines()[-1]
    if how == "json":
        assert events(errors)[-1] == events(errors)[-1] | {"event": "refused", "gate": "max_failed"}
    code, _, errors = call("run", raw / "nowhere", "--out", out, *option)
    assert code == USAGE
    assert "no folder" in errors.splitlines()[-1]
    if how == "json":
        assert events(errors)[-1]["event"] == "failed"


def test_metrics_are_written_however_a_run_ends(call, folders, tmp_path):
    raw, out = folders
    path = tmp_path / "onrecord.prom"

    def told() -> dict[str, float]:
        families = text_string_to_metric_families(path.read_text(encoding="utf-8"))
        return {sample.name.removeprefix("onrecord_"): sample.value for f in families for sample in f.samples}

    call("run", raw, "--out", out, "--metrics", path, "--quiet")
    first = told()
    assert first == first | {
        "run_exit_code": SET_ASIDE, "snapshot": 1, "pages": 3, "pages_set_aside": 1, "articles": 3, "quotes": 2,
        "quotes_attributed": 2, "run_new_pages": 3,
    }  # fmt: skip
    assert first["last_run_timestamp_seconds"] == first["last_success_timestamp_seconds"]
    (raw / "c.txt").write_text("“Perhaps” said Cy Marlow.")
    for number in range(30):
        (raw / f"bad{number}.txt").write_text(f"FAULT {number}")
    assert call("run", raw, "--out", out, "--metrics", path)[0] == REFUSED
    second = told()
    assert second == second | {"run_exit_code": REFUSED, "snapshot": 1, "pages": 3, "quotes": 2}
    assert second["last_success_timestamp_seconds"] == first["last_success_timestamp_seconds"]
    assert second["last_run_timestamp_seconds"] > first["last_run_timestamp_seconds"]
    with store.locked(out):
        call("run", raw, "--out", out, "--metrics", path, "--quiet")
    assert told()["run_exit_code"] == LOCKED


def test_metrics_that_cannot_be_written_are_told_and_the_tables_are_published(call, folders, tmp_path):
    raw, out = folders
    code, told, _ = call("run", raw, "--out", out, "--metrics", tmp_path / "nowhere" / "x.prom")
    assert (code, told) == (USAGE, ""), "before any work"
    (tmp_path / "x.prom").mkdir()
    code, told, errors = call("run", raw, "--out", out, "--metrics", tmp_path / "x.prom")
    assert code == SET_ASIDE
    assert "published snapshot 1" in told
    assert "metrics can't be written to" in errors


def test_progress_is_told_now_and_then_and_ever_less_often(capfd):
    moments = iter([0, 10, 29, 31, 40, 62, 3600, 3640, 3790])
    log.start(log.Format.JSON)
    advance = log.lines_of_progress(clock=lambda: next(moments))
    for done in range(8):
        advance(done, 4000)
    log.stop()
    told = events(capfd.readouterr().err)
    assert [(line["event"], line["pages"], line["of"], line["seconds"]) for line in told] == [
        ("progress", 2, 4000, 31), ("progress", 4, 4000, 62), ("progress", 5, 4000, 3600), ("progress", 7, 4000, 3790),
    ]  # fmt: skip
    assert told[0]["message"] == "2 of 4,000 pages"


def test_what_libraries_say_and_tracebacks_are_lines_too(capfd):
    log.start(log.Format.JSON)
    logging.getLogger("some.library").warning("odd %s", "thing")
    logging.getLogger("some.library").info("chatter")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old way", DeprecationWarning, stacklevel=1)
    try:
        _ = [][1]
    except IndexError as error:
        log.say("crashed", "a fault", level=logging.ERROR, error=error)
    log.stop()
    library, old, crashed = events(capfd.readouterr().err)
    assert (library["event"], library["logger"], library["message"]) == (
        "warning",
        "some.library",
        "odd thing",
    )
    assert "old way" in old["message"]
    assert (crashed["event"], crashed["level"]) == ("crashed", "error")
    assert "IndexError" in crashed["traceback"]


def test_an_interrupted_run_says_what_is_left(call, folders, monkeypatch):
    from pipeline import run

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    raw, out = folders
    monkeypatch.setattr(run, "run", interrupted)
    code, _, errors = call("run", raw, "--out", out)
    assert (code, errors) == (
        130,
        "onrecord: interrupted; the tables are as they were, finished work is kept\n",
    )
    code, _, errors = call(
        "run", raw, "--out", out, "--log-format", "json", "--metrics", raw.parent / "x.prom"
    )
    assert (code, events(errors)[-1]["event"]) == (130, "interrupted")
    assert "onrecord_run_exit_code" in (raw.parent / "x.prom").read_text()
    assert " 130.0" in (raw.parent / "x.prom").read_text()


def test_an_interrupt_that_python_swallowed_is_heeded_at_the_next_progress(call, folders, monkeypatch):
    from pipeline import run

    raw, out = folders
    handlers = {}
    monkeypatch.setattr(signal, "signal", lambda number, handler: handlers.update({number: handler}))
    went_on = []

    def swallowing(settings, *, on_progress, **_):
        with pytest.raises(KeyboardInterrupt):
            handlers[signal.SIGTERM](signal.SIGTERM, None)
        on_progress(1, 2)
        went_on.append(True)

    monkeypatch.setattr(run, "run", swallowing)
    assert call("run", raw, "--out", out)[0] == 143
    assert not went_on
