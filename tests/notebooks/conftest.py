"""Tables for the notebook: those of the sample pages, ones in which nothing or little is known, and odd ones."""

import pyarrow as pa
import pytest

from notebooks import render
from pipeline import config, run, store, tables
from pipeline.records import content_id
from pipeline.run import processing
from tests.notebooks import asking
from tests.report import corpus


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory, request, models):
    """Lay the tables of the sample pages in data/processed of a folder, once, however many processes test."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if hasattr(request.config, "workerinput") else own) / "samples"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processing, "load_models", lambda _: models)
        out = folder / "data" / "processed"
        run.run(config.settings(raw=render.ROOT / "data" / "raw", out=out, processes=1), wait=True)
    return folder


@pytest.fixture(scope="session")
def asked(sample_folder, tmp_path_factory):
    """Run the notebook over the sample pages."""
    return asking.ask(sample_folder / "data" / "processed", tmp_path_factory.mktemp("asked"))


@pytest.fixture
def little(request, sample_folder, tmp_path):
    """Publish tables in which nothing stands (`empty`), or nothing that may be null (`null`)."""
    out = tmp_path / "data" / "processed"
    snapshot = store.current(sample_folder / "data" / "processed")
    made = {name: _less(snapshot.load(name), name, request.param) for name in snapshot.tables}
    with store.locked(out):
        store.publish(out, made)
    return out


@pytest.fixture
def odd(tmp_path):
    """Publish articles with letters beyond the common ones, names that are markup, and two who could be meant."""
    hostile, odd = corpus.HOSTILE, corpus.ASTRAL
    band = {
        "speaker_role": "Leader",
        "speaker_affiliation": "Band",
        "speaker_affiliation_id": content_id("entity", "Band"),
    }
    two = {
        "speaker": None,
        "speaker_id": None,
        "unattributed_reason": "two people fit",
        "candidates": ["Wim", hostile],
    }
    said = "We play 𝔉ado 👩\u200d👩\u200d👧 on cafe\u0301 roofs."
    articles = [
        corpus.article(
            corpus.NESTED,
            corpus.quote(
                corpus.NESTED, "that the bridge was “a joke” and would be closed", kind="indirect", cue="said"
            ),
            corpus.quote(corpus.NESTED, "a joke", kind="partial", speaker=hostile),
            corpus.quote(corpus.NESTED, ["We close it,", "For good."], cue="she said", mention="she"),
        ),
        corpus.article(
            odd,
            corpus.quote(odd, said, speaker="Wim Okoro", cue="said", mention="Wim Okoro 🎷", **band),
            corpus.quote(odd, "Nobody laughed 🎺", kind="indirect", **two),
            headline=hostile,
            date=None,
        ),
        corpus.article(corpus.ARABIC, corpus.quote(corpus.ARABIC, "سنفتح المكتبة غدا", speaker="Band")),
    ]
    articles[2]["quotes"][0]["speaker_kind"] = "organization"
    out = tmp_path / "data" / "processed"
    aside = [corpus.set_aside(hostile, hostile)]
    corpus.publish(
        out, articles, aside=aside, positions=[corpus.position("Wim Okoro", None, "Band", None, None)]
    )
    return out


def _less(table: pa.Table, name: str, how: str) -> pa.Table:
    schema = tables.SCHEMAS[name]
    if how == "empty":
        return schema.empty_table()
    unknown = {field.name for field in schema if field.nullable and not pa.types.is_nested(field.type)}
    columns = [
        pa.nulls(len(table), field.type) if field.name in unknown else table[field.name] for field in schema
    ]
    return pa.table(columns, schema=schema)
