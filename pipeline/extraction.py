"""One page, or a few texts, looked at without publishing anything: the rows that a run would make."""

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import config
from pipeline.errors import SetupError
from pipeline.inventory import STDIN, RawFile, pages_in, source_of
from pipeline.onepage import Models, load_models, process_pages
from pipeline.records import Page, PageResult, RawPage
from pipeline.run import build_tables
from pipeline.run.processing import process_files
from pipeline.tables import Row

if TYPE_CHECKING:
    from pipeline.config import Settings


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page holds: the rows of every table, as dictionaries with the columns of `onrecord schema`."""

    page: Row
    articles: list[Row]
    quotes: list[Row]
    mentions: list[Row]
    entities: list[Row]
    positions: list[Row]
    sightings: list[Row]
    leftovers: list[Row]

    def quotes_of(self, article: Row) -> list[Row]:
        """Select an article's quotes, in the order of the text."""
        return [quote for quote in self.quotes if quote["article_id"] == article["article_id"]]


def extract_bytes(data: bytes, *, source: str, models: Models) -> Extraction:
    """Extract what one page holds; `source` is its name, whose suffix may tell that it is HTML."""
    return extract_page(RawPage(source=source, data=data), models=models)


def extract_file(path: Path, *, models: Models) -> Extraction:
    """Extract what the page in one file holds, or, of `dump.jsonl#3`, the third record of a container.

    "-" is standard input. Raises SetupError where the file can't be read, and where it holds several
    pages and none is named.
    """
    told = config.settings()
    file, record = (path, "") if os.path.exists(path) else _divided(str(path))
    if file != STDIN:
        _check(file)
    source = "stdin" if file == STDIN else source_of(file.name)
    pages = pages_in(RawFile(source, file), max_page_bytes=told.max_page_bytes, fields=told.fields)
    if record:
        found = next((page for page in pages if page.source == f"{source}#{record}"), None)
        if found is None:
            raise SetupError(f"{file} holds no record {record}")
        return extract_page(found, models=models)
    first = next(pages)
    if next((page for page in pages if isinstance(page, RawPage)), None) is not None:
        raise SetupError(f"{file} holds several pages: name one, as in {first.source}, or use `onrecord run`")
    return extract_page(first, models=models)


def extract_page(page: RawPage | Page, *, models: Models) -> Extraction:
    """Extract what a page holds that was read from its file."""
    (result,) = process_pages([page], models, max_article_chars=config.settings().max_article_chars)
    rows = {name: table.to_pylist() for name, table in build_tables([result]).items()}
    (its_row,) = rows.pop("pages")
    rows.pop("corrections")
    order = {row["article_id"]: row["position"] for row in reversed(rows["sightings"])}
    rows["articles"].sort(key=lambda article: order[article["article_id"]])
    return Extraction(page=its_row, **rows)


def _divided(name: str) -> tuple[Path, str]:
    """Divide a record's name where a file's ends; names of folders may hold a number sign too."""
    ends = [at for at, sign in enumerate(name) if sign == "#"]
    end = next((at for at in ends if os.path.isfile(name[:at])), ends[0] if ends else len(name))
    return Path(name[:end]), name[end + 1 :]


def _check(file: Path) -> None:
    try:
        if file.is_file():
            file.open("rb").close()
        elif stat.S_ISDIR(file.stat().st_mode):
            raise SetupError(f"{file} is a folder: `onrecord run` takes folders, `onrecord extract` a page")
    except OSError as error:
        raise SetupError(f"{file} can't be read: {error.strerror}") from None


def extract_files(
    settings: "Settings",
    files: Sequence[RawFile],
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> dict[str, list[Row]]:
    """Make the rows of every table but `runs` for raw files, publishing nothing.

    `on_progress` is told how many pages are done, and of how many.
    """
    results: list[PageResult] = []
    for batch in process_files(settings, files):
        results += batch
        if on_progress:
            on_progress(len(results), len(files))
    return {name: table.to_pylist() for name, table in build_tables(results).items()}


def models(name: str | None = None, tagger: Path | None = None) -> Models:
    """Load the models, those of the settings where none is named."""
    return load_models(config.settings(model=name, tagger=tagger))
