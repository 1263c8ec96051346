"""Tables to export."""

import pytest

from pipeline import store
from tests.export.made import corpus
from tests.report.corpus import publish


@pytest.fixture(scope="session")
def tables(tmp_path_factory):
    """Publish the small corpus."""
    folder = tmp_path_factory.mktemp("exported") / "tables"
    publish(folder, corpus())
    return folder


@pytest.fixture
def snapshot(tables):
    with store.pinned(tables) as found:
        yield found
