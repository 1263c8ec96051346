"""Whoever the tables hold: looked up by name, part of a name or id, and shown on the command line."""

import json
import sys
from datetime import date

import pyarrow.parquet as pq
import pytest

from pipeline import cli, dossier, run, store, tables
from pipeline.cli import codes
from pipeline.errors import SetupError
from pipeline.records import Page, PageResult, Segmented
from tests.people.registries import article, mention, naming, said

MAYOR = {"kind": "person", "role": "mayor", "affiliation": "Quarrow"}
ARTICLES = (
    naming(1, "Adela Marchbank", day=date(2004, 5, 1), says=said("Adela Marchbank", **MAYOR)),
    naming(2, "Adela K. Marchbank", day=date(2009, 5, 1), says=said("Adela K. Marchbank", **MAYOR)),
    naming(3, "Adela K. Marchbank", says=said("Adela K. Marchbank", kind="person", role="author")),
    naming(4, "Rupert Tolliver", "Miriam Tolliver"),
    article(
        5,
        mentions=(mention("RTC", "ORG", "Riverine Trade Council"), mention("Riverine Trade Council", "ORG")),
    ),
)


@pytest.fixture
def out(tmp_path):
    """Publish the tables of a few articles, as a run would."""
    folder = tmp_path / "tables"
    publish(folder, ARTICLES)
    return folder


def publish(out, articles):
    with store.locked(out):
        pages = (
            PageResult(Page(f"p{n}", f"{n}.txt", "", "text/plain", "text"), Segmented((article,)), (found,))
            for n, (article, found) in enumerate(articles)
        )
        store.publish(out, run.build_tables(pages))


@pytest.fixture
def published(out):
    with store.pinned(out) as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("why", "asked", "name"),
    [
        ("the whole name", "Adela K. Marchbank", "Adela K. Marchbank"),
        ("another form of it", "Adela Marchbank", "Adela K. Marchbank"),
        ("part of it, in any case", "marchbank", "Adela K. Marchbank"),
        ("words in any order", "Marchbank, Adela", "Adela K. Marchbank"),
        ("an acronym", "rtc", "Riverine Trade Council"),
        ("two have it", "Tolliver", None),
    ],
)
def test_whoever_is_asked_for(published, why, asked, name):
    found = dossier.find(published, asked)
    assert (found.chosen and found.chosen["name"]) == name, why
    assert found.matches, why


def test_an_id_that_was_lost_to_a_join_leads_to_who_has_it_now(published):
    (one,) = dossier.find(published, "Marchbank").matches
    (join,) = one["joins"]
    for asked in (one["entity_id"], join["alias_id"]):
        assert dossier.find(published, asked).chosen == one
    assert one["entity_id"] != join["alias_id"]


def test_nobody_of_that_name_but_some_near_it(published):
    found = dossier.find(published, "Adela Marchbnak")
    assert (found.matches, found.chosen, found.near[0]) == ([], None, "Adela K. Marchbank")
    assert dossier.find(published, "Zzyx").near == []


def test_positions_and_quotes_are_in_order_of_time(published):
    found = dossier.gather(published, dossier.find(published, "Marchbank").chosen)
    assert [(row["role"], row["n_quotes"]) for row in found.positions] == [("mayor", 2), ("author", 1)]
    assert [row["date"] for row in found.quotes] == [date(2004, 5, 1), date(2009, 5, 1), None]


def test_who_says_nothing_has_no_quotes(published):
    found = dossier.gather(published, dossier.find(published, "Rupert").chosen)
    assert (found.positions, found.quotes) == ([], [])


def test_all_is_of_one_snapshot(out, published):
    one = dossier.find(published, "Marchbank").chosen
    publish(out, (naming(9, "Somebody Else"),))
    assert len(dossier.gather(published, one).quotes) == 3


def test_without_tables_there_is_nobody(tmp_path):
    with pytest.raises(SetupError):
        store.pin(tmp_path / "none")


@pytest.mark.parametrize("table", ["entities", "quotes"])
def test_tables_of_an_earlier_version_are_none_to_look_into(published, table):
    part = next(published.path(table).glob("*.parquet"))
    pq.write_table(
        pq.read_table(part, partitioning=None).drop_columns(tables.SCHEMAS[table].names[-1:]), part
    )
    with pytest.raises(SetupError, match="another version"):
        dossier.gather(published, dossier.find(published, "Marchbank").chosen)


def test_a_table_that_is_no_parquet_is_told_of_in_one_line(published):
    next(published.path("entities").glob("*.parquet")).write_bytes(b"torn")
    with pytest.raises(SetupError, match="can't be read") as told:
        dossier.find(published, "Marchbank")
    assert "\n" not in str(told.value)


@pytest.fixture
def call(out, monkeypatch, capfd):
    """Call the verb; gives exit code, output and errors."""

    def called(*args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", "who", *map(str, args), "--out", str(out)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capfd.readouterr()
        return ended.value.code or 0, told.out, told.err

    return called


def test_one_person_is_shown_with_the_reasons(call):
    code, told, _ = call("marchbank", "--quotes", 1)
    assert code == 0
    assert "Adela K. Marchbank · person · 3 quotes · 3 articles" in told
    assert "also Adela Marchbank" in told
    assert "2004-05-01 to 2009-05-01" in told
    assert "Adela K. Marchbank = Adela Marchbank: a middle name left out; 2 articles; score 0.9" in told
    assert "… 2 earlier ones" in told


def test_several_are_listed(call):
    code, told, _ = call("Tolliver")
    assert code == 0
    assert "2 are named so" in told
    assert "Rupert Tolliver" in told
    assert "Miriam Tolliver" in told


def test_nobody_is_2_with_names_near(call):
    code, told, errors = call("Adela Marchbnak")
    assert (code, told) == (codes.USAGE, "")
    assert "near it are Adela K. Marchbank" in errors


def test_a_very_long_name_that_nobody_has_is_not_said_again_in_full(call):
    code, _, errors = call("x" * 5000)
    assert code == codes.USAGE
    assert len(errors) < 1000


def test_json_holds_every_quote(call):
    _, told, _ = call("marchbank", "--json", "--quotes", 1)
    found = json.loads(told)
    assert len(found["quotes"]) == 3
    assert found["entity"]["joins"][0]["rule"] == "a middle name left out"
