"""What the documentation says, compared with the code; and the wheel, run as a user has it."""

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

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "CONTRIBUTING.md")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


def commands() -> list[list[str]]:
    lines = [line for page in PAGES for block in blocks(page, "sh") for line in block.splitlines()]
    return [shlex.split(line.removeprefix("$ "), comments=True) for line in lines if line.strip()]


def test_the_two_commands_stand_on_top():
    (first, *_) = blocks("README.md", "sh")
    assert [line.split()[:2] for line in first.splitlines()] == [["make", "pipeline"], ["make", "test"]]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_that_the_documentation_shows_exists(command):
    program, *args = command
    if program == "make":
        targets = re.findall(
            r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert args[0] in targets
        return
    assert Path(program).name == "onrecord"
    group = typer.main.get_command(cli.app)
    verb = group.commands[args[0]]
    known = {option for parameter in verb.params for option in parameter.opts} | {"--help"}
    assert {arg for arg in args if arg.startswith("--")} <= known


@pytest.mark.parametrize("code", [code for page in PAGES for code in blocks(page, "python")])
def test_the_python_that_the_documentation_shows_is_python(code):
    compile(code, "README.md", "exec")


def test_the_readme_names_every_table_and_every_setting():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert rows == [*SCHEMAS, *config.Settings.model_fields]
    for name, field in config.Settings.model_fields.items():
        default = " ".join(map(str, field.default)) if isinstance(field.default, tuple) else field.default
        assert f"| `{name}` | `{default}` |" in text


def test_the_readme_points_at_files_that_are_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:pipeline|tests|data/raw)/[\w/.-]*)`", text)) | set(
        re.findall(r"\]\(([\w/.]+)\)", text)
    )
    assert {name for name in named if not (ROOT / name).exists()} == set()


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
