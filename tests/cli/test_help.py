"""Help comes at once, and teaches by example."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pipeline import cli

HEAVY = """
import sys
import pipeline.cli
names = ("numpy", "onnxruntime", "pandas", "prometheus_client", "pyarrow", "pydantic", "spacy", "watchfiles")
print([name for name in names if name in sys.modules])
"""


def test_nothing_heavy_is_imported_for_it():
    told = subprocess.run([sys.executable, "-c", HEAVY], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


@pytest.mark.parametrize("verb", ["run", "watch", "schedule", "status", "history", "forget", "export"])
def test_every_verb_shows_how_it_is_used(verb):
    told = CliRunner().invoke(cli.app, [verb, "--help"])
    assert told.exit_code == 0
    examples = told.output.partition("Examples")[2]
    assert examples.count(f"onrecord {verb}") >= 3
