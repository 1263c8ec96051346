"""Small corpora for the tests of the registry: articles given by whom they name and who speaks."""

from collections import namedtuple
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from pipeline.people import forms, registry
from pipeline.people.entities import JOIN
from pipeline.people.registry import Heard, Told
from pipeline.records import Article, Attribution, Mention, Quotation, Resolution, Span

Entity = namedtuple(
    "Entity", "entity_id name kind aliases joins n_mentions n_articles n_quotes first_date last_date"
)
Join = namedtuple("Join", JOIN.names)
Position = namedtuple("Position", "entity_id role affiliation affiliation_id first_date last_date n_quotes")


@dataclass(frozen=True)
class Found:
    """What the registry answers, row by row."""

    entities: tuple[Any, ...] = ()
    positions: tuple[Any, ...] = ()
    heard: tuple[Heard, ...] = ()
    mentioned: frozenset[tuple[str, str, str, str]] = frozenset()
    """Article id, label, name and the id of the entity that is meant."""
    spoke: frozenset[tuple[str | None, ...]] = frozenset()
    """Article id, speaker, its kind, affiliation, and the ids of the two entities."""

    def everywhere(self, kind: str, name: str) -> str:
        """Give the id of the entity that a name is of where no article says otherwise."""
        form_id = forms.form_id_of(kind, forms.normal(name))
        return next((entity for entity, join in self._joins(form_id) if not join.part), form_id)

    def in_part(self, kind: str, name: str) -> set[str]:
        """Give the ids of the entities that a name is of in some articles only."""
        form_id = forms.form_id_of(kind, forms.normal(name))
        return {entity for entity, join in self._joins(form_id) if join.part}

    def _joins(self, form_id: str) -> list[tuple[str, Any]]:
        joins = ((entity.entity_id, join) for entity in self.entities for join in entity.joins)
        return [(entity, join) for entity, join in joins if join.alias_id == form_id]


def build(articles: Iterable[tuple[Article, Resolution]], told: Sequence[Told] = ()) -> Found:
    """Ask the registry of articles as records, in these three tables."""
    pairs = list(articles)
    mentions = [(at, mention) for at, (_, found) in enumerate(pairs) for mention in found.mentions]
    quoted = [(at, said) for at, (_, found) in enumerate(pairs) for said in found.attributions]
    ids, days = [it.article_id for it, _ in pairs], [it.date for it, _ in pairs]
    known = registry.build(
        pa.table({"article_id": pa.array(ids, pa.string()), "date": pa.array(days, pa.date32())}),
        _table(mentions, "label", "text", "name"),
        _table(quoted, "speaker", "kind", "role", "affiliation"),
        told,
    )
    entities = known.entities.to_pylist()
    number: dict[int | None, str | None] = {at: row["entity_id"] for at, row in enumerate(entities)} | {
        None: None
    }
    answers = zip(
        *(each.to_pylist() for each in (known.kinds, known.speakers, known.affiliations)), strict=True
    )
    return Found(
        tuple(
            Entity(
                **row
                | {"aliases": tuple(row["aliases"]), "joins": tuple(Join(**join) for join in row["joins"])}
            )
            for row in entities
        ),
        tuple(Position(**row) for row in known.positions.to_pylist()),
        known.heard,
        frozenset(
            (ids[at], mention.label, mention.name or mention.text, number[entity])
            for (at, mention), entity in zip(mentions, known.mentioned.to_pylist(), strict=True)
        ),
        frozenset(
            (ids[at], said.speaker, kind, said.affiliation, number[speaker], number[body])
            for (at, said), (kind, speaker, body) in zip(quoted, answers, strict=True)
        ),
    )


def _table(rows: Sequence[tuple[int, Any]], *names: str) -> pa.Table:
    columns = {name: pa.array([getattr(row, name) for _, row in rows], pa.string()) for name in names}
    return pa.table({"article": pa.array([at for at, _ in rows], pa.int32()), **columns})


def article(
    number: int,
    day: date | None = None,
    *,
    mentions: tuple[Mention, ...] = (),
    said: tuple[Attribution, ...] = (),
) -> tuple[Article, Resolution]:
    made = Article(f"a{number}", "p1", number, 0, 4, "text", date=day)
    return made, Resolution(mentions=mentions, attributions=said)


def mention(text: str, label: str, name: str | None = None) -> Mention:
    return Mention(0, len(text), text, label, name=name)


def said(speaker: str | None, **told: str) -> Attribution:
    return Attribution(Quotation(spans=(Span(0, 1),), type="direct"), speaker=speaker, **told)


def naming(
    number: int,
    *people: str,
    bodies: tuple[str, ...] = (),
    day: date | None = None,
    says: Attribution | None = None,
) -> tuple[Article, Resolution]:
    """Make an article that names these people and bodies, and perhaps quotes one."""
    mentions = (*(mention(p, "PERSON", p) for p in people), *(mention(b, "ORG", b) for b in bodies))
    return article(number, day, mentions=mentions, said=(says,) if says else ())
