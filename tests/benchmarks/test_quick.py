"""The benchmarks run from end to end, so small that their figures mean nothing."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as joined
from benchmarks import estimate, pages
from benchmarks.figures import Figure

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_one_command_prints_one_table(tmp_path):
    kept = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json", kept],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(kept.read_text())
    assert set(found) == set(joined.NAMES)
    assert "it ended with" not in done.stdout, done.stderr
    assert all(figures and all(figure["value"] >= 0 for figure in figures) for figures in found.values())
    for heading in (*joined.NAMES.values(), "An estimate for 10⁸ pages"):
        assert f"## {heading}\n" in done.stdout


@pytest.mark.parametrize("name", [*joined.NAMES, "estimate", "pages"])
def test_each_says_what_it_measures(name, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [f"benchmarks.{name}", "--help"])
    with pytest.raises(SystemExit) as ended:
        importlib.import_module(f"benchmarks.{name}").main()
    assert ended.value.code == 0
    assert "usage" in capsys.readouterr().out


def test_the_same_pages_are_laid_each_time_and_no_two_are_alike(tmp_path):
    pages.lay(tmp_path / "a", 0, 30, words=60)
    pages.lay(tmp_path / "b", 0, 10, words=60)
    pages.lay(tmp_path / "b", 10, 30, words=60)
    one, two = (
        {file.relative_to(folder): file.read_text() for file in folder.rglob("*.txt")}
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert one == two
    assert len(set(one.values())) == 30
    assert all(len(text.split()) >= 60 for text in one.values())


def test_an_estimate_is_reckoned_from_the_figures():
    figures = {
        "throughput": [Figure("whole way of a page", 1_000.0, "words/s")],
        "growth": [
            Figure("100 pages: the run itself, most memory", 200.0, "MB"),
            Figure("1,100 pages: the run itself, most memory", 202.0, "MB"),
            Figure("1,100 pages: work and tables", 10.0, "B/word"),
        ],
    }
    said = estimate.page(figures, n_pages=3_600_000, words=1_000)
    assert "1,000 core-hours" in said.replace("\n", " ").replace("  ", " ")
    assert "0.0 TB" in said
    assert "grew by 2.0 kB" in said.replace("\n", " ").replace("  ", " ")


def test_what_was_not_measured_is_left_out_of_the_estimate():
    assert "Processing" not in estimate.page({})
