"""onrecord: who said what, when, in what capacity — from raw scraped pages to tables.

>>> import pipeline
>>> pipeline.extract("10 July 2019 ...").quotes      # one page: a text, or a path to a file
>>> pipeline.load("quotes")                          # a table of the last run, as a DataFrame
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.extraction import Extraction
    from pipeline.onepage import Models

__all__ = ["extract", "load"]

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
    import pandas as pd
    import pyarrow as pa

    from pipeline import config, store

    folder = Path(out) if out is not None else config.settings().out
    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = store.load(folder, table).to_pandas(types_mapper=nullable.get, date_as_object=False)
    return frame


@cache
def _models(name: str | None) -> "Models":
    from pipeline.extraction import models

    return models(name)


def _names_a_file(text: str) -> bool:
    return len(text) < LONGEST_PATH and "\n" not in text and "\0" not in text and Path(text).is_file()
