"""The command line in a process of its own, in which a page costs next to nothing."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FAST = """
import sys
from types import SimpleNamespace
from tests import fast
fast.install(SimpleNamespace(setattr=setattr))
from pipeline import watch
watch.follow.__kwdefaults__["retry"] = 3.0  # seconds
from pipeline.cli import main
sys.argv[0] = "onrecord"
main()
"""


def start(*args: object) -> "subprocess.Popen[str]":
    """Start `onrecord ARGS`; what it prints is piped."""
    return subprocess.Popen(
        [sys.executable, "-c", FAST, *map(str, args)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def call(*args: object) -> tuple[int, str, str]:
    """Do `onrecord ARGS`; gives exit code, output and errors."""
    process = start(*args)
    told, errors = process.communicate(timeout=120)
    return process.returncode, told, errors
