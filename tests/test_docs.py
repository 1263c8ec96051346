"""What the documentation says, compared with the code; and the wheel, run as a user has it."""

import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import typer.main

from pipeline import cli, config
from pipeline.tables import SCHEMAS
from tests.docs import markdown

ROOT = Path(__file__).parents[1]
ENDS = {"|", "||", "&", "&&", ";", "(", ")"}


def commands() -> list[list[str]]:
    """List the commands of make and onrecord that the pages show, the examples of the reference among them."""
    lines: list[str] = []
    for page in markdown.PAGES:
        for block in markdown.blocks(markdown.read(page)):
            if block.language == "sh":
                lines += markdown.commands(block.text)
            elif block.language == "console":
                lines += [command for command, _ in markdown.sessions(block.text)]
    lines += re.findall(
        r"^(onrecord .+?)(?:   .*)?$", markdown.read("docs/reference/commands.md"), re.MULTILINE
    )
    return [command for line in lines for command in simple(line.partition("\n")[0]) if is_ours(command)]


def simple(line: str) -> list[list[str]]:
    """Split a line for a shell into commands without pipes."""
    words = shlex.shlex(line, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    return [list(group) for is_end, group in itertools.groupby(words, ENDS.__contains__) if not is_end]


def is_ours(command: list[str]) -> bool:
    return command[0] == "make" or Path(command[0]).name == "onrecord"


def test_the_two_commands_stand_on_top():
    first = next(block for block in markdown.blocks(markdown.read("README.md")) if block.language == "sh")
    assert [line.split()[:2] for line in first.text.splitlines()] == [["make", "pipeline"], ["make", "test"]]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_that_the_documentation_shows_exists(command):
    program, *args = command
    if program == "make":
        targets = re.findall(
            r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert args[0] in targets
        return
    group = typer.main.get_command(cli.app)
    verb = group.commands[args[0]]
    known = {name for option in verb.params for name in (*option.opts, *option.secondary_opts)} | {"--help"}
    assert {arg for arg in args if arg.startswith("--") and arg != "--"} <= known


def test_the_readme_names_every_table():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == [*SCHEMAS]


def test_the_settings_page_names_every_setting():
    text = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == [*config.Settings.model_fields]
    for name, field in config.Settings.model_fields.items():
        default = " ".join(map(str, field.default)) if isinstance(field.default, tuple) else field.default
        assert f"| `{name}` | `{default}` |" in text


def test_every_package_of_the_pipeline_is_in_the_readmes_table():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in ROOT.glob("pipeline/*/__init__.py")}
    assert {name for name in packages if f"`pipeline/{name}/`" not in text} == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_have_hashes_and_name_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.findall(r"^[a-z][^\s]*==", text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"== ?[^\n]*\\\n    --hash=sha256:", text))
    assert "://" not in text
    assert "--index" not in text


def test_the_dev_lock_agrees_with_the_lock():
    run, dev = (
        set(re.findall(r"^([a-z][^\s]*==[^\s]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert run <= dev


@pytest.mark.slow
def test_the_wheel_runs_without_what_only_the_tests_need(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    shutil.copytree(ROOT / "pipeline", source / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "models", source / "models", ignore=shutil.ignore_patterns("*.training"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [
        *pip,
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("onrecord-*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = {p for p in (ROOT / "pipeline").rglob("*") if p.suffix in {".py", ".toml"}}
    assert {str(path.relative_to(ROOT)) for path in wanted} <= packed
    assert "onrecord_models/quote-tagger/model.onnx" in packed

    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    page = tmp_path / "page.txt"
    shutil.copy(ROOT / "tests" / "gold" / "quarrow-library.txt", page)
    code = (
        "import sys\n"
        "for name in ('pytest', 'hypothesis', 'mypy', 'importlinter'): sys.modules[name] = None\n"
        "import pipeline; print(pipeline.__file__)\n"
        "from pipeline.cli import main; main()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "extract", str(page)],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith(str(installed))
    assert "Adela Finch, Mayor" in ran.stdout
