"""What schemas are made of: fields that say what they are, in which unit, and whether they may be null."""

import pyarrow as pa

SCHEMA_VERSION = 4
POINTS = "code points"


def field_of(
    name: str, kind: pa.DataType, description: str, *, unit: str | None = None, null: bool = False
) -> pa.Field:
    """Make a column."""
    metadata = {"description": description} | ({"unit": unit} if unit else {})
    return pa.field(name, kind, nullable=null, metadata=metadata)


def schema_of(description: str, *fields: pa.Field) -> pa.Schema:
    """Make a table's schema; `description` says what a row is, and how the rows are sorted."""
    return pa.schema(fields, metadata={"description": description, "schema_version": str(SCHEMA_VERSION)})
