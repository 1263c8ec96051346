"""From the pages' results to tables: reprints made one article, corrections applied, names made entities."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from pipeline import reprints, tables
from pipeline.corrections import Correction, Outcome, apply
from pipeline.people import registry
from pipeline.people.forms import kind_of
from pipeline.records import Article, PageResult, Resolution


def build_tables(
    results: Iterable[PageResult], corrections: Sequence[Correction] = ()
) -> dict[str, pa.Table]:
    """Make every table but `runs` from page results in any order, and corrections in that of the journal."""
    ordered = sorted(results, key=lambda result: (result.page.source, result.page.page_id))
    merged = reprints.merge(ordered)
    applied = apply(merged.articles, corrections)
    merged = replace(merged, articles=applied.articles)
    about_names = [outcome for outcome in applied.outcomes if _is_about_names(outcome)]
    known = known_by(merged.articles, [_told(outcome.correction) for outcome in about_names])
    heard = iter(known.heard)
    outcomes = [
        _with(outcome, next(heard)) if _is_about_names(outcome) else outcome for outcome in applied.outcomes
    ]
    return tables.build(ordered, merged, known, outcomes)


def known_by(articles: Sequence[tuple[Article, Resolution]], told: Sequence[registry.Told] = ()) -> "Known":
    """Ask the registry of articles as records."""
    return Known(articles, registry.build(*narrow(articles), told))


def narrow(articles: Iterable[tuple[Article, Resolution]]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Make the tables of articles, mentions and attributions that the registry reads."""
    pairs = list(articles)
    mentions = [(at, each) for at, (_, found) in enumerate(pairs) for each in found.mentions]
    said = [(at, each) for at, (_, found) in enumerate(pairs) for each in found.attributions]
    return (
        pa.table(
            {
                "article_id": pa.array([article.article_id for article, _ in pairs], pa.string()),
                "date": pa.array([article.date for article, _ in pairs], pa.date32()),
            }
        ),
        _columns(mentions, ("label", "text", "name")),
        _columns(said, ("speaker", "kind", "role", "affiliation")),
    )


def _columns(rows: Sequence[tuple[int, Any]], names: Iterable[str]) -> pa.Table:
    columns = {name: pa.array([getattr(row, name) for _, row in rows], pa.string()) for name in names}
    return pa.table({"article": pa.array([at for at, _ in rows], pa.int32()), **columns})


class Known:
    """What the registry answers, name by name, as rows that are made one by one ask for it."""

    def __init__(self, articles: Iterable[tuple[Article, Resolution]], found: registry.Registry) -> None:
        self.entities, self.positions, self.heard = found.entities, found.positions, found.heard
        ids = [*found.entities["entity_id"].to_pylist(), None]
        mentioned, speakers, kinds, bodies = (
            iter(column.to_pylist())
            for column in (found.mentioned, found.speakers, found.kinds, found.affiliations)
        )
        self._ids: dict[tuple[str, str, str], str] = {}
        self._kinds: dict[tuple[str, str | None], str] = {}
        for article, resolution in articles:
            for mention in resolution.mentions:
                key = kind_of(mention.label), mention.name or mention.text, article.article_id
                self._ids[key] = ids[next(mentioned)]
            for said in resolution.attributions:
                speaker, kind, body = next(speakers), next(kinds), next(bodies)
                if said.speaker:
                    self._ids[kind, said.speaker, article.article_id] = ids[speaker]
                    self._kinds[said.speaker, said.kind] = kind
                if said.affiliation:
                    self._ids["", said.affiliation, article.article_id] = ids[body]

    def entity_of(self, kind: str, name: str, article_id: str) -> str:
        return self._ids[kind, name, article_id]

    def speaker_kind(self, name: str, kind: str | None) -> str:
        return self._kinds[name, kind]

    def affiliation_kind(self, _: str) -> str:
        return ""


def _is_about_names(outcome: Outcome) -> bool:
    return outcome.status == "applied" and outcome.correction.names is not None


def _told(correction: Correction) -> registry.Told:
    names = correction.names
    if names is None:
        raise ValueError(f"correction {correction.correction_id} is about no names")
    return registry.Told(names.kind, names.one, names.other, same=correction.action == "merge")


def _with(outcome: Outcome, heard: registry.Heard) -> Outcome:
    return replace(outcome, status=heard.status, reason=heard.reason)
