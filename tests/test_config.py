import os
from pathlib import Path

import pytest

from pipeline import config
from pipeline.errors import SetupError


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.onrecord]\nraw = "from-toml"\nout = "from-toml"\nprocesses = 3\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_flags_beat_the_environment_beats_the_project_beats_the_defaults(project, monkeypatch):
    monkeypatch.setenv("ONRECORD_OUT", "from-env")
    monkeypatch.setenv("ONRECORD_RAW", "from-env")
    found = config.settings(raw=Path("from-flag"), model=None)
    assert (found.raw, found.out, found.processes) == ((Path("from-flag"),), Path("from-env"), 3)
    assert found.model == config.DEFAULT_MODEL


@pytest.mark.parametrize(
    ("why", "flags", "said"),
    [
        ("too small", {"processes": -1}, "setting processes: .*greater than or equal to 0"),
        ("no number", {"processes": "many"}, "setting processes: .*integer"),
        ("a cluster, but the engine local", {"address": "head:6379"}, "head:6379 .*say --engine ray, too"),
        ("no such setting", {"colour": "red"}, "setting colour: .*not permitted"),
    ],
)
def test_a_wrong_setting_is_one_line(why, flags, said):
    with pytest.raises(SetupError, match=said) as caught:
        config.settings(**flags)
    assert "\n" not in str(caught.value), why


def test_a_missing_model_says_what_to_do():
    with pytest.raises(
        SetupError, match=r"spaCy model 'en_no_such' is not installed: run .*pip install en-no-such"
    ):
        config.model_folder("en_no_such")


def test_the_default_model_is_found_and_named():
    assert config.model_version(config.DEFAULT_MODEL).startswith("en_core_web_md 3.")


def test_a_folder_that_is_no_model_is_said(tmp_path):
    with pytest.raises(SetupError, match="holds no spaCy pipeline"):
        config.model_version(str(tmp_path))


def test_the_fingerprint_tells_what_decides_the_rows(tmp_path, monkeypatch):
    plain = config.settings(raw=Path("a"), processes=1)
    first = config.fingerprint(plain)
    assert config.fingerprint(config.settings(raw=Path("b"), out=Path("c"), processes=2)) == first
    assert config.fingerprint(config.settings(max_article_chars=10)) != first
    (tmp_path / "meta.json").write_text("{}")
    assert config.fingerprint(config.settings(model=str(tmp_path))) != first
    monkeypatch.setattr(config, "_code", lambda: "other code")
    assert config.fingerprint(plain) != first


@pytest.mark.parametrize(
    ("why", "given", "expected"),
    [
        ("one folder", "scrapes", ["scrapes"]),
        ("several, as a search path", f"scrapes{os.pathsep}more", ["scrapes", "more"]),
        ("nothing between two separators", f"scrapes{os.pathsep}{os.pathsep}more", ["scrapes", "more"]),
    ],
)
def test_the_environment_names_folders_like_a_search_path(monkeypatch, why, given, expected):
    monkeypatch.setenv("ONRECORD_RAW", given)
    assert config.settings().raw == tuple(map(Path, expected)), why
