"""Values of the tables as JSON has them, and back."""

from datetime import date, datetime
from typing import Any

import pyarrow as pa


def revived(value: Any, kind: pa.DataType) -> Any:
    """Make of a value that was read from JSON what Arrow takes for this type: dates of text, first of all.

    Assumes that it was written from a value of this type; raises ValueError for a date that is none.
    """
    if value is None:
        return None
    if pa.types.is_list(kind):
        return [revived(part, kind.value_type) for part in value]
    if pa.types.is_struct(kind):
        return {field.name: revived(value.get(field.name), field.type) for field in kind}
    if pa.types.is_date(kind):
        return date.fromisoformat(value)
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    return value
