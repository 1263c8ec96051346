"""What the published tables hold of one person or body: names, positions, quotes, and why names were joined.

Reads the tables of one snapshot and nothing else. Whoever is asked for is looked up by an id, a name or
part of a name; an id that an entity has lost to a join leads to the entity it was joined to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from pipeline.errors import SetupError
from pipeline.people.alike import compare_people
from pipeline.people.corporate import compare_bodies
from pipeline.people.spelling import fold
from pipeline.store import Snapshot
from pipeline.tables import SCHEMAS, Row

if TYPE_CHECKING:
    import pyarrow as pa

NEAR, LIKE, LONGEST = 8, 70, 60
"""Names that are offered where nobody has the one asked for, how alike, of 100, and how long they may be."""
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Dossier:
    """An entity's row, its positions, most recent first, and its quotes by date, the undated last."""

    entity: Row
    positions: list[Row]
    quotes: list[Row]


@dataclass(frozen=True, slots=True)
class Found:
    """Who answers to a name, the most quoted first; where nobody does, the names that are near."""

    matches: list[Row]
    near: list[str]

    @property
    def chosen(self) -> Row | None:
        """The one who is meant: the only match, or one with four in five of all mentions of its kind."""
        if not self.matches:
            return None
        first = self.matches[0]
        rivals = [row for row in self.matches[1:] if row["kind"] == first["kind"]]
        return first if _weight(first) >= 4 * sum(_weight(row) for row in rivals) else None


def find(snapshot: Snapshot, name: str) -> Found:
    """Look for a name, a part of one, or an id among the entities; raises SetupError without that table."""
    entities = _load(snapshot, "entities").to_pylist()
    if matches := [row for row in entities if name in (row["entity_id"], *_former_ids(row))]:
        return Found(matches, [])
    words = _words(name)
    matches = [row for row in entities if words and any(words <= _words(form) for form in forms_of(row))]
    exact = [row for row in matches if fold(name) in map(fold, forms_of(row))]
    matches = sorted(
        matches, key=lambda row: (row not in exact, -row["n_quotes"], -_weight(row), row["name"])
    )
    return Found(matches, [] if matches else _near(name, entities))


def gather(snapshot: Snapshot, entity: Row) -> Dossier:
    """Gather what the tables hold of an entity, found in the same snapshot; raises as `find` does."""
    entity_id = entity["entity_id"]
    positions = [row for row in _load(snapshot, "positions").to_pylist() if row["entity_id"] == entity_id]
    quotes = _load(snapshot, "quotes")
    speakers = quotes.column("speaker_id").to_pylist()
    places = [at for at, speaker in enumerate(speakers) if speaker == entity_id]
    theirs = quotes.take(places).to_pylist() if places else []
    return Dossier(
        entity=entity,
        positions=sorted(
            positions, key=lambda row: (row["last_date"] or date.min, row["n_quotes"]), reverse=True
        ),
        quotes=sorted(theirs, key=lambda row: (row["date"] or date.max, row["article_id"], row["start"])),
    )


def _load(snapshot: Snapshot, table: str) -> "pa.Table":
    loaded = snapshot.load(table)
    if missing := [name for name in SCHEMAS[table].names if name not in loaded.column_names]:
        raise SetupError(
            f"table {table!r} in {snapshot.out} has no {', '.join(missing)}: another version of onrecord "
            "made it; run `onrecord run` again"
        )
    return loaded


def forms_of(entity: Row) -> list[str]:
    """List an entity's names, the fullest first."""
    return [entity["name"], *entity["aliases"]]


def _former_ids(entity: Row) -> list[str]:
    return [join["alias_id"] for join in entity["joins"] if not join["part"]]


def _words(name: str) -> set[str]:
    return set(_WORDS.findall(fold(name)))


def _weight(entity: Row) -> int:
    return int(entity["n_mentions"]) + int(entity["n_quotes"])


def _near(name: str, entities: Sequence[Row]) -> list[str]:
    """Name those who could be meant: spelled otherwise first, then like it by their letters."""
    named = (row["name"] for row in entities if row["kind"] in ("person", "organization"))
    names = sorted({other for other in named if len(other) <= LONGEST})
    alike = [other for other in names if compare_people(name, other) or compare_bodies(name, other)]
    folded = {(other, word): word for other in names for word in (fold(other), *fold(other).split())}
    like = process.extract(fold(name), folded, scorer=fuzz.ratio, limit=3 * NEAR, score_cutoff=LIKE)
    return list(dict.fromkeys([*alike, *(other for _, _, (other, _) in like)]))[:NEAR]
