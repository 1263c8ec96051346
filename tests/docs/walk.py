"""A page gone through as a reader would: each block is run where the one before left off."""

import re
from dataclasses import dataclass

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
"""Languages of blocks that are run."""


@dataclass(frozen=True)
class Step:
    """A command, or a block of Python or SQL, and what came of it; `shown` is None where the page shows nothing."""

    line: int
    code: str
    is_fine: bool
    printed: str
    shown: str | None

    @property
    def fault(self):
        """Say what isn't as the page has it; None where all is."""
        if not self.is_fine:
            return f"line {self.line}: {self.code}\nfailed, and printed:\n{self.printed}"
        difference = None if self.shown is None else unlike(self.shown, self.printed)
        return difference and f"line {self.line}: {self.code}\n{difference}"


def desk_for(page, folder, programs):
    """Lay the desk that a page begins at."""
    desk = Desk(folder, programs, bare=page in BARE)
    if page in REVIEWED:
        lay_journal(desk.folder)
    if page in APPLIED:
        desk.run("onrecord run")
    return desk


def walk(desk, text):
    """Go through a page's blocks in their order; a block of text after Python or SQL is what that shows."""
    before = ""
    found = markdown.blocks(text)
    for block, following in zip(found, [*found[1:], None], strict=True):
        shown = following.text if following and following.language == "text" else None
        match block.language:
            case "sh":
                yield from _in_shell(desk, block, [(each, None) for each in markdown.commands(block.text)])
            case "console":
                yield from _in_shell(desk, block, markdown.sessions(block.text))
            case "python" | "pycon":
                ended, printed = desk.python(before, block.text)
                yield Step(block.line, block.text, ended == 0, printed, shown)
                before += block.text if block.language == "python" else ""
            case "sql":
                yield Step(block.line, block.text, True, desk.sql(block.text), shown)


def _in_shell(desk, block, sessions):
    told = desk.run([command for command, _ in sessions])
    for (command, shown), (code, printed) in zip(sessions, told, strict=True):
        is_fine = code in expected(command)
        yield Step(
            block.line, command, is_fine, printed if is_fine else f"{printed}(ended with {code})", shown
        )


def expected(command):
    """Say which exit codes are fine: a watch is interrupted, and a page may tell of another."""
    if re.search(r"onrecord watch\b", command):
        return {130}
    told = re.search(r"# ends with (\d+)", command)
    return {int(told[1])} if told else FINE
