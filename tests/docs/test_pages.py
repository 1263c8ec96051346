"""What the documentation shows is true: commands are run, what they print is compared, links lead somewhere."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from pipeline import config
from tests.docs import markdown
from tests.docs.walk import RUN, desk_for, walk

SHOWN = {"text", "json", "toml", "ini", "mermaid"}
"""Languages of blocks that nothing can be run of."""
TEXTS = {page: markdown.read(page) for page in markdown.PAGES}


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in TEXTS if {b.language for b in markdown.blocks(TEXTS[p])} & RUN])
def test_what_a_page_shows_is_what_happens(page, tmp_path, programs):
    desk = desk_for(page, tmp_path / "onrecord", programs)
    faults = [step.fault for step in walk(desk, TEXTS[page]) if step.fault]
    assert not faults, "\n\n".join(faults)


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


def test_the_pictures_are_light():
    assert sum(path.stat().st_size for path in markdown.ROOT.glob("docs/images/*.png")) < 300_000
