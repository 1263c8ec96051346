"""A whole report, from one snapshot: written beside the one in use, and switched in one step."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.report import articles, aside, overview, search, speakers
from pipeline.report.desk import Desk, Row
from pipeline.report.folder import Writer, replaced
from pipeline.report.pages import Pages
from pipeline.store import Snapshot
from pipeline.tables import SCHEMAS


@dataclass(frozen=True, slots=True)
class Written:
    """What a report shows, and how many files it has."""

    n_articles: int
    n_quotes: int
    n_speakers: int
    n_files: int


def build(
    snapshot: Snapshot,
    runs: Sequence[Row],
    *,
    site: Path,
    forms: Mapping[str, str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Written:
    """Write the report of a snapshot into the folder `site`, in the place of an earlier one.

    `runs` are the rows of that table, the latest first; none where there is no log of runs. `forms` are
    style sheets and scripts by their names, which make forms on the pages where a server takes what they say;
    without any, the pages ask nothing of anybody. `on_progress` is told how many of how many articles are
    done. Raises SetupError where a table is missing or can't be read, where `site` holds anything that
    onrecord didn't write, and where nothing can be written: then it stays as it was.
    """
    with replaced(site) as folder, closing(Desk(snapshot, folder / "desk")) as desk:
        writer = Writer(folder)
        runs = [
            {name: row.get(name) for name in SCHEMAS["runs"].names} for row in runs
        ]  # of older versions too
        shown = [row for row in runs if row["snapshot"] == snapshot.number and row["outcome"] == "published"]
        since = shown[0]["ended_at"] if shown else None
        pages = Pages(writer, forms=forms, snapshot=snapshot.number, since=since)
        totals = overview.write(pages, desk, runs)
        n_articles = articles.write(pages, desk, on_progress or _nobody)
        n_speakers = speakers.write(pages, desk)
        n_quotes = search.write(writer, desk)
        pages.write("quotes.html", "quotes", totals=totals)
        aside.write(pages, desk)
        pages.write_assets()
        writer.finish()
        return Written(n_articles, n_quotes, n_speakers, writer.n_files)


def _nobody(done: int, total: int) -> None:
    """Tell nobody."""
