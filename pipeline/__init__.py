"""onrecord: who said what, when, in what capacity — from raw scraped pages to tables.

>>> import pipeline
>>> pipeline.extract("10 July 2019 ...").quotes      # one page: a text, or a path to a file
>>> pipeline.load("quotes")                          # a table of the last run, as a DataFrame
>>> with pipeline.snapshot() as snap:                # several tables of one run, whatever is published
...     quotes, articles = snap.load("quotes"), snap.load("articles")
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.extraction import Extraction
    from pipeline.onepage import Models
    from pipeline.pinned import PinnedSnapshot

__all__ = ["extract", "load", "snapshot"]

LONGEST_PATH = 1024


def extract(text_or_path: str | os.PathLike[str], *, model: str | None = None) -> "Extraction":
    """Extract what one page holds: its articles, and its quotations with their speakers.

    A path object is read as a file, and so is a string that names a file; any other string is the page
    itself. `model` is any installed spaCy pipeline, by default the one of the settings; it is loaded
    once. A page that can't be processed comes back with `page["status"]` and `page["reason"]`; raises
    SetupError where a file can't be read or the model is missing.
    """
    from pipeline.extraction import extract_bytes, extract_file

    models = _models(model)
    if not isinstance(text_or_path, str):
        return extract_file(Path(text_or_path), models=models)
    if _names_a_file(text_or_path):
        return extract_file(Path(text_or_path), models=models)
    return extract_bytes(text_or_path.encode("utf-8", "surrogatepass"), source="text.txt", models=models)


def load(table: str, *, out: str | os.PathLike[str] | None = None) -> "pd.DataFrame":
    """Load one table of the last complete run: quotes, articles, pages or any other.

    `out` is the folder that shows the tables, by default the one of the settings (data/processed).
    Dates come as datetime64, whole numbers as Int64 where they may be missing. Raises SetupError where
    there is no such table.
    """
    from pipeline import config, store
    from pipeline.pinned import to_frame

    return to_frame(store.load(config.settings(out=out).out, table))


def snapshot(out: str | os.PathLike[str] | None = None) -> "PinnedSnapshot":
    """Pin the tables of the last complete run, so that all that is read from them is of that one run.

    They stay as long as the result is held, whatever is published meanwhile; `close` it, or use it in a
    `with`. `out` is as in `load`. Raises SetupError where there are no tables.
    """
    from pipeline import config
    from pipeline.pinned import PinnedSnapshot

    return PinnedSnapshot(config.settings(out=out).out)


@cache
def _models(name: str | None) -> "Models":
    from pipeline.extraction import models

    return models(name)


def _names_a_file(text: str) -> bool:
    return len(text) < LONGEST_PATH and "\n" not in text and "\0" not in text and Path(text).is_file()
