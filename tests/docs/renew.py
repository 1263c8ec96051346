"""`python -m tests.docs.renew [PAGE…]`: write anew what pages show, where it is no longer what happens.

What is shown with `…` is left to you, and is told; so is what fails.
"""

import sys
import tempfile
from pathlib import Path

from tests.docs import markdown
from tests.docs.desk import Programs
from tests.docs.walk import RUN, desk_for, walk


def renewed(text, steps):
    """Give a page with what was printed in place of what it shows, and what that couldn't put right."""
    left = []
    for step in steps:
        if not step.fault:
            continue
        if not step.is_fine or "…" in step.shown:
            left.append(step.fault)
            continue
        printed = "\n".join(line.rstrip() for line in step.printed.strip("\n").splitlines())
        begins = text.index(step.code)
        place = text.index(step.shown.strip("\n"), begins + len(step.code))
        text = f"{text[:place]}{printed}{text[place + len(step.shown.strip('\n')) :]}"
    return text, left


def main():
    pages = sys.argv[1:] or markdown.PAGES
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first"
        first.mkdir()
        programs = Programs(first)
        try:
            for number, page in enumerate(pages):
                text = markdown.read(page)
                if not {block.language for block in markdown.blocks(text)} & RUN:
                    continue
                desk = desk_for(page, Path(folder) / str(number) / "onrecord", programs)
                after, left = renewed(text, walk(desk, text))
                (markdown.ROOT / page).write_text(after, encoding="utf-8")
                told = "renewed" if after != text else "as it was"
                sys.stdout.write("\n\n".join([f"{page}: {told}", *left]) + "\n")
        finally:
            programs.close()


if __name__ == "__main__":
    main()
