"""A Prometheus textfile: what the last run did, for node_exporter's textfile collector to read."""

import math
from pathlib import Path

from pipeline.errors import SetupError
from pipeline.places import Place

PREFIX = "onrecord_"
METRICS = {
    "last_run_timestamp_seconds": "When the last run ended, however it ended.",
    "last_success_timestamp_seconds": "When a run last published, or found nothing new.",
    "run_duration_seconds": "How long the last run took.",
    "run_exit_code": "How the last run ended: 0 and 3 are fine; `onrecord run --help` lists them all.",
    "run_new_pages": "Pages that the last run processed.",
    "run_words_per_second": "Words a second in the pages that the last run processed.",
    "snapshot": "Number of the snapshot that is shown.",
    "pages": "Rows in pages.",
    "pages_set_aside": "Pages that could not be worked on.",
    "articles": "Rows in articles.",
    "quotes": "Rows in quotes.",
    "quotes_attributed": "Quotes with a speaker.",
    "corrections": "Corrections by people that the tables hold.",
    "corrections_lost": "Corrections whose words or names stand nowhere any more.",
}
COUNTED = {
    "run_new_pages": "n_new",
    "run_words_per_second": "words_per_second",
    "snapshot": "snapshot",
    "pages": "n_pages",
    "pages_set_aside": "n_set_aside",
    "articles": "n_articles",
    "quotes": "n_quotes",
    "quotes_attributed": "n_attributed",
    "corrections": "n_corrections",
    "corrections_lost": "n_corrections_lost",
}
"""The metrics that are columns of a run's row in `runs`."""
OF_THE_RUN = {"run_new_pages", "run_words_per_second"}


def write(path: Path, values: dict[str, float], *, out: Place) -> None:
    """Write the metrics of a run over the tables in `out`; the file appears whole or stays as it was.

    What `values` lacks, as a run that failed lacks counts, stays as the file told it before, but for the
    pages and pace of the run itself. Each metric has the label `out`, so that files of several tables can
    lie in one folder. Raises SetupError where the file can't be written.
    """
    from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

    label = _label(str(out))
    told = _told(path, label) | values
    registry = CollectorRegistry()
    for name, description in METRICS.items():
        if name in told:
            Gauge(PREFIX + name, description, ["out"], registry=registry).labels(label).set(told[name])
    try:
        write_to_textfile(str(path), registry)
    except OSError as error:
        raise SetupError(f"metrics can't be written to {path}: {error.strerror}") from None


def _told(path: Path, label: str) -> dict[str, float]:
    """Read what the file told of the same tables; nothing where it isn't there or isn't ours."""
    from prometheus_client.parser import text_string_to_metric_families

    try:
        families = list(text_string_to_metric_families(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
    samples = [sample for family in families for sample in family.samples]
    told = {
        sample.name.removeprefix(PREFIX): float(sample.value)
        for sample in samples
        if sample.labels == {"out": label} and math.isfinite(sample.value)
    }
    return {name: value for name, value in told.items() if name in METRICS and name not in OF_THE_RUN}


def _label(name: str) -> str:
    # parsers end a line at more than \n, and no file in UTF-8 holds half of a surrogate pair
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
