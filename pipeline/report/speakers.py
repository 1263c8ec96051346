"""The pages of speakers: who they are, what they were when, and what they said, by date."""

from collections.abc import Sequence

from pipeline.report import links
from pipeline.report.desk import NEWEST, Desk, Row
from pipeline.report.pages import Pages, paged

LISTED, QUOTED, JOINS = 500, 100, 30  # speakers on a page of the list, quotations on one of a speaker's
_SPEAKERS = """
    SELECT speaker_id, count(*) AS n, min(quotes.date) AS first, max(quotes.date) AS last,
      coalesce(entities.name, min(speaker)) AS name, coalesce(entities.kind, min(speaker_kind)) AS kind,
      entities.aliases, entities.joins
    FROM quotes LEFT JOIN entities ON entities.entity_id = speaker_id
    WHERE speaker_id IS NOT NULL GROUP BY speaker_id ORDER BY n DESC, name, speaker_id"""
_POSITIONS = """
    SELECT * FROM positions WHERE entity_id = ?
    ORDER BY last_date IS NULL, last_date DESC, first_date DESC, n_quotes DESC, role, affiliation"""
_SAID = f"""
    SELECT quotes.*, articles.title, articles.date_precision FROM quotes JOIN articles USING (article_id)
    WHERE speaker_id = ? ORDER BY {NEWEST} LIMIT ? OFFSET ?"""  # noqa: S608  no word of it comes from outside


def write(pages: Pages, desk: Desk) -> int:
    """Write the pages of everybody who is quoted, and the list of them; say how many they are."""
    speakers = list(desk.ask(_SPEAKERS))
    for speaker in speakers:
        positions = list(desk.ask(_POSITIONS, speaker["speaker_id"]))
        speaker["position"] = next((_held(row) for row in positions), None)
        _write_one(pages, desk, speaker, positions)
    last = _pages_of(len(speakers), LISTED)
    for number, shown in paged(speakers, LISTED):
        name = links.listing("speakers", number)
        pages.write(name, "speakers", speakers=shown, number=number, last=last, n=len(speakers))
    return len(speakers)


def _write_one(pages: Pages, desk: Desk, speaker: Row, positions: Sequence[Row]) -> None:
    last = _pages_of(speaker["n"], QUOTED)
    joins = sorted(speaker["joins"] or [], key=lambda join: (-join["n_articles"], join["alias"]))
    for number in range(1, last + 1):
        quotes = list(desk.ask(_SAID, speaker["speaker_id"], QUOTED, (number - 1) * QUOTED))
        pages.write(
            links.speaker(speaker["speaker_id"], number), "speaker",
            speaker=speaker, positions=positions, years=_by_year(quotes), number=number, last=last,
            base=links.speaker(speaker["speaker_id"]).removesuffix(".html"),
            joins=joins[:JOINS],
        )  # fmt: skip


def _by_year(quotes: Sequence[Row]) -> dict[str, list[Row]]:
    years: dict[str, list[Row]] = {}
    for quote in quotes:
        years.setdefault(quote["date"][:4] if quote["date"] else "Undated", []).append(quote)
    return years


def _held(position: Row) -> str:
    return ", ".join(filter(None, (position["role"], position["affiliation"])))


def _pages_of(n: int, most: int) -> int:
    return max(-(-n // most), 1)
