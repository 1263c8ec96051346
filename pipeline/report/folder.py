"""The folder of a report: written beside the one in use, which it takes the place of in one step.

A report is replaced only if every file in it is one that onrecord wrote: `onrecord-report.txt` lists them.
"""

from contextlib import AbstractContextManager
from pathlib import Path

from pipeline import replacing

LIST = "onrecord-report.txt"
KIND = replacing.Kind(
    "report", LIST, "A report that onrecord wrote. It may replace these files, and no others:"
)


class Writer(replacing.Writer):
    """Writes the files of a report, and remembers which."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, KIND)


def replaced(site: Path) -> AbstractContextManager[Path]:
    """Lend a new folder, which becomes `site` when the block ends well; otherwise `site` stays as it was.

    Raises SetupError where something foreign lies there, or nothing can be written.
    """
    return replacing.replaced(site, KIND)
