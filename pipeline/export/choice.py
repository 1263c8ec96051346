"""Which rows are exported: all, or those of the articles of some days or with somebody's quotations."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.store import Snapshot
from pipeline.tables import Row

Keeps = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for. Articles without a date are in no range of days."""

    since: date | None = None
    until: date | None = None
    """The last day, included."""
    speaker_id: str | None = None

    @property
    def is_all(self) -> bool:
        return self.since is None and self.until is None and self.speaker_id is None

    def has(self, day: date | None) -> bool:
        """Say whether an article of this day is asked for."""
        if self.since is None and self.until is None:
            return True
        return (
            day is not None
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ids of all that was chosen in one snapshot; None for those where everything was."""

    speaker_id: str | None = None
    articles: Collection[str] | None = None
    pages: Collection[str] | None = None
    """The pages that show them."""
    entities: Collection[str] | None = None
    """Whoever and whatever is named in them or speaks there."""

    def keeper(self, table: str, columns: Collection[str]) -> Keeps:
        """Give what says of a row of a table whether it is chosen.

        A row belongs to its article, else to its page, else to its entity; what belongs to none is always
        chosen. Of quotations, those of the speaker alone are.
        """
        ids = self._ids(columns)
        if ids is None:
            return lambda _: True
        name, chosen = ids
        if table == "quotes" and (speaker := self.speaker_id) is not None:
            return lambda row: row[name] in chosen and row["speaker_id"] == speaker
        return lambda row: row[name] in chosen

    def _ids(self, columns: Collection[str]) -> tuple[str, Collection[str]] | None:
        kinds = (("article_id", self.articles), ("page_id", self.pages), ("entity_id", self.entities))
        return next(((name, ids) for name, ids in kinds if name in columns and ids is not None), None)


def choose(snapshot: Snapshot, choice: Choice) -> Chosen:
    """Look up what was asked for; raises SetupError where a table is missing or can't be read."""
    if choice.is_all:
        return Chosen()
    dated = snapshot.rows("articles", ("article_id", "date"))
    articles = {row["article_id"] for row in dated if choice.has(row["date"])}
    if choice.speaker_id is not None:
        said = snapshot.rows("quotes", ("article_id", "speaker_id"))
        articles &= {row["article_id"] for row in said if row["speaker_id"] == choice.speaker_id}

    def of_articles(table: str, *columns: str) -> Iterator[str]:
        for row in snapshot.rows(table, ("article_id", *columns)):
            if row["article_id"] in articles:
                yield from (row[name] for name in columns if row[name] is not None)

    return Chosen(
        choice.speaker_id,
        articles,
        pages=set(of_articles("sightings", "page_id")),
        entities={
            *of_articles("quotes", "speaker_id", "speaker_affiliation_id"),
            *of_articles("mentions", "entity_id"),
        },
    )
