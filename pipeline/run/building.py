"""From the pages' results to tables: reprints made one article, corrections applied, names made entities."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import reprints, tables
from pipeline.corrections import Correction, Outcome, apply
from pipeline.people import registry
from pipeline.records import PageResult

if TYPE_CHECKING:
    import pyarrow as pa


def build_tables(
    results: Iterable[PageResult], corrections: Sequence[Correction] = ()
) -> "dict[str, pa.Table]":
    """Make every table but `runs` from page results in any order, and corrections in that of the journal."""
    ordered = sorted(results, key=lambda result: (result.page.source, result.page.page_id))
    merged = reprints.merge(ordered)
    applied = apply(merged.articles, corrections)
    merged = replace(merged, articles=applied.articles)
    about_names = [outcome for outcome in applied.outcomes if _is_about_names(outcome)]
    known = registry.build(merged.articles, [_told(outcome.correction) for outcome in about_names])
    heard = iter(known.heard)
    outcomes = [
        _with(outcome, next(heard)) if _is_about_names(outcome) else outcome for outcome in applied.outcomes
    ]
    return tables.build(ordered, merged, known, outcomes)


def _is_about_names(outcome: Outcome) -> bool:
    return outcome.status == "applied" and outcome.correction.names is not None


def _told(correction: Correction) -> registry.Told:
    names = correction.names
    if names is None:
        raise ValueError(f"correction {correction.correction_id} is about no names")
    return registry.Told(names.kind, names.one, names.other, same=correction.action == "merge")


def _with(outcome: Outcome, heard: registry.Heard) -> Outcome:
    return replace(outcome, status=heard.status, reason=heard.reason)
