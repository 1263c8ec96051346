"""What several test files need: the real model, loaded once, and pages of our own invention."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline import config, entities, onepage
from pipeline.places import S3Path
from pipeline.quotes.tagger import load_tagger
from pipeline.run import processing
from tests import fast, s3, scrapes
from tests.report.browser import Browser
from tests.report.browser import missing as missing_browser
from tests.run.cluster import missing as missing_cluster
from tests.run.cluster import missing_hosts

# a machine that does other things too isn't what is tested, and a change is to blame for what fails after it
settings.register_profile(
    "same", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("fuzz", settings.get_profile("same"), derandomize=False, max_examples=2_000)
settings.load_profile("same")

LISTING = """Harbour Watch
Main menu
Facebook Share

12 March 2019
Ferry workers to strike
Ferry workers in Port Ellery will strike for two days, the Ellery Seafarers’ Union said.
“We have asked for talks since the autumn and nobody came,” said Ines Valdor, the union’s secretary.

4 February 2019
Harbour dredging delayed
The harbour authority denied that money was short. “The dredger is simply late,” Tomas Brekke, a spokesman,
told Harbour Watch. He added: “It will be here by the spring.”

Subscribe to Harbour Watch
"""

STORY = """Library to open on Sundays
Posted on 3 May 2018

The town library of Quarrow will open on Sundays from June, Mayor Adela Finch said on Thursday.
“People have told us that they need it,” Finch said. “We listened.”
The change was described as “overdue” by the Quarrow Readers’ Circle.
"""


NEEDS = {
    # a fixture: what can't be tested without it, what is missing, and how to get it
    "browser": ("pages in a browser", missing_browser, "Debian: apt-get install chromium chromium-driver"),
    "cluster": ("the engine ray", missing_cluster, "pip install 'onrecord[ray]'"),
    "s3_server": ("tables in a bucket", s3.missing, "make test installs it"),
    "hosts": ("nodes that are hosts of their own", missing_hosts, "Linux, as root, with iproute2"),
}


def pytest_collection_modifyitems(config, items):
    """Leave out what needs a browser or a cluster where there is none; the summary says so."""
    lacking = {fixture for fixture, (_, missing, _) in NEEDS.items() if missing()}
    left_out = [item for item in items if not lacking.isdisjoint(getattr(item, "fixturenames", ()))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter):
    for what, missing, remedy in NEEDS.values():
        if missing():
            terminalreporter.section(f"NOT TESTED: {what}", yellow=True, bold=True)
            terminalreporter.line(f"not installed: {', '.join(missing())} ({remedy})")


@pytest.fixture(scope="session")
def browser():
    opened = Browser()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def nlp():
    return entities.load_model()


@pytest.fixture(scope="session")
def models(nlp):
    return onepage.Models(nlp, load_tagger(config.tagger_folder(config.settings())))


@pytest.fixture
def loaded(models, monkeypatch):
    """Lend every run in this process the models that are loaded once."""
    monkeypatch.setattr(processing, "load_models", lambda _: models)
    return models


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Lay a folder of small raw pages, one of them junk."""
    folder = tmp_path / "data" / "raw"
    (folder / "town").mkdir(parents=True)
    (folder / "harbour.txt").write_text(LISTING, encoding="utf-8")
    (folder / "town" / "library.txt").write_text(STORY, encoding="utf-8")
    (folder / "town" / "again.txt").write_text(STORY, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / ".gitkeep").write_text("", encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "data" / "processed"


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    server = s3.Server(tmp_path_factory.mktemp("s3"))
    yield server
    server.close()


@pytest.fixture
def bucket(s3_server, monkeypatch):
    """Lend a folder of its own in a bucket, with the variables that lead there."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    s3_server.fail([])
    return S3Path(s3.BUCKET, f"test-{os.urandom(6).hex()}")


@pytest.fixture
def quick(monkeypatch):
    """Let a page cost next to nothing."""
    fast.install(monkeypatch)
    return monkeypatch


@pytest.fixture
def pages(tmp_path, quick):
    """Lay seven small pages, to be run over with `quick`."""
    folder = tmp_path / "data" / "raw"
    folder.mkdir(parents=True)
    for number in range(7):
        scrapes.lay(folder, number)
    return folder
