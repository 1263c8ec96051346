"""One page, or a few texts, looked at without publishing anything: the rows that a run would make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import config
from pipeline.errors import SetupError
from pipeline.inventory import RawFile
from pipeline.onepage import Models, load_models, process_page
from pipeline.processing import process_files
from pipeline.records import PageResult, RawPage
from pipeline.run import build_tables
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
    result = process_page(RawPage(source=source, data=data), models)
    rows = {name: table.to_pylist() for name, table in build_tables([result]).items()}
    (page,) = rows.pop("pages")
    order = {row["article_id"]: row["position"] for row in reversed(rows["sightings"])}
    rows["articles"].sort(key=lambda article: order[article["article_id"]])
    return Extraction(page=page, **rows)


def extract_file(path: Path, *, models: Models) -> Extraction:
    """Extract what the page in one file holds; raises SetupError where the file can't be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path} can't be read: {error.strerror}") from None
    return extract_bytes(data, source=path.name, models=models)


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
