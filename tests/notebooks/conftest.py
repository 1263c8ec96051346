"""Tables for the notebook: those of the sample pages, and ones in which nothing or little is known."""

import pyarrow as pa
import pytest

from notebooks import render
from pipeline import config, run, store, tables
from pipeline.run import processing
from tests.notebooks import asking


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


def _less(table: pa.Table, name: str, how: str) -> pa.Table:
    schema = tables.SCHEMAS[name]
    if how == "empty":
        return schema.empty_table()
    unknown = {field.name for field in schema if field.nullable and not pa.types.is_nested(field.type)}
    columns = [
        pa.nulls(len(table), field.type) if field.name in unknown else table[field.name] for field in schema
    ]
    return pa.table(columns, schema=schema)
