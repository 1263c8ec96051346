"""What the report is made from, sorted and counted: the tables in an SQLite file for the time of the work.

Sorting by speaker and by date needs more than one pass, and a corpus may be larger than the memory. The file
lies in the folder that the report is written in; article texts stay in their table.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.store import Snapshot

Row = dict[str, Any]
TITLE = 90  # letters of an article that stand for a headline it doesn't have
EXAMPLE = 160  # letters of a leftover that are shown
COLUMNS = {
    "pages": ("page_id", "source", "url", "fetched_at", "status", "reason"),
    "sightings": ("page_id", "article_id", "similarity"),
    "articles": (
        "article_id", "date", "date_precision", "date_ambiguous", "headline", "byline",
        "language", "n_words", "n_quotes", "truncated", "text", "reviewed",
    ),
    "entities": ("entity_id", "name", "kind", "aliases", "joins", "first_date", "last_date"),
    "positions": (
        "entity_id", "role", "affiliation", "affiliation_id", "first_date", "last_date", "n_quotes",
    ),
    "quotes": (
        "quote_id", "article_id", "date", "type", "text", "spans", "cue", "cue_start", "cue_end", "speaker",
        "speaker_id", "speaker_kind", "speaker_mention", "mention_start", "mention_end", "speaker_role",
        "speaker_affiliation", "speaker_affiliation_id", "unattributed_reason", "candidates", "closed",
        "confidence", "correction_id",
    ),
    "corrections": (
        "correction_id", "action", "who", "when", "status", "reason", "article_id", "quote_id", "note",
        "name", "other_name", "model_type", "model_text", "model_spans", "model_cue", "model_speaker",
        "model_role", "model_affiliation", "model_confidence",
    ),
    "leftovers": ("start", "end", "text", "reason"),
}  # fmt: skip
LATER = {"articles": ("reviewed",), "quotes": ("correction_id",), "corrections": COLUMNS["corrections"]}
"""Columns that tables of older versions don't have: there they are null, a whole table of them is empty."""
_STRUCTURED = ("aliases", "joins", "spans", "candidates", "model_spans")
_INDEXES = (
    "sightings (article_id)",
    "pages (page_id)",
    "articles (article_id)",
    "entities (entity_id)",
    "positions (entity_id)",
    "quotes (article_id)",
    "quotes (speaker_id, date)",
    "corrections (correction_id)",
)
NEWEST = "quotes.date IS NULL, quotes.date DESC, quotes.article_id, quotes.rowid"


@dataclass(frozen=True, slots=True)
class Leftover:
    """How much was left out of the articles for one reason."""

    reason: str
    n: int
    letters: int
    example: str


class Desk:
    """The tables of one snapshot, to be asked; rows come as dictionaries, dates as ISO 8601 text."""

    def __init__(self, snapshot: Snapshot, file: Path) -> None:
        self._snapshot = snapshot
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA user_version")  # it is opened with the first question only
        file.unlink()  # it lives on until it is closed, and is no file of the report
        self._db.row_factory = _row
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA cache_size = -65536")  # 64 MiB, however large the tables are
        for table in ("pages", "sightings", "articles", "entities", "positions", "quotes", "corrections"):
            self._fill(table)
        for index in _INDEXES:
            name = index.translate(str.maketrans(" (,)", "____"))
            self._db.execute(f"CREATE INDEX {name} ON {index}")

    def close(self) -> None:
        self._db.close()

    def ask(self, query: str, *values: object) -> Iterator[Row]:
        """Give the rows that answer a query, one by one."""
        for row in self._db.execute(query, values):
            yield {
                name: json.loads(value) if name in _STRUCTURED and value is not None else value
                for name, value in row.items()
            }

    def one(self, query: str, *values: object) -> Row:
        """Give the one row that answers a query; an empty one where there is none."""
        return next(self.ask(query, *values), {})

    def articles(self) -> Iterator[Row]:
        """Give every article with its text, in the order of the table."""
        for row in rows_of(self._snapshot, "articles"):
            yield _plain(row) | {"title": title_of(row)}

    def leftovers(self) -> list[Leftover]:
        """Add up what was left out of the articles, by reason, what is longest first."""
        counts, letters, examples = Counter[str](), Counter[str](), dict[str, str]()
        for row in self._snapshot.rows("leftovers", COLUMNS["leftovers"]):
            counts[row["reason"]] += 1
            letters[row["reason"]] += row["end"] - row["start"]
            examples.setdefault(row["reason"], shortened(row["text"], EXAMPLE))
        ordered = sorted(counts, key=lambda reason: (-letters[reason], reason))
        return [Leftover(reason, counts[reason], letters[reason], examples[reason]) for reason in ordered]

    def _fill(self, table: str) -> None:
        columns = [name for name in COLUMNS[table] if (table, name) != ("articles", "text")]
        wanted = [*columns, "title"] if table == "articles" else columns
        named = ", ".join(f'"{name}"' for name in wanted)  # when is a word of SQL's own
        self._db.execute(f"CREATE TABLE {table} ({named})")
        places = ", ".join("?" * len(wanted))
        rows: Iterable[Row] = rows_of(self._snapshot, table)
        if table == "articles":
            rows = ({**row, "title": title_of(row)} for row in rows)
        self._db.execute("BEGIN")
        self._db.executemany(
            f"INSERT INTO {table} VALUES ({places})",  # noqa: S608  no word of it comes from outside
            ([_stored(row[name]) for name in wanted] for row in rows),
        )
        self._db.execute("COMMIT")


def rows_of(snapshot: Snapshot, table: str) -> Iterator[Row]:
    """Give the rows of a table with the columns that the report needs, of whichever version it is."""
    there = snapshot.columns(table)
    missing = [name for name in LATER.get(table, ()) if name not in there]
    columns = [name for name in COLUMNS[table] if name not in missing]
    if not columns:
        return
    nothing = dict.fromkeys(missing)
    for row in snapshot.rows(table, columns):
        yield row | nothing


def title_of(article: Row) -> str:
    """Name an article: its headline, else how it begins."""
    return str(article["headline"] or shortened(article["text"], TITLE) or "Untitled")


def shortened(text: str, letters: int) -> str:
    """Shorten a text to whole words, on one line."""
    line = " ".join(text[: 4 * letters].split())
    return line if len(line) <= letters else line[:letters].rpartition(" ")[0] + " …"


def _row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return dict(zip((column[0] for column in cursor.description), values, strict=True))


def _plain(row: Row) -> Row:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def _stored(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
