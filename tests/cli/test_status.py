"""What `onrecord status` and `onrecord history` say, before, between and after runs."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from pipeline import config, journal, store
from pipeline.cli.codes import REFUSED, USAGE
from pipeline.corrections import Names
from pipeline.errors import SetupError
from pipeline.tables import SCHEMAS
from tests import fast


@pytest.fixture
def look(call, folders):
    """Give what status says as JSON, once it is clear that looking changes nothing."""
    raw, out = folders

    def looked(*args: object) -> dict:
        before = contents(out.parent)
        code, told, errors = call("status", raw, "--out", out, "--json", *args)
        assert (code, errors) == (0, "")
        assert contents(out.parent) == before
        return json.loads(told)

    return looked


def contents(folder) -> dict:
    return {path: path.is_file() and path.read_bytes() for path in sorted(folder.rglob("*"))}


def counts(told: dict) -> dict[str, int]:
    """Give what the raw folders hold, without what is none."""
    return {name.removeprefix("n_"): number for name, number in told["raw"].items() if number}


def test_it_follows_a_folder_through_its_days(look, call, folders):
    raw, out = folders
    assert look()["shown"] is None
    assert counts(look()) == {"pages": 3, "new": 3, "to_process": 3}
    call("run", raw, "--out", out)
    told = look()
    assert counts(told) == {"pages": 3}
    assert told["shown"] == told["shown"] | {"snapshot": 1, "set_aside": {"it says so": 1}}
    assert told["shown"]["rows"] == told["shown"]["rows"] | {"pages": 3, "articles": 3, "quotes": 2}
    assert set(told["shown"]["rows"]) == set(SCHEMAS) - {"runs"}
    assert abs((datetime.fromisoformat(told["shown"]["since"]) - datetime.now(UTC)).total_seconds()) < 600
    assert (told["is_stale"], told["is_running"], told["n_forgotten"]) == (False, False, 0)
    assert told["last_run"]["outcome"] == "published"

    (raw / "a.txt").write_text("“Yes and no” said Ada Finch.", encoding="utf-8")
    (raw / "b.txt").unlink()
    (raw / "c.txt").write_text("Something else.", encoding="utf-8")
    (raw / "odd.xyz").write_text("?", encoding="utf-8")
    changed = {"pages": 4, "new": 2, "changed": 1, "vanished": 1}
    assert counts(look()) == changed | {"to_process": 2}, "what can't be read is set aside, not processed"
    call("run", raw, "--out", out)
    assert counts(look()) == {"pages": 4, "vanished": 1}, "the old bytes are no page that vanished"
    call("forget", "c.txt", "--out", out, "--yes")
    told = look()
    assert counts(told) == {"pages": 3, "vanished": 1, "forgotten": 1}
    assert told["n_forgotten"] == 1


def test_an_upgrade_makes_the_tables_stale(look, call, folders, monkeypatch):
    raw, out = folders
    call("run", raw, "--out", out)
    fast.use_rules(monkeypatch, "second")
    told = look()
    assert told["is_stale"]
    assert counts(told) == {"pages": 3, "to_process": 3}
    assert "the next run processes every page anew" in call("status", raw, "--out", out)[1]


def test_what_a_gate_refused_is_finished_and_waits(look, call, folders):
    raw, out = folders
    call("run", raw, "--out", out)
    for number in range(30):
        (raw / f"bad{number}.txt").write_text(f"FAULT {number}")
    assert call("run", raw, "--out", out)[0] == REFUSED
    assert counts(look()) == {"pages": 33, "new": 30, "finished": 30}
    assert look()["last_run"]["outcome"] == "refused: max_failed"


def test_a_run_at_work_is_seen(look, folders):
    _, out = folders
    assert not look()["is_running"], "no lock was made yet"
    with store.locked(out):
        assert look()["is_running"]
    assert not look()["is_running"]


def test_without_a_scan_or_without_raw_pages_the_rest_is_told(look, call, folders, tmp_path):
    raw, out = folders
    call("run", raw, "--out", out)
    assert (look("--no-scan")["raw"], look("--no-scan")["problem"]) == (None, None)
    shutil.rmtree(raw)
    told = look()
    assert told["raw"] is None
    assert "no folder" in told["problem"]
    assert told["shown"]["snapshot"] == 1


def test_a_missing_model_is_told_and_the_rest_too(look, call, folders, monkeypatch):
    raw, out = folders
    call("run", raw, "--out", out)

    def missing(_):
        raise SetupError("no such model")

    monkeypatch.setattr(config, "fingerprint", missing)
    told = look("--no-scan")
    assert (told["problem"], told["fingerprint"], told["is_stale"]) == ("no such model", None, False)


def test_a_person_is_told_in_a_few_lines(call, folders):
    raw, out = folders
    assert f"nothing is published in {out} yet" in call("status", raw, "--out", out)[1]
    call("run", raw, "--out", out)
    (raw / "new.txt").write_text("New.", encoding="utf-8")
    with store.locked(out):
        told = call("status", raw, "--out", out)[1]
    assert f"snapshot 1 in {out}, since 20" in told
    for line in (
        "  2  quotes",
        "1 page set aside:\n  1 × it says so\n",
        "a run is at work now",
        "made with this code, these models and settings",
        "in the raw folders: 4 pages, 1 new",
        "the next run processes 1 page\n",
        "snapshots 1, ",
        "last run: published, 20",
    ):
        assert line in told, line


def test_a_manifest_that_cant_be_read_stops_nothing(call, folders):
    raw, out = folders
    call("run", raw, "--out", out)
    store.current(out).folder.joinpath("manifest.json").write_text("{", encoding="utf-8")
    code, told, _ = call("status", raw, "--out", out)
    assert code == 0
    assert f"snapshot 1 in {out}, since 20" in told


def test_disk_use_counts_a_part_that_snapshots_share_once(look, call, folders):
    raw, out = folders
    call("run", raw, "--out", out)
    first = look()["kept"]
    (raw / "c.txt").write_text("Something else.", encoding="utf-8")
    call("run", raw, "--out", out)
    kept = look()["kept"]
    assert kept["snapshots"] == [1, 2]
    assert first["snapshot_bytes"] < kept["snapshot_bytes"] <= kept["all_bytes"]
    apart = sum(
        path.stat().st_size for path in (store.state_folder(out) / "snapshots").rglob("*") if path.is_file()
    )
    assert kept["snapshot_bytes"] <= apart + 100 * 4096, "folders have a size too"


def test_history_lists_runs_of_every_outcome_the_newest_first(call, folders):
    raw, out = folders
    assert call("history", "--out", out)[:2] == (0, f"no run over {out} yet\n")
    call("run", raw, "--out", out)
    call("run", raw, "--out", out)
    for number in range(30):
        (raw / f"bad{number}.txt").write_text(f"FAULT {number}")
    call("run", raw, "--out", out)
    rows = json.loads(call("history", "--out", out, "--json")[1])
    assert [row["outcome"] for row in rows] == ["refused: max_failed", "unchanged", "published"]
    assert [row["n_new"] for row in rows] == [30, 0, 3]
    assert set(rows[0]) == set(SCHEMAS["runs"].names)
    assert all(row["started_at"].endswith("Z") for row in rows)
    assert len(json.loads(call("history", "--out", out, "--json", "-n", 2)[1])) == 2
    assert len(json.loads(call("history", "--out", out, "--json", "-n", 0)[1])) == 3
    shown = call("history", "--out", out)[1].splitlines()
    assert shown[0].split() == [
        "started",
        "snapshot",
        "new",
        "pages",
        "set",
        "aside",
        "quotes",
        "seconds",
        "outcome",
    ]
    assert shown[-1].split()[2:6] == ["1", "3", "3", "1"]
    assert shown[-1].split()[-1] == "published"
    assert call("history", "-n", "-1")[0] == USAGE


def test_corrections_wait_for_the_next_run(look, call, folders, monkeypatch, tmp_path):
    raw, out = folders
    said = tmp_path / "said.jsonl"
    monkeypatch.setenv("ONRECORD_CORRECTIONS", str(said))
    call("run", raw, "--out", out)
    assert look()["n_corrections"] == 0
    names = Names("person", "Ada Finch", "Bo Reed")
    journal.add(said, [journal.make("split", "ana", datetime(2026, 3, 2, tzinfo=UTC), names=names)])
    assert look()["n_corrections"] == 1
    assert "1 correction waits for the next run" in call("status", raw, "--out", out)[1]
    call("run", raw, "--out", out)
    assert look()["n_corrections"] == 0
