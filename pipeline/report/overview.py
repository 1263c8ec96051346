"""The first page: what the tables hold, month by month, who is quoted, and the runs that made them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.report import search
from pipeline.report.desk import Desk, Row
from pipeline.report.pages import Pages
from pipeline.report.reviewed import tally
from pipeline.report.search import TYPES

TOP, RUNS, LATEST = 12, 20, 8
MONTHS_DRAWN = 240
FEWEST_DRAWN = 24  # so that the bars of a few months don't become walls
_TOTALS = """
    SELECT (SELECT count(*) FROM pages) AS pages,
      (SELECT count(*) FROM pages WHERE status NOT IN ('ok', 'not-pages')) AS set_aside,
      (SELECT count(*) FROM articles) AS articles, (SELECT total(n_words) FROM articles) AS words,
      (SELECT count(*) FROM articles WHERE n_quotes > 0) AS quoting,
      (SELECT count(*) FROM quotes) AS quotes,
      (SELECT count(*) FROM quotes WHERE speaker IS NOT NULL) AS attributed,
      (SELECT count(DISTINCT speaker_id) FROM quotes) AS speakers"""
_MONTHS = """
    SELECT substr(date, 1, 7) AS month, sum(type = 'direct') AS direct, sum(type = 'partial') AS partial,
      sum(type NOT IN ('direct', 'partial')) AS indirect, count(*) AS n,
      sum(speaker IS NOT NULL) AS attributed
    FROM quotes WHERE date IS NOT NULL GROUP BY 1 ORDER BY 1"""
_TOP = """
    SELECT speaker_id, coalesce(entities.name, min(speaker)) AS name, count(*) AS n
    FROM quotes LEFT JOIN entities ON entities.entity_id = speaker_id
    WHERE speaker_id IS NOT NULL GROUP BY speaker_id ORDER BY n DESC, name, speaker_id LIMIT ?"""
_SURENESS = """
    SELECT min(cast(round(confidence * 100) / 20 AS INTEGER), 4) AS fifth, count(*) AS n FROM quotes
    WHERE speaker IS NOT NULL GROUP BY 1 ORDER BY 1"""
_LATEST = """
    SELECT article_id, title, date, date_precision, n_quotes FROM articles
    WHERE date IS NOT NULL AND n_quotes > 0 ORDER BY date DESC, article_id LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Bar:
    """A month in the chart; heights and places in hundredths of its height, from the top."""

    month: str
    x: int
    parts: tuple[tuple[str, float, float], ...]
    """Type, y and height."""
    label: str


def write(pages: Pages, desk: Desk, runs: Sequence[Row]) -> Row:
    """Write the page; give the totals that it shows."""
    totals = desk.one(_TOTALS)
    months = list(desk.ask(_MONTHS))
    drawn = every_month(busiest(months))
    pages.write(
        "index.html", "index",
        totals=totals, months=months, bars=bars(drawn), width=10 * max(len(drawn), FEWEST_DRAWN),
        drawn=drawn, highest=max((row["n"] for row in drawn), default=0),
        undated=totals["quotes"] - sum(row["n"] for row in months),
        elsewhen=sum(row["n"] for row in months) - sum(row["n"] for row in drawn),
        speakers=list(desk.ask(_TOP, TOP)), bodies=list(desk.ask(f"{search.BODIES} LIMIT ?", TOP)),
        sureness=_fifths(desk.ask(_SURENESS)), latest=list(desk.ask(_LATEST, LATEST)), runs=runs[:RUNS],
        reviewed=tally(desk),
    )  # fmt: skip
    return totals


def busiest(months: Sequence[Row]) -> Sequence[Row]:
    """Take the months in which most is said, as many as can be drawn: a misprinted date may lie far off."""
    best, first, n_here, n_best = (0, 0), 0, 0, 0
    for last, row in enumerate(months):
        n_here += row["n"]
        while _number(row["month"]) - _number(months[first]["month"]) >= MONTHS_DRAWN:
            n_here -= months[first]["n"]
            first += 1
        if n_here >= n_best:
            best, n_best = (first, last + 1), n_here
    return months[slice(*best)]


def every_month(months: Sequence[Row]) -> list[Row]:
    """Put in the months between the first and the last in which nobody is quoted."""
    filled = list(months[:1])
    for before, row in pairwise(months):
        filled.extend(
            _nothing(number) for number in range(_number(before["month"]) + 1, _number(row["month"]))
        )
        filled.append(row)
    return filled


def bars(months: Sequence[Row]) -> list[Bar]:
    """Draw the months as bars beside one another, types on top of one another."""
    highest = max((row["n"] for row in months), default=1)
    drawn = []
    for place, row in enumerate(months):
        top, parts = 100.0, []
        for kind in TYPES:
            height = 100 * row[kind] / highest
            if height:
                top -= height
                parts.append((kind, round(top, 2), round(height, 2)))
        counted = ", ".join(f"{row[kind]:,} {kind}" for kind in TYPES)
        label = f"{row['n']:,}: {counted}"
        drawn.append(Bar(row["month"], 10 * place, tuple(parts), label))
    return drawn


def _fifths(rows: Iterable[Row]) -> list[tuple[int, int]]:
    """Count the attributed quotations by their confidence, in fifths, the surest first."""
    found = {row["fifth"]: row["n"] for row in rows}
    return [(fifth, found.get(fifth, 0)) for fifth in (4, 3, 2, 1, 0)]


def _number(month: str) -> int:
    return 12 * int(month[:4]) + int(month[5:7]) - 1


def _nothing(number: int) -> Row:
    month = f"{number // 12:04d}-{number % 12 + 1:02d}"
    return {"month": month, "direct": 0, "partial": 0, "indirect": 0, "n": 0, "attributed": 0}
