"""Markdown pages as the tests see them: blocks of code, links, headings."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", *sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("docs/**/*.md")))
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code: its language, what stands in it, and the line of the page that it begins on."""

    language: str
    text: str
    line: int


def read(page):
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(text):
    """List the blocks of code of a page."""
    return [
        Block(
            found[2],
            re.sub(rf"^{found[1]}", "", found[3], flags=re.MULTILINE),
            text.count("\n", 0, found.start()) + 1,
        )
        for found in BLOCK.finditer(text)
    ]


def prose(text):
    """Give a page without its blocks of code."""
    return BLOCK.sub("", text)


def links(text):
    """List where a page's links and pictures point to."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(text)) + re.findall(
        r'(?:src|srcset|href)="([^"]+)"', prose(text)
    )


def anchors(text):
    """List the anchors that a repository's viewer gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    plain = (
        re.sub(r"[^\w\- ]", "", re.sub(r"\[(.+?)\]\(.+?\)", r"\1", heading)).lower() for heading in headings
    )
    return {heading.strip().replace(" ", "-") for heading in plain}


def named(text):
    """List the files and folders of the project that a page names as code."""
    starts = "pipeline|tests|data/raw|docs|benchmarks|models|notebooks"
    return re.findall(rf"`((?:{starts})/[\w/.-]*)`", prose(text))


def commands(text):
    """Split lines for a shell into commands: a line that ends with a backslash goes on, and so does a here-document."""
    whole, end = [], None
    for line in text.splitlines():
        if end is None and not (whole and whole[-1].endswith("\\")):
            if not line.strip() or line.startswith("#"):
                continue
            whole.append(line)
        else:
            whole[-1] += f"\n{line}"
        if end is None:
            begun = re.search(r"<<'(\w+)'", line)
            end = begun[1] if begun else None
        elif line == end:
            end = None
    return whole


def sessions(text):
    """Split what a terminal shows into commands and what each prints."""
    shown = []
    for line in text.splitlines():
        if line.startswith("$ "):
            shown.append((line.removeprefix("$ "), []))
        else:
            shown[-1][1].append(line)
    return [(command, "\n".join(printed)) for command, printed in shown]
