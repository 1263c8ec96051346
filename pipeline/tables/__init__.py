"""The tables: one schema each, every field described; records → Arrow; their documentation."""

from pipeline.tables.docs import describe, description, markdown
from pipeline.tables.quotes import Row, quote_row
from pipeline.tables.rows import build, count_words, page_of, page_row, to_arrow
from pipeline.tables.schemas import SCHEMA_VERSION, SCHEMAS
from pipeline.tables.types import without_pandas

__all__ = [
    "SCHEMAS",
    "SCHEMA_VERSION",
    "Row",
    "build",
    "count_words",
    "describe",
    "description",
    "markdown",
    "page_of",
    "page_row",
    "quote_row",
    "to_arrow",
    "without_pandas",
]
