"""Pages that the nodes of a Ray cluster process: the tables are those of a run on this machine, whatever happens."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import store
from pipeline.work import finished
from tests import fast, scrapes
from tests.run.cluster import ENVIRONMENT, ROOT, Cluster

ONRECORD = Path(sys.executable).with_name("onrecord")
N_PAGES = 30


@pytest.fixture(scope="module")
def cluster():
    """Start a head that processes nothing, and two nodes."""
    started = Cluster()
    try:
        started.start(cpus=0)
        started.start()
        started.start()
        started.wait(3)
        yield started
    finally:
        started.stop()


@pytest.fixture
def hosts():
    """Be asked for where each node must be a host of its own."""


def begin(cluster: Cluster, pages: Path, out: Path, *told: str) -> subprocess.Popen:
    command = cluster.command(
        sys.executable, "-m", "tests.run.on_nodes", pages, out, f"address={cluster.address}", *told
    )
    return subprocess.Popen(
        command, env=ENVIRONMENT, cwd=pages.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def go(cluster: Cluster, pages: Path, out: Path, *told: str) -> dict:
    running = begin(cluster, pages, out, *told)
    said, faults = running.communicate()
    assert running.returncode == 0, faults
    return json.loads(said)


def refused(cluster: Cluster, pages: Path, out: Path, *told: str) -> str:
    running = begin(cluster, pages, out, *told)
    _, faults = running.communicate()
    assert running.returncode == 1
    return faults.strip()


def wait_for_work(out: Path) -> None:
    """Wait until the first batch is finished."""
    while not scrapes.work_files(out):
        time.sleep(0.05)


@pytest.fixture
def many(tmp_path, quick):
    folder = tmp_path / "raw"
    folder.mkdir()
    for number in range(N_PAGES):
        scrapes.lay(folder, number)
    return folder


@pytest.mark.slow
def test_nodes_make_the_same_bytes_as_this_machine(cluster, raw, out, tmp_path):
    for number in range(40):  # more than one batch
        (raw / f"copy {number}.txt").write_text(
            (raw / "harbour.txt").read_text().replace("two days", f"{number} days")
        )
    elsewhere = tmp_path / "elsewhere" / "tables"
    for told in ([out], [elsewhere, "--engine", "ray", "--address", cluster.address]):
        ran = subprocess.run(
            cluster.command(ONRECORD, "run", raw, "--out", *told),
            env=ENVIRONMENT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 3, ran.stderr
        assert "44 new pages" in ran.stdout
    assert fast.tables_in(elsewhere) == fast.tables_in(out)


@pytest.mark.slow
def test_a_node_that_dies_costs_no_page(cluster, many, out, tmp_path):
    doomed = cluster.start()
    cluster.wait(4)
    running = begin(cluster, many, out)
    wait_for_work(out)
    cluster.kill(doomed)
    said, faults = running.communicate()
    assert running.returncode == 0, faults
    assert json.loads(said) == {"new": N_PAGES, "kept": 0, "processes": 3, "aside": {}}
    assert fast.tables_in(out) == scrapes.rebuilt(many, tmp_path)


@pytest.mark.slow
def test_a_page_that_ends_its_process_or_never_ends_is_set_aside_alone(cluster, many, out):
    scrapes.lay(many, 3, "DEADLY")
    scrapes.lay(many, 10, "ENDLESS")
    assert go(cluster, many, out, "page_timeout=2")["aside"] == {
        "3.txt": "the process that worked on it died: out of memory, stuck, or a fault in a library",
        "10.txt": "it took longer than page_timeout, 2 seconds",
    }
    assert store.load(out, "pages").num_rows == N_PAGES


@pytest.mark.slow
def test_what_was_finished_before_an_interrupt_is_kept(cluster, many, out, tmp_path):
    running = begin(cluster, many, out)
    wait_for_work(out)
    running.send_signal(signal.SIGINT)
    running.communicate()
    assert running.returncode != 0
    (work,) = (store.state_folder(out) / "work").iterdir()
    n_done = len(finished(store.state_folder(out), work.name))
    assert 0 < n_done < N_PAGES
    assert go(cluster, many, out) == {"new": N_PAGES - n_done, "kept": n_done, "processes": 2, "aside": {}}
    assert fast.tables_in(out) == scrapes.rebuilt(many, tmp_path)


@pytest.mark.slow
def test_a_node_that_never_answers_holds_up_nothing(hosts, cluster, many, out, tmp_path):
    frozen = cluster.start(name="slow")
    cluster.wait(4)
    try:
        assert go(cluster, many, out)["processes"] == 3
    finally:
        cluster.kill(frozen)
    assert fast.tables_in(out) == scrapes.rebuilt(many, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("why", "said"),
    [
        (
            "no folder",
            r"SetupError: node host\d \([\d.]+\) doesn't see \S+: the tables must lie on a file system that all nodes share",
        ),
        (
            "other code",
            r"SetupError: node host\d \([\d.]+\) has another code: install the same onrecord there",
        ),
        (
            "no code",
            r"SetupError: a worker on node [\d.]+ can't begin: .*No module named \S+ \(the same onrecord must be installed everywhere\)",
        ),
    ],
)
def test_a_node_that_is_not_fit_is_told(hosts, cluster, many, out, tmp_path, why, said):
    other = tmp_path / "other"
    if why == "other code":
        shutil.copytree(ROOT / "pipeline", other / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
        (other / "tests").symlink_to(ROOT / "tests")
        with open(other / "pipeline" / "dates.py", "a") as file:
            file.write("# another\n")
    elif why == "no code":
        (other / "pipeline").mkdir(parents=True)
        (other / "pipeline" / "__init__.py").touch()
    unfit = cluster.start(
        hidden=tmp_path if why == "no folder" else None, code=other if why != "no folder" else ROOT
    )
    cluster.wait(4)
    try:
        assert re.fullmatch(said, refused(cluster, many, out))
    finally:
        cluster.kill(unfit)
    assert store.current(out) is None
