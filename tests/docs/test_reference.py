"""The pages under docs/reference are what the code yields."""

from pathlib import Path

import pytest

from pipeline.cli import codes, reference

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGES = reference.pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_yields(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name], "run `make docs`"


def test_no_other_page_lies_there():
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_every_exit_code_has_a_meaning():
    named = {value for name, value in vars(codes).items() if name.isupper() and isinstance(value, int)}
    assert set(codes.MEANINGS) == named


@pytest.mark.parametrize(
    ("why", "verb", "line"),
    [
        ("a flag", "run", "| `--mirror` | Drop pages that no longer lie in the folders. |"),
        ("two names", "run", "| `--quiet`, `-q` | One line, and only where something is new or wrong. |"),
        ("a choice", "run", "| `--log-format` text\\|json | Write log lines in place of the summary. |"),
        ("a default", "watch", "| `--settle` number | Seconds without a change to wait for. [default: 5.0] |"),
        ("yes and no", "status", "| `--scan`, `--no-scan` | Read the raw pages, to say what is new. |"),
        ("several arguments, one at least", "forget", "onrecord forget [OPTIONS] PAGE|URL…"),
        ("an argument that may be left out", "schema", "onrecord schema [OPTIONS] [TABLE]"),
        ("an example", "who", "onrecord who finch                             part of a name; several people are listed"),
        ("JSON stands as it is", "train", '{"id": "bridge-1",'),
    ],
)  # fmt: skip
def test_the_page_of_commands_shows(why, verb, line):
    section = PAGES["commands.md"].partition(f"\n## {verb}\n")[2].partition("\n## ")[0]
    assert line in section.splitlines()
