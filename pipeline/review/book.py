"""What the server answers from: articles, quotations, names and corrections, in one SQLite file.

It is written beside the pages that show the same snapshot, and only read afterwards, by any thread.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.people.spelling import fold
from pipeline.report.desk import COLUMNS, Row, rows_of
from pipeline.store import Snapshot

OFFERED = 12  # names below a field
_TABLES = {
    "articles": ("article_id", "date", "headline", "text", "reviewed"),
    "quotes": (
        "quote_id", "article_id", "type", "text", "spans", "speaker", "speaker_id", "speaker_kind",
        "speaker_role", "speaker_affiliation", "unattributed_reason", "confidence", "correction_id",
    ),
    "entities": ("entity_id", "name", "kind", "aliases"),
    "corrections": (
        "correction_id", "action", "who", "when", "status", "article_id", "quote_id", "note", "name",
        "other_name",
    ),
}  # fmt: skip
_STRUCTURED = ("spans", "aliases")
_INDEXES = ("articles (article_id)", "quotes (quote_id)", "quotes (article_id)", "entities (entity_id)",
            "corrections (correction_id)", "names (entity_id)", "names (folded)")  # fmt: skip
_QUEUE = """
    SELECT quote_id, article_id, confidence, correction_id IS NOT NULL OR coalesce(reviewed, 0) AS done
    FROM quotes JOIN articles USING (article_id) ORDER BY confidence, quotes.rowid"""
_NAMES = """
    SELECT names.name, kind, max(n) AS n FROM names JOIN entities USING (entity_id)
    WHERE folded LIKE ? ESCAPE '!' AND kind = coalesce(?, kind) AND kind != 'place'
    GROUP BY names.name, kind ORDER BY folded NOT LIKE ? ESCAPE '!', n DESC, names.name LIMIT ?"""
_NAMED = """
    SELECT entities.* FROM names JOIN entities USING (entity_id)
    WHERE names.name = ? AND kind = ? ORDER BY names.n DESC LIMIT 1"""


def write(snapshot: Snapshot, file: Path) -> None:
    """Write the book of a snapshot; raises SetupError where a table is missing or can't be read."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        for table, columns in _TABLES.items():
            named = ", ".join(f'"{name}"' for name in columns)
            db.execute(f"CREATE TABLE {table} ({named})")
            places = ", ".join("?" * len(columns))
            rows = rows_of(snapshot, table) if table in COLUMNS else iter(())
            db.execute("BEGIN")
            db.executemany(
                f"INSERT INTO {table} VALUES ({places})",  # noqa: S608  no word of it comes from outside
                ([_stored(row[name]) for name in columns] for row in rows),
            )
            db.execute("COMMIT")
        db.execute("CREATE TABLE names (name, folded, entity_id, n)")
        db.execute("BEGIN")
        db.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", list(_names(db)))
        db.execute("COMMIT")
        for number, index in enumerate(_INDEXES):
            db.execute(f"CREATE INDEX index_{number} ON {index}")


class Book:
    """The tables of one snapshot, to be asked; rows are dictionaries, dates ISO 8601 text."""

    def __init__(self, file: Path) -> None:
        self._address = f"{file.resolve().as_uri()}?mode=ro&immutable=1"

    def article(self, article_id: str) -> Row:
        """Give an article; an empty row where there is none."""
        return self._one("SELECT * FROM articles WHERE article_id = ?", article_id)

    def quotes(self, article_id: str) -> list[Row]:
        """Give an article's quotations, in the order of the text."""
        return self._all("SELECT * FROM quotes WHERE article_id = ? ORDER BY rowid", article_id)

    def entity(self, entity_id: str) -> Row:
        """Give an entity; an empty row where there is none."""
        return self._one("SELECT * FROM entities WHERE entity_id = ?", entity_id)

    def named(self, kind: str, name: str) -> Row:
        """Give the entity of a kind that has this name among its own; an empty row where nobody has it."""
        return self._one(_NAMED, name, kind)

    def names(self, part: str, kind: str | None) -> list[Row]:
        """Offer names with this in them, those that begin with it first, then the most quoted."""
        escaped = "".join(f"!{letter}" if letter in "!%_" else letter for letter in fold(part))
        return self._all(_NAMES, f"%{escaped}%", kind, f"{escaped}%", OFFERED) if escaped else []

    def correction(self, correction_id: str | None) -> Row:
        """Give what the tables tell of a correction; an empty row where they don't know it."""
        return self._one("SELECT * FROM corrections WHERE correction_id = ?", correction_id)

    def corrections_of_names(self, names: Iterable[str]) -> list[Row]:
        """Give the corrections about any of these names that are applied in the tables."""
        wanted = json.dumps(list(names))
        return self._all(
            "SELECT * FROM corrections WHERE status = 'applied' AND action IN ('merge', 'split') AND "
            "(name IN (SELECT value FROM json_each(?)) OR other_name IN (SELECT value FROM json_each(?)))",
            wanted,
            wanted,
        )

    def known(self) -> frozenset[str]:
        """Say which corrections the tables know."""
        return frozenset(row["correction_id"] for row in self._all("SELECT correction_id FROM corrections"))

    def complete(self, article_id: str) -> Row:
        """Give the correction that said last that all quotations of an article are as they should be."""
        return self._one(
            "SELECT * FROM corrections WHERE article_id = ? AND action = 'complete' AND status = 'applied' "
            'ORDER BY "when" DESC LIMIT 1',
            article_id,
        )

    def queue(self) -> list[Row]:
        """Give every quotation, the least sure first, and whether the tables have it as reviewed."""
        return self._all(_QUEUE)

    def _one(self, query: str, *values: object) -> Row:
        return next(iter(self._all(query, *values)), {})

    def _all(self, query: str, *values: object) -> list[Row]:
        with closing(sqlite3.connect(self._address, uri=True)) as db:
            cursor = db.execute(query, values)
            names = [column[0] for column in cursor.description]
            return [_row(names, found) for found in cursor]


def _names(db: sqlite3.Connection) -> Iterator[tuple[str, str, str, int]]:
    counts = dict(db.execute("SELECT speaker_id, count(*) FROM quotes GROUP BY speaker_id"))
    for entity_id, name, aliases in db.execute("SELECT entity_id, name, aliases FROM entities"):
        for each in dict.fromkeys([name, *json.loads(aliases or "[]")]):
            yield each, fold(each), entity_id, counts.get(entity_id, 0)


def _row(names: list[str], values: Iterable[Any]) -> Row:
    return {
        name: json.loads(value) if name in _STRUCTURED and value is not None else value
        for name, value in zip(names, values, strict=True)
    }


def _stored(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
