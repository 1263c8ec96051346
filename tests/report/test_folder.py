"""The folder of a report: replaced in one step, and only if all that is in it is onrecord's."""

import os

import pytest

from pipeline import replacing
from pipeline.errors import SetupError
from pipeline.report.folder import LIST, Writer, replaced


def write(site, **texts):
    with replaced(site) as place:
        writer = Writer(place)
        for name, text in texts.items():
            writer.write(f"{name}.html", text)
        writer.finish()


def names(place):
    return sorted(path.name for path in place.iterdir())


def test_a_report_takes_the_place_of_the_one_before(tmp_path):
    write(tmp_path / "site", index="old", gone="old")
    write(tmp_path / "site", index="new")
    assert names(tmp_path / "site") == ["index.html", LIST]
    assert (tmp_path / "site" / "index.html").read_text() == "new"
    assert names(tmp_path) == ["site"]


def test_without_an_exchange_of_names_it_takes_its_place_too(tmp_path, monkeypatch):
    monkeypatch.setattr(replacing.ctypes, "CDLL", lambda *_, **__: None)
    write(tmp_path / "site", index="old")
    write(tmp_path / "site", index="new")
    assert (tmp_path / "site" / "index.html").read_text() == "new"
    assert names(tmp_path) == ["site"]


@pytest.mark.parametrize(
    ("why", "foreign"),
    [("a file", "notes.txt"), ("a hidden one", ".env"), ("deep inside", "articles/ab/mine.html")],
)
def test_a_folder_with_anything_foreign_is_refused(tmp_path, why, foreign):
    site = tmp_path / "site"
    (site / foreign).parent.mkdir(parents=True)
    (site / foreign).write_text("mine")
    with pytest.raises(SetupError, match="holds no report"):
        write(site, index="new")
    write(tmp_path / "other", index="old")
    (tmp_path / "other" / foreign).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "other" / foreign).write_text("mine")
    with pytest.raises(SetupError, match=foreign.replace(".", r"\.")):
        write(tmp_path / "other", index="new")
    assert (tmp_path / "other" / "index.html").read_text() == "old", why
    assert (tmp_path / "other" / foreign).read_text() == "mine", why


def test_what_a_system_lays_into_a_folder_is_no_reason(tmp_path):
    write(tmp_path / "site", index="old")
    (tmp_path / "site" / ".DS_Store").write_text("")
    write(tmp_path / "site", index="new")
    assert names(tmp_path / "site") == ["index.html", LIST]


def test_an_empty_folder_will_do(tmp_path):
    (tmp_path / "site").mkdir()
    write(tmp_path / "site", index="new")
    assert "index.html" in names(tmp_path / "site")


def test_a_file_is_refused(tmp_path):
    (tmp_path / "site").write_text("mine")
    with pytest.raises(SetupError, match="is a file"):
        write(tmp_path / "site", index="new")


def test_a_fault_leaves_the_report_as_it_was(tmp_path):
    write(tmp_path / "site", index="old")
    with pytest.raises(ValueError, match="null byte"):
        write(tmp_path / "site", index="half", **{"bad\0name": "no letters"})
    assert (tmp_path / "site" / "index.html").read_text() == "old"
    assert names(tmp_path) == ["site"]


def test_what_a_killed_run_left_is_cleared_and_what_a_living_one_writes_is_not(tmp_path):
    (tmp_path / ".onrecord-report-site-dead").mkdir()
    with replaced(tmp_path / "site") as living:
        Writer(living).write("index.html", "living")
        write(tmp_path / "site", index="other")
        assert (living / "index.html").exists()
        Writer(living).finish()
    assert names(tmp_path) == ["site"]
    assert (tmp_path / "site" / "index.html").read_text() == "living"


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    os.symlink(tmp_path / "far", tmp_path / "site")
    write(tmp_path / "site", index="new")
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "far" / "index.html").read_text() == "new"
