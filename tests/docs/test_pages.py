"""What the documentation shows is true: commands are run, what they print is compared, links lead somewhere."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from pipeline import config
from tests.docs import markdown
from tests.docs.desk import FINE, Desk, unlike
from tests.docs.inputs import lay_journal

BARE = {"README.md", "docs/tutorial.md"}
"""Pages that begin before the first run; all others take the tables of the sample pages for granted."""
REVIEWED = {"docs/how-to/corrections.md", "docs/how-to/export.md"}
"""Pages that begin where somebody has reviewed: `onrecord review` can be started here, but nobody clicks."""
APPLIED = {"docs/how-to/export.md"}
"""Those that begin where a run has applied it."""
RUN = {"sh", "console", "python", "pycon", "sql"}
SHOWN = {"text", "json", "toml", "ini", "mermaid"}
"""Languages of blocks that nothing can be run of."""
TEXTS = {page: markdown.read(page) for page in markdown.PAGES}


def faults(desk, text):
    """Go through a page's blocks in their order; yield what isn't as it is shown.

    Each block is run where the one before left off. A block of text after Python or SQL is what that shows.
    """
    before = ""
    found = markdown.blocks(text)
    for block, following in zip(found, [*found[1:], None], strict=True):
        shown = following.text if following and following.language == "text" else None
        match block.language:
            case "sh":
                told = in_shell(desk, [(command, None) for command in markdown.commands(block.text)])
            case "console":
                told = in_shell(desk, markdown.sessions(block.text))
            case "python":
                told = in_python(desk, before, block.text, shown)
                before += block.text
            case "pycon":
                told = in_python(desk, before, block.text, None)
            case "sql":
                told = in_sql(desk, block.text, shown)
            case _:
                told = []
        yield from (f"line {block.line}: {fault}" for fault in told)


def in_shell(desk, sessions):
    told = desk.run([command for command, _ in sessions])
    for (command, shown), (code, printed) in zip(sessions, told, strict=True):
        if code not in expected(command):
            yield f"{command}\nended with {code}:\n{printed}"
        if difference := shown is not None and unlike(shown, printed):
            yield f"{command}\n{difference}"


def in_python(desk, before, code, shown):
    ended, printed = desk.python(before, code)
    if ended:
        yield printed
    elif difference := shown is not None and unlike(shown, printed):
        yield difference


def in_sql(desk, query, shown):
    rows = desk.sql(query)
    if difference := shown is not None and unlike(shown, rows):
        yield difference


def expected(command):
    """Say which exit codes are fine: those of a page set aside, of a watch that is interrupted, of what the page tells of."""
    if re.search(r"onrecord watch\b", command):
        return {130}
    told = re.search(r"# ends with (\d+)", command)
    return {int(told[1])} if told else FINE


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in TEXTS if {b.language for b in markdown.blocks(TEXTS[p])} & RUN])
def test_what_a_page_shows_is_what_happens(page, tmp_path, programs):
    desk = Desk(tmp_path / "onrecord", programs, bare=page in BARE)
    if page in REVIEWED:
        lay_journal(desk.folder)
    if page in APPLIED:
        desk.run("onrecord run")
    found = list(faults(desk, TEXTS[page]))
    assert not found, "\n\n".join(found)


@pytest.mark.parametrize("page", TEXTS)
def test_every_block_says_what_it_is(page):
    odd = [b.line for b in markdown.blocks(TEXTS[page]) if b.language not in RUN | SHOWN]
    assert odd == []
    assert TEXTS[page].count("```") == 2 * len(markdown.blocks(TEXTS[page]))


@pytest.mark.parametrize("page", TEXTS)
def test_settings_that_a_page_shows_are_settings(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for block in markdown.blocks(TEXTS[page]):
        if block.language == "toml":
            assert tomllib.loads(block.text)["tool"]["onrecord"]
            Path("pyproject.toml").write_text(block.text, encoding="utf-8")
            config.settings()
        if block.language == "json":
            json.loads(block.text)


@pytest.mark.parametrize("page", TEXTS)
def test_links_lead_somewhere(page):
    lost = []
    for link in markdown.links(TEXTS[page]):
        target, _, anchor = link.partition("#")
        if re.match(r"https?:", link):
            continue
        path = (markdown.ROOT / page).parent / target if target else markdown.ROOT / page
        if not path.exists() or (anchor and anchor not in markdown.anchors(path.read_text(encoding="utf-8"))):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", TEXTS)
def test_files_that_a_page_names_are_there(page):
    assert [name for name in markdown.named(TEXTS[page]) if not (markdown.ROOT / name).exists()] == []


def test_every_page_can_be_reached():
    reached, todo = set(), ["README.md"]
    while todo:
        page = todo.pop()
        reached.add(page)
        for link in markdown.links(TEXTS[page]):
            path = ((markdown.ROOT / page).parent / link.partition("#")[0]).resolve()
            name = str(path.relative_to(markdown.ROOT)) if path.is_relative_to(markdown.ROOT) else ""
            if name in TEXTS and name not in reached:
                todo.append(name)
    assert set(TEXTS) - reached == set()
