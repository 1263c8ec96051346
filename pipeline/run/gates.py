"""The gates before a publication: what looks like an accident isn't published unless one insists."""

from collections.abc import Sequence

from pipeline.errors import GateError

ENOUGH = 20  # pages; of fewer a share says little


def check_failed(fresh: Sequence[str], *, max_failed: float) -> None:
    """Raise GateError where too many pages failed that would come into the tables.

    `fresh` are the statuses of the pages that were processed, or are records that can't be read, and that no
    snapshot of these models and settings holds yet: so a second run doesn't let through what the first one
    refused.
    """
    failed = sum(status == "quarantined" for status in fresh)
    if len(fresh) >= ENOUGH and failed > max_failed * len(fresh):
        raise GateError(
            f"{failed:,} of {len(fresh):,} new pages were quarantined, more than max_failed, "
            f"{max_failed:.0%}: nothing was published; --retry processes them again, "
            "ONRECORD_MAX_FAILED=1 lets them through",
            gate="max_failed",
        )


def check_vanished(n_gone: int, n_before: int, *, max_vanished: float) -> None:
    """Raise GateError where a mirror would drop too many of the pages that the tables hold."""
    if n_before >= ENOUGH and n_gone > max_vanished * n_before:
        raise GateError(
            f"{n_gone:,} of {n_before:,} pages are gone from the raw folders, more than max_vanished, "
            f"{max_vanished:.0%}: nothing was published; without --mirror they stay in the tables, "
            "ONRECORD_MAX_VANISHED=1 drops them",
            gate="max_vanished",
        )
