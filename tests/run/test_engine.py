"""Which machine can work for a run, and what is said where none can; nodes at work are in test_engines.py."""

import sys

import pytest

from pipeline import config, store
from pipeline.errors import SetupError
from pipeline.run import engine
from tests import scrapes

DECISIVE = {"code": "c", "libraries": {"spacy": "3", "lxml": "5"}, "model": "m", "schema": 4}


@pytest.fixture
def shared(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "decisive", lambda _: DECISIVE)
    with store.scratch(tmp_path / "state") as folder:
        yield folder


OTHERS = [
    ("the same", {}, None),
    ("a library", {"libraries": {"spacy": "4", "lxml": "5"}}, "has spacy 3 instead of 4"),
    ("code and model", {"code": "d", "model": "n"}, "has another code, another model"),
    ("what isn't known there", {"dictionary": "x"}, "has another dictionary"),
]


@pytest.mark.parametrize(("why", "other", "said"), OTHERS)
def test_a_node_must_have_the_same_installed(shared, why, other, said):
    found = engine.unfit(config.settings(), decisive=DECISIVE | other, shared=shared)
    assert found == (said and f"{said}: install the same onrecord there")


def test_a_node_must_see_the_tables(shared):
    shared.rmdir()
    said = engine.unfit(config.settings(), decisive=DECISIVE, shared=shared)
    assert (
        said == f"doesn't see {shared.parents[1]}: the tables must lie on a file system that all nodes share"
    )


def test_a_node_must_have_a_model(shared, monkeypatch):
    monkeypatch.undo()
    settings = config.settings(model="en_core_none")
    assert engine.unfit(settings, decisive=DECISIVE, shared=shared).startswith(
        "can't work: spaCy model 'en_core_none' is not installed"
    )


def test_without_ray_it_is_said_how_to_get_it(pages, out, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "pipeline.run.on_ray", raising=False)
    with pytest.raises(SetupError, match=r"Ray is not installed, .*: pip install 'onrecord\[ray\]'$"):
        scrapes.go(pages, out, engine="ray")
    assert store.current(out) is None
