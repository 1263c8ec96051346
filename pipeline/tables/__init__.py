"""The tables: one schema each, every field described; records → rows → tables; their documentation."""

from pipeline.tables.assembling import assemble
from pipeline.tables.docs import describe, description, markdown
from pipeline.tables.quotes import Row
from pipeline.tables.rows import count_words, page_of, page_row, to_arrow
from pipeline.tables.schemas import SCHEMA_VERSION, SCHEMAS
from pipeline.tables.shown import SHOWN, results_of, shown
from pipeline.tables.sources import Source, in_memory, whole
from pipeline.tables.types import without_pandas

__all__ = [
    "SCHEMAS",
    "SCHEMA_VERSION",
    "SHOWN",
    "Row",
    "Source",
    "assemble",
    "count_words",
    "describe",
    "description",
    "in_memory",
    "markdown",
    "page_of",
    "page_row",
    "results_of",
    "shown",
    "to_arrow",
    "whole",
    "without_pandas",
]
